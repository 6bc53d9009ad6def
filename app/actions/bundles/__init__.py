"""The wards' official reports in one ZIP: asked for, made by a worker, fetched, let go."""

"""Background processes: the RQ worker, its jobs, and the sweep."""

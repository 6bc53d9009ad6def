"""Editions of the city report: asked for, made by a worker, compared, sealed."""

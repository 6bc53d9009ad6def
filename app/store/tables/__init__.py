"""ORM rows by noun. Importing this package declares every table."""

from app.store.tables import batches, city, evidence, ledger, lobby, results, reviews, submissions

__all__ = ["batches", "city", "evidence", "ledger", "lobby", "results", "reviews", "submissions"]

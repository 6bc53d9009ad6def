"""ORM rows by noun. Importing this package declares every table."""

from app.store.tables import city, ledger, lobby, results, reviews, submissions

__all__ = ["city", "ledger", "lobby", "results", "reviews", "submissions"]

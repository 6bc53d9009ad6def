"""ORM rows by noun. Importing this package declares every table."""

from app.store.tables import (
    batches,
    city,
    desk,
    editions,
    evidence,
    ledger,
    lobby,
    notices,
    publicity,
    results,
    reviews,
    rules,
    submissions,
    themes,
    units,
    wording,
)

__all__ = [
    "batches",
    "city",
    "desk",
    "editions",
    "evidence",
    "ledger",
    "lobby",
    "notices",
    "publicity",
    "results",
    "reviews",
    "rules",
    "submissions",
    "themes",
    "units",
    "wording",
]

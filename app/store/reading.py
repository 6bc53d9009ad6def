"""The read-only door, for pages. The database refuses a write behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.store.database import db
from app.store.scope import Scope


@contextmanager
def reading(scope: Scope) -> Iterator[Session]:
    """A session walled into ``scope`` that sees one snapshot and writes nothing."""
    with db.engine.connect() as connection, connection.begin():
        scope.enter(connection, read_only=True)
        with Session(connection, autoflush=False, expire_on_commit=False) as session:
            yield session

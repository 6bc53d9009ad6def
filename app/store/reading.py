"""The read-only door, for pages. The database refuses a write behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.store.database import db
from app.store.scope import Scope


def _snapshot() -> Connection:
    """What a page lists and what it adds up must be of one moment: read committed would
    show each query another. The pool takes the level off again."""
    return db.engine.connect().execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def reading(scope: Scope) -> Iterator[Session]:
    """A session walled into ``scope`` that sees one snapshot and writes nothing."""
    with _snapshot() as connection, connection.begin():
        scope.enter(connection, read_only=True)
        with Session(connection, autoflush=False, expire_on_commit=False) as session:
            yield session


@contextmanager
def glancing() -> Iterator[Connection]:
    """The lobby by ``trips.glance``, each of its own moment: for what every request asks
    before its scope is known. Without a transaction, that is one trip instead of four."""
    with db.engine.connect() as connection:
        yield connection

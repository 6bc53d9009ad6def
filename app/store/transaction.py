"""The writing door, for actions only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.store import audit, constraints
from app.store.database import db
from app.store.scope import Scope


@dataclass
class Transaction:
    """An open unit of work: its session, its wall, and what waits for the commit.

    ``now`` is one instant (aware UTC) for everything the transaction writes.
    """

    session: Session
    scope: Scope
    actor: Actor
    now: dt.datetime
    _records: list[audit.Record] = field(default_factory=list)
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def record(
        self, verb: str, subject: str, *, ward_id: UUID | None = None, **details: Any
    ) -> None:
        """Put one line into the audit log when this transaction commits."""
        self._records.append(audit.Record(verb, ward_id, subject, details))

    def after_commit(self, work: Callable[[], None]) -> None:
        """Run ``work`` once the commit has returned; never on a savepoint or rollback."""
        self._after_commit.append(work)

    def _write_records(self) -> None:
        if self._records:
            audit.append(self.session, self.scope.city, self.now, self.actor, self._records)


@contextmanager
def transaction(scope: Scope, actor: Actor) -> Iterator[Transaction]:
    """Open, wall in, commit, then do what waited for the commit.

    A broken constraint becomes the domain error of ``constraints``.
    """
    with db.engine.connect() as connection, connection.begin() as unit:
        scope.enter(connection, read_only=False)
        with Session(connection, expire_on_commit=False) as session:
            tx = Transaction(session, scope, actor, dt.datetime.now(dt.UTC))
            try:
                yield tx
                session.flush()
                tx._write_records()
                session.flush()
            except IntegrityError as error:
                raise constraints.explain(error) from error
        unit.commit()
    for work in tx._after_commit:
        work()

"""The writing door, for actions only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.store import audit, constraints, trips
from app.store.database import db
from app.store.rows import AnyRow
from app.store.scope import Scope
from app.store.trips import Question, Statement, Values

Answered = Callable[[AnyRow], object]


@dataclass
class Transaction:
    """An open unit of work: its connection, its wall, and what waits for the commit.

    ``now`` is one instant (aware UTC) for everything the transaction writes; ``asked`` holds
    the rows of each question that was asked as it opened.
    """

    connection: Connection
    scope: Scope
    actor: Actor
    now: dt.datetime
    asked: Sequence[Sequence[AnyRow]] = ()
    _sent: list[tuple[Question, Answered | None]] = field(default_factory=list)
    _records: list[audit.Record] = field(default_factory=list)
    _after_commit: list[Callable[[], object]] = field(default_factory=list)

    @cached_property
    def session(self) -> Session:
        """The unit's objects. Made when it is first used: what is made of constant statements
        alone has no need of one."""
        return Session(self.connection, expire_on_commit=False)

    def send(self, statement: Statement, values: Values, answered: Answered | None = None) -> None:
        """Let a write go with the commit, after whatever the session holds and in the order
        of sending: one trip for all. Nothing in this transaction can read it back.

        ``answered`` is given the statement's one row once the commit has returned.
        """
        self._sent.append((Question(statement, values), answered))

    def record(
        self, verb: str, subject: str, *, ward_id: UUID | None = None, **details: Any
    ) -> None:
        """Put one line into the audit log when this transaction commits."""
        self._records.append(audit.Record(verb, ward_id, subject, details))

    def after_commit(self, work: Callable[[], object]) -> None:
        """Run ``work`` once the commit has returned; never on a rollback."""
        self._after_commit.append(work)

    def _end(self, commit: Callable[[], None]) -> None:
        """Write what waits and commit. The city's chain comes last: all wait there."""
        if self._has_session:
            self.session.flush()
        questions = [question for question, _ in self._sent]
        if self._records:
            city = self.scope.city
            questions += audit.appending(city, self.now, self.actor, self._records)
        if not questions:
            commit()
            return
        rows = trips.ask_and_commit(self.connection, questions, commit)
        for (_, answered), answer in zip(self._sent, rows, strict=False):
            if answered is not None:
                self.after_commit(partial(answered, answer[0]))

    def _close(self) -> None:
        if self._has_session:
            self.session.close()

    @property
    def _has_session(self) -> bool:
        return "session" in vars(self)


@contextmanager
def transaction(scope: Scope, actor: Actor, *asking: Question) -> Iterator[Transaction]:
    """Open, wall in, commit, then do what waited for the commit.

    ``asking`` is asked behind the wall, in the trip that raises it. A broken constraint
    becomes the domain error of ``constraints``.
    """
    with db.engine.connect() as connection, connection.begin() as unit:
        wall = scope.entering(read_only=False)
        _, *asked = trips.ask(connection, wall, *asking)
        tx = Transaction(connection, scope, actor, dt.datetime.now(dt.UTC), asked)
        try:
            yield tx
            tx._end(unit.commit)
        except IntegrityError as error:
            raise constraints.explain(error) from error
        finally:
            tx._close()
    for work in tx._after_commit:
        work()

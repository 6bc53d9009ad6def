"""Constant statements said to the driver itself, several in one trip to the database.

What a whole city asks at once on its last day is made of few statements that never change.
SQLAlchemy writes each of them once; after that its machinery would cost more than the
database's own work. The connection stays the session's: its wall, its transaction.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any, NamedTuple, cast

import psycopg
from psycopg import IsolationLevel, pq
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from app.store.rows import AnyRow
from app.store.wire import Command, Wire

_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")
_NUMBERS = count()

Values = Mapping[str, Any]


class Statement:
    """One statement in the server's words, with what makes plain values fit its columns.

    ``keys`` are the columns that an INSERT fills in, where these are not all.
    """

    def __init__(self, clause: ClauseElement, keys: Sequence[str] | None = None) -> None:
        written = clause.compile(dialect=_DIALECT, column_keys=keys)
        compiled = cast(SQLCompiler, written)
        self.text = str(compiled)
        self._name, self._said = f"tonghop_{next(_NUMBERS)}".encode(), self.text.encode()
        self._make_row: Callable[[Any], AnyRow] | None = None
        named = {name: bind for bind, name in compiled.bind_names.items()}
        self._fitting = [
            (name, named[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            for name in compiled.positiontup or ()
        ]
        # What the clause says by itself, such as the kind of an event it looks for.
        self._given = {
            name: bind.value
            for name, bind in named.items()
            if not bind.required and bind.value is not None
        }

    def command(self, values: Values) -> Command:
        """What is said to the server to ask with these values."""
        told = {**self._given, **values} if self._given else values
        fit = [told[name] if fits is None else fits(told[name]) for name, fits in self._fitting]
        return Command(self._name, self._said, fit)

    def rows(self, wire: Wire, result: pq.abc.PGresult) -> list[AnyRow]:
        """A result's rows, by the names of their columns; none of what gives none."""
        if not result.nfields:
            return []
        if self._make_row is None:
            self._make_row = _row_maker(result)
        return wire.rows(result, self._make_row)


def _row_maker(result: pq.abc.PGresult) -> Callable[[Any], AnyRow]:
    names = [(result.fname(n) or b"").decode() for n in range(result.nfields)]
    made = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return cast("Callable[[Any], AnyRow]", partial(tuple.__new__, made))


class Question(NamedTuple):
    """A statement with its values."""

    statement: Statement
    values: Values


def ask(connection: Connection, *questions: Question) -> list[list[AnyRow]]:
    """The rows of each, in order. Raises SQLAlchemy's errors."""
    return _said(connection, questions)


def glance(connection: Connection, question: Question) -> list[AnyRow]:
    """The rows of one question that needs no transaction around it. Raises SQLAlchemy's
    errors; whatever it changed would stand at once."""
    (rows,) = _said(connection, [question], begins=False)
    return rows


def ask_and_commit(
    connection: Connection, questions: Sequence[Question], commit: Callable[[], None]
) -> list[list[AnyRow]]:
    """The same and the commit in one trip: what the statements lock is held while the
    server works and the commit is written, never while this process waits for its turn.

    ``commit`` tells SQLAlchemy; its driver sees that nothing is open any more. What failed on
    the way is ended here, or the pool would hand its connection on in the failed transaction.
    """
    driver = _driver(connection)
    try:
        rows = _said(connection, questions, (_COMMIT,))
    except DBAPIError:
        if not driver.closed:
            driver.rollback()
        raise
    commit()
    return rows


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast(psycopg.Connection[Any], connection.connection.driver_connection)


def _said(
    connection: Connection,
    questions: Sequence[Question],
    last: Sequence[Command] = (),
    *,
    begins: bool = True,
) -> list[list[AnyRow]]:
    driver = _driver(connection)
    wire = _wire(connection, driver)
    first = _beginning(driver) if begins else ()
    said = [question.statement.command(question.values) for question in questions]
    with _errors(connection, driver):
        results = _exchanged(wire, driver, [*first, *said, *last])
    answers = results[len(first) : len(first) + len(said)]
    return [q.statement.rows(wire, r) for q, r in zip(questions, answers, strict=True)]


def _exchanged(
    wire: Wire, driver: psycopg.Connection[Any], commands: Sequence[Command]
) -> list[pq.abc.PGresult]:
    """The results. After a rollback the driver lets the server forget all statements, its own
    and ours; the first trip after it learns so, before anything is done, and is made again."""
    is_first = driver.pgconn.transaction_status == pq.TransactionStatus.IDLE
    try:
        return wire.exchange(commands)
    except psycopg.errors.InvalidSqlStatementName:
        if not is_first:
            raise
        driver.rollback()
        wire.doubt()
        return wire.exchange(commands)


def _wire(connection: Connection, driver: psycopg.Connection[Any]) -> Wire:
    """The connection's own, made when it is first asked and kept as long as it lives."""
    kept = connection.info.get("wire")
    if kept is None:
        kept = connection.info["wire"] = Wire(driver)
    return cast(Wire, kept)


@event.listens_for(Engine, "rollback_savepoint")
def _taken_back(connection: Connection, *_named: object) -> None:
    """The driver then lets the server forget what is prepared, in the middle of all."""
    if "wire" in connection.info:
        connection.info["wire"].doubt()


_COMMIT = Command(b"tonghop_commit", b"COMMIT", ())
_BEGIN = {
    level: Command(
        f"tonghop_begin_{level}".encode(),
        f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}".encode() if level else b"BEGIN",
        (),
    )
    for level in (None, *IsolationLevel)
}


def _beginning(driver: psycopg.Connection[Any]) -> tuple[Command, ...]:
    """A transaction begins with its first statement, as the driver itself would begin it."""
    idle = driver.pgconn.transaction_status == pq.TransactionStatus.IDLE
    return (_BEGIN[driver.isolation_level],) if idle and not driver.autocommit else ()


@contextmanager
def _errors(connection: Connection, driver: psycopg.Connection[Any]) -> Iterator[None]:
    """The driver's errors as SQLAlchemy's, which the rest of the application knows."""
    try:
        yield
    except psycopg.Error as error:
        if driver.closed:
            # Asked once more by its own means, the pool learns that its connections are dead.
            connection.exec_driver_sql("SELECT 1")
        raise DBAPIError.instance(
            None, None, error, psycopg.Error, dialect=connection.dialect
        ) from error

"""Constant statements said to the driver itself, several in one trip to the database.

What a whole city asks at once on its last day is made of few statements that never change.
SQLAlchemy writes each of them once; after that its machinery would cost more than the
database's own work. The connection stays the session's: its wall, its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from app.store.rows import AnyRow

_DIALECT = PGDialect_psycopg()

Values = Mapping[str, Any]


class Statement:
    """One statement in the driver's words, with what makes plain values fit its columns.

    ``keys`` are the columns that an INSERT fills in, where these are not all.
    """

    def __init__(self, clause: ClauseElement, keys: Sequence[str] | None = None) -> None:
        written = clause.compile(dialect=_DIALECT, column_keys=keys)
        compiled = cast(SQLCompiler, written)
        self.text = str(compiled)
        named = {name: bind for bind, name in compiled.bind_names.items()}
        processors = {
            name: bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
            for name, bind in named.items()
        }
        self._fitting = {name: fit for name, fit in processors.items() if fit is not None}
        # What the clause says by itself, such as the kind of an event it looks for.
        self._given = {
            name: bind.value
            for name, bind in named.items()
            if not bind.required and bind.value is not None
        }

    def values(self, values: Values) -> Values:
        """The values as the driver takes them."""
        if not self._fitting and not self._given:
            return values
        told = {**self._given, **values}
        return told | {name: fit(told[name]) for name, fit in self._fitting.items()}


class Question(NamedTuple):
    """A statement with its values."""

    statement: Statement
    values: Values


def ask(connection: Connection, *questions: Question) -> list[list[AnyRow]]:
    """The rows of each, in order. Raises SQLAlchemy's errors."""
    return _said(connection, questions)


def ask_and_commit(
    connection: Connection, questions: Sequence[Question], commit: Callable[[], None]
) -> list[list[AnyRow]]:
    """The same and the commit in one trip: what the statements lock is held while the
    server works and the commit is written, never while this process waits for its turn.

    SQLAlchemy takes a transaction whose commit it has sent for ended. One that failed on the
    way is ended here, or the pool would hand its connection on in the failed transaction.
    """
    driver = _driver(connection)
    try:
        return _said(connection, questions, commit)
    except DBAPIError:
        if not driver.closed:
            driver.rollback()
        raise


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast(psycopg.Connection[Any], connection.connection.driver_connection)


def _said(
    connection: Connection, questions: Sequence[Question], end: Callable[[], None] | None = None
) -> list[list[AnyRow]]:
    driver = _driver(connection)
    cursors = [driver.cursor(row_factory=namedtuple_row) for _ in questions]
    with _errors(connection, driver), _one_trip(driver, len(questions) + (end is not None)):
        for cursor, (statement, values) in zip(cursors, questions, strict=True):
            cursor.execute(statement.text, statement.values(values))
        if end is not None:
            end()
    return [_rows(cursor) for cursor in cursors]


def _rows(cursor: psycopg.Cursor[Any]) -> list[AnyRow]:
    result = cursor.pgresult
    return cursor.fetchall() if result is not None and result.nfields else []


@contextmanager
def _one_trip(driver: psycopg.Connection[Any], number: int) -> Iterator[None]:
    if number == 1:
        yield
        return
    with driver.pipeline():
        yield


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

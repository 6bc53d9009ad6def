"""Statements said to the driver itself: their errors are the application's, nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    Text,
    Uuid,
    bindparam,
    cast,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.types import TypeEngine

from app.domain.permissions import COMMAND_LINE
from app.store import liveness, trips
from app.store.database import db
from app.store.reading import reading
from app.store.tables.ledger import AuditEntry
from app.store.transaction import transaction
from app.store.trips import Question, Statement
from tests.worlds import Town, World

BROKEN = Statement(text("SELECT 1 / :by"))
WORKING = Statement(text("SELECT 100 / :by"))
FRESH = Statement(text("SELECT CAST(:by AS int)"))
#: Each kind of value that a constant statement takes, with its type in the database.
KINDS: dict[str, tuple[TypeEngine[Any], st.SearchStrategy[Any]]] = {
    "text": (Text(), st.text(st.characters(exclude_characters="\0", codec="utf-8"))),
    "small": (Integer(), st.integers(-(2**31), 2**31 - 1)),
    "large": (BigInteger(), st.integers(-(2**63), 2**63 - 1)),
    "exact": (Numeric(), st.decimals(allow_nan=False, allow_infinity=False, places=4)),
    "truth": (Boolean(), st.booleans()),
    "day": (Date(), st.dates()),
    "moment": (DateTime(timezone=True), st.datetimes(timezones=st.just(dt.UTC))),
    "id": (Uuid(), st.uuids()),
    "octets": (LargeBinary(), st.binary()),
    "words": (ARRAY(Text()), st.lists(st.text("ăâđ{},\"\\' ", max_size=4))),
    "tree": (JSONB(none_as_null=True), st.dictionaries(st.text('aậ"', max_size=3), st.integers())),
}
ECHO = Statement(
    select(
        *(cast(bindparam(name, type_=kind), kind).label(name) for name, (kind, _) in KINDS.items())
    )
)


def send_broken(town: Town) -> None:
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.record("tried", "a write that fails with the commit")
        tx.send(BROKEN, {"by": 0})


def entries(town: Town) -> int:
    with reading(town.scope) as session:
        return len(session.execute(select(AuditEntry.id)).all())


def test_a_write_that_fails_with_the_commit_takes_all_with_it(world: World) -> None:
    before = entries(world.here)
    with pytest.raises(DBAPIError, match="division by zero"):
        send_broken(world.here)
    assert entries(world.here) == before


def test_a_failed_commit_leaves_no_connection_in_its_transaction(world: World) -> None:
    """The commit travels with the write that fails, and nobody tells SQLAlchemy of it."""
    for _ in range(3):
        with pytest.raises(DBAPIError, match="division by zero"):
            send_broken(world.here)
        with db.engine.connect() as one, db.engine.connect() as other:
            drivers = [c.connection.driver_connection for c in (one, other)]
            assert {d.info.transaction_status.name for d in drivers} == {"IDLE"}


@contextmanager
def connected() -> Iterator[Connection]:
    """A connection in a transaction that is given up."""
    with db.engine.connect() as connection:
        unit = connection.begin()
        yield connection
        unit.rollback()


def test_the_driver_forgets_what_is_prepared_and_nobody_notices(world: World) -> None:
    """After a rollback the driver has the server forget every statement, ours as well."""
    asked = Question(WORKING, {"by": 2})
    with db.engine.connect() as connection:
        for _ in range(3):
            with connection.begin():
                assert trips.ask(connection, asked, asked) == [[(50,)], [(50,)]]
            connection.exec_driver_sql("DEALLOCATE ALL")
            connection.rollback()


def test_statements_are_said_anew_after_a_savepoint_is_given_up(world: World) -> None:
    with db.engine.connect() as connection, connection.begin():
        asked = Question(WORKING, {"by": 2})
        for _ in range(8):  # Until the driver prepares its own.
            connection.execute(select(1))
        trips.ask(connection, asked)
        savepoint = connection.begin_nested()
        savepoint.rollback()
        assert trips.ask(connection, asked) == [[(50,)]]


def test_a_glance_begins_no_transaction(world: World) -> None:
    with db.engine.connect() as connection:
        assert trips.glance(connection, Question(WORKING, {"by": 4})) == [(25,)]
        driver = connection.connection.driver_connection
        assert driver.info.transaction_status.name == "IDLE"
        with pytest.raises(DBAPIError, match="division by zero"):
            trips.glance(connection, Question(BROKEN, {"by": 0}))
        assert driver.info.transaction_status.name == "IDLE"


def test_what_was_prepared_before_a_failure_is_not_prepared_again(world: World) -> None:
    fresh, broken = Question(FRESH, {"by": 3}), Question(BROKEN, {"by": 0})
    with db.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="division by zero"), connection.begin():
            trips.ask(connection, fresh, broken, Question(WORKING, {"by": 1}))
        with connection.begin():
            assert trips.ask(connection, fresh, Question(WORKING, {"by": 4})) == [[(3,)], [(25,)]]


def test_a_value_that_cannot_be_written_leaves_the_connection_as_it_was(world: World) -> None:
    with connected() as connection:
        with pytest.raises(DBAPIError):
            trips.ask(connection, Question(WORKING, {"by": object()}))
        assert trips.ask(connection, Question(WORKING, {"by": 4})) == [[(25,)]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries({name: st.none() | kind for name, (_, kind) in KINDS.items()}))
def test_every_kind_of_value_travels_unchanged(world: World, values: dict[str, object]) -> None:
    with connected() as connection:
        ((row,),) = trips.ask(connection, Question(ECHO, values))
    assert row._asdict() == values


def test_more_than_a_socket_holds_goes_both_ways(world: World) -> None:
    """While the server writes answers it reads nothing: they must be taken in while sending."""
    long = "Nhân dân " * 200_000
    with connected() as connection:
        asked = [Question(ECHO, dict.fromkeys(KINDS) | {"text": long})] * 4
        assert [row.text == long for (row,) in trips.ask(connection, *asked)] == [True] * 4


def test_a_connection_that_died_is_learned_of(world: World) -> None:
    before = entries(world.here)
    with db.engine.connect() as connection:
        killed = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with db.engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({killed})")
        with pytest.raises(OperationalError):
            trips.ask(connection, Question(BROKEN, {"by": 1}))
        assert connection.invalidated
    assert entries(world.here) == before


def test_connections_that_died_while_they_lay_idle_are_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness, "IDLE", 0.0)
    before = entries(world.here)
    with ExitStack() as stack:
        several = [stack.enter_context(db.engine.connect()) for _ in range(3)]
        several[0].exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND usename = current_user"
        )
    for _ in range(6):
        assert entries(world.here) == before

"""Statements said to the driver itself: their errors are the application's, nothing is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.domain.permissions import COMMAND_LINE
from app.store import trips
from app.store.database import db
from app.store.reading import reading
from app.store.tables.ledger import AuditEntry
from app.store.transaction import transaction
from app.store.trips import Question, Statement
from tests.worlds import Town, World

BROKEN = Statement(text("SELECT 1 / :by"))


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
    """Where the failure is learned of is a matter of time: by the commit, or only after it."""
    for _ in range(60):
        with pytest.raises(DBAPIError, match="division by zero"):
            send_broken(world.here)
        with db.engine.connect() as one, db.engine.connect() as other:
            drivers = [c.connection.driver_connection for c in (one, other)]
            assert {d.info.transaction_status.name for d in drivers} == {"IDLE"}


def test_a_commit_that_is_told_of_its_failure_is_rolled_back_too(world: World) -> None:
    """The same, without chance: the trip's writes are answered before it commits."""
    with db.engine.connect() as connection, connection.begin() as unit:

        def commit_late() -> None:
            connection.connection.driver_connection.execute("SELECT pg_sleep(0.05)")
            unit.commit()

        with pytest.raises(DBAPIError, match="division by zero"):
            trips.ask_and_commit(connection, [Question(BROKEN, {"by": 0})], commit_late)
        driver = connection.connection.driver_connection
        assert driver.info.transaction_status.name == "IDLE"


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

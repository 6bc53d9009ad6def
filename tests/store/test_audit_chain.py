"""The audit log: one chain per city, however many write at once, and no tampering unseen."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.permissions import COMMAND_LINE
from app.store import audit
from app.store.reading import reading
from app.store.tables.ledger import AuditEntry, AuditHead
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Town, World

SEED = int(os.environ.get("TEST_SEED", "20260630"))
TAMPERINGS = 1000
ROWS = 25

ENTRY: Any = AuditEntry.__table__
HEAD: Any = AuditHead.__table__


def faults(town: Town) -> list[str]:
    with reading(town.scope) as session:
        return list(audit.faults(session, town.city_id))


def write(town: Town, number: int) -> None:
    place = town.places[number % len(town.places)]
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.record("tried", f"subject {number}", ward_id=place.ward_id, number=number, text="đã")


def numbers(town: Town) -> list[int]:
    with reading(town.scope) as session:
        return list(
            session.execute(select(AuditEntry.number).order_by(AuditEntry.number)).scalars()
        )


def test_an_untouched_chain_holds(world: World) -> None:
    for number in range(5):
        write(world.here, number)
    assert faults(world.here) == []
    assert numbers(world.here) == list(range(1, len(numbers(world.here)) + 1))


def test_a_chain_holds_when_many_write_at_once(app: Flask, world: World) -> None:
    before = len(numbers(world.here))
    for burst in range(5):
        calls = [lambda n=n: write(world.here, n) for n in range(burst * 8, burst * 8 + 8)]
        assert worlds.at_once(app, calls) == [None] * 8
    assert numbers(world.here) == list(range(1, before + 41))
    assert faults(world.here) == []


def write_and_fail(town: Town) -> None:
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.record("tried", "nothing")
        tx.session.execute(text("SELECT 1 / 0"))


def test_what_was_rolled_back_leaves_no_gap(world: World) -> None:
    before = numbers(world.here)
    with pytest.raises(DBAPIError):
        write_and_fail(world.here)
    assert numbers(world.here) == before
    write(world.here, 1)
    assert faults(world.here) == []


def test_cities_have_chains_of_their_own(world: World) -> None:
    before = numbers(world.there)
    write(world.here, 1)
    assert numbers(world.there) == before


@pytest.mark.parametrize(
    "details",
    [
        {"number": 1.0, "large": 1e20, "small": 1e-7, "whole": 10**18, "negative": -0.0},
        {
            "text": "Phường Hải Dương “đã” \n\t\\ \u2028 😀",
            "": "",
            "list": [1, None, {"b": 1, "a": 2}],
        },
        {"day": dt.date(2026, 6, 30), "at": dt.datetime(2026, 6, 30, 7, tzinfo=dt.UTC)},
    ],
)
def test_every_detail_survives_the_database(world: World, details: dict[str, Any]) -> None:
    """What is hashed before the database stores it must hash the same when it comes back."""
    with transaction(world.here.scope, COMMAND_LINE) as tx:
        tx.record(
            "tried", "details", **{"details" if k == "" else k: v for k, v in details.items()}
        )
    assert faults(world.here) == []


# --- tampering, as somebody who may do anything ---------------------------------------------


@contextmanager
def tampering(app: Flask, town: Town) -> Iterator[Connection]:
    """The owner's hand on the city's log, taken back when the look is over."""
    with worlds.as_owner(app) as connection:
        town.scope.enter(connection, read_only=False)
        unit = connection.begin_nested()
        yield connection
        unit.rollback()


def seen(connection: Connection, town: Town) -> list[str]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        return list(audit.faults(session, town.city_id))


def rows_of(connection: Connection, town: Town) -> list[RowMapping]:
    query = select(ENTRY).where(ENTRY.c.city_id == town.city_id).order_by(ENTRY.c.number)
    return list(connection.execute(query).mappings())


def changed(row: RowMapping, dice: random.Random) -> dict[str, Any]:
    """One column of a row with another value."""
    other: dict[str, Any] = {
        "id": lambda: worlds.uuid4(),
        "ward_id": lambda: None if row["ward_id"] else worlds.uuid4(),
        "at": lambda: row["at"] + dt.timedelta(microseconds=dice.choice((-1, 1, 10**6))),
        "person_id": lambda: worlds.uuid4(),
        "actor": lambda: row["actor"] + dice.choice((" ", "x", "́")),
        "verb": lambda: row["verb"] + "d",
        "subject": lambda: row["subject"][::-1] + "?",
        "details": lambda: {**row["details"], "number": dice.random()},
        "previous": lambda: f"{dice.getrandbits(256):064x}",
        "digest": lambda: f"{dice.getrandbits(256):064x}",
    }
    column = dice.choice(sorted(other))
    return {column: other[column]()}


def change_a_row(connection: Connection, town: Town, dice: random.Random) -> str:
    row = dice.choice(rows_of(connection, town))
    values = changed(row, dice)
    connection.execute(update(ENTRY).where(ENTRY.c.id == row["id"]).values(**values))
    return f"row {row['number']}: {values}"


def rewrite_a_row(connection: Connection, town: Town, dice: random.Random) -> str:
    """Change a row and give it the digest that fits, as one who knows the method would."""
    row = dict(dice.choice(rows_of(connection, town)))
    key = row["id"]
    row |= {"subject": "rewritten"}
    row["digest"] = audit.digest_of(row, row["previous"])
    connection.execute(update(ENTRY).where(ENTRY.c.id == key).values(**row))
    return f"row {row['number']} rewritten"


def remove_a_row(connection: Connection, town: Town, dice: random.Random) -> str:
    row = dice.choice(rows_of(connection, town))
    connection.execute(delete(ENTRY).where(ENTRY.c.id == row["id"]))
    return f"row {row['number']} removed"


def remove_and_close_up(connection: Connection, town: Town, dice: random.Random) -> str:
    """Remove a row and number the later ones anew, so that no number is missing."""
    rows = rows_of(connection, town)
    gone = dice.choice(rows)
    connection.execute(delete(ENTRY).where(ENTRY.c.id == gone["id"]))
    for row in rows:
        if row["number"] > gone["number"]:
            connection.execute(
                update(ENTRY).where(ENTRY.c.id == row["id"]).values(number=row["number"] - 1)
            )
    return f"row {gone['number']} removed and closed up"


def cut_the_tail(connection: Connection, town: Town, dice: random.Random) -> str:
    last = rows_of(connection, town)[-1]["number"]
    kept = dice.randrange(last)
    its = (ENTRY.c.city_id == town.city_id) & (ENTRY.c.number > kept)
    connection.execute(delete(ENTRY).where(its))
    return f"cut after {kept}"


def remove_the_head(connection: Connection, town: Town, dice: random.Random) -> str:
    """Everything gone, or only the head: a log without one never held."""
    if dice.random() < 0.5:
        connection.execute(delete(ENTRY).where(ENTRY.c.city_id == town.city_id))
    connection.execute(delete(HEAD).where(HEAD.c.city_id == town.city_id))
    return "head removed"


def move_the_head(connection: Connection, town: Town, dice: random.Random) -> str:
    values: Any = dice.choice(({"number": HEAD.c.number + 1}, {"digest": "f" * 64}))
    connection.execute(update(HEAD).where(HEAD.c.city_id == town.city_id).values(**values))
    return f"head: {list(values)}"


def swap_two_rows(connection: Connection, town: Town, dice: random.Random) -> str:
    one, other = dice.sample(rows_of(connection, town), 2)
    for key, number in (
        (one["id"], -1),
        (other["id"], one["number"]),
        (one["id"], other["number"]),
    ):
        connection.execute(update(ENTRY).where(ENTRY.c.id == key).values(number=number))
    return f"rows {one['number']} and {other['number']} swapped"


def put_a_row_in(connection: Connection, town: Town, dice: random.Random) -> str:
    """One more at the end, chained as it should be, but not by the application."""
    last = dict(rows_of(connection, town)[-1])
    row = last | {"id": worlds.uuid4(), "number": last["number"] + 1, "previous": last["digest"]}
    row["digest"] = audit.digest_of(row, row["previous"])
    connection.execute(insert(ENTRY).values(**row))
    return "row added"


Hand = Callable[[Connection, Town, random.Random], str]
HANDS: tuple[tuple[Hand, int], ...] = (
    (change_a_row, 500),
    (rewrite_a_row, 100),
    (remove_a_row, 100),
    (remove_and_close_up, 60),
    (cut_the_tail, 100),
    (move_the_head, 50),
    (swap_two_rows, 50),
    (put_a_row_in, 30),
    (remove_the_head, 10),
)


@pytest.fixture(scope="module")
def log(made: Flask) -> Town:
    """A city whose log has some rows; every tampering with it is taken back."""
    with made.app_context():
        town = worlds.make_world().here
        for number in range(ROWS):
            write(town, number)
        return town


@pytest.mark.parametrize(("hand", "times"), HANDS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_tampering_is_found(app: Flask, log: Town, hand: Hand, times: int) -> None:
    """A thousand in all, drawn from a printed seed."""
    dice = random.Random(f"{SEED} {hand.__name__}")
    print(f"TEST_SEED={SEED}")
    with worlds.as_owner(app) as connection:
        log.scope.enter(connection, read_only=False)
        assert seen(connection, log) == []
        for _ in range(times):
            unit = connection.begin_nested()
            done = hand(connection, log, dice)
            assert seen(connection, log), f"Not found (seed {SEED}): {done}"
            unit.rollback()


def test_there_are_a_thousand_of_them() -> None:
    assert sum(times for _, times in HANDS) == TAMPERINGS


def test_a_tampering_is_named_by_its_row(app: Flask, log: Town) -> None:
    with tampering(app, log) as connection:
        row = rows_of(connection, log)[7]
        connection.execute(update(ENTRY).where(ENTRY.c.id == row["id"]).values(verb="x"))
        assert seen(connection, log) == ["Dòng nhật ký số 8 đã bị sửa."]
    with tampering(app, log) as connection:
        connection.execute(delete(ENTRY).where(ENTRY.c.number == 8))
        assert seen(connection, log)[0] == "Thiếu dòng nhật ký số 8."


def test_the_tampering_hand_really_may(app: Flask, log: Town) -> None:
    """The owner is not held back by row security here: what is found was done."""
    with tampering(app, log) as connection:
        removed = connection.execute(text("DELETE FROM audit_entry WHERE number > 5"))
        assert removed.rowcount > 0

"""What a submit through the API costs the database: on deadline day all wards ask it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from programs import Program, program, report_of, saving
from sqlalchemy import Engine, event
from worlds import Town

from app.domain.permissions import Role
from app.store.database import db
from app.store.scope import Scope
from app.store.wire import Command, Wire

WARD = "Phường An Biên"
#: Whose token; wall, report locked, what stands beside, answers; two events, version, report,
#: job, the chain's head held, the chain's new links.
STATEMENTS = 12
TRIPS = 3
FRAME = ("BEGIN", "COMMIT")


class Counted:
    """What was said to the database, in how many trips, and what of it the slow way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
        self.statements: list[str] = []
        self.slow: list[str] = []
        self.trips = 0
        execute, exchange = psycopg.Cursor.execute, Wire.exchange

        def executed(cursor: Any, query: Any, *rest: Any, **named: Any) -> Any:
            self.statements.append(f"{query}")
            return execute(cursor, query, *rest, **named)

        def exchanged(wire: Wire, commands: Sequence[Command]) -> Any:
            self.trips += 1
            said = [command.text.decode() for command in commands]
            self.statements += [text for text in said if not text.startswith(FRAME)]
            return exchange(wire, commands)

        monkeypatch.setattr(psycopg.Cursor, "execute", executed)
        monkeypatch.setattr(Wire, "exchange", exchanged)
        event.listen(engine, "before_cursor_execute", self.slowly)

    def slowly(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.slow.append(statement)


@pytest.fixture
def counted(application: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Counted]]:
    made: list[Counted] = []
    with application.app_context():
        engine = db.engine

    def begin() -> Counted:
        made.append(Counted(monkeypatch, engine))
        return made[0]

    yield begin
    for counted in made:
        event.remove(engine, "before_cursor_execute", counted.slowly)


def test_a_submit_costs_few_statements_in_three_trips(
    here: Town, counted: Callable[[], Counted]
) -> None:
    """Each flag that stays with its reason is one statement more, and the reasons one trip."""
    asking = program(here, Role.LEADER, WARD)
    report = report_of(asking)
    flags = filled(here, asking, report)
    assert flags
    headers = {"Idempotency-Key": "khoa-cua-phep-dem"}
    seen = counted()
    answer = asking.ask("submit", of(report), headers=headers)
    assert answer.status_code == 200, answer.text
    assert [text for text in seen.slow if "FROM explanation" not in text] == []
    assert len(seen.statements) <= STATEMENTS + len(flags) + 1, "\n".join(seen.statements)
    assert seen.trips <= TRIPS


def filled(town: Town, asking: Program, report: dict[str, Any]) -> list[dict[str, Any]]:
    """A report that nothing blocks; its flags, each with a reason."""
    body = saving(("households_total", 10, 0), ("overview", "Nội dung", 0))
    assert asking.ask("saveAnswers", of(report), body=body).status_code == 200
    leader = town.person(Role.LEADER, WARD).actor
    with town.app.app_context():
        town._explain(Scope.ward(town.scope.city, town.ward_id(WARD)), leader, UUID(report["id"]))
    flags: list[dict[str, Any]] = asking.ask("report", of(report)).json["flags"]
    return flags


def of(report: dict[str, Any]) -> dict[str, object]:
    return {"submission_id": report["id"]}

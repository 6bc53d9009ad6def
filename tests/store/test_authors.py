"""Who wrote or signed which reports of a period, and that asking reads nothing of other years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import TextClause, event, text

from app.actions import periods
from app.domain.lifecycle import Event
from app.domain.permissions import COMMAND_LINE
from app.store import authors
from app.store.database import db
from app.store.reading import reading
from app.store.tables.reviews import Explanation
from app.store.tables.submissions import EventRow
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World

#: Rows of one report that is not asked about, and how many at most may be looked at.
OF_OTHERS, LOOKED_AT = 20_000, 200
LOOKED_INTO = {"answer_history", "event", "explanation"}


HISTORY = text(
    "INSERT INTO answer_history (city_id, ward_id, submission_id, code, revision, state, typed,"
    " reason, at, person_id, person_name, origin, origin_detail)"
    " SELECT :city, :ward, :report, 'households_total', n, 'value', '1', '', now(), :person, '',"
    " 'typed', '' FROM generate_series(1, :rows) n"
)
MOVES = text(
    "INSERT INTO event (city_id, ward_id, submission_id, kind, from_state, to_state, at,"
    " person_id, person_name, reason, details, idempotency_key)"
    " SELECT :city, :ward, :report, 'submitted', '', '', now(), :person, '', '', '{}', ''"
    " FROM generate_series(1, :rows) n"
)


def wrote(
    town: Town, place: Place, person_id: UUID | None, rows: int = 1, what: TextClause = HISTORY
) -> None:
    """So many rows of one person in a ward's report, which has none of these yet."""
    own = {"city": town.city_id, "ward": place.ward_id, "report": place.submission_id}
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.session.execute(what, own | {"person": person_id, "rows": rows})


def stood(town: Town, place: Place, row: EventRow | Explanation) -> None:
    row.city_id, row.ward_id = town.city_id, place.ward_id
    row.submission_id, row.person_name = place.submission_id, ""
    with transaction(town.scope, COMMAND_LINE) as tx:
        row.at = tx.now
        tx.session.add(row)


def moved(kind: Event, person_id: UUID) -> EventRow:
    return EventRow(kind=kind.value, from_state="draft", to_state="draft", person_id=person_id)


def own(town: Town, person_id: UUID | None) -> set[UUID]:
    with reading(town.scope) as session:
        return set(authors.of_period(session, town.period_id, person_id))


def test_each_way_of_writing_or_signing_makes_an_author(world: World) -> None:
    town = world.here
    one, two, three = town.places
    typist, signer, explainer, reviewer = (uuid4() for _ in range(4))
    wrote(town, one, typist, rows=3)
    wrote(town, two, None)
    stood(town, two, moved(Event.SUBMITTED, signer))
    stood(town, two, moved(Event.APPROVED, reviewer))
    stood(town, three, Explanation(key="k", rule="r", inputs_hash="", text="", person_id=explainer))
    stood(town, three, moved(Event.HANDED_OVER, typist))
    assert own(town, typist) == {one.submission_id, three.submission_id}
    assert own(town, signer) == {two.submission_id}
    assert own(town, explainer) == {three.submission_id}
    assert own(town, reviewer) == own(town, None) == own(world.there, typist) == set()


def test_what_was_written_in_other_years_is_not_looked_at(app: Flask, world: World) -> None:
    town, person_id = world.here, uuid4()
    earlier = periods.open_period(town.scope, COMMAND_LINE, "2025-Y")
    for what in (HISTORY, MOVES):
        wrote(town, worlds.places_of(town.scope, earlier)[0], uuid4(), OF_OTHERS, what)
    wrote(town, town.place, person_id)
    with worlds.as_owner(app) as connection:
        connection.execute(text("ANALYZE answer_history, event"))
    assert own(town, person_id) == {town.place.submission_id}
    assert looked_at(town, person_id) < LOOKED_AT


def looked_at(town: Town, person_id: UUID) -> int:
    """Rows that the database takes up to answer, those it throws away included."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        asked.append((statement, given))

    with reading(town.scope) as session:
        event.listen(db.engine, "before_cursor_execute", keep)
        authors.of_period(session, town.period_id, person_id)
        event.remove(db.engine, "before_cursor_execute", keep)
        statement, given = asked[-1]
        explained = session.connection().exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given
        )
        found = explained.scalar_one()
    nodes = [n for n in parts(found[0]["Plan"]) if n.get("Relation Name") in LOOKED_INTO]
    assert {node["Relation Name"] for node in nodes} == LOOKED_INTO
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
    )


def parts(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from parts(below)

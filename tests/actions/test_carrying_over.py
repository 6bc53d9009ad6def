"""Stable facts are kept from the last report that knew them, and the history says so."""

from __future__ import annotations

from typing import Any

import pytest

from app.actions import drafting, periods
from app.actions.publishing import publish_form
from app.domain.answers import Origin
from app.domain.errors import Conflict, NotAllowed
from app.domain.permissions import COMMAND_LINE
from app.standard import standard_form, standard_form_document, standard_rules_document
from app.store import answers as store
from app.store.reading import reading
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, World, places_of

FACTS = {"households_total": "3.500", "villages_count": "NA:phường không có thôn"}
BEFORE = worlds.FIGURES | FACTS | {"signer_name": "Trần Văn Bảo", "population_total": "?"}


@pytest.fixture
def place(world: World) -> Place:
    """A ward that filed the year before, with its fresh report."""
    return place_with(world, "2025-Y", BEFORE)


def place_with(world: World, period: str, values: dict[str, str]) -> Place:
    town = world.here
    period_id = periods.open_period(town.scope, COMMAND_LINE, period)
    worlds.filed(places_of(town.scope, period_id)[0], values)
    return town.place


def carry(place: Place, section: str = "I") -> int:
    return drafting.carry_over(place.scope, place.drafter, place.submission_id, section)


def origin(place: Place, code: str) -> tuple[str, str]:
    with reading(place.scope) as session:
        newest = store.history_of(session, place.submission_id, code)[0]
    return newest.origin, newest.origin_detail


def test_what_is_empty_is_kept_and_marked(place: Place) -> None:
    worlds.fill(place, {"residential_units_total": "13"})
    assert carry(place) == 2
    answers = worlds.draft_of(place).answers
    assert answers["households_total"].value == 3500
    assert answers["villages_count"].reason == "phường không có thôn"
    assert answers["residential_units_total"].value == 13
    assert "population_total" not in answers, "not yet known is nothing to keep"
    assert "overview" not in answers, "a narrative is written anew"
    assert origin(place, "households_total") == (Origin.CARRIED, "2025-Y")
    assert carry(place) == 0


def test_the_letters_head_is_kept_too(place: Place) -> None:
    assert carry(place, "0") == 1
    assert worlds.draft_of(place).answers["signer_name"].value == "Trần Văn Bảo"


def test_a_later_report_knows_better_and_a_silent_one_does_not(world: World) -> None:
    place_with(world, "2025-H1", {"households_total": "1", "zalo_groups_count": "7"})
    place = place_with(world, "2025-H2", {"households_total": "2"})
    assert carry(place) == 1
    assert carry(place, "II.4") == 1
    answers = worlds.draft_of(place).answers
    assert (answers["households_total"].value, answers["zalo_groups_count"].value) == (2, 7)
    assert origin(place, "zalo_groups_count") == (Origin.CARRIED, "2025-H1")


@pytest.mark.parametrize(
    ("typed", "expected"), [("3.500", (Origin.CARRIED, "2025-Y")), ("3.501", (Origin.TYPED, ""))]
)
def test_one_field_is_marked_only_where_it_says_the_same(
    place: Place, typed: str, expected: tuple[str, str]
) -> None:
    drafting.save_answer(
        place.scope,
        place.drafter,
        place.submission_id,
        "households_total",
        typed,
        0,
        is_carried=True,
    )
    assert origin(place, "households_total") == expected


def test_the_mark_falls_with_the_next_value(place: Place) -> None:
    carry(place)
    assert carried(place)["households_total"] == "2025-Y"
    worlds.fill(place, {"households_total": "3.600"})
    assert "households_total" not in carried(place)


def carried(place: Place) -> dict[str, str]:
    with reading(place.scope) as session:
        return store.carried_of(session, place.submission_id)


def test_only_who_fills_may_and_only_while_it_is_open(world: World, place: Place) -> None:
    with pytest.raises(NotAllowed):
        drafting.carry_over(place.scope, world.here.reviewer, place.submission_id, "I")
    worlds.filed(place, {"overview": "Lời."})
    with pytest.raises(Conflict, match="đang khóa"):
        carry(place)


def test_a_form_without_marks_keeps_what_it_asks_in_the_same_words(world: World) -> None:
    """Such forms were published before facts were marked; periods are still open under them."""
    town = world.here
    document = unmarked(standard_form_document())
    other = next(f for s in document["sections"] for f in s["fields"] if f["code"] == CHANGED)
    other["label_vi"] = "Số hộ theo cách đếm cũ"
    with transaction(town.scope, COMMAND_LINE) as tx:
        publish_form(tx, document, standard_rules_document())
    values = FACTS | {CHANGED: "7"}
    worlds.filed(town.place, worlds.FIGURES | values)
    period_id = periods.open_period(town.scope, COMMAND_LINE, "2026-Y")
    place = places_of(town.scope, period_id)[0]
    assert carry(place) == 2
    kept = worlds.draft_of(place).answers
    assert kept["villages_count"].reason == "phường không có thôn"
    assert CHANGED not in kept, "it asks something else by now"


CHANGED = "households_total"


def unmarked(document: Any) -> Any:
    """A form's document in which nothing is marked as a fact."""
    if isinstance(document, list):
        return [unmarked(one) for one in document]
    if isinstance(document, dict):
        return {name: unmarked(one) for name, one in document.items() if name != "is_fact"}
    return document


def test_facts_are_what_stands_not_what_is_counted_anew() -> None:
    facts = {f.code for f in standard_form().fields.values() if f.is_fact}
    assert {"villages_count", "mediators_count", "democracy_regulation_date"} <= facts
    assert not {"dossiers_in_progress", "petitions_pending", "voters_total"} & facts

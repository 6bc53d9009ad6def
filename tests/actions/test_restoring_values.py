"""Every value of a field can be brought back, by the same door as a typed one."""

from __future__ import annotations

import json

import pytest

from app.actions import drafting
from app.actions.answering import AnswerConflict, Saved
from app.domain.answers import Origin, ValueState
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.permissions import Actor
from app.store import answers as store
from app.store.reading import reading
from tests import worlds
from tests.worlds import Place, World

ROWS = json.dumps([{"date": "2026-03-12", "title": "Hội nghị tổ dân phố"}], ensure_ascii=False)
ONE_OF_EACH = {
    "households_total": ("3.500", "9"),
    "service_index_score": ("95,2", "1"),
    "land_donated_m2": ("12.500,5", "1"),
    "democracy_regulation_issued": ("có", "không"),
    "democracy_regulation_date": ("14/6/2026", "15/6/2026"),
    "overview": ("Lời thứ nhất.\n\n- gạch đầu dòng", "Lời thứ hai."),
    "dissemination_events": (ROWS, "[]"),
    "reception_sessions": ("NA:chưa có trụ sở", "?"),
    "reception_turns": ("khoảng một trăm", "12"),
}


def save(place: Place, code: str, typed: str, seen: int = 0) -> Saved:
    return drafting.save_answer(place.scope, place.drafter, place.submission_id, code, typed, seen)


def restore(place: Place, code: str, revision: int, seen: int, who: Actor | None = None) -> Saved:
    return drafting.restore(
        place.scope, who or place.drafter, place.submission_id, code, revision, seen
    )


def history(place: Place, code: str) -> list[tuple[int, str, str, str]]:
    with reading(place.scope) as session:
        rows = store.history_of(session, place.submission_id, code)
    return [(r.revision, r.typed, r.origin, r.origin_detail) for r in reversed(rows)]


@pytest.mark.parametrize("code", ONE_OF_EACH)
def test_a_value_of_every_type_comes_back_as_it_was(world: World, code: str) -> None:
    place = world.here.place
    first, second = ONE_OF_EACH[code]
    was = save(place, code, first).answer
    seen = save(place, code, second, 1).revision
    restored = restore(place, code, 1, seen)
    assert restored.answer == was
    assert worlds.draft_of(place).answers[code] == was
    assert history(place, code)[-1][1:] == (first, Origin.RESTORED, "1")


def test_a_cleared_field_comes_back_and_goes_again(world: World) -> None:
    place, code = world.here.place, "households_total"
    save(place, code, "3.500")
    save(place, code, "", 1)
    assert restore(place, code, 1, 0).revision == 3
    cleared = restore(place, code, 2, 3)
    assert (cleared.answer, cleared.revision) == (None, 0)
    assert code not in worlds.draft_of(place).rows
    assert [(r, t) for r, t, *_rest in history(place, code)] == [
        (1, "3.500"),
        (2, ""),
        (3, "3.500"),
        (4, ""),
    ]


def test_what_was_not_applicable_keeps_its_reason(world: World) -> None:
    place = world.here.place
    save(place, "reception_sessions", "NA:chưa có trụ sở")
    save(place, "reception_sessions", "3", 1)
    answer = restore(place, "reception_sessions", 1, 2).answer
    assert answer is not None
    assert (answer.state, answer.reason) == (ValueState.NOT_APPLICABLE, "chưa có trụ sở")


def test_another_persons_later_value_is_not_run_over(world: World) -> None:
    place, code = world.here.place, "households_total"
    save(place, code, "1")
    drafting.save_answer(place.scope, place.leader, place.submission_id, code, "2", 1)
    with pytest.raises(AnswerConflict):
        restore(place, code, 1, 1)
    assert worlds.draft_of(place).answers[code].value == 2


def test_it_goes_through_the_same_door_as_typing(world: World) -> None:
    place, code = world.here.place, "households_total"
    save(place, code, "1")
    with pytest.raises(NotFound):
        restore(place, code, 7, 1)
    with pytest.raises(NotAllowed):
        restore(place, code, 1, 1, who=world.here.reviewer)
    with pytest.raises(NotFound):
        drafting.restore(world.here.places[1].scope, place.drafter, place.submission_id, code, 1, 1)
    worlds.filed(place)
    with pytest.raises(Conflict, match="đang khóa"):
        restore(place, code, 1, worlds.revisions_of(place)[code])

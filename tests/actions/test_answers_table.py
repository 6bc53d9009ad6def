"""A ward's table for machines: good lines are written, each refused one says why."""

from __future__ import annotations

import pytest

from app.actions import drafting, tabulating
from app.documents.answers_csv import CsvLine, read_answers_csv
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.store import answers as answer_store
from app.store.reading import reading
from app.store.tables.submissions import AnswerRow
from tests.worlds import FIGURES, Place, World, fill, submit


@pytest.fixture
def place(world: World) -> Place:
    fill(world.here.place, FIGURES)
    return world.here.place


def rows(place: Place) -> dict[str, AnswerRow]:
    with reading(place.scope) as session:
        return answer_store.rows_of(session, place.submission_id)


def take(place: Place, *lines: CsvLine) -> tabulating.Tabulated:
    return tabulating.take_table(place.scope, place.drafter, place.submission_id, lines)


def test_the_table_as_it_was_taken_changes_nothing(place: Place) -> None:
    before = {code: (row.typed, row.revision) for code, row in rows(place).items()}
    name, content = tabulating.answers_table(place.scope, place.drafter, place.submission_id)
    done = take(place, *read_answers_csv(content))
    assert name == "so-lieu-10525-2026-H1.csv"
    assert (done.accepted, done.written, done.refused) == (len(FIGURES), 0, [])
    assert {code: (row.typed, row.revision) for code, row in rows(place).items()} == before


def test_good_lines_are_written_and_each_refused_one_says_why(place: Place) -> None:
    done = take(
        place,
        CsvLine(2, "households_total", "3600"),
        CsvLine(3, "villages_count", "1O"),
        CsvLine(4, "so_ho", "1"),
        CsvLine(5, "households_total", "3700"),
        CsvLine(6, "reception_turns", "NA:chưa tiếp"),
        CsvLine(7, "reception_people", ""),
    )
    assert (done.accepted, done.written) == (2, 2)
    told = {refused.line.number: refused.reason for refused in done.refused}
    assert list(told) == [3, 4, 5]
    assert "không phải là số nguyên" in told[3]
    assert "không có chỉ tiêu “so_ho”" in told[4]
    assert "đã có ở dòng 2" in told[5]
    now = rows(place)
    assert (now["households_total"].typed, now["reception_turns"].state) == (
        "3600",
        "not_applicable",
    )
    assert {"villages_count", "reception_people"}.isdisjoint(now)


@pytest.mark.parametrize("has_revision", [True, False])
def test_what_somebody_else_saved_is_not_overwritten(place: Place, has_revision: bool) -> None:
    seen = rows(place)["households_total"].revision
    drafting.save_answer(
        place.scope, place.leader, place.submission_id, "households_total", "3.700", seen
    )
    line = CsvLine(2, "households_total", "3600", seen if has_revision else None)
    (refused,) = take(place, line, CsvLine(3, "villages_count", "4")).refused
    assert f"{place.leader.name} đã ghi “3.700”" in refused.reason
    assert rows(place)["households_total"].typed == "3.700"
    assert rows(place)["villages_count"].typed == "4"


def test_the_revision_that_was_seen_is_written_over(place: Place) -> None:
    seen = rows(place)["households_total"].revision
    drafting.save_answer(
        place.scope, place.leader, place.submission_id, "households_total", "3.700", seen
    )
    line = CsvLine(2, "households_total", "3600", rows(place)["households_total"].revision)
    assert take(place, line).written == 1


def test_a_submitted_report_takes_no_table(place: Place) -> None:
    submit(place)
    with pytest.raises(Conflict):
        take(place, CsvLine(2, "households_total", "3600"))


def test_only_the_wards_own_people(place: Place, world: World) -> None:
    other = world.here.places[1]
    with pytest.raises(NotFound):
        tabulating.answers_table(other.scope, other.drafter, place.submission_id)
    with pytest.raises(NotAllowed):
        tabulating.answers_table(world.here.scope, world.here.reviewer, place.submission_id)
    with pytest.raises(NotAllowed):
        tabulating.take_table(world.here.scope, world.here.reviewer, place.submission_id, [])

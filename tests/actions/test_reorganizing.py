"""Merging and splitting units: who owes a report, and what the new units had before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from app.actions import (
    cities,
    comparing,
    consolidating,
    drafting,
    loading,
    periods,
    recalling,
    reorganizing,
)
from app.actions.access import report_of
from app.actions.loading import Line
from app.actions.reorganizing import Reorganization
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE
from app.domain.succession import Succession
from app.domain.units import make_unit
from app.store import audit_log, consolidation, submissions
from app.store import cities as city_store
from app.store.audit_log import Wanted
from app.store.consolidation import APPROVED
from app.store.reading import reading
from app.store.scope import Scope
from tests import worlds
from tests.worlds import Town

DAY = dt.date(2026, 7, 1)
NEW = ("12001", "Phường Thành Đông")
OTHER = ("12002", "Phường Tứ Minh")
NEXT = "2027-H1"
A, B, C = "10525", "11533", "11911"


@pytest.fixture
def town(app: Flask) -> Town:
    """Three wards of which two have filed the period, and two units without a past."""
    made = worlds.make_town()
    cities.create_city(
        COMMAND_LINE,
        made.code,
        "Thành phố Thử",
        [cities.PlacedUnit(make_unit(*unit)) for unit in (NEW, OTHER)],
    )
    file(made, A, {"dossiers_received": "100", "dossiers_resolved": "80"})
    file(made, B, {"dossiers_received": "60", "dossiers_resolved": "20"})
    return made


def file(town: Town, code: str, figures: Mapping[str, str], period: str = worlds.PERIOD) -> None:
    lines = [Line(n, code, field, value) for n, (field, value) in enumerate(figures.items())]
    loaded = loading.load_answers(town.scope, COMMAND_LINE, period, "approved", lines)
    assert not loaded.rejected


def merger(*parts: tuple[str, str] | tuple[str, str, str], on: dt.date = DAY) -> Reorganization:
    made = (Succession(p[0], p[1], on, Decimal(p[2] if len(p) > 2 else "1")) for p in parts)
    return Reorganization(on, "Nghị quyết số 12/NQ-HĐND", tuple(made))


def merge(town: Town, *parts: tuple[str, str] | tuple[str, str, str]) -> object:
    return reorganizing.reorganize(town.scope, town.admin, merger(*parts))


def expected(town: Town, period: str = worlds.PERIOD) -> int:
    with reading(town.scope) as session:
        row = city_store.period_by_code(session, period)
        assert row is not None
        return consolidation.coverage(session, row).expected


def owing(town: Town, period: str = NEXT) -> set[str]:
    """The codes of the units for which a report of the period stands ready."""
    with reading(town.scope) as session:
        row = city_store.period_by_code(session, period)
        assert row is not None
        board = submissions.city_board(session, row.id)
        return {r.Ward.code for r in board if r.Submission is not None}


def earlier_of(town: Town, code: str, period: str) -> tuple[recalling.Earlier, ...]:
    """What a unit's own session reads as its past."""
    with reading(town.scope) as session:
        ward = city_store.ward_by_code(session, code)
        assert ward is not None
    with reading(Scope.ward(town.city_id, ward.id)) as session:
        opened = city_store.period_by_code(session, period)
        assert opened is not None
        submission = submissions.of_ward(session, ward.id, opened.id)
        assert submission is not None
        return recalling.earlier_reports(session, report_of(session, submission))


def test_a_closed_unit_owes_no_report_of_a_period_that_begins_later(town: Town) -> None:
    merge(town, (A, NEW[0]), (B, NEW[0]))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    assert owing(town) == {C, NEW[0], OTHER[0]}
    assert expected(town, NEXT) == 3


def test_old_periods_keep_the_old_units_and_do_not_wait_for_the_new(town: Town) -> None:
    assert expected(town) == 5
    merge(town, (A, NEW[0]), (B, NEW[0]))
    assert owing(town, worlds.PERIOD) == {A, B, C, OTHER[0]}
    assert expected(town) == 4


def test_city_totals_of_the_past_do_not_change(town: Town) -> None:
    def total() -> object:
        return consolidating.rollup_of(
            town.scope, COMMAND_LINE, worlds.PERIOD, APPROVED
        ).rollup.totals["dossiers_received"]

    before = total()
    merge(town, (A, NEW[0]), (B, NEW[0]))
    assert total() == before


def test_a_merged_ward_reads_what_its_predecessors_come_to(town: Town) -> None:
    merge(town, (A, NEW[0]), (B, NEW[0]))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    (past,) = earlier_of(town, NEW[0], NEXT)
    assert past.is_estimated
    assert past.answers["dossiers_received"].value == 160
    assert earlier_of(town, OTHER[0], NEXT) == ()


def test_a_ward_without_predecessors_reads_its_own_report(town: Town) -> None:
    file(town, C, {"dossiers_received": "7"})
    merge(town, (A, NEW[0]), (B, NEW[0]))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    (past,) = earlier_of(town, C, NEXT)
    assert (past.is_estimated, past.answers["dossiers_received"].value) == (False, 7)


def test_a_ward_that_takes_another_in_keeps_its_texts_and_adds_the_figures(town: Town) -> None:
    file(town, A, {"overview": "Sáu tháng qua đã họp dân đủ các thôn."})
    merge(town, (B, A))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    assert owing(town) == {A, C, NEW[0], OTHER[0]}
    (past,) = earlier_of(town, A, NEXT)
    assert past.answers["dossiers_received"].value == 160
    assert "họp dân" in str(past.answers["overview"].value)


def test_a_split_gives_each_part_its_share(town: Town) -> None:
    merge(town, (A, NEW[0], "0.6"), (A, OTHER[0], "0.4"))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    shares = [
        earlier_of(town, code, NEXT)[0].answers["dossiers_received"].value
        for code in (NEW[0], OTHER[0])
    ]
    assert shares == [60, 40]


def test_the_detectors_see_the_estimate_as_last_years_figure(town: Town) -> None:
    merge(town, (A, NEW[0]), (B, NEW[0]))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    file(town, NEW[0], {"dossiers_received": "170"}, NEXT)
    with reading(town.scope) as session:
        period = city_store.period_by_code(session, NEXT)
        assert period is not None
        city = comparing.city_columns(session, period)
    assert city.previous is not None
    assert int(city.previous.values[0, city.index["dossiers_received"]]) == 160
    assert {unit.code for unit in city.all_units} == {C, NEW[0], OTHER[0]}


def test_a_later_approval_in_an_old_period_moves_the_estimate(town: Town) -> None:
    merge(town, (A, NEW[0]), (C, NEW[0]))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    assert earlier_of(town, NEW[0], NEXT) == ()
    file(town, C, {"dossiers_received": "5"})
    consolidating.refresh(town.scope, COMMAND_LINE, town.period_id)
    (past,) = earlier_of(town, NEW[0], NEXT)
    assert past.answers["dossiers_received"].value == 105


def test_undoing_leaves_everything_as_it_was(town: Town) -> None:
    event = reorganizing.reorganize(town.scope, town.admin, merger((A, NEW[0]), (B, NEW[0])))
    reorganizing.undo(town.scope, town.admin, event)
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    assert owing(town) == owing(town, worlds.PERIOD) == {A, B, C, NEW[0], OTHER[0]}
    assert earlier_of(town, NEW[0], NEXT) == ()
    with pytest.raises(NotFound):
        reorganizing.undo(town.scope, town.admin, event)


def test_nothing_is_undone_once_a_period_was_opened_by_it(town: Town) -> None:
    event = reorganizing.reorganize(town.scope, town.admin, merger((A, NEW[0])))
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    with pytest.raises(Conflict, match=NEXT):
        reorganizing.undo(town.scope, town.admin, event)


def test_a_reorganization_on_which_another_stands_is_not_undone(town: Town) -> None:
    event = reorganizing.reorganize(town.scope, town.admin, merger((A, NEW[0])))
    later = merger((NEW[0], OTHER[0]), on=dt.date(2026, 9, 1))
    reorganizing.reorganize(town.scope, town.admin, later)
    with pytest.raises(Conflict):
        reorganizing.undo(town.scope, town.admin, event)


def test_a_report_that_was_begun_is_not_taken_away(town: Town) -> None:
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    (place,) = (p for p in worlds.places_of(town.scope, _period_id(town, NEXT)) if p.code == A)
    drafting.save_answer(
        place.scope, place.drafter, place.submission_id, "dossiers_received", "9", 0
    )
    with pytest.raises(Conflict, match="Phường Hải Dương"):
        merge(town, (A, NEW[0]))
    assert A in owing(town)


def test_forms_of_closed_units_that_nobody_touched_go(town: Town) -> None:
    periods.open_period(town.scope, COMMAND_LINE, NEXT)
    merge(town, (A, NEW[0]))
    assert owing(town) == {B, C, NEW[0], OTHER[0]}


@pytest.mark.parametrize(
    "planned",
    [
        Reorganization(DAY, " ", merger((A, NEW[0])).parts),
        merger(),
        merger((A, A)),
        merger((A, NEW[0], "1.5")),
        merger((A, NEW[0], "0.7"), (A, OTHER[0], "0.7")),
        merger((A, "99999")),
    ],
    ids=["no document", "no parts", "itself", "above all", "more than all", "stranger"],
)
def test_what_does_not_hold_is_refused(town: Town, planned: Reorganization) -> None:
    with pytest.raises(Invalid):
        reorganizing.reorganize(town.scope, town.admin, planned)


def test_a_closed_unit_is_not_merged_again(town: Town) -> None:
    merge(town, (A, NEW[0]))
    with pytest.raises(Invalid, match="đã đóng"):
        merge(town, (A, OTHER[0]))


def test_only_an_administrator_reorganizes(town: Town) -> None:
    with pytest.raises(NotAllowed):
        reorganizing.reorganize(town.scope, town.reviewer, merger((A, NEW[0])))


def test_a_list_that_lacks_a_unit_closes_nothing(town: Town) -> None:
    cities.create_city(
        COMMAND_LINE, town.code, "Thành phố Thử", [cities.PlacedUnit(make_unit(*NEW))]
    )
    with reading(town.scope) as session:
        assert all(ward.closed_on is None for ward in city_store.wards(session))


def test_a_list_loaded_again_opens_no_form_for_who_owes_none(town: Town) -> None:
    merge(town, (A, NEW[0]))
    before = owing(town, worlds.PERIOD)
    cities.create_city(
        COMMAND_LINE, town.code, "Thành phố Thử", [cities.PlacedUnit(make_unit(*NEW))]
    )
    assert owing(town, worlds.PERIOD) == before


def test_one_line_of_audit_says_who_went_into_whom(town: Town) -> None:
    merge(town, (A, NEW[0]), (B, NEW[0]))
    with reading(town.scope) as session:
        (row,) = audit_log.entries(session, Wanted(verb="units_reorganized"), 0, 9)
    entry = row[0]
    assert entry.details["after"] == ["Phường Thành Đông"]
    assert entry.details["before"] == ["Phường Hải Dương", "Xã Nguyễn Trãi"]


def _period_id(town: Town, code: str) -> UUID:
    with reading(town.scope) as session:
        period = city_store.period_by_code(session, code)
        assert period is not None
        return period.id

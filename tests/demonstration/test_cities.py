"""The made-up city: the same for a seed, whole, honest about what was planted in it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping

import pytest

from app.demonstration import (
    DemonstrationCity,
    WardReport,
    make_city,
    make_second_city,
    select_units,
)
from app.demonstration.figures import figures_of
from app.demonstration.known import known_answers
from app.demonstration.profiles import profile_of
from app.domain.answers import Answer, ValueState, parse_answer
from app.domain.findings import Finding
from app.domain.forms import FieldType, FormDefinition, Measure
from app.domain.lifecycle import State
from app.domain.periods import default_dates, parse_period_code
from app.domain.permissions import Role
from app.domain.rules import Context, evaluate
from app.domain.vectors import pack, unpack
from app.standard import standard_form, standard_rules, standard_units

#: Trouble that no single report's figures show.
BESIDE_OTHERS = {
    "copy_paste",
    "duplicate_paragraph",
    "foreign_ward_name",
    "identical_values",
    "narrative_contradiction",
    "outlier",
    "personal_data_in_text",
}
NOT_TROUBLE = {"period_partial"}


def filed(city: DemonstrationCity, ward: str, period: str) -> Mapping[str, Answer] | None:
    report = city.reports.get((ward, period))
    return report.answers if report is not None and report.progress.is_submitted else None


def findings(city: DemonstrationCity, report: WardReport) -> list[Finding]:
    code = parse_period_code(report.period)
    dates = default_dates(code)
    previous = filed(city, report.ward_code, str(code.same_last_year))
    half = filed(city, report.ward_code, str(code.first_half))
    context = Context(
        form=standard_form(),
        period_kind=code.kind,
        data_from=dates.data_from,
        data_to=dates.data_to,
        unit_established_on=dt.date(2025, 7, 1),
        previous=previous,
        first_half=half,
    )
    found = evaluate(standard_rules(), report.answers, context)
    return [f for f in found if f.rule not in NOT_TROUBLE]


def test_a_seed_makes_one_city(city: DemonstrationCity, form: FormDefinition) -> None:
    again = make_city(city.seed, city.units, form)
    assert again == city


def test_seeds_differ(form: FormDefinition) -> None:
    units = select_units(standard_units(), 3, 1)
    assert make_city(1, units, form).reports != make_city(2, units, form).reports


def test_every_ward_stands_somewhere_in_every_period(city: DemonstrationCity) -> None:
    assert set(city.reports) == {(u.code, p) for u in city.units for p in city.periods}
    stands = {r.progress.state for r in city.reports.values() if r.period == city.current_period}
    assert stands == {None, *State} - {State.SEALED}
    assert any(r.progress.is_late for r in city.reports.values())
    assert any(not r.progress.is_submitted for r in city.reports.values() if r.period == "2026-H1")


def test_lateness_goes_by_the_due_date(city: DemonstrationCity) -> None:
    for (_, period), report in city.reports.items():
        filed_at = report.progress.submitted_at
        if filed_at is not None:
            due = default_dates(parse_period_code(period)).ward_due
            assert (filed_at > due) == report.progress.is_late


def test_answers_are_what_their_typed_text_says(city: DemonstrationCity) -> None:
    form = standard_form()
    drafts = 0
    for report in city.reports.values():
        for code, answer in report.answers.items():
            assert parse_answer(form.fields[code], answer.typed) == answer
            if answer.state is ValueState.INVALID:
                drafts += 1
                assert report.progress.state is State.DRAFT
    assert drafts <= 10


def test_clean_reports_break_no_rule(city: DemonstrationCity) -> None:
    for period in city.periods:
        for ward in city.clean_wards(period):
            assert findings(city, city.report(ward, period)) == []


def test_most_reports_are_clean(city: DemonstrationCity) -> None:
    clean = sum(len(city.clean_wards(p)) for p in city.periods)
    assert clean > 0.55 * sum(r.progress.is_submitted for r in city.reports.values())


def test_planted_trouble_in_figures_is_found_and_nothing_else(city: DemonstrationCity) -> None:
    planted = [p for p in city.planted if p.rule not in BESIDE_OTHERS]
    assert len({p.rule for p in planted}) > 8
    for place in {(p.ward_code, p.period) for p in city.planted}:
        found = {f.rule for f in findings(city, city.report(*place))}
        here = [p for p in city.planted if (p.ward_code, p.period) == place]
        wanted = {p.rule for p in here} - BESIDE_OTHERS
        allowed = wanted | {rule for p in here for rule in p.consequences}
        assert wanted <= found <= allowed, place


def test_copies_are_near_and_everything_else_is_apart(city: DemonstrationCity) -> None:
    planted = {
        (p.period, p.fields[0], p.ward_code): p.others
        for p in city.planted
        if p.rule == "copy_paste"
    }
    texts: dict[tuple[str, str], dict[str, set[tuple[str, ...]]]] = {}
    for report in city.reports.values():
        for code, answer in report.answers.items():
            if isinstance(answer.value, str) and report.progress.is_submitted:
                texts.setdefault((report.period, code), {})[report.ward_code] = runs(answer.value)
    for (period, code), by_ward in texts.items():
        for one, other in itertools.combinations(by_ward, 2):
            is_copy = other in planted.get((period, code, one), ()) or one in planted.get(
                (period, code, other), ()
            )
            assert (containment(by_ward[one], by_ward[other]) >= 0.5) == is_copy, (one, other, code)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def containment(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def test_themes_name_every_sentence(city: DemonstrationCity) -> None:
    report = city.report(city.clean_wards("2026-H1")[0], "2026-H1")
    text = report.answers["strengths"].value
    assert isinstance(text, str)
    assert len(report.themes["strengths"]) == len(text.splitlines())
    assert set(report.themes["strengths"]) - {"own"}


def test_a_returned_report_has_a_reason_and_its_earlier_version(city: DemonstrationCity) -> None:
    returned = [r for r in city.reports.values() if r.returned is not None]
    assert returned
    for report in returned:
        assert report.returned is not None
        assert report.earlier is not None
        assert report.returned.reasons
        assert set(report.returned.sections) <= set(standard_form().sections_by_code)
        is_mended = report.progress.state is not State.RETURNED
        assert (report.earlier != report.answers) == is_mended


def test_a_draft_is_a_part_of_a_report(city: DemonstrationCity) -> None:
    fields = standard_form().fields
    for report in city.reports.values():
        if report.progress.state is None:
            assert report.answers == {}
        if report.progress.state is State.DRAFT:
            begun = {fields[code].section for code in report.answers}
            assert set() < begun < {f.section for f in fields.values()}


def test_vectors_hold_every_report(city: DemonstrationCity) -> None:
    form = standard_form()
    for report in city.reports.values():
        for code, answer in unpack(form, pack(form, report.answers)).items():
            assert report.answers[code].value == answer.value


@pytest.mark.parametrize("seed", range(6))
def test_the_real_half_year_fits_into_its_made_up_year(seed: int, form: FormDefinition) -> None:
    unit = next(u for u in standard_units() if u.code == "10525")
    year = figures_of(form, seed, profile_of(seed, unit), "2026-Y")
    half = known_answers(form, "10525", "2026-H1")
    assert half is not None
    for code, answer in half.items():
        is_count = form.fields[code].type is FieldType.INT
        if is_count and form.fields[code].measure is Measure.FLOW:
            assert year[code] >= answer.value, code  # type: ignore[operator]


def test_people_have_one_address_each(city: DemonstrationCity) -> None:
    emails = [p.email for p in city.people]
    assert len(set(emails)) == len(emails)
    assert {p.role for p in city.people} == set(Role)
    assert "drafter.10525@demo.tonghop.local" in emails
    assert all((p.ward_code is not None) == p.role.is_ward for p in city.people)


def test_the_second_city_shares_names_but_no_codes(form: FormDefinition) -> None:
    second = make_second_city(41, form)
    names = {u.name for u in standard_units()}
    assert len(second.units) == 8
    assert len([u for u in second.units if u.name in names]) == 2
    assert not {u.code for u in second.units} & {u.code for u in standard_units()}
    assert second.people[0].email not in {p.email for p in make_city(41, [], form).people}


@pytest.mark.parametrize("wanted", [1, 5, 114, 130])
def test_units_are_selected_and_made_up_where_there_are_too_few(wanted: int) -> None:
    units = select_units(standard_units(), wanted, 7)
    assert len({u.code for u in units}) == len({u.name for u in units}) == wanted
    assert [u.code for u in units] == sorted(u.code for u in units)
    assert {"10525", "10552"} & {u.code for u in units}

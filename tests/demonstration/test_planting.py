"""Each kind of planted trouble breaks its rule, and no rule it does not name."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from app.demonstration import DemonstrationCity
from app.demonstration.narratives import written_in
from app.demonstration.planting import across, texts
from app.demonstration.planting.relations import TROUBLES, Trouble
from app.demonstration.profiles import profile_of
from app.demonstration.reports import Report
from app.domain.forms import FormDefinition
from app.domain.periods import default_dates, parse_period_code
from app.domain.rules import Context, evaluate
from app.standard import standard_rules

YEAR, HALF = "2026-Y", "2026-H1"


def report_of(city: DemonstrationCity, form: FormDefinition, number: int, period: str) -> Report:
    """A clean report of the city's numbered unit, ready to be spoilt."""
    unit = [u for u in city.units if u.code not in ("10525", "10552")][number]
    profile = profile_of(city.seed, unit)
    kept = {c: a for c, a in city.report(unit.code, period).answers.items() if c in form.fields}
    answers = {c: a for c, a in kept.items() if form.fields[c].is_indicator}
    drawn = {c: written_in(c, city.seed, profile, period, SLOTS, 0) for c in FIELDS}
    return Report(form, profile, period, answers, {c: n for c, n in drawn.items() if n})


FIELDS = ("overview", "strengths", "weaknesses", "next_tasks", "disclosure", "admin_reform",
          "digital", "petitions")  # fmt: skip
SLOTS = {"name": "phường Ví Dụ", "kind": "phường", "Kind": "Phường", "groups": "tổ dân phố"}


def clean_pair(city: DemonstrationCity, form: FormDefinition, period: str) -> list[Report]:
    clean = city.clean_wards(period)
    units = [u for u in city.units if u.code not in ("10525", "10552")]
    numbers = [i for i, u in enumerate(units) if u.code in clean]
    return [report_of(city, form, i, period) for i in numbers]


def broken(report: Report) -> set[str]:
    code = parse_period_code(report.period)
    dates = default_dates(code)
    context = Context(
        form=report.form,
        period_kind=code.kind,
        data_from=dates.data_from,
        data_to=dates.data_to,
        unit_established_on=dt.date(2025, 7, 1),
    )
    return {f.rule for f in evaluate(standard_rules(), report.answers, context)} - {
        "period_partial"
    }


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda t: f"{t.rule}-{t.fields[0]}")
def test_a_trouble_breaks_its_own_rule(
    city: DemonstrationCity, form: FormDefinition, trouble: Trouble
) -> None:
    period = HALF if not trouble.periods else trouble.periods[-1]
    for report in clean_pair(city, form, period):
        assert broken(report) == set()
        if trouble.change(report):
            assert trouble.rule in broken(report)
            assert broken(report) <= {trouble.rule, *trouble.consequences}
            return
    pytest.fail("no clean report could take it")


@pytest.mark.parametrize("share", [1, 0.8, 0.6])
def test_copies_take_over_the_share_they_say(
    city: DemonstrationCity, form: FormDefinition, share: float
) -> None:
    report, source = clean_pair(city, form, HALF)[:2]
    planted = texts.copied(report, source, share, Random(3))
    assert planted is not None
    assert planted.others == (source.ward_code,)
    field = planted.fields[0]
    theirs = {s.text for s in source.narratives[field].sentences}
    words = [len(s.text.split()) for s in source.narratives[field].sentences]
    taken = sum(len(s.text.split()) for s in report.narratives[field].sentences if s.text in theirs)
    assert taken >= share * sum(words) * 0.9


def test_texts_are_spoilt_where_the_truth_says(
    city: DemonstrationCity, form: FormDefinition
) -> None:
    report, source = clean_pair(city, form, HALF)[:2]
    report.narratives |= {c: n for c, n in source.narratives.items() if c not in report.narratives}
    for planted in (
        texts.foreign_name(report, source),
        texts.personal_data(report, 12),
        texts.contradiction(report),
        texts.duplicate(report),
    ):
        assert planted is not None
        assert set(planted.fields) <= report.narratives.keys()
    assert source.profile.name in report.narratives["overview"].text
    assert "0900 000 012" in report.narratives["petitions"].text
    assert report.narratives["digital"].text == report.narratives["admin_reform"].text


@pytest.mark.parametrize(("code", "factor"), across.OUTLIERS)
def test_an_outlier_spoils_its_year_as_well(
    city: DemonstrationCity, form: FormDefinition, code: str, factor: int
) -> None:
    for report in clean_pair(city, form, HALF):
        year = report.copy()
        year.period = YEAR
        before = report.whole(code) if report.has(code) else 0
        planted = across.outlier(report, {(report.ward_code, YEAR): year}, code, factor)
        if planted:
            assert report.whole(code) == before * factor
            assert year.whole(code) >= report.whole(code)
            assert [p.period for p in planted] == [HALF, YEAR]
            return
    pytest.fail("no report gave the figure")


def test_identical_values_come_from_the_nearest_peer(
    city: DemonstrationCity, form: FormDefinition
) -> None:
    reports = clean_pair(city, form, YEAR)
    planted = [p for r in reports if (p := across.identical(r.copy(), reports)) is not None]
    assert planted
    for truth in planted:
        assert truth.others
        assert truth.others[0] != truth.ward_code

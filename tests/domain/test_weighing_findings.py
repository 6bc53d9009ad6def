"""Levels left, digits preferred, and what mending a value would move in the city figure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

import made_up_city as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anomalies import CityColumns, WardFinding, digit_preference, level_shift
from app.domain.anomalies.report_effects import scored_in_report
from app.domain.anomalies.selective import effect_of, scored, suspicion_of_distance
from app.domain.answers import Answer, ValueState
from app.domain.consolidation import totals_of
from app.domain.findings import Finding, Severity
from app.domain.rules import Context, evaluate
from app.domain.rules.figures import Figures

FIELDS = made.FORM.fields


# --- levels -----------------------------------------------------------------------------------


def past_city(seed: int, periods: int, count: int = 30) -> tuple[list[made.Figures], CityColumns]:
    """Reports of now, and a city whose wards have as many earlier ones, a little different."""
    wards, now = made.honest_city(seed, count)
    dice = np.random.default_rng(seed)
    history = tuple(
        made.columns_of([_near(dice, report) for report in now]) for _ in range(periods)
    )
    return now, made.city_of(wards, now, history=history)


def _near(dice: np.random.Generator, report: made.Figures) -> made.Figures:
    counts = {c: v for c, v in report.items() if isinstance(v, int)}
    return {c: int(dice.poisson(v)) if v < 10**6 else v for c, v in counts.items()}


def again(city: CityColumns, reports: Sequence[made.Figures]) -> list[WardFinding]:
    return level_shift.detect(made.city_of(city.wards, reports, history=city.history))


def test_a_level_that_was_left_is_found_and_honest_noise_is_not() -> None:
    reports, city = past_city(4, 4)
    assert len(level_shift.detect(city)) <= 0.2 * len(city.wards)
    row = next(i for i, r in enumerate(reports) if int(r["dossiers_received"]) > 500)
    usual = int(reports[row]["dossiers_received"])
    reports[row]["dossiers_received"] = round(2.5 * usual)
    found = {(f.ward, f.finding.clause): f.finding for f in again(city, reports)}
    finding = found[city.wards[row].code, "dossiers_received"]
    assert finding.details["z"] > 3.5
    assert len(finding.details["past"]) == 4
    assert finding.details["expected"] == pytest.approx(usual, rel=0.1)
    assert finding.details["effect"]["share"] < 0
    assert "4 kỳ cùng loại trước đó" in finding.message
    assert "tăng 2," in finding.message


def test_what_moved_the_whole_city_accuses_nobody() -> None:
    reports, city = past_city(4, 4)
    for report in reports:
        report["dossiers_received"] = round(2.5 * int(report["dossiers_received"]))
    clauses = [f.finding.clause for f in again(city, reports)]
    assert clauses.count("dossiers_received") <= 1


@pytest.mark.parametrize("periods", [0, 1, 2])
def test_a_short_past_is_no_level(periods: int) -> None:
    reports, city = past_city(5, periods)
    reports[0]["dossiers_received"] = 10**7
    assert again(city, reports) == []


def test_a_past_that_was_hardly_filled_in_does_not_count() -> None:
    reports, city = past_city(5, 3)
    thin = [{"dossiers_received": report["dossiers_received"]} for report in reports]
    reports[0]["dossiers_received"] = 10**7
    assert again(city, reports)
    short = made.city_of(
        city.wards, reports, history=(city.history[0], *(made.columns_of(thin) for _ in range(2)))
    )
    assert level_shift.detect(short) == []


def test_a_jump_that_the_rule_names_is_not_named_twice() -> None:
    reports, city = past_city(5, 3)
    reports[0]["dossiers_received"] = 10**7
    named = made.city_of(city.wards, reports, history=city.history, previous=city.history[0])
    assert "dossiers_received" not in {f.finding.clause for f in level_shift.detect(named)}


# --- digits -----------------------------------------------------------------------------------


def digits_city(ends: Sequence[int], seed: int = 1) -> CityColumns:
    """One ward whose counts end on digits drawn from ``ends``."""
    dice = random.Random(seed)
    codes = [f.code for f in made.FORM.indicators if f.type == "int"][:40]
    report: made.Figures = {c: 10 * dice.randrange(10, 900) + dice.choice(ends) for c in codes}
    return made.city_of(made.units(1), [report])


def test_numbers_that_end_on_nought_or_five_are_only_mentioned() -> None:
    (found,) = digit_preference.detect(digits_city([0, 5]))
    assert found.finding.severity is Severity.INFO
    assert "tận cùng là 0 hoặc 5" in found.finding.message
    assert sum(found.finding.details["digits"]) <= 40


def test_one_digit_over_and_over_is_named() -> None:
    (found,) = digit_preference.detect(digits_city([7]))
    assert "cùng tận cùng là 7" in found.finding.message


def test_counted_numbers_are_left_in_peace() -> None:
    told = sum(bool(digit_preference.detect(digits_city(range(10), seed))) for seed in range(300))
    assert told <= 2


@given(st.integers(15, 120), st.sampled_from([(0.1, 10), (0.2, 1)]))
@settings(deadline=None, max_examples=40)
def test_the_line_is_where_chance_hardly_ever_goes(total: int, asked: tuple[float, int]) -> None:
    chance, times = asked
    line = digit_preference.least_telling(total, chance, times)
    dice = np.random.default_rng(total)
    assert (dice.binomial(total, chance, 4000) >= line).mean() * times <= 0.02
    assert chance * total < line <= total


def test_one_number_in_many_cells_is_one_choice() -> None:
    codes = [f.code for f in made.FORM.indicators if f.type == "int"][:30]
    city = made.city_of(made.units(1), [dict.fromkeys(codes, 130)])
    assert digit_preference.last_digits(city).sum() == 1


# --- effects ----------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 10**15), min_size=2, max_size=20),
    st.integers(0, 10**15),
    st.integers(0, 19),
)
@settings(deadline=None)
def test_the_effect_is_what_a_new_total_comes_to(values: list[int], wanted: int, at: int) -> None:
    at %= len(values)
    code = "dossiers_received"
    before = totals_of(made.columns_of([{code: v} for v in values]))
    effect = effect_of(before, FIELDS[code], values[at], wanted)
    assert effect is not None
    values[at] = wanted
    after = totals_of(made.columns_of([{code: v} for v in values]))[code].value
    assert before[code].value + effect.delta == after  # type: ignore[operator]
    if before[code].value:
        assert effect.share == pytest.approx(float(effect.delta) / float(before[code].value or 1))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=2, max_size=12),
    st.integers(0, 100),
)
@settings(deadline=None)
def test_the_effect_on_a_pooled_rate_is_in_points(parts: list[tuple[int, int]], to: int) -> None:
    reports: list[made.Figures] = [
        {"satisfaction_satisfied": min(n, d), "satisfaction_surveyed": d} for n, d in parts
    ]
    before = totals_of(made.columns_of(reports))["satisfaction_rate"]
    top, trials = (
        int(reports[0]["satisfaction_satisfied"]),
        int(reports[0]["satisfaction_surveyed"]),
    )
    rate = 100 * Decimal(top) / trials
    effect = effect_of({"satisfaction_rate": before}, FIELDS["satisfaction_rate"], rate, to, trials)
    assert effect is not None
    mended = before.numerator + (to * Decimal(trials) / 100 - top)  # type: ignore[operator]
    assert float(effect.delta) == pytest.approx(
        float(100 * mended / before.denominator - before.value),
        abs=1e-4,  # type: ignore[operator]
    )
    assert effect.share == pytest.approx(float(effect.delta) / 100)


@given(st.floats(3.5, 1e6), st.floats(3.5, 1e6), st.floats(-5, 5))
def test_a_score_is_between_nought_and_one_and_grows(
    one: float, other: float, share: float
) -> None:
    finding = Finding("r", Severity.WARNING, ("a",), "m")
    code = "dossiers_received"
    total = totals_of(made.columns_of([{code: 1000}]))
    effect = effect_of(total, FIELDS[code], 1000, Decimal(1000) + round(Decimal(share) * 1000))
    near, far = sorted((one, other))
    first = scored(finding, suspicion_of_distance(near, 3.5), effect)
    second = scored(finding, suspicion_of_distance(far, 3.5), effect)
    assert 0 <= first.score <= second.score <= 1
    assert 0.5 <= first.details["suspicion"] <= 1


def test_what_a_relation_says_is_mended_by_its_other_side() -> None:
    typed = {"petitions_received": 21, "petitions_complaint": 4, "petitions_denunciation": 1,
             "petitions_recommendation": 6}  # fmt: skip
    answers = {c: Answer(c, ValueState.VALUE, v) for c, v in typed.items()}
    day = made.standard_units()[0].established_on
    context = Context(form=made.FORM, period_kind="H1", data_from=day, data_to=day)  # type: ignore[arg-type]
    found = next(
        f for f in evaluate(made.RULES, answers, context) if f.rule == "petitions_type_split"
    )
    totals = totals_of(made.columns_of([dict(typed), {"petitions_received": 79}]))
    numbers = Figures(answers).numbers
    weighed = scored_in_report(found, made.RULES, made.FORM, numbers, totals, lambda f: f)
    assert weighed.details["effect"] == {
        "code": "petitions_received", "delta": "-10", "share": -0.1, "expected": "11",
    }  # fmt: skip
    assert weighed.score == 0.1
    assert (weighed.message, weighed.inputs_hash) == (found.message, found.inputs_hash)

"""The medians that a ward may see, against the textbook's and by hand."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Value, ValueState
from app.domain.consolidation import (
    Median,
    dumps,
    loads,
    median_documents,
    medians_of,
    parse_medians,
)
from app.domain.distribution import LEAST
from app.domain.vectors import Columns, pack, stack
from app.standard import standard_form

FORM = standard_form()
COUNT, AREA, SCORE = "households_total", "land_donated_m2", "service_index_score"
RATE, TOP, BOTTOM = "dossiers_on_time_rate", "dossiers_resolved_on_time", "dossiers_resolved"


def columns(*wards: dict[str, Value]) -> Columns:
    answers = [{c: Answer(c, ValueState.VALUE, v) for c, v in ward.items()} for ward in wards]
    return stack(FORM, [pack(FORM, given) for given in answers])


@given(st.lists(st.integers(0, 10**9), min_size=LEAST, max_size=12))
def test_it_is_the_middle_value_or_the_mean_of_the_two(values: list[int]) -> None:
    found = medians_of(columns(*({COUNT: v} for v in values)))[COUNT]
    assert Fraction(found.value) == Fraction(statistics.median([Fraction(v) for v in values]))
    assert found.wards == len(values)


def test_fewer_than_five_wards_have_none() -> None:
    four = [{COUNT: 10, AREA: Decimal(n)} for n in range(4)]
    assert medians_of(columns(*four, {COUNT: 20})).keys() == {COUNT}
    assert medians_of(columns()) == {}


def test_decimals_keep_their_digits() -> None:
    areas = ["0.5", "12500.25", "3", "7.1", "1"]
    assert medians_of(columns(*({AREA: Decimal(a)} for a in areas)))[AREA].value == 3
    scores = ["90.01", "90.02", "90.03", "90.04", "1", "99"]
    found = medians_of(columns(*({SCORE: Decimal(s)} for s in scores)))[SCORE]
    assert found == Median(Decimal("90.025"), 6)


def test_a_rate_is_each_wards_own_and_never_the_stated_one() -> None:
    wards = [{TOP: top, BOTTOM: 100, RATE: Decimal(1)} for top in (90, 91, 92, 93, 94)]
    alone = {RATE: Decimal(50)}
    of_none = {TOP: 0, BOTTOM: 0}
    assert medians_of(columns(*wards, alone, of_none))[RATE] == Median(Decimal(92), 5)


@given(
    st.lists(
        st.tuples(st.integers(0, 2**40), st.integers(0, 2**40))
        | st.tuples(st.integers(0, 20), st.integers(0, 20)),
        min_size=1,
        max_size=14,
    )
)
def test_a_rates_middle_is_that_of_the_exact_quotients(parts: list[tuple[int, int]]) -> None:
    """Told apart as floats where they are small, as fractions where they are not."""
    found = medians_of(columns(*({TOP: top, BOTTOM: bottom} for top, bottom in parts))).get(RATE)
    exact = [Fraction(100 * top, bottom) for top, bottom in parts if bottom]
    assert (found is None) == (len(exact) < LEAST)
    if found is not None:
        assert found.wards == len(exact)
        expected = statistics.median(exact)
        assert abs(Fraction(found.value) - expected) <= expected * Fraction(1, 10**26)


def test_yes_and_dates_have_no_middle() -> None:
    wards = [{"democracy_regulation_issued": True}] * 6
    assert medians_of(columns(*wards)) == {}


def test_what_is_stored_comes_back_exactly() -> None:
    medians = {COUNT: Median(7, 5), RATE: Median(Decimal("97.605"), 6)}
    assert parse_medians(loads(dumps(median_documents(medians)))) == medians

"""City figures against an independent, naive computation and by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Value, ValueState
from app.domain.consolidation import (
    Rollup,
    Standing,
    changes,
    consolidate,
    consolidate_groups,
    contributions,
    coverage_of,
    dumps,
    effect,
    loads,
    shares,
)
from app.domain.forms import Field, FormDefinition, parse_form
from app.domain.vectors import Columns, pack, stack

Ward = dict[str, Answer]


def indicator(code: str, kind: str, aggregate: str) -> dict[str, str]:
    return {"code": code, "label_vi": code, "label_en": code, "type": kind, "aggregate": aggregate}


FORM: FormDefinition = parse_form(
    {
        "key": "t",
        "title_vi": "T",
        "title_en": "T",
        "sections": [
            {
                "code": "I",
                "title_vi": "Mục",
                "title_en": "Section",
                "fields": [
                    indicator("rate", "pct", "ratio:done/asked"),
                    indicator("asked", "int", "sum"),
                    indicator("done", "int", "sum"),
                    indicator("money", "vnd", "sum"),
                    indicator("land", "m2", "sum"),
                    indicator("per_household", "score", "ratio:land/asked"),
                    indicator("score", "score", "mean"),
                    indicator("listed", "int", "max"),
                    indicator("issued", "bool", "count_true"),
                    indicator("issued_on", "date", "none"),
                    {"code": "text", "label_vi": "t", "label_en": "t", "type": "text"},
                ],
            }
        ],
    }
)


def ward(**values: Value | ValueState) -> Ward:
    return {
        code: Answer(code, v) if isinstance(v, ValueState) else Answer(code, ValueState.VALUE, v)
        for code, v in values.items()
    }


def rollup_of(wards: Mapping[str, Ward], standings: Sequence[Standing] = ()) -> Rollup:
    return consolidate(FORM, list(wards), columns_of(wards), standings)


def columns_of(wards: Mapping[str, Ward]) -> Columns:
    return stack(FORM, [pack(FORM, answers) for answers in wards.values()])


# --- The naive computation: one loop, exact fractions, no arrays. ---


def naive(field: Field, wards: list[Ward]) -> dict[str, Any] | None:
    def given_by(w: Ward, code: str) -> Fraction | None:
        a = w.get(code)
        return Fraction(a.value) if a is not None and a.state == "value" else None  # type: ignore[arg-type]

    kind = field.aggregate.kind.value
    if kind == "none":
        return None
    if kind == "ratio":
        pairs = [
            (
                given_by(w, field.aggregate.numerator or ""),
                given_by(w, field.aggregate.denominator or ""),
            )
            for w in wards
        ]
        whole = [(n, d) for n, d in pairs if n is not None and d is not None]
        top, bottom = sum(n for n, _ in whole), sum(d for _, d in whole)
        scale = 100 if field.type == "pct" else 1
        value = Fraction(scale * top, 1) / bottom if whole and bottom else None
        return {"value": value, "wards": len(whole), "numerator": top, "denominator": bottom}
    values = [v for v in (given_by(w, field.code) for w in wards) if v is not None]
    if not values:
        return {"value": None, "wards": 0}
    fold = {"sum": sum, "count_true": sum, "max": max, "mean": lambda v: sum(v) / len(v)}[kind]
    return {"value": fold(values), "wards": len(values)}


counts = st.integers(0, 10**15) | st.integers(0, 2**62)
decimals = st.integers(0, 2**62).map(lambda n: Decimal(n).scaleb(-6))
VALUES = {
    "rate": decimals,
    "asked": counts,
    "done": counts,
    "money": counts,
    "land": decimals,
    "per_household": decimals,
    "score": decimals,
    "listed": counts,
    "issued": st.booleans(),
    "issued_on": st.dates(),
}


@st.composite
def cities(draw: st.DrawFn) -> dict[str, Ward]:
    city = {}
    for number in range(draw(st.integers(0, 9))):
        answers: Ward = {}
        for code, values in VALUES.items():
            state = draw(st.sampled_from(["value", "value", "value", None, *ValueState]))
            if state == "value":
                answers[code] = Answer(code, ValueState.VALUE, draw(values))
            elif isinstance(state, ValueState):
                answers[code] = Answer(code, state)
        city[f"{number:05}"] = answers
    return city


@given(cities())
def test_every_figure_equals_the_naive_one(city: dict[str, Ward]) -> None:
    rollup = rollup_of(city)
    for field in FORM.indicators:
        expected = naive(field, list(city.values()))
        total = rollup.totals.get(field.code)
        if expected is None or total is None:
            assert expected is None
            assert total is None
            continue
        assert total.wards == expected["wards"]
        assert_same(
            total.value, expected["value"], is_quotient=field.aggregate.kind in ("mean", "ratio")
        )
        if expected["wards"] and "numerator" in expected:
            assert total.numerator == expected["numerator"]
            assert total.denominator == expected["denominator"]


def assert_same(actual: Any, expected: Fraction | None, is_quotient: bool) -> None:
    if expected is None or actual is None:
        assert actual is None
        assert expected is None
    elif is_quotient:
        assert abs(Fraction(actual) - expected) <= abs(expected) / 10**27
    else:
        assert Fraction(actual) == expected


@given(cities())
def test_json_carries_the_figures_without_error(city: dict[str, Ward]) -> None:
    rollup = rollup_of(city, [Standing(code, "phường", True) for code in city])
    assert Rollup.parse(loads(dumps(rollup.figures()))) == rollup


@given(cities(), st.randoms())
def test_the_order_of_wards_does_not_matter(city: dict[str, Ward], random: Any) -> None:
    codes = list(city)
    random.shuffle(codes)
    assert rollup_of({c: city[c] for c in codes}).totals == rollup_of(city).totals


@given(cities())
def test_groups_add_up_to_the_city(city: dict[str, Ward]) -> None:
    kinds = {code: ("xã" if i % 2 else "phường") for i, code in enumerate(city)}
    standings = [Standing(code, kind, True) for code, kind in kinds.items()]
    groups = consolidate_groups(FORM, list(city), columns_of(city), standings)
    whole = rollup_of(city, standings)
    for code in ("asked", "money", "land", "issued"):
        assert sum(g.totals[code].value or 0 for g in groups.values()) == (
            whole.totals[code].value or 0
        )
    assert sum(g.coverage.expected for g in groups.values()) == len(city)


def test_a_rate_comes_from_summed_parts_and_not_from_stated_rates() -> None:
    rollup = rollup_of(
        {
            "1": ward(asked=1000, done=500, rate=Decimal(50)),
            "2": ward(asked=10, done=10, rate=Decimal(100)),
            "3": ward(rate=Decimal(1)),
            "4": ward(asked=10**6),
            "5": ward(asked=7, done=ValueState.NOT_APPLICABLE),
        }
    )
    total = rollup.totals["rate"]
    assert (total.numerator, total.denominator, total.wards) == (510, 1010, 2)
    assert total.value == pytest.approx(Decimal("50.4950495049504950495"))
    assert rollup.totals["asked"].value == 1_001_017


def test_a_rate_over_nothing_is_null_but_says_so() -> None:
    rollup = rollup_of({"1": ward(asked=0, done=0)})
    assert rollup.totals["rate"].document() == {
        "aggregate": "ratio",
        "value": None,
        "numerator": 0,
        "denominator": 0,
        "wards": 1,
    }


def test_nothing_given_is_null_and_zero_given_is_zero() -> None:
    rollup = rollup_of({"1": ward(asked=0), "2": ward(done=ValueState.NOT_KNOWN)})
    assert rollup.totals["asked"].document() == {"aggregate": "sum", "value": 0, "wards": 1}
    assert rollup.totals["done"].document() == {"aggregate": "sum", "value": None, "wards": 0}
    assert rollup.totals["score"].value is None
    assert rollup.totals["listed"].value is None


def test_sums_beyond_64_bits_and_a_hostile_decimal_context() -> None:
    wards = {str(i): ward(money=2**62, land=Decimal("0.1"), asked=3) for i in range(10)}
    with localcontext() as context:
        context.prec = 3
        rollup = rollup_of(wards)
    assert rollup.totals["money"].value == 10 * 2**62
    assert rollup.totals["land"].value == 1
    assert str(rollup.totals["per_household"].value).startswith("0.0333333333333333333333")
    assert (
        json.loads(dumps(rollup.figures()))["indicators"]["money"]["value"] == 46116860184273879040
    )


def test_coverage_names_the_late_and_the_missing() -> None:
    standings = [
        Standing("1", "phường", is_submitted=True, is_approved=True),
        Standing("2", "xã", is_submitted=True, is_late=True),
        Standing("3", "xã"),
        Standing("4", "xã", is_late=True),
    ]
    document = rollup_of({"1": ward(asked=1)}, standings).document(
        "31", "2026-H1", 17, dt.datetime(2026, 6, 20, 8, tzinfo=dt.UTC)
    )
    assert document["coverage"] == {
        "expected": 4,
        "submitted": 2,
        "approved": 1,
        "late": ["2"],
        "missing": ["3", "4"],
    }
    assert list(document)[:4] == ["city", "period", "revision", "computed_at"]
    assert "issued_on" not in document["indicators"]
    assert list(document["indicators"]) == [
        f.code for f in FORM.indicators if f.aggregate.kind != "none"
    ]


def test_coverage_may_come_already_summed_up() -> None:
    city = {"1": ward(asked=1)}
    standings = [Standing("1", "phường", True), Standing("2", "xã")]
    summed = coverage_of(standings)
    assert consolidate(FORM, ["1"], columns_of(city), summed) == rollup_of(city, standings)


def test_rows_that_do_not_belong_together_are_refused() -> None:
    columns = columns_of({"1": ward(asked=1), "2": ward(asked=2)})
    for codes in (["1"], ["1", "1"]):
        with pytest.raises(ValueError, match="2 rows"):
            consolidate(FORM, codes, columns, [])


def test_groups_may_be_free_and_leave_wards_out() -> None:
    city = {"1": ward(asked=1), "2": ward(asked=2), "3": ward(asked=4)}
    standings = [Standing(code, "xã", True) for code in city]
    groups = consolidate_groups(
        FORM, list(city), columns_of(city), standings, {"1": "Đông", "3": "Đông"}
    )
    assert {name: g.totals["asked"].value for name, g in groups.items()} == {"Đông": 5}
    assert groups["Đông"].coverage.expected == 2


def test_changes_in_points_and_in_percent() -> None:
    before = rollup_of({"1": ward(asked=200, done=100), "2": ward(asked=0)})
    now = rollup_of({"1": ward(asked=300, done=240, score=Decimal("1.5")), "2": ward(asked=0)})
    moved = changes(now, before)
    assert (moved["asked"].difference, moved["asked"].percent) == (100, 50)
    assert (moved["asked"].wards_now, moved["asked"].wards_before) == (2, 2)
    assert (moved["rate"].difference, moved["rate"].percent) == (30, None)
    assert (moved["score"].difference, moved["score"].percent) == (None, None)


def test_counts_of_very_different_sets_of_wards_are_not_set_against_each_other() -> None:
    """Half the city not yet approved is no loss of half its households."""
    before = rollup_of({f"{n}": ward(asked=100, done=50) for n in range(40)})
    now = rollup_of({f"{n}": ward(asked=100, done=60) for n in range(20)})
    moved = changes(now, before)
    assert (moved["asked"].difference, moved["asked"].percent) == (None, None)
    assert (moved["asked"].wards_now, moved["asked"].wards_before) == (20, 40)
    assert moved["rate"].difference == 10
    nearly = changes(rollup_of({f"{n}": ward(asked=101) for n in range(39)}), before)
    assert nearly["asked"].difference == 39 * 101 - 4000


def test_contributions_say_who_counts_and_who_does_not() -> None:
    city = {
        "1": ward(asked=10, done=5, rate=Decimal(50)),
        "2": ward(asked=10, rate=Decimal(90)),
        "3": ward(asked=ValueState.NOT_APPLICABLE),
    }
    columns = columns_of(city)
    asked = contributions("asked", list(city), columns)
    assert [(c.ward_code, c.counts) for c in asked] == [("1", True), ("2", True), ("3", False)]
    assert asked[2].answer == Answer("asked", ValueState.NOT_APPLICABLE)
    rate = contributions("rate", list(city), columns)
    assert [c.counts for c in rate] == [True, False, False]
    assert rate[0].numerator == Answer("done", ValueState.VALUE, 5)
    assert rate[1].answer == Answer("rate", ValueState.VALUE, Decimal(90))


def test_effect_of_a_ward_left_out_and_of_one_mended() -> None:
    columns = columns_of({"1": ward(asked=90, done=90), "2": ward(asked=110, done=10)})
    assert effect("asked", 1, columns).percent == -55
    assert effect("rate", 1, columns).then == 100
    mended = columns_of({"2": ward(asked=10, done=10)})
    assert (effect("asked", 1, columns, mended).then, effect("rate", 1, columns, mended).then) == (
        100,
        100,
    )
    assert effect("money", 1, columns).percent is None


def test_shares_rank_wards_by_their_part() -> None:
    columns = columns_of({"1": ward(asked=75, done=1, money=0), "2": ward(asked=25), "3": ward()})
    part = shares(columns)
    index = columns.layout.index
    assert part[:, index["asked"]].tolist() == [0.75, 0.25, 0]
    assert part[:, index["rate"]].tolist() == [0.75, 0.25, 0]
    assert np.all(part[:, index["money"]] == 0)


def test_json_refuses_what_it_cannot_say() -> None:
    with pytest.raises(ValueError, match="NaN"):
        dumps({"a": Decimal("NaN")})
    with pytest.raises(TypeError, match="set"):
        dumps({1, 2})
    assert dumps({"a": Decimal("1E+2"), "b": Decimal("97.610"), "c": Decimal("-0.0")}) == (
        '{"a": 100, "b": 97.61, "c": 0}'
    )

"""Merged and split units: what their predecessors reported, carried back to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Value, ValueState
from app.domain.forms import parse_form
from app.domain.succession import (
    CarriedBack,
    Succession,
    carried_back,
    origins_of,
    share_problems,
    taking_effect_after,
)
from app.domain.vectors import Columns, pack, stack, unpack

DAY = dt.date(2026, 7, 1)
LATER = dt.date(2027, 1, 1)


def _field(code: str, kind: str, aggregate: str) -> dict[str, str]:
    return {"code": code, "label_vi": code, "label_en": code, "type": kind, "aggregate": aggregate}


FORM = parse_form(
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
                    _field("count", "int", "sum"),
                    _field("whole", "int", "sum"),
                    _field("money", "vnd", "sum"),
                    _field("land", "m2", "sum"),
                    _field("rate", "pct", "ratio:count/whole"),
                    _field("score", "score", "mean"),
                    _field("issued", "bool", "count_true"),
                    _field("issued_on", "date", "none"),
                ],
            }
        ],
    }
)


def past(**units: Mapping[str, Value | ValueState]) -> tuple[Columns, list[str]]:
    """Columns of what these units filed, and their codes."""
    vectors = []
    for said in units.values():
        answers = {
            code: Answer(code, value)
            if isinstance(value, ValueState)
            else Answer(code, ValueState.VALUE, value)
            for code, value in said.items()
        }
        vectors.append(pack(FORM, answers))
    return stack(FORM, vectors), list(units)


def said(found: CarriedBack, row: int) -> dict[str, Value | None]:
    """What one row states, by code."""
    columns = found.columns
    packed = columns.layout.header + columns.values[row].astype("<i8").tobytes()
    packed += columns.states[row].tobytes()
    packed += bytes(columns.layout.record.itemsize - len(packed))
    return {code: answer.value for code, answer in unpack(FORM, packed).items()}


def into(successor: str, *predecessors: str, on: dt.date = DAY) -> list[Succession]:
    return [Succession(code, successor, on) for code in predecessors]


FULL: Mapping[str, Value] = {
    "count": 30,
    "whole": 40,
    "money": 7,
    "land": Decimal("1.5"),
    "rate": Decimal(75),
    "score": Decimal(90),
    "issued": True,
    "issued_on": dt.date(2026, 1, 5),
}


def test_a_merged_unit_has_the_sums_of_its_predecessors_and_a_rate_worked_out_anew() -> None:
    columns, codes = past(A=FULL, B={**FULL, "count": 2, "whole": 8, "rate": Decimal(25)})
    found = carried_back(columns, codes, ["C"], into("C", "A", "B"))
    assert said(found, 0) == {
        "count": 32,
        "whole": 48,
        "money": 14,
        "land": Decimal(3),
        "rate": Decimal("66.666667"),
    }
    assert found.estimated == {"C"}


def test_a_unit_without_predecessors_keeps_its_row_as_it_is() -> None:
    columns, codes = past(A=FULL, B=FULL, X=FULL)
    found = carried_back(columns, codes, ["X", "C"], into("C", "A", "B"))
    assert said(found, 0) == FULL
    assert found.estimated == {"C"}


def test_a_unit_that_never_filed_has_a_row_without_states() -> None:
    columns, codes = past(A=FULL)
    found = carried_back(columns, codes, ["Z"], [])
    assert (said(found, 0), found.estimated) == ({}, frozenset())


def test_parts_of_a_split_unit_are_rounded_half_up() -> None:
    columns, codes = past(A={"count": 5, "land": Decimal("0.000001")})
    half = [Succession("A", unit, DAY, Decimal("0.5")) for unit in ("B", "C")]
    found = carried_back(columns, codes, ["B"], half)
    assert said(found, 0) == {"count": 3, "land": Decimal("0.000001")}


def test_shares_are_exact() -> None:
    columns, codes = past(A={"count": 10})
    third = [Succession("A", "B", DAY, Decimal("0.3"))]
    # In binary 0.3 · 10 + 0.5 would not be sure to be 3 and a half.
    assert said(carried_back(columns, codes, ["B"], third), 0) == {"count": 3}


def test_a_chain_is_followed() -> None:
    columns, codes = past(A={"count": 5}, B={"count": 6}, D={"count": 100})
    chain = [*into("C", "A", "B"), *into("E", "C", "D", on=LATER)]
    assert said(carried_back(columns, codes, ["E"], chain), 0) == {"count": 111}


def test_a_chain_ends_where_the_period_lies_between() -> None:
    columns, codes = past(C={"count": 11}, D={"count": 100})
    chain = [*into("C", "A", "B"), *into("E", "C", "D", on=LATER)]
    standing = taking_effect_after(chain, DAY)
    assert said(carried_back(columns, codes, ["E"], standing), 0) == {"count": 111}


def test_a_unit_may_absorb_others_twice() -> None:
    columns, codes = past(A={"count": 1}, B={"count": 2}, C={"count": 4})
    twice = [*into("A", "A", "B"), *into("A", "A", "C", on=LATER)]
    assert said(carried_back(columns, codes, ["A"], twice), 0) == {"count": 7}


def test_what_a_unit_gave_away_is_no_longer_its_past() -> None:
    columns, codes = past(A={"count": 10})
    split = [
        Succession("A", "A", DAY, Decimal("0.6")),
        Succession("A", "B", DAY, Decimal("0.4")),
    ]
    found = carried_back(columns, codes, ["A", "B"], split)
    assert (said(found, 0), said(found, 1)) == ({"count": 6}, {"count": 4})


def test_a_predecessor_that_did_not_report_leaves_nothing_to_estimate() -> None:
    columns, codes = past(A=FULL)
    found = carried_back(columns, codes, ["C"], into("C", "A", "B"))
    assert (said(found, 0), found.estimated) == ({}, frozenset())


def test_a_cell_that_one_predecessor_does_not_know_is_not_stated() -> None:
    columns, codes = past(
        A={"count": 5, "whole": 10, "money": 3},
        B={"count": ValueState.NOT_KNOWN, "whole": 7, "money": ValueState.NOT_APPLICABLE},
    )
    found = carried_back(columns, codes, ["C"], into("C", "A", "B"))
    assert said(found, 0) == {"whole": 17, "money": 3}


def test_what_a_new_unit_itself_filed_is_added() -> None:
    """The period in which the merger fell: each reported what was its own."""
    columns, codes = past(A={"count": 5}, B={"count": 6}, C={"count": 20})
    assert said(carried_back(columns, codes, ["C"], into("C", "A", "B")), 0) == {"count": 31}


def test_a_sum_that_no_cell_can_hold_is_not_stated() -> None:
    columns, codes = past(A={"money": 2**63 - 1}, B={"money": 1})
    assert said(carried_back(columns, codes, ["C"], into("C", "A", "B")), 0) == {}


@pytest.mark.parametrize("share", ["0", "-0.1", "1.1"])
def test_a_share_lies_between_nothing_and_all(share: str) -> None:
    assert share_problems([Succession("A", "B", DAY, Decimal(share))])


def test_no_more_than_all_of_a_unit_is_given_away() -> None:
    parts = [Succession("A", unit, DAY, Decimal("0.6")) for unit in ("B", "C")]
    assert [p.rule for p in share_problems(parts)] == ["shares"]
    assert share_problems([parts[0], Succession("A", "C", DAY, Decimal("0.4"))]) == []


def test_origins_know_who_may_not_have_existed() -> None:
    found = origins_of("C", into("C", "A"))
    assert (found["A"].is_needed, found["C"].is_needed) == (True, False)


@st.composite
def mergers(draw: st.DrawFn) -> tuple[dict[str, dict[str, int]], list[Succession], list[str]]:
    """Units with figures, each merged whole into one of a few, in one or two steps."""
    numbers = st.fixed_dictionaries(
        {name: st.integers(0, 10**15) for name in ("count", "whole", "money")}
    )
    names = [f"P{n}" for n in range(draw(st.integers(1, 8)))]
    units = {name: draw(numbers) for name in names}
    middle = {name: draw(st.sampled_from(["M0", "M1", "M2"])) for name in names}
    steps = [Succession(name, target, DAY) for name, target in middle.items()]
    standing = sorted(set(middle.values()))
    if draw(st.booleans()):
        steps += [Succession(name, "N", LATER) for name in standing]
        standing = ["N"]
    return units, steps, standing


@given(mergers())
def test_whole_shares_lose_and_add_nothing(
    drawn: tuple[dict[str, dict[str, int]], list[Succession], list[str]],
) -> None:
    units, steps, standing = drawn
    columns, codes = past(**units)
    found = carried_back(columns, codes, standing, steps)
    rows = [said(found, at) for at in range(len(standing))]
    for name in ("count", "whole", "money"):
        before = sum(unit[name] for unit in units.values())
        assert sum(int(str(row[name])) for row in rows) == before
    assert found.estimated == set(standing)


@given(
    st.integers(0, 10**12),
    st.lists(st.integers(1, 100), min_size=1, max_size=6),
)
def test_parts_of_a_whole_come_back_to_it_but_for_the_rounding(
    count: int, weights: list[int]
) -> None:
    columns, codes = past(A={"count": count})
    units = [f"U{n}" for n in range(len(weights))]
    shares = [Decimal(w) / 1000 for w in weights[:-1]]
    shares.append(1 - sum(shares, Decimal(0)))
    parts = [Succession("A", u, DAY, s) for u, s in zip(units, shares, strict=True)]
    assert share_problems(parts) == []
    found = carried_back(columns, codes, units, parts)
    total = sum(int(str(said(found, at)["count"])) for at in range(len(units)))
    assert abs(total - count) * 2 <= len(units)

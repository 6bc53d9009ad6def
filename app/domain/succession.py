"""Units that were merged or split: what their predecessors reported, as their own past.

A succession says which part of a predecessor a unit took over on a day. A unit that took in
others and went on under its own code is among its own predecessors, with share 1 (or with
what it kept, where it gave a part away).

What such a unit "had" in an earlier period is an estimate: counts, money and areas are
summed by share, rates are worked out from the sums, and whatever cannot be summed (means,
scores, yes or no, dates) is not stated. A sum of which a part was never reported is not
stated either: what did not come is missing, never zero.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.consolidation.totals import ratio_of
from app.domain.errors import Problem
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import (
    NONE,
    NOT_APPLICABLE,
    VALUE,
    Columns,
    Layout,
    encode,
    number_of,
)

WHOLE: Final = Decimal(1)
_LARGEST: Final = 2**63 - 1
_HALF: Final = Fraction(1, 2)
_MILLIONTH: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Succession:
    """``share`` of ``predecessor`` (both unit codes) belongs to ``successor`` from the day
    ``on``; above 0, at most 1, exact."""

    predecessor: str
    successor: str
    on: dt.date
    share: Decimal = WHOLE


@dataclass(frozen=True, slots=True)
class Origin:
    """How much of a former unit went into a present one. ``is_needed`` unless the unit may
    not have existed yet, so that having no report of it leaves nothing out."""

    share: Fraction
    is_needed: bool


@dataclass(frozen=True)
class CarriedBack:
    """Past columns row for row of the present units, and the codes of the estimated rows."""

    columns: Columns
    estimated: frozenset[str]


def share_problems(successions: Iterable[Succession]) -> list[Problem]:
    """Shares that are no shares, and predecessors of which more than all was given away."""
    given: dict[tuple[str, dt.date], Decimal] = defaultdict(Decimal)
    problems = []
    for one in successions:
        given[one.predecessor, one.on] += one.share
        if not 0 < one.share <= 1:
            sentence = "Tỷ lệ phải lớn hơn 0 và không quá 1 (100%)."
            problems.append(
                Problem("share", (f"share-{one.predecessor}-{one.successor}",), sentence)
            )
    for (code, _), total in given.items():
        if total > 1:
            sentence = "Các phần chia từ một đơn vị cộng lại vượt quá 100%."
            problems.append(Problem("shares", (code,), sentence))
    return problems


def taking_effect_after(successions: Iterable[Succession], day: dt.date) -> list[Succession]:
    """Those by which a period that began on ``day`` was reported by other units than now.

    A closed unit still reports the period in which it closed, so a period counts as before
    from its first day on, and its figures stay in the city's total and in the estimate alike.
    """
    return [one for one in successions if one.on > day]


def origins_of(code: str, successions: Iterable[Succession]) -> dict[str, Origin]:
    """The former units behind a present one, chains followed; the unit itself without any."""
    reached = {code: Origin(Fraction(1), True)}
    latest_first = sorted(successions, key=lambda one: one.on, reverse=True)
    for _, together in groupby(latest_first, key=lambda one: one.on):
        into: dict[str, list[Succession]] = defaultdict(list)
        for one in together:
            into[one.successor].append(one)
        reached = _one_step_back(reached, into)
    return reached


def _one_step_back(
    reached: Mapping[str, Origin], into: Mapping[str, Sequence[Succession]]
) -> dict[str, Origin]:
    found: dict[str, Origin] = {}
    for code, origin in reached.items():
        edges = into.get(code, ())
        for edge in edges:
            part = Origin(origin.share * Fraction(edge.share), origin.is_needed)
            _join(found, edge.predecessor, part)
        if all(edge.predecessor != code for edge in edges):
            _join(found, code, Origin(origin.share, origin.is_needed and not edges))
    return found


def _join(found: dict[str, Origin], code: str, part: Origin) -> None:
    known = found.get(code, Origin(Fraction(0), False))
    found[code] = Origin(known.share + part.share, known.is_needed or part.is_needed)


def carried_back(
    past: Columns,
    past_codes: Sequence[str],
    codes: Sequence[str],
    successions: Sequence[Succession],
) -> CarriedBack:
    """The past of the units ``codes``, given that of the units which filed then.

    Row i of ``past`` belongs to ``past_codes[i]``; ``successions`` are those that took effect
    after it. A unit without predecessors keeps its own row; one that filed nothing, or of
    which a needed predecessor filed nothing, has a row without states.
    """
    rows = {code: row for row, code in enumerate(past_codes)}
    shape = (len(codes), len(past.layout.fields))
    values, states = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint8)
    followers = {one.successor for one in successions}
    estimated = set()
    for at, code in enumerate(codes):
        if code not in followers:
            if code in rows:
                values[at], states[at] = past.values[rows[code]], past.states[rows[code]]
            continue
        parts = _parts(origins_of(code, successions), rows)
        if parts:
            estimated.add(code)
            values[at], states[at] = _estimate(past, parts)
    return CarriedBack(Columns(past.layout, values, states), frozenset(estimated))


def _parts(origins: Mapping[str, Origin], rows: Mapping[str, int]) -> list[tuple[int, Fraction]]:
    """(row, share) of what filed; nothing where a part that is needed did not."""
    if any(origin.is_needed and code not in rows for code, origin in origins.items()):
        return []
    return [(rows[code], origin.share) for code, origin in origins.items() if code in rows]


def _estimate(
    past: Columns, parts: Sequence[tuple[int, Fraction]]
) -> tuple[list[int], NDArray[np.uint8]]:
    """One unit's cells. Rates come from the rounded sums, as anybody would recompute them."""
    fields = past.layout.fields
    sums: list[int | None] = [
        _share_sum(past, at, parts) if field.aggregate.kind is AggregateKind.SUM else None
        for at, field in enumerate(fields)
    ]
    cells = [
        _rate(past.layout, field, sums) if field.aggregate.kind is AggregateKind.RATIO else cell
        for field, cell in zip(fields, sums, strict=True)
    ]
    states = np.array([NONE if cell is None else VALUE for cell in cells], dtype=np.uint8)
    return [cell or 0 for cell in cells], states


def _share_sum(past: Columns, at: int, parts: Sequence[tuple[int, Fraction]]) -> int | None:
    """The sum of one indicator in cells, rounded half up; None where a part is unknown.

    "Not applicable" adds nothing, as in the city's total.
    """
    states = [int(past.states[row, at]) for row, _ in parts]
    if VALUE not in states or any(state not in (VALUE, NOT_APPLICABLE) for state in states):
        return None
    total = floor(sum((share * int(past.values[row, at]) for row, share in parts), _HALF))
    return total if abs(total) <= _LARGEST else None


def _rate(layout: Layout, field: Field, sums: Sequence[int | None]) -> int | None:
    at = [layout.index[str(p)] for p in (field.aggregate.numerator, field.aggregate.denominator)]
    top, bottom = (sums[i] for i in at)
    if top is None or bottom is None:
        return None
    numbers = [number_of(layout.fields[i], cell) for i, cell in zip(at, (top, bottom), strict=True)]
    rate = ratio_of(field, *numbers)
    if rate is None:
        return None
    try:
        return encode(field, rate.quantize(_MILLIONTH, ROUND_HALF_UP))
    except OverflowError:
        return None

"""The middle of a period's wards, for a ward to see where it stands.

Only aggregates of at least ``LEAST`` wards are made: below that a median would be
nearly one ward's own figure, which is not another ward's to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.consolidation.arithmetic import quotient
from app.domain.consolidation.totals import ratio_of
from app.domain.distribution import LEAST
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import Columns, Number, number_of

#: Quotients of smaller numbers are floats apart wherever they differ: by 2⁻⁵⁰ of their size.
_TOLD_APART: Final = 2**25


@dataclass(frozen=True, slots=True)
class Median:
    """Exact, in the field's unit (percent for rates), with the number of wards behind it."""

    value: Number
    wards: int


def medians_of(columns: Columns) -> dict[str, Median]:
    """The median of every number that enough wards gave, by code, in printing order.

    A rate is that of each ward's own two parts; the rate a ward stated itself never enters.
    """
    found = ((field.code, _median(columns, field)) for field in columns.layout.fields)
    return {code: median for code, median in found if median is not None}


def median_documents(medians: Mapping[str, Median]) -> dict[str, Any]:
    """As they are stored: exact JSON by code."""
    return {code: {"value": m.value, "wards": m.wards} for code, m in medians.items()}


def parse_medians(document: Mapping[str, Any]) -> dict[str, Median]:
    """What ``median_documents`` wrote."""
    return {code: Median(m["value"], m["wards"]) for code, m in document.items()}


def _median(columns: Columns, field: Field) -> Median | None:
    if not field.type.is_numeric:
        return None
    is_ratio = field.aggregate.kind is AggregateKind.RATIO
    middle, wards = (_middle_rates if is_ratio else _middle_cells)(columns, field)
    return None if wards < LEAST else Median(_between(*middle), wards)


def _middle_cells(columns: Columns, field: Field) -> tuple[list[Number], int]:
    """The lower and the upper middle of one indicator, and how many wards gave it."""
    at = columns.layout.index[field.code]
    cells = columns.values[columns.is_value[:, at], at]
    if len(cells) < LEAST:
        return [], len(cells)
    places = _middle(len(cells))
    return [number_of(field, int(cell)) for cell in np.partition(cells, places)[places]], len(cells)


def _middle_rates(columns: Columns, field: Field) -> tuple[list[Number], int]:
    """The same of each ward's own numerator over its denominator."""
    layout = columns.layout
    top, bottom = (layout.index[str(code)] for code in _parts(field))
    given = (
        columns.is_value[:, top] & columns.is_value[:, bottom] & (columns.values[:, bottom] != 0)
    )
    tops, bottoms = columns.values[given, top], columns.values[given, bottom]
    if len(tops) < LEAST:
        return [], len(tops)
    places = _middle(len(tops))
    middle: list[Number] = []
    for place in _in_order(tops, bottoms, places)[places].tolist():
        numerator = number_of(layout.fields[top], int(tops[place]))
        denominator = number_of(layout.fields[bottom], int(bottoms[place]))
        rate = ratio_of(field, numerator, denominator)
        assert rate is not None, "no denominator is 0"
        middle.append(rate)
    return middle, len(tops)


def _parts(field: Field) -> tuple[str | None, str | None]:
    return field.aggregate.numerator, field.aggregate.denominator


def _in_order(
    tops: NDArray[np.int64], bottoms: NDArray[np.int64], places: list[int]
) -> NDArray[np.intp]:
    """Rows so that those at ``places`` are where sorting by the quotient would put them."""
    if max(np.abs(tops).max(), np.abs(bottoms).max()) < _TOLD_APART:
        return np.argpartition(tops / bottoms, places)
    exact = [Fraction(int(t), int(b)) for t, b in zip(tops, bottoms, strict=True)]
    return np.array(sorted(range(len(exact)), key=exact.__getitem__), dtype=np.intp)


def _middle(n: int) -> list[int]:
    return [(n - 1) // 2, n // 2]


def _between(lower: Number, upper: Number) -> Number:
    if lower == upper:
        return lower
    both = lower + upper
    return both // 2 if isinstance(both, int) and both % 2 == 0 else quotient(both, 2)

"""The middle of a period's wards, for a ward to see where it stands.

Only aggregates of at least ``LEAST`` wards are made: below that a median would be
nearly one ward's own figure, which is not another ward's to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.consolidation.arithmetic import quotient
from app.domain.consolidation.totals import ratio_of
from app.domain.distribution import LEAST
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import Columns, Number, number_of


@dataclass(frozen=True, slots=True)
class Median:
    """Exact, in the field's unit (percent for rates), with the number of wards behind it."""

    value: Number
    wards: int


def medians_of(columns: Columns) -> dict[str, Median]:
    """The median of every number that enough wards gave, by code, in printing order.

    A rate is that of each ward's own two parts; the rate a ward stated itself never enters.
    """
    found = ((field.code, list(_values(columns, field))) for field in columns.layout.fields)
    return {code: _median(values) for code, values in found if len(values) >= LEAST}


def median_documents(medians: Mapping[str, Median]) -> dict[str, Any]:
    """As they are stored: exact JSON by code."""
    return {code: {"value": m.value, "wards": m.wards} for code, m in medians.items()}


def parse_medians(document: Mapping[str, Any]) -> dict[str, Median]:
    """What ``median_documents`` wrote."""
    return {code: Median(m["value"], m["wards"]) for code, m in document.items()}


def _values(columns: Columns, field: Field) -> Iterator[Number]:
    if not field.type.is_numeric:
        return
    if field.aggregate.kind is not AggregateKind.RATIO:
        yield from (n for n in _numbers(columns, field.code) if n is not None)
        return
    tops = _numbers(columns, str(field.aggregate.numerator))
    bottoms = _numbers(columns, str(field.aggregate.denominator))
    for top, bottom in zip(tops, bottoms, strict=True):
        rate = None if top is None or bottom is None else ratio_of(field, top, bottom)
        if rate is not None:
            yield rate


def _numbers(columns: Columns, code: str) -> list[Number | None]:
    """One indicator of every ward, None where it gave no value."""
    at = columns.layout.index[code]
    field = columns.layout.fields[at]
    cells = zip(columns.is_value[:, at].tolist(), columns.values[:, at].tolist(), strict=True)
    return [number_of(field, cell) if given else None for given, cell in cells]


def _median(values: list[Number]) -> Median:
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Median(ordered[half], len(ordered))
    both = ordered[half - 1] + ordered[half]
    whole = both // 2 if isinstance(both, int) and both % 2 == 0 else quotient(both, 2)
    return Median(whole, len(ordered))

"""One city figure per indicator, computed from the columns of its wards.

Aggregates are those of the form: ``sum``, ``ratio:n/d``, ``mean``, ``max`` and
``count_true``; fields with ``none`` (dates) have no city figure. A ratio is
computed anew from the parts of the wards that gave both; the rate a ward stated
itself never enters it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.consolidation.arithmetic import percentage, quotient
from app.domain.forms import AggregateKind, Field, FieldType
from app.domain.vectors import Columns, Layout, Number, count_rows, exact_sums, number_of


@dataclass(frozen=True, slots=True)
class Total:
    """A city figure and the number of wards that gave a value to it.

    ``value`` is None when no ward gave one, or when a ratio's denominator is 0.
    Percentages are in percent. ``numerator`` and ``denominator`` belong to
    ratios only.
    """

    aggregate: AggregateKind
    value: Number | None
    wards: int
    numerator: Number | None = None
    denominator: Number | None = None

    def document(self) -> dict[str, Any]:
        """As in the output of ``flask consolidate``."""
        if self.aggregate is not AggregateKind.RATIO:
            return {"aggregate": self.aggregate.value, "value": self.value, "wards": self.wards}
        return {
            "aggregate": self.aggregate.value,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "wards": self.wards,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Total:
        return cls(
            AggregateKind(document["aggregate"]),
            document["value"],
            document["wards"],
            document.get("numerator"),
            document.get("denominator"),
        )


def totals_of(columns: Columns) -> dict[str, Total]:
    """Every city figure of a form, by code, in printing order."""
    sums = exact_sums(columns.values)
    counts = columns.counts.tolist()
    ratios = dict(_ratios(columns))
    totals: dict[str, Total] = {}
    for i, field in enumerate(columns.layout.fields):
        kind = field.aggregate.kind
        if kind is AggregateKind.RATIO:
            totals[field.code] = ratios[field.code]
        elif kind is not AggregateKind.NONE:
            value = _value(columns, i, sums[i], counts[i]) if counts[i] else None
            totals[field.code] = Total(kind, value, counts[i])
    return totals


def ratio_of(field: Field, numerator: Number, denominator: Number) -> Decimal | None:
    """Numerator over denominator in the field's unit, or None over 0."""
    if not denominator:
        return None
    if field.type is FieldType.PCT:
        return percentage(numerator, denominator)
    return quotient(numerator, denominator)


def ratio_parts(layout: Layout) -> tuple[tuple[Field, ...], NDArray[np.intp], NDArray[np.intp]]:
    """The ratio fields of a form, with the columns of their numerators and denominators."""
    fields = tuple(f for f in layout.fields if f.aggregate.kind is AggregateKind.RATIO)
    tops = np.array([layout.index[str(f.aggregate.numerator)] for f in fields], dtype=np.intp)
    bottoms = np.array([layout.index[str(f.aggregate.denominator)] for f in fields], dtype=np.intp)
    return fields, tops, bottoms


def _ratios(columns: Columns) -> Iterator[tuple[str, Total]]:
    fields, tops, bottoms = ratio_parts(columns.layout)
    both = columns.is_value[:, tops] & columns.is_value[:, bottoms]
    numerators = exact_sums(columns.values[:, tops] * both)
    denominators = exact_sums(columns.values[:, bottoms] * both)
    wards_behind = count_rows(both).tolist()
    parts = zip(fields, tops, bottoms, numerators, denominators, wards_behind, strict=True)
    for field, top, bottom, numerator, denominator, wards in parts:
        if not wards:
            yield field.code, Total(AggregateKind.RATIO, None, 0)
            continue
        n = number_of(columns.layout.fields[top], numerator)
        d = number_of(columns.layout.fields[bottom], denominator)
        yield field.code, Total(AggregateKind.RATIO, ratio_of(field, n, d), wards, n, d)


def _value(columns: Columns, i: int, total: int, count: int) -> Number:
    field = columns.layout.fields[i]
    match field.aggregate.kind:
        case AggregateKind.MEAN:
            return quotient(number_of(field, total), count)
        case AggregateKind.MAX:
            return number_of(field, int(columns.values[:, i][columns.is_value[:, i]].max()))
    return number_of(field, total)

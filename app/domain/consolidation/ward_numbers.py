"""One indicator of every ward as the city counts it."""

from __future__ import annotations

from app.domain.consolidation.totals import ratio_of
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import Columns, Number, number_of


def ward_numbers(columns: Columns, code: str) -> list[Number | None]:
    """Each ward's number in row order, None where it counts with none.

    Of a ratio it is the rate of the ward's two parts, never the rate that it stated.
    """
    field = columns.layout.fields[columns.layout.index[code]]
    if field.aggregate.kind is not AggregateKind.RATIO:
        return _own(columns, field)
    parts = (str(field.aggregate.numerator), str(field.aggregate.denominator))
    tops, bottoms = (_own(columns, columns.layout.fields[columns.layout.index[p]]) for p in parts)
    return [
        None if top is None or bottom is None else ratio_of(field, top, bottom)
        for top, bottom in zip(tops, bottoms, strict=True)
    ]


def _own(columns: Columns, field: Field) -> list[Number | None]:
    at = columns.layout.index[field.code]
    cells = zip(columns.is_value[:, at].tolist(), columns.values[:, at].tolist(), strict=True)
    return [number_of(field, cell) if is_value else None for is_value, cell in cells]

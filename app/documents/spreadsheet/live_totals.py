"""What the formulas of the totals give, counted from the same cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.documents.numerals import Number
from app.documents.spreadsheet.cells import Book
from app.documents.spreadsheet.pen import fits
from app.domain.answers import Value
from app.domain.forms import AggregateKind, Field

#: Binary halves of decimals may differ in the last digit that Excel keeps.
TOLERANCE: Final = "1E-9"


@dataclass(frozen=True, slots=True)
class LiveTotal:
    """``is_countable``: Excel holds every number behind the figure; else there is no value."""

    is_countable: bool
    value: Number | None = None
    is_stored: bool = True


@dataclass(frozen=True, slots=True)
class _Column:
    """One indicator of all counted wards, None where a ward has no value."""

    values: Sequence[Value | None]
    fits: bool


def live_totals(book: Book) -> dict[str, LiveTotal]:
    """By the code of each figure that is printed."""
    columns = dict(_columns(book))
    return {
        field.code: _live_total(field, book.report.figures_by_code[field.code].value, columns)
        for field in book.report.form.indicators
        if field.code in book.report.figures_by_code
    }


def _columns(book: Book) -> Iterator[tuple[str, _Column]]:
    wards = book.answers.values()
    for code in book.columns:
        found = [answers.get(code) for answers in wards]
        values = [a.value if a is not None and a.counts else None for a in found]
        yield code, _Column(values, all(fits(v) for v in values if isinstance(v, Number)))


def _live_total(field: Field, stored: Number | None, columns: dict[str, _Column]) -> LiveTotal:
    parts = [columns[code] for code in _parts(field) if code in columns]
    if not all(part.fits for part in parts) or (stored is not None and not fits(stored)):
        return LiveTotal(is_countable=False)
    value = _counted(field, columns)
    return LiveTotal(True, value, _same(value, stored))


def _parts(field: Field) -> tuple[str, ...]:
    return field.code, field.aggregate.numerator or "", field.aggregate.denominator or ""


def _counted(field: Field, columns: dict[str, _Column]) -> Number | None:
    if field.aggregate.kind is AggregateKind.RATIO:
        return _pooled(field, columns)
    values = [value for value in columns[field.code].values if value is not None]
    return _COUNTS[field.aggregate.kind](values) if values else None


def _pooled(field: Field, columns: dict[str, _Column]) -> Number | None:
    """Summed numerators over summed denominators, of the wards that gave both."""
    _, top, bottom = _parts(field)
    if top not in columns or bottom not in columns:
        return None
    pairs = zip(columns[top].values, columns[bottom].values, strict=True)
    both = [pair for pair in pairs if None not in pair]
    whole, part = _sum([pair[1] for pair in both]), _sum([pair[0] for pair in both])
    return Decimal(100 * part) / Decimal(whole) if whole else None


def _mean(values: Sequence[Value | None]) -> Number:
    return Decimal(_sum(values)) / len(values)


def _sum(values: Sequence[Value | None]) -> Number:
    return sum((v for v in values if isinstance(v, Number)), start=0)


def _max(values: Sequence[Value | None]) -> Number:
    return max(v for v in values if isinstance(v, Number))


def _true(values: Sequence[Value | None]) -> Number:
    return sum(1 for value in values if value is True)


_COUNTS: Final[dict[AggregateKind, Callable[[Sequence[Value | None]], Number]]] = {
    AggregateKind.SUM: _sum,
    AggregateKind.MEAN: _mean,
    AggregateKind.MAX: _max,
    AggregateKind.COUNT_TRUE: _true,
}


def _same(left: Number | None, right: Number | None) -> bool:
    if left is None or right is None:
        return left is right
    allowed = Decimal(TOLERANCE) * max(Decimal(1), abs(Decimal(right)))
    return abs(Decimal(left) - Decimal(right)) <= allowed

"""A period as one rectangle for programs: a line for each unit, a column for each indicator."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Final, NamedTuple

import numpy as np

from app.documents.characters import harmless, one_line
from app.domain.consolidation.exact_json import plain
from app.domain.consolidation.totals import ratio_of
from app.domain.forms import AggregateKind, Field, FieldType
from app.domain.vectors import NONE, NOT_APPLICABLE, NOT_KNOWN, VALUE, Columns, is_scaled, number_of

#: Units whose cells are in memory together.
_AT_ONCE: Final = 500
HEAD: Final = ("ward_code", "ward", "unit_type", "version", "submitted_at")
#: What stands where there is no value, by the state of a vector's cell: as
#: ``flask answers load`` takes it, but that a vector does not know the reason.
MARKS: Final[Mapping[int, str]] = {NONE: "", NOT_APPLICABLE: "NA", NOT_KNOWN: "?"}


class Reported(NamedTuple):
    """Who reported, in which version, and when (ISO 8601, UTC)."""

    code: str
    name: str
    unit_type: str
    version: int
    submitted_at: str


def unit_table_csv(units: Sequence[Reported], columns: Columns, codes: Sequence[str]) -> bytes:
    """UTF-8 with a mark; ``columns`` has a row for each of ``units``; at least one code.

    Numbers are plain digits with a point, dates ISO, yes and no ``true`` and ``false``. A rate
    whose two parts are given is worked out from them, as in the city's other tables.
    """
    out = io.BytesIO()
    out.write(f"\ufeff{','.join((*HEAD, *codes))}\r\n".encode())
    for start in range(0, len(units), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        part = Columns(columns.layout, columns.values[some], columns.states[some])
        out.write("".join(_lines(units[some], part, codes)).encode())
    return out.getvalue()


def _lines(units: Sequence[Reported], columns: Columns, codes: Sequence[str]) -> Iterator[str]:
    fields = {field.code: field for field in columns.layout.fields}
    said = [_column(columns, fields[code]) for code in codes]
    # No cell of an indicator needs a quote, so only who reported goes through the writer.
    who = _quoted(map(_who, units))
    for reporter, cells in zip(who, map(",".join, zip(*said, strict=True)), strict=True):
        yield f"{reporter},{cells}\r\n"


def _quoted(rows: Iterable[Sequence[str]]) -> list[str]:
    lines: list[str] = []
    csv.writer(SimpleNamespace(write=lines.append), lineterminator="").writerows(rows)
    return lines


def _who(unit: Reported) -> tuple[str, ...]:
    name = harmless(one_line(unit.name))
    return unit.code, name, unit.unit_type, str(unit.version), unit.submitted_at


def _column(columns: Columns, field: Field) -> list[str]:
    """What every unit said of one indicator."""
    index = columns.layout.index[field.code]
    states, cells = columns.states[:, index], columns.values[:, index].tolist()
    said = list(map(_printer(field), cells))
    for row in np.flatnonzero(states != VALUE).tolist():
        said[row] = MARKS[int(states[row])]
    if field.aggregate.kind is AggregateKind.RATIO:
        _work_out(columns, field, said)
    return said


def _printer(field: Field) -> Callable[[int], str]:
    if field.type is FieldType.BOOL:
        return lambda cell: "true" if cell else "false"
    if field.type is FieldType.DATE:
        return lambda day: dt.date.fromordinal(day).isoformat() if day else ""
    if is_scaled(field):
        return lambda cell: plain(Decimal(number_of(field, cell)))
    return str


def _work_out(columns: Columns, field: Field, said: list[str]) -> None:
    """Put the rate in place of what was stated, where both parts are given."""
    top = columns.layout.index[str(field.aggregate.numerator)]
    bottom = columns.layout.index[str(field.aggregate.denominator)]
    given = columns.is_value[:, top] & columns.is_value[:, bottom]
    rows = np.flatnonzero(given)
    parts = zip(
        columns.values[rows, top].tolist(), columns.values[rows, bottom].tolist(), strict=True
    )
    for row, (numerator, denominator) in zip(rows.tolist(), parts, strict=True):
        rate = ratio_of(field, numerator, denominator)
        if rate is not None:
            said[row] = plain(rate)

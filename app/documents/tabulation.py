"""Tables that both kinds of report have: figures one under the other, repeated rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.documents.characters import one_line, printable
from app.documents.composition import Align, Column, Table
from app.documents.decree30 import TEXT_WIDTH
from app.documents.numerals import day
from app.documents.pdf.fonts import text_width
from app.domain.forms import Column as FieldColumn
from app.domain.forms import ColumnType, Field

ORDER: Final = Column("TT", 11, Align.CENTRE)
_SIZE: Final = 12.0
_CELL_PADDING: Final = 4.0
#: A word longer than this is broken rather than given the whole page.
_WIDEST_WORD: Final = 45.0
_LONGEST: Final = 80


def figure_table(caption: str, lines: Iterable[tuple[Field, str]]) -> Table:
    """Indicators with their values: order, name, unit, value."""
    rows = tuple(
        (str(i), field.name, field.unit, shown) for i, (field, shown) in enumerate(lines, 1)
    )
    columns = (
        ORDER,
        Column("Nội dung", 94),
        Column("Đơn vị tính", 26, Align.CENTRE),
        Column("Số liệu", 34, Align.RIGHT),
    )
    return Table(columns, rows, caption)


def row_table(field: Field, rows: Sequence[Mapping[str, object]]) -> Table:
    """The repeated rows of one field, its columns as wide as what stands in them."""
    texts = [
        [_cell(column, row.get(column.code)) for column in field.column_definitions] for row in rows
    ]
    widths = _widths(field.column_definitions, texts)
    columns = (
        ORDER,
        *(_column(c, w) for c, w in zip(field.column_definitions, widths, strict=True)),
    )
    numbered = tuple((str(i), *cells) for i, cells in enumerate(texts, 1))
    return Table(columns, numbered, field.label_vi)


def _column(column: FieldColumn, width: float) -> Column:
    is_date = column.type is ColumnType.DATE
    return Column(column.label_vi, width, Align.CENTRE if is_date else Align.LEFT)


def _cell(column: FieldColumn, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return day(value)
    text = printable(str(value)).strip()
    if column.type is ColumnType.DATE:
        return _iso_day(text)
    labels = {choice.value: choice.label_vi for choice in column.choices}
    return labels.get(text, text)


def _iso_day(text: str) -> str:
    """Rows come out of JSON: a date is ISO text there, and anything else stays as typed."""
    try:
        return day(dt.date.fromisoformat(text))
    except ValueError:
        return one_line(text)


def _widths(columns: Sequence[FieldColumn], texts: Sequence[Sequence[str]]) -> list[float]:
    """Every column holds its longest word; what is left goes to those that would wrap."""
    cells = [[row[i] for row in texts] for i in range(len(columns))]
    least = [_least(column, texts) for column, texts in zip(columns, cells, strict=True)]
    room = TEXT_WIDTH - ORDER.width
    spare = room - sum(least)
    if spare < 0:
        return [width * room / sum(least) for width in least]
    wishes = [max(0.1, _wish(texts) - width) for texts, width in zip(cells, least, strict=True)]
    return [width + spare * wish / sum(wishes) for width, wish in zip(least, wishes, strict=True)]


def _least(column: FieldColumn, texts: Sequence[str]) -> float:
    words = (word for text in texts for word in text.split())
    longest = max((text_width(word[:_LONGEST], _SIZE) for word in words), default=0.0)
    title = max(text_width(word, _SIZE, is_bold=True) for word in column.label_vi.split())
    return min(_WIDEST_WORD, max(longest, title)) + _CELL_PADDING


def _wish(texts: Sequence[str]) -> float:
    """The width that would hold every text on one line, up to what a line can hold."""
    return max(text_width(text[:_LONGEST], _SIZE) for text in texts) + _CELL_PADDING

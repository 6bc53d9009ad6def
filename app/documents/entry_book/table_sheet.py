"""A table of repeated rows on a sheet of its own: its state above, its rows below."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from app.documents.entry_book.limits import column_check, reason_check, state_check
from app.documents.entry_book.looks import line_height
from app.documents.entry_book.models import fingerprint
from app.documents.entry_book.plan import (
    LONGEST,
    MARKS,
    TABLE_FIRST,
    TABLE_HEADER,
    TABLE_MARK,
    TABLE_ROWS,
    TABLE_SPARE,
    TABLE_STATE,
    TITLE,
    WHOSE,
    TableSheet,
)
from app.documents.entry_book.sheets import Writing
from app.documents.entry_book.shown import Shown, shown, write_scalar
from app.domain.answers import parse_answer
from app.domain.forms import Column, ColumnType, FieldType

_WIDE: Final = frozenset({"title", "topic", "content", "item", "summary", "result", "matter"})
_HIDDEN: Final = {"hidden": True}
#: Columns: the hidden mark, the line's number, then the table's own.
NUMBER: Final = 1
OWN: Final = 2


def write_table(writing: Writing, table: TableSheet) -> None:
    sheet = writing.sheets[table.name]
    field, book = table.field, writing.book
    answer = book.answers.get(field.code)
    cells = shown(field, answer)
    rows = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    is_held = cells.is_held and all(len(str(v)) <= LONGEST for r in rows for v in r.values())
    is_open = is_held and field.section not in book.locked
    if is_held:
        writing.held[field.code] = fingerprint(parse_answer(field, cells.typed))
    _head(writing, sheet, table)
    _state(writing, sheet, cells, is_open)
    _rows(writing, sheet, table, rows if is_held else (), is_open)


def _head(writing: Writing, sheet: Worksheet, table: TableSheet) -> None:
    looks, field = writing.looks, table.field
    sheet.set_column(0, 0, 4, None, _HIDDEN)
    sheet.set_column(NUMBER, NUMBER, 12)
    sheet.write_string(MARKS, 0, f"{TABLE_MARK}{field.code}", looks.hidden)
    sheet.write_string(TABLE_STATE, 0, "state", looks.hidden)
    sheet.write_string(TABLE_HEADER, 0, "rows", looks.hidden)
    sheet.set_row(MARKS, None, None, _HIDDEN)
    sheet.write_string(TITLE, NUMBER, f"{field.section}. {field.label_vi}", looks.title)
    whose = f"{writing.book.ticket.ward_name} · {writing.book.period_title}"
    sheet.write_string(WHOSE, NUMBER, whose, looks.whose)
    sheet.write_string(TABLE_HEADER, NUMBER, "STT", looks.header)
    for place, column in enumerate(field.column_definitions, OWN):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(MARKS, place, column.code, looks.hidden)
        sheet.write_string(TABLE_HEADER, place, column.label_vi, looks.header)
    sheet.set_row(TABLE_HEADER, 2 * line_height())
    sheet.freeze_panes(TABLE_FIRST, OWN)
    sheet.repeat_rows(TABLE_HEADER)


def _width(column: Column) -> int:
    if column.type is ColumnType.DATE:
        return 15
    return 52 if column.code in _WIDE else 26


def _state(writing: Writing, sheet: Worksheet, cells: Shown, is_open: bool) -> None:
    """The state of the whole table, and the reason where it does not apply."""
    looks = writing.looks
    look = looks.answer(FieldType.TEXT, is_open=is_open, is_centred=True)
    sheet.write_string(TABLE_STATE, NUMBER, "Cả bảng", looks.strong)
    sheet.write_string(TABLE_STATE, OWN, cells.state, look)
    write_scalar(sheet, TABLE_STATE, OWN + 1, cells.reason, look)
    sheet.write_comment(
        TABLE_STATE,
        OWN + 1,
        "Lý do, khi chọn “Không áp dụng” cho cả bảng.",
        {"author": "Tổng Hợp"},
    )
    if is_open:
        sheet.data_validation(TABLE_STATE, OWN, TABLE_STATE, OWN, state_check())
        sheet.data_validation(TABLE_STATE, OWN + 1, TABLE_STATE, OWN + 1, reason_check())


def _rows(
    writing: Writing,
    sheet: Worksheet,
    table: TableSheet,
    rows: tuple[dict[str, Any], ...],
    is_open: bool,
) -> None:
    columns = table.field.column_definitions
    last = TABLE_FIRST + max(TABLE_ROWS, len(rows) + TABLE_SPARE) - 1
    for number, row in enumerate(range(TABLE_FIRST, last + 1)):
        said = rows[number] if number < len(rows) else {}
        sheet.write_number(row, NUMBER, number + 1, writing.looks.unit)
        for place, column in enumerate(columns, OWN):
            kind = FieldType.DATE if column.type is ColumnType.DATE else FieldType.TEXT
            look = writing.looks.answer(kind, is_open=is_open)
            write_scalar(sheet, row, place, _cell(column, said.get(column.code, "")), look)
    if is_open:
        for place, column in enumerate(columns, OWN):
            check = column_check(column.type, writing.list_range(column.choices))
            if check is not None:
                sheet.data_validation(TABLE_FIRST, place, last, place, check)
    shown_last = TABLE_FIRST + max(len(rows) + 5, 15) - 1
    sheet.print_area(TITLE, NUMBER, shown_last, OWN + len(columns) - 1)


def _cell(column: Column, text: str) -> str | dt.date:
    """A row's text as its cell holds it: real dates, and choices by their label."""
    if not text:
        return ""
    if column.type is ColumnType.DATE:
        return dt.date.fromisoformat(text)
    if column.type is ColumnType.CHOICE:
        return next((c.label_vi for c in column.choices if c.value == text), text)
    return text

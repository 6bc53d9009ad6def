"""Sheet "Số liệu đơn vị": wards down, indicators across, the ground of every total."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Final

from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import (
    FIRST_INDICATOR,
    FIRST_WARD,
    NO,
    WARDS,
    YES,
    Book,
    counted_answer,
    write_number,
    write_text,
)
from app.domain.answers import Answer, ValueState

MARKS: Final = {
    None: "",
    ValueState.NOT_APPLICABLE: "KAD",
    ValueState.NOT_KNOWN: "CCS",
    ValueState.INVALID: "KT",
}
#: Excel slows down under more notes than this; reasons are in the lineage too.
_MOST_NOTES: Final = 2000


def write_wards(book: Book) -> None:
    sheet = book.sheet(WARDS, "Số liệu của từng đơn vị", (10, 26, 20, 12))
    sheet.set_column(FIRST_INDICATOR, FIRST_INDICATOR + len(book.columns), 14)
    _write_titles(book, sheet)
    notes = _notes(book)
    for i, ward in enumerate(book.report.wards):
        _write_ward(book, sheet, FIRST_WARD + i, ward)
        for code, text in notes.get(ward.code, {}).items():
            if code in book.columns:
                sheet.write_comment(FIRST_WARD + i, book.columns[code], text, {"author": ""})
    last = FIRST_WARD + max(1, len(book.report.wards)) - 1
    sheet.autofilter(FIRST_WARD - 1, 0, last, FIRST_INDICATOR + len(book.columns) - 1)
    sheet.freeze_panes(FIRST_WARD, FIRST_INDICATOR)
    sheet.repeat_rows(FIRST_WARD - 1)


def _write_titles(book: Book, sheet: Worksheet) -> None:
    """Codes in one row for machines, names with units in the next for people."""
    row = FIRST_WARD - 1
    for code, column in book.columns.items():
        sheet.write_string(row - 1, column, code, book.grey)
    sheet.set_row(row, 75)
    for column, title in enumerate(("Mã đơn vị", "Đơn vị", "Tình trạng", "Tính vào tổng")):
        sheet.write_string(row, column, title, book.header)
    for field in book.report.form.indicators:
        unit = f" ({field.unit})" if field.unit else ""
        sheet.write_string(row, book.columns[field.code], f"{field.name}{unit}", book.header)


def _write_ward(book: Book, sheet: Worksheet, row: int, ward: WardLine) -> None:
    write_text(sheet, row, 0, ward.code, book.text)
    write_text(sheet, row, 1, one_line(ward.name), book.text)
    write_text(sheet, row, 2, one_line(ward.state), book.text)
    sheet.write_string(row, 3, YES if ward.is_counted else NO, book.text)
    for field in book.report.form.indicators:
        answer = counted_answer(book, ward, field)
        if ward.is_counted:
            write_answer(book, sheet, row, book.columns[field.code], answer)


def write_answer(
    book: Book, sheet: Worksheet, row: int, column: int, answer: Answer | None
) -> None:
    """A value by its type, or the mark of its state."""
    value = answer.value if answer is not None and answer.counts else None
    match value:
        case None:
            sheet.write_string(row, column, MARKS[answer.state if answer else None], book.grey)
        case bool():
            sheet.write_string(row, column, YES if value else NO, book.text)
        case int() | Decimal():
            write_number(book, sheet, row, column, value)
        case dt.date():
            sheet.write_datetime(
                row, column, dt.datetime(value.year, value.month, value.day), book.date
            )
        case _:
            write_text(sheet, row, column, str(value), book.text)


def _notes(book: Book) -> dict[str, dict[str, str]]:
    """Reasons and accepted explanations, by ward and indicator: notes on their cells."""
    notes: dict[str, dict[str, str]] = {}
    found = _reasons(book) | _explanations(book)
    for (ward, code), text in itertools.islice(found.items(), _MOST_NOTES):
        notes.setdefault(ward, {})[code] = text
    return notes


def _explanations(book: Book) -> dict[tuple[str, str], str]:
    return {
        (e.ward_code, code): f"{one_line(e.finding)} Giải trình: {one_line(e.reason)}"
        for e in book.report.explanations
        for code in e.fields
    }


def _reasons(book: Book) -> dict[tuple[str, str], str]:
    return {
        (ward.code, answer.code): f"Không áp dụng: {one_line(answer.reason)}"
        for ward in book.report.counted_wards
        for answer in ward.answers.values()
        if answer.state is ValueState.NOT_APPLICABLE and answer.reason
    }

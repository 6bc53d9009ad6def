"""Sheet "Số liệu đơn vị": wards down, indicators across, the ground of every total."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import (
    FIRST_INDICATOR,
    FIRST_WARD,
    LINEAGE,
    WARDS,
    Book,
)
from app.documents.spreadsheet.pen import NO, YES, Pen
from app.domain.answers import ValueState

#: Excel slows down under more notes than this; reasons are in the lineage too.
_MOST_NOTES: Final = 2000


def write_wards(book: Book) -> None:
    """A unit's code leads to its lines in the lineage sheet."""
    sheet = book.sheet(WARDS, "Số liệu của từng đơn vị", (10, 26, 20, 12))
    sheet.set_column(FIRST_INDICATOR, FIRST_INDICATOR + len(book.columns), 14)
    _write_titles(book, sheet)
    _write_notes(book, sheet)
    last = FIRST_WARD + max(1, len(book.report.wards)) - 1
    right = FIRST_INDICATOR + len(book.columns) - 1
    sheet.autofilter(FIRST_WARD - 1, 0, last, right)
    sheet.freeze_panes(FIRST_WARD, FIRST_INDICATOR)
    # On one page's width nobody could read a hundred columns.
    sheet.set_print_scale(60)
    sheet.repeat_rows(FIRST_WARD - 1)
    sheet.repeat_columns(0, 1)
    book.fill(sheet, lambda pen: _rows(book, pen), (last, right), _links(book))


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


def _rows(book: Book, pen: Pen) -> Iterator[str]:
    columns = [xl_col_to_name(column) for column in book.columns.values()]
    for number, ward in enumerate(book.report.wards, FIRST_WARD + 1):
        cells = _names(book, pen, ward)
        if ward.is_counted:
            answers = map(book.answers[ward.code].get, book.columns)
            cells += "".join(map(pen.answer, columns, answers))
        yield pen.row(number, cells)


def _names(book: Book, pen: Pen, ward: WardLine) -> str:
    look = pen.looks.text
    code_look = pen.looks.link if book.sources.get(ward.code) else look
    return (
        pen.words("A", one_line(ward.code), code_look)
        + pen.words("B", one_line(ward.name), look)
        + pen.words("C", one_line(ward.state), look)
        + pen.words("D", YES if ward.is_counted else NO, look)
    )


def _links(book: Book) -> Iterator[tuple[str, str]]:
    for number, ward in enumerate(book.report.wards, FIRST_WARD + 1):
        lines = book.sources.get(ward.code)
        if lines:
            yield f"A{number}", f"'{LINEAGE}'!A{lines.start}:I{lines.stop - 1}"


def _write_notes(book: Book, sheet: Worksheet) -> None:
    notes = _notes(book)
    for row, ward in enumerate(book.report.wards, FIRST_WARD):
        for code, text in notes.get(ward.code, {}).items():
            if code in book.columns:
                sheet.write_comment(row, book.columns[code], text, {"author": ""})


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
        if answer.reason and answer.state is ValueState.NOT_APPLICABLE
    }

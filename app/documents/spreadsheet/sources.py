"""Sheets "Nguồn gốc" and "Nội dung": each value with its ward, version, receipt and phrase."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.facts import STATE_TEXTS
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import LINEAGE, TEXTS, Book, write_text
from app.documents.spreadsheet.wards import write_answer
from app.domain.answers import Answer
from app.domain.forms import Field

_HEADER: Final = 2
#: Excel's own limit is 1,048,576 rows.
_MOST_LINES: Final = 1_000_000


def write_lineage(book: Book) -> None:
    """One line per answer of a counted ward, in the order of the form.

    A sheet ends at about a million rows; the JSON file has every line.
    """
    widths = (34, 46, 10, 26, 8, 24, 16, 18, 70)
    sheet = book.sheet(LINEAGE, "Nguồn gốc của từng số liệu", widths)
    lines = list(itertools.islice(_lines(book), _MOST_LINES))
    titles = (
        "Mã chỉ tiêu",
        "Chỉ tiêu",
        "Mã đơn vị",
        "Đơn vị",
        "Bản số",
        "Biên nhận",
        "Trạng thái",
        "Giá trị",
        "Câu gốc trong báo cáo, hoặc lý do",
    )
    book.write_header(sheet, _HEADER, titles, len(lines))
    for row, (field, ward, answer) in enumerate(lines, _HEADER + 1):
        _write_line(book, sheet, row, field, ward, answer)


def _lines(book: Book) -> Iterator[tuple[Field, WardLine, Answer]]:
    for field in book.report.form.indicators:
        for ward in book.report.counted_wards:
            answer = book.answers[ward.code].get(field.code)
            if answer is not None:
                yield field, ward, answer


def _write_line(
    book: Book, sheet: Worksheet, row: int, field: Field, ward: WardLine, answer: Answer
) -> None:
    sheet.write_string(row, 0, field.code, book.text)
    sheet.write_string(row, 1, field.name, book.text)
    write_text(sheet, row, 2, ward.code, book.text)
    write_text(sheet, row, 3, one_line(ward.name), book.text)
    sheet.write_number(row, 4, ward.version, book.whole)
    write_text(sheet, row, 5, one_line(ward.receipt), book.text)
    sheet.write_string(
        row, 6, "Có giá trị" if answer.counts else STATE_TEXTS[answer.state], book.text
    )
    write_answer(book, sheet, row, 7, answer)
    phrase = ward.phrases.get(field.code) or answer.reason or answer.problem
    write_text(sheet, row, 8, phrase, book.text)


def write_narratives(book: Book) -> None:
    """Every point of every narrative, with the wards that make it."""
    sheet = book.sheet(TEXTS, "Nội dung các đơn vị phản ánh", (8, 30, 100, 10, 60))
    points = [(n, p) for n in book.report.narratives for p in n.points]
    titles = ("Mục", "Nội dung", "Ý", "Số đơn vị", "Đơn vị")
    book.write_header(sheet, _HEADER, titles, len(points))
    for row, (narrative, point) in enumerate(points, _HEADER + 1):
        field = book.report.form.fields.get(narrative.code)
        names = ", ".join(one_line(book.report.ward_names.get(c, c)) for c in point.wards)
        write_text(sheet, row, 0, narrative.section, book.text)
        write_text(sheet, row, 1, field.label_vi if field else narrative.code, book.wrapped)
        write_text(sheet, row, 2, point.text, book.wrapped)
        sheet.write_number(row, 3, len(point.wards), book.whole)
        write_text(sheet, row, 4, names, book.wrapped)

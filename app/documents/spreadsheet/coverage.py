"""Sheet "Độ phủ": who owes a report, who filed it, when, and which version it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.documents.characters import one_line
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import COVERAGE, Book
from app.documents.spreadsheet.pen import NO, YES, Pen

_TITLES: Final = (
    "Mã đơn vị",
    "Đơn vị",
    "Tình trạng",
    "Tính vào tổng",
    "Nộp muộn",
    "Bản số",
    "Biên nhận",
    "Nộp lúc",
    "Duyệt lúc",
    "SHA-256 của bản nộp",
)
_WIDTHS: Final = (10, 26, 24, 12, 10, 8, 26, 18, 18, 68)


def write_coverage(book: Book) -> None:
    sheet = book.sheet(COVERAGE, "Tình hình nộp báo cáo", _WIDTHS)
    coverage, wards = book.report.coverage, book.report.wards
    counts = (
        ("Phải báo cáo", coverage.expected),
        ("Đã nộp", coverage.submitted),
        ("Đã duyệt", coverage.approved),
        ("Nộp muộn", len(coverage.late)),
        ("Chưa nộp", len(coverage.missing)),
    )
    for row, (title, number) in enumerate(counts, 1):
        sheet.write_string(row, 0, title, book.text)
        sheet.write_number(row, 1, number, book.whole)
    header = len(counts) + 2
    book.write_header(sheet, header, _TITLES, len(wards))
    last = header + max(1, len(wards)), len(_TITLES) - 1
    book.fill(sheet, lambda pen: _rows(pen, wards, header + 2), last)


def _rows(pen: Pen, wards: tuple[WardLine, ...], first: int) -> Iterator[str]:
    for number, ward in enumerate(wards, first):
        yield pen.row(number, "".join(_cells(pen, ward)))


def _cells(pen: Pen, ward: WardLine) -> Iterator[str]:
    look = pen.looks.text
    yield pen.words("A", one_line(ward.code), look)
    yield pen.words("B", one_line(ward.name), look)
    yield pen.words("C", one_line(ward.state), look)
    yield pen.words("D", YES if ward.is_counted else NO, look)
    yield pen.words("E", YES if ward.is_late else "", look)
    yield pen.number("F", ward.version) if ward.version else ""
    yield pen.words("G", one_line(ward.receipt), look)
    yield pen.moment("H", ward.submitted_at)
    yield pen.moment("I", ward.approved_at)
    yield pen.passage("J", ward.sha256, look)

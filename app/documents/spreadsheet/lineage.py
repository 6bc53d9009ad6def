"""Sheet "Nguồn gốc": each value with its ward, version, receipt and phrase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.documents.characters import one_line
from app.documents.facts import STATE_TEXTS
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import FIRST_SOURCE, LINEAGE, Book
from app.documents.spreadsheet.pen import Pen

_TITLES: Final = (
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
_WIDTHS: Final = (34, 46, 10, 26, 8, 24, 16, 18, 70)


def write_lineage(book: Book) -> None:
    """One line per answer: a counted ward's together, in the order of the form.

    A sheet ends at about a million rows; the JSON file has every line.
    """
    sheet = book.sheet(LINEAGE, "Nguồn gốc của từng số liệu", _WIDTHS)
    wards = [ward for ward in book.report.counted_wards if ward.code in book.sources]
    if len(wards) < len(book.report.counted_wards):
        left_out = len(book.report.counted_wards) - len(wards)
        note = f"Một sheet không đủ dòng cho {left_out} đơn vị cuối; đủ cả trong tệp JSON."
        sheet.write_string(1, 0, note, book.bad)
    lines = sum(map(len, book.sources.values()))
    book.write_header(sheet, FIRST_SOURCE - 2, _TITLES, lines)
    last = FIRST_SOURCE - 2 + max(1, lines), len(_TITLES) - 1
    book.fill(sheet, lambda pen: _blocks(book, pen, wards), last)


def _blocks(book: Book, pen: Pen, wards: list[WardLine]) -> Iterator[str]:
    """The rows of one ward after another. What repeats from row to row is drawn once."""
    look = pen.looks.text
    fields = {
        field.code: pen.words("A", field.code, look) + pen.words("B", field.name, look)
        for field in book.report.form.indicators
    }
    for ward in wards:
        lines = _lines(book, pen, ward, fields)
        yield "".join(map(pen.row, book.sources[ward.code], lines))


def _lines(book: Book, pen: Pen, ward: WardLine, fields: dict[str, str]) -> Iterator[str]:
    look, answers, phrases = pen.looks.text, book.answers[ward.code], ward.phrases
    whose = (
        pen.words("C", one_line(ward.code), look)
        + pen.words("D", one_line(ward.name), look)
        + pen.number("E", ward.version)
        + pen.words("F", one_line(ward.receipt), look)
    )
    counts = pen.words("G", "Có giá trị", look)
    for code, named in fields.items():
        answer = answers.get(code)
        if answer is not None:
            state = counts if answer.counts else pen.words("G", STATE_TEXTS[answer.state], look)
            phrase = phrases.get(code) or answer.reason or answer.problem
            shown = pen.answer("H", answer) + pen.passage("I", phrase, look)
            yield f"{named}{whose}{state}{shown}"

"""Sheet "Nội dung": what the wards say in words, and which of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.documents.characters import one_line
from app.documents.spreadsheet.cells import TEXTS, Book
from app.documents.spreadsheet.pen import Pen

_HEADER: Final = 2
_TITLES: Final = ("Mục", "Nội dung", "Ý", "Số đơn vị", "Đơn vị")


def write_narratives(book: Book) -> None:
    """Every point of every narrative, with the wards that make it."""
    sheet = book.sheet(TEXTS, "Nội dung các đơn vị phản ánh", (8, 30, 100, 10, 60))
    points = sum(len(narrative.points) for narrative in book.report.narratives)
    book.write_header(sheet, _HEADER, _TITLES, points)
    last = _HEADER + max(1, points), len(_TITLES) - 1
    book.fill(
        sheet, lambda pen: map(pen.row, range(_HEADER + 2, last[0] + 2), _lines(book, pen)), last
    )


def _lines(book: Book, pen: Pen) -> Iterator[str]:
    names = {code: one_line(name) for code, name in book.report.ward_names.items()}
    wrapped = pen.looks.wrapped
    for narrative in book.report.narratives:
        field = book.report.form.fields.get(narrative.code)
        label = field.label_vi if field else narrative.code
        section = pen.words("A", one_line(narrative.section), pen.looks.text)
        about = section + pen.words("B", one_line(label), wrapped)
        for point in narrative.points:
            said = pen.passage("C", point.text, wrapped) + pen.number("D", len(point.wards))
            who = ", ".join(names.get(code, code) for code in point.wards)
            yield f"{about}{said}{pen.passage('E', who, wrapped)}"

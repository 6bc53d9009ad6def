"""Sheet "Theo loại đơn vị": every figure of the phường, xã and đặc khu beside the city's."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.models import PlainFigure
from app.documents.spreadsheet.cells import BY_TYPE, Book, write_number
from app.domain.forms import Field

_HEADER: Final = 2
_NAMES: Final = ("Mã chỉ tiêu", "Chỉ tiêu", "Mục", "Đơn vị tính")


def write_by_type(book: Book) -> None:
    """Two columns a type: its figure, and of how many units. Left out for one type only."""
    groups = book.report.groups
    if len(groups) < 2:
        return
    widths = (34, 52, 8, 12, *(16, 10) * (len(groups) + 1))
    sheet = book.sheet(BY_TYPE, "Số liệu theo loại đơn vị hành chính", widths)
    titles = [*_NAMES]
    for group in groups:
        counted = f"{group.counted}/{group.expected}"
        titles += [f"{one_line(group.name)} ({counted} đơn vị)", "Số đơn vị có số liệu"]
    titles += ["Toàn thành phố", "Số đơn vị có số liệu"]
    fields = [f for f in book.report.form.indicators if f.code in book.report.figures_by_code]
    book.write_header(sheet, _HEADER, titles, len(fields))
    known = [{figure.code: figure for figure in group.figures} for group in groups]
    for row, field in enumerate(fields, _HEADER + 1):
        city = book.report.figures_by_code[field.code]
        parts = [figures.get(field.code) for figures in known]
        _write_line(book, sheet, row, field, [*parts, PlainFigure("", city.value, city.wards)])
    sheet.freeze_panes(_HEADER + 1, 2)


def _write_line(
    book: Book, sheet: Worksheet, row: int, field: Field, parts: list[PlainFigure | None]
) -> None:
    sheet.write_string(row, 0, field.code, book.text)
    sheet.write_string(row, 1, field.name, book.wrapped)
    sheet.write_string(row, 2, field.section, book.text)
    sheet.write_string(row, 3, field.unit, book.text)
    for index, part in enumerate(parts):
        if part is not None:
            column = len(_NAMES) + 2 * index
            write_number(book, sheet, row, column, part.value)
            sheet.write_number(row, column + 1, part.wards, book.whole)

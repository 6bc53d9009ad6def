"""The list that lies in a ZIP of the wards' reports: what is in it, and what is not and why."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.numerals import moment

#: What people read, and print: titles and widths.
_READ: Final = (
    ("STT", 5),
    ("Mã", 9),
    ("Đơn vị", 27),
    ("Trong tệp ZIP", 9),
    ("Tình trạng", 24),
    ("Thời hạn", 19),
    ("Nộp lần đầu", 21),
    ("Bản nộp số", 8),
    ("Biên nhận", 25),
    ("Ghi chú", 44),
)
#: What files are compared by.
_COMPARED: Final = (("SHA-256 của bản nộp", 66),)
_OF_EACH: Final = (("Tệp %s", 34), ("SHA-256 của tệp %s", 66))
_HEAD: Final = 4
#: Room for titles of two lines, in points.
_HEAD_HEIGHT: Final = 32


@dataclass(frozen=True, slots=True)
class Packed:
    """A document in the ZIP; ``sha256`` is of the file itself."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One unit that owes a report, with where it stands and against its day, in words.

    ``version`` is the approved one, 0 where there is none.
    """

    code: str
    name: str
    state: str
    timeliness: str = ""
    first_submitted_at: dt.datetime | None = None
    version: int = 0
    receipt: str = ""
    sha256: str = ""
    files: Mapping[str, Packed] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleList:
    city_name: str
    period_title: str
    made_at: dt.datetime
    made_by: str
    formats: Sequence[str]
    lines: Sequence[BundleLine]


def bundle_list_xlsx(listed: BundleList) -> bytes:
    """A sheet with a line for every unit. Texts are written as texts: none is a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = Workbook(out, options)
    workbook.set_properties({"created": listed.made_at.replace(tzinfo=None)})
    sheet = workbook.add_worksheet("Danh sách")
    sheet.write_string(0, 0, _title(listed), workbook.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, _summary(listed))
    _write_table(workbook, sheet, listed)
    workbook.close()
    return out.getvalue()


def _title(listed: BundleList) -> str:
    return one_line(f"Báo cáo của các đơn vị, {listed.period_title}, {listed.city_name}")


def _summary(listed: BundleList) -> str:
    inside = sum(bool(line.files) for line in listed.lines)
    return one_line(
        f"{inside}/{len(listed.lines)} đơn vị có trong tệp."
        f" {listed.made_by} yêu cầu, lập lúc {moment(listed.made_at)}."
    )


def _write_table(workbook: Workbook, sheet: Worksheet, listed: BundleList) -> None:
    header = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#EEEEEE"}
    )
    body = workbook.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    columns = _columns(listed.formats)
    sheet.set_row(_HEAD - 1, _HEAD_HEIGHT)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD - 1, column, title, header)
    for number, line in enumerate(listed.lines, 1):
        cells = (number, *_cells(line, listed.formats))
        _write_line(sheet, _HEAD - 1 + number, cells, body)
    last = _HEAD - 1 + max(1, len(listed.lines))
    sheet.autofilter(_HEAD - 1, 0, last, len(columns) - 1)
    sheet.freeze_panes(_HEAD, 3)
    _lay_out_for_print(sheet, last)


def _lay_out_for_print(sheet: Worksheet, last: int) -> None:
    """Across a page without the hashes, which nobody compares on paper."""
    sheet.print_area(0, 0, last, len(_READ) - 1)
    sheet.repeat_rows(_HEAD - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _columns(formats: Sequence[str]) -> list[tuple[str, int]]:
    of_each = [(title % name.upper(), width) for name in formats for title, width in _OF_EACH]
    return [*_READ, *_COMPARED, *of_each]


def _write_line(sheet: Worksheet, row: int, cells: Sequence[str | int], look: Format) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, look)
        elif cell:
            sheet.write_string(row, column, one_line(cell), look)


def _cells(line: BundleLine, formats: Sequence[str]) -> list[str | int]:
    found = (line.files.get(name, Packed("", "")) for name in formats)
    return [
        line.code,
        line.name,
        "có" if line.files else "không",
        line.state,
        line.timeliness,
        moment(line.first_submitted_at) if line.first_submitted_at else "",
        line.version or "",
        line.receipt,
        "; ".join(f"{name.upper()}: {why}" for name, why in line.problems.items()),
        line.sha256,
        *(cell for file in found for cell in (file.name, file.sha256)),
    ]

"""Writing one cell right: exact numbers as numbers, everything else as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import not_rich
from app.documents.facts import with_rates
from app.documents.models import CityReport
from app.documents.numerals import Number, exact
from app.documents.spreadsheet.package import LargeTable
from app.documents.spreadsheet.pen import Looks, Pen, fits, held
from app.domain.answers import Answer

SUMMARY: Final = "Tổng hợp"
WARDS: Final = "Số liệu đơn vị"
BY_TYPE: Final = "Theo loại đơn vị"
COVERAGE: Final = "Độ phủ"
LINEAGE: Final = "Nguồn gốc"
TEXTS: Final = "Nội dung"
QUALITY: Final = "Chất lượng"
LEGEND: Final = "Chú giải"

#: The first ward stands in this row of the wards' sheet, the first indicator in
#: this column (both from 0).
FIRST_WARD: Final = 3
FIRST_INDICATOR: Final = 4

#: The first line of the lineage sheet stands in this row, counted from 1.
FIRST_SOURCE: Final = 4
#: Excel's own limit is 1,048,576 rows.
_MOST_ROWS: Final = 1_000_000


class Book:
    """A workbook being written, with the formats that its sheets share."""

    def __init__(self, workbook: Workbook, report: CityReport) -> None:
        self.workbook = workbook
        self.report = report
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.header = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "bg_color": "#EEEEEE",
            }
        )
        self.text = workbook.add_format({"valign": "top"})
        self.wrapped = workbook.add_format({"valign": "top", "text_wrap": True})
        self.whole = workbook.add_format({"num_format": "#,##0", "valign": "top"})
        self.fraction = workbook.add_format({"num_format": "#,##0.00####", "valign": "top"})
        self.date = workbook.add_format(
            {"num_format": "d/m/yyyy", "valign": "top", "align": "right"}
        )
        self.good = workbook.add_format({"bold": True, "border": 1})
        self.bad = workbook.add_format(
            {"bold": True, "bg_color": "#FFD9D9", "font_color": "#9C0006", "border": 2}
        )
        self.grey = workbook.add_format(
            {"font_color": "#666666", "valign": "top", "align": "right"}
        )
        self.link = workbook.add_format({"font_color": "#0B5394", "underline": 1, "valign": "top"})
        self.moment = workbook.add_format({"num_format": "hh:mm d/m/yyyy", "valign": "top"})
        self.looks = Looks(*(getattr(self, name)._get_xf_index() for name in Looks._fields))
        #: What is put into the sheets when they are written, by the name of the part.
        self.tables: dict[str, LargeTable] = {}

    def page_of(self, code: str) -> str:
        """The address of a figure's page, where it opens to its wards; "" without an edition.

        An edition's address of verification says where the application is reached.
        """
        mark = self.report.edition
        base = mark.url.partition("/verify/")[0] if mark is not None else ""
        if not base.startswith(("http://", "https://")):
            return ""
        return f"{base}/city/periods/{self.report.period_code}/figures/{code}"

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each indicator in the wards' sheet."""
        return {f.code: FIRST_INDICATOR + i for i, f in enumerate(self.report.form.indicators)}

    @cached_property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """Answers of the counted wards by ward code, computed rates included."""
        form = self.report.form
        return {w.code: with_rates(form, w.answers) for w in self.report.counted_wards}

    @cached_property
    def sources(self) -> dict[str, range]:
        """The rows of each counted ward in the lineage sheet; of those that still fit into it."""
        rows, start = {}, FIRST_SOURCE
        for ward in self.report.counted_wards:
            lines = sum(map(self.answers[ward.code].__contains__, self.columns))
            if start + lines > _MOST_ROWS:
                break
            rows[ward.code] = range(start, start + lines)
            start += lines
        return rows

    def sheet(self, name: str, title: str, widths: Sequence[float]) -> Worksheet:
        """A new sheet with its title in the first row and the widths of its columns."""
        sheet = self.workbook.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def fill(
        self,
        sheet: Worksheet,
        draw: Callable[[Pen], Iterator[str]],
        last: tuple[int, int],
        links: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Have rows drawn below what is written of the sheet, to the ``last`` row and column."""
        table = LargeTable(draw, xl_rowcol_to_cell(*last), links)
        self.tables[f"xl/worksheets/sheet{sheet.index + 1}.xml"] = table

    def write_header(self, sheet: Worksheet, row: int, titles: Iterable[str], rows: int) -> None:
        """Column titles with a filter over ``rows`` rows below, frozen and repeated in print."""
        names = list(titles)
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self.header)
        sheet.autofilter(row, 0, row + max(rows, 1), len(names) - 1)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Text as text, whatever it looks like. What no cell can hold is cut, with a mark."""
    sheet.write_string(row, column, not_rich(held(text)), look)


def write_number(
    book: Book, sheet: Worksheet, row: int, column: int, number: Number | None
) -> None:
    """A number as a number, unless Excel would lose its digits."""
    if number is None:
        return
    if not fits(number):
        sheet.write_string(row, column, exact(number), book.grey)
    elif isinstance(number, int):
        sheet.write_number(row, column, number, book.whole)
    else:
        # A double holds the 15 digits that Excel shows.
        sheet.write_number(row, column, float(number), book.fraction)

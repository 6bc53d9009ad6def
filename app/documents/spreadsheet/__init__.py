"""The city report as an Excel workbook whose totals check themselves."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Final

from xlsxwriter import Workbook

from app.documents.characters import one_line
from app.documents.models import CityReport
from app.documents.spreadsheet.by_type import write_by_type
from app.documents.spreadsheet.cells import Book
from app.documents.spreadsheet.coverage import write_coverage
from app.documents.spreadsheet.lineage import write_lineage
from app.documents.spreadsheet.package import filled
from app.documents.spreadsheet.reference import write_legend, write_quality
from app.documents.spreadsheet.summary import write_summary
from app.documents.spreadsheet.texts import write_narratives
from app.documents.spreadsheet.wards import write_wards

#: Totals come first and refer to the wards' sheet by name.
SHEETS: Final = (
    write_summary,
    write_wards,
    write_by_type,
    write_coverage,
    write_lineage,
    write_narratives,
    write_quality,
    write_legend,
)


def city_report_xlsx(report: CityReport) -> bytes:
    """Eight sheets: totals, wards, types of unit, coverage, lineage, texts, quality, legend.

    No text is ever taken for a formula or an address. The same report always
    gives the same bytes. Rows that grow with the wards are not held in memory:
    they are drawn while the file is written.
    """
    return workbook_of(report, SHEETS)


def workbook_of(report: CityReport, sheets: Iterable[Callable[[Book], None]]) -> bytes:
    """A workbook of these sheets, which stand in this order."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = Workbook(out, {"in_memory": True, **options})
    _describe(workbook, report)
    book = Book(workbook, report)
    for write in sheets:
        write(book)
    workbook.close()
    return filled(out.getvalue(), book.tables, book.looks)


def _describe(workbook: Workbook, report: CityReport) -> None:
    place, period = one_line(report.city_name), one_line(report.period_title)
    workbook.set_properties(
        {
            "title": f"Số liệu tổng hợp {place} {period}",
            "author": one_line(report.department_name),
            "created": report.computed_at.replace(tzinfo=None),
        }
    )

"""The city report as an Excel workbook whose totals check themselves."""

from __future__ import annotations

import io

from xlsxwriter import Workbook

from app.documents.characters import one_line
from app.documents.models import CityReport
from app.documents.spreadsheet.by_type import write_by_type
from app.documents.spreadsheet.cells import Book
from app.documents.spreadsheet.reference import write_coverage, write_legend, write_quality
from app.documents.spreadsheet.sources import write_lineage, write_narratives
from app.documents.spreadsheet.summary import write_summary
from app.documents.spreadsheet.wards import write_wards


def city_report_xlsx(report: CityReport) -> bytes:
    """Eight sheets: totals, wards, types of unit, coverage, lineage, texts, quality, legend.

    No text is ever taken for a formula or an address. The same report always
    gives the same bytes.
    """
    out = io.BytesIO()
    workbook = Workbook(
        out,
        {
            # Rows go to disk as they are written, so that a large city fits in
            # memory; each sheet is therefore written from top to bottom.
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    _describe(workbook, report)
    book = Book(workbook, report)
    # The sheets stand in the order of their creation; totals come first and
    # refer to the wards' sheet by name.
    for write in (
        write_summary,
        write_wards,
        write_by_type,
        write_coverage,
        write_lineage,
        write_narratives,
        write_quality,
        write_legend,
    ):
        write(book)
    workbook.close()
    return out.getvalue()


def _describe(workbook: Workbook, report: CityReport) -> None:
    place, period = one_line(report.city_name), one_line(report.period_title)
    workbook.set_properties(
        {
            "title": f"Số liệu tổng hợp {place} {period}",
            "author": one_line(report.department_name),
            "created": report.computed_at.replace(tzinfo=None),
        }
    )

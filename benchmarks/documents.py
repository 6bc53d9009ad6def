"""G8 to G11: the city's documents against the least that would write the same cells.

Floors: sheet XML written as it comes (``bare_sheets``), Python's csv writer, ReportLab's own
LongTable, and table XML as text in a zip. Ours are the application's own printers.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import LongTable, SimpleDocTemplate

from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.composition import Annex, Letter, OfficialDocument, Table
from app.documents.frozen import freeze, thaw
from app.documents.models import CityReport
from app.documents.pdf.annexes import annex_pdf
from app.documents.spreadsheet import city_report_xlsx, workbook_of
from app.documents.spreadsheet.wards import write_wards
from app.documents.word import render_docx
from app.standard import standard_form
from benchmarks.bare_sheets import bare_city, bare_table, written_table
from benchmarks.city import SIZES, make_city
from benchmarks.made_reports import AT, city_report, table_of
from benchmarks.measuring import Duel, duel, exponent, series
from benchmarks.results import Row, Verdict, against_floor, judge, shown
from benchmarks.servers import peak_megabytes

_NARROW = 15
_GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
_SMALL, _LARGE = SIZES[0], SIZES[1]
_CITY_PDF_SECONDS = 20.0
_MEGABYTES = 500
_PRINTERS: dict[str, Callable[[CityReport], bytes]] = {
    "csv": city_report_csv,
    "json": city_report_json,
    "xlsx": city_report_xlsx,
    "docx": city_report_docx,
    "pdf": city_report_pdf,
}
_LINEAR = {"G8": 1.05, "G9": 1.05, "G10": 1.1, "G11": 1.05}


def run() -> Iterator[Row]:
    """Yield the rows of G8 to G11 as they are measured."""
    form = standard_form()
    made = {wards: make_city(form, wards) for wards in (_SMALL, _LARGE)}
    reports = {wards: city_report(form, one) for wards, one in made.items()}
    tables = {wards: table_of(one, _NARROW) for wards, one in made.items()}
    yield from _tables(reports)
    yield from _pair(
        "G8", "XLSX of the city, eight sheets", 2, bare_city, city_report_xlsx, reports
    )
    yield from _pair("G9", "CSV of the city", 1.5, _bare_csv, city_report_csv, reports)
    yield from _pair("G10", "annex table as PDF", 1.3, _bare_long_table, _annex, tables)
    yield from _pair("G11", "annex table as DOCX", 1.5, _bare_word_table, _word, tables)
    yield from _whole_city(reports[_SMALL])


def _pair(
    goal: str,
    what: str,
    limit: float,
    floor: Callable[[Any], object],
    ours: Callable[[Any], object],
    subjects: dict[int, Any],
) -> Iterator[Row]:
    duels: dict[int, Duel] = {}
    for wards, subject in subjects.items():
        rounds = 5 if wards == _SMALL else 3
        duels[wards] = duel(_of(floor, subject), _of(ours, subject), rounds)
        yield against_floor(goal, what, wards, duels[wards], limit)
    growth = exponent(duels[_SMALL].ours, duels[_LARGE].ours, _SMALL, _LARGE)
    yield _held(goal, f"{what}: growth", _LARGE, growth, _LINEAR[goal])


def _tables(reports: dict[int, Any]) -> Iterator[Row]:
    """A small table is held to XlsxWriter, as the plan has it, a large one to bare XML."""
    what = "XLSX of wards by indicators"
    few = duel(_of(written_table, reports[_SMALL]), _of(_wards_alone, reports[_SMALL]), 5)
    yield against_floor("G8", f"{what} / XlsxWriter's", _SMALL, few, 1)
    for row in _pair("G8", what, 2, bare_table, _wards_alone, reports):
        yield row if row.n != _SMALL else replace(row, limit=None, verdict=Verdict.SHOWN)


def _of(work: Callable[[Any], object], subject: Any) -> Callable[[], object]:
    return lambda: work(subject)


def _whole_city(report: CityReport) -> Iterator[Row]:
    """The documents as a worker makes them: seconds, and the most memory of its process."""
    for goal, what, make in (
        ("G10", "city PDF with all annexes, seconds", city_report_pdf),
        ("G11", "city DOCX with all annexes, seconds", city_report_docx),
    ):
        timed = series(_of(make, report), rounds=3)
        yield _held(goal, what, _SMALL, timed.wall, _CITY_PDF_SECONDS)
    yield shown("G8", "city XLSX", _SMALL, series(_of(city_report_xlsx, report), rounds=3))
    for file_format in _PRINTERS:
        for wards in (_SMALL, _LARGE):
            what = f"worker making the city's {file_format.upper()}, MB"
            yield _held("G12", what, wards, _memory(wards, file_format), _MEGABYTES)


def _held(goal: str, what: str, wards: int, value: float, limit: float) -> Row:
    return Row(goal, what, wards, value, "<=", limit, judge(value, "<=", limit, True))


def _memory(wards: int, file_format: str) -> float:
    """Of a process that does only this, in megabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_print_alone, (wards, file_format))


def _print_alone(wards: int, file_format: str) -> float:
    """As a worker does: what was frozen is read again, and printed."""
    form = standard_form()
    text = freeze(city_report(form, make_city(form, wards)))
    _PRINTERS[file_format](thaw(text, form))
    return peak_megabytes()


# --- ours, of one table ---------------------------------------------------------------------


def _wards_alone(report: CityReport) -> bytes:
    return workbook_of(report, (write_wards,))


def _annex(table: Table) -> bytes:
    return annex_pdf(Annex("Phụ lục", "Số liệu", "", (table,), is_landscape=True))


def _word(table: Table) -> bytes:
    annex = Annex("Phụ lục", "Số liệu", "", (table,), is_landscape=True)
    letter = Letter(("A",), ("B",), "Số:", "Đo", "BÁO CÁO", "S", (), (), "Hết./.", (), ("D",), "")
    return render_docx(OfficialDocument("T", "A", "S", AT, letter, (annex,)))


# --- floors ---------------------------------------------------------------------------------


def _bare_csv(report: CityReport) -> bytes:
    """The same lines: a ward, a code, a label, a value and a state each."""
    out = io.StringIO()
    writer = csv.writer(out)
    fields = report.form.indicators
    for ward in report.wards:
        answers = ward.answers
        writer.writerows(
            (ward.code, ward.name, f.code, f.name, answers[f.code].value, "value")
            if f.code in answers
            else (ward.code, ward.name, f.code, f.name, "", "")
            for f in fields
        )
    return out.getvalue().encode()


def _bare_long_table(table: Table) -> bytes:
    out = io.BytesIO()
    head = [column.title for column in table.columns]
    SimpleDocTemplate(out, pagesize=landscape(A4)).build(
        [LongTable([head, *map(list, table.rows)], repeatRows=1, style=_GRID)]
    )
    return out.getvalue()


def _bare_word_table(table: Table) -> bytes:
    cells = "<w:tr>" + "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>" * len(table.columns)
    body = "".join(cells % row + "</w:tr>" for row in table.rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:tbl>{body}</w:tbl>")
    return out.getvalue()

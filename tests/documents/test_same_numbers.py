"""Every ward's every number, read back out of all five formats and held against the model."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import document_worlds as worlds
import openpyxl
import pdfplumber
import pytest
import reading_back

from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.facts import with_rates
from app.documents.models import CityReport
from app.documents.numerals import value_text
from app.documents.spreadsheet import city_report_xlsx
from app.domain.forms import AggregateKind

WARDS = 6
_MARKS = ("–", "KAD", "CCS", "KT", "")
_HALF_A_HUNDREDTH = Decimal("0.005")
Cells = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def report() -> CityReport:
    return worlds.city_report(WARDS)


@pytest.fixture(scope="module")
def expected(report) -> dict[tuple[str, str], object]:
    """What each counted ward gave, computed rates included, by ward and indicator."""
    return {
        (ward.code, code): answer.value
        for ward in report.counted_wards
        for code, answer in with_rates(report.form, ward.answers).items()
        if answer.counts and answer.value is not None and code in codes(report)
    }


def codes(report: CityReport) -> list[str]:
    return [field.code for field in report.form.indicators]


def matrix_cells(report: CityReport, tables: Iterable[list[list[str]]]) -> Cells:
    """Cells of the tables whose columns are indicators: "(12) Tên", wards down."""
    found: Cells = {}
    names = codes(report)
    for head, *rows in tables:
        numbers = [re.match(r"\((\d+)\)", (title or "").strip()) for title in head]
        for row in rows:
            if not any(numbers) or not (row[0] or "").isdigit():
                continue
            ward = report.wards[int(row[0]) - 1]
            for match, text in zip(numbers, row, strict=True):
                if match:
                    key = (ward.code, names[int(match[1]) - 1])
                    found[key] = re.sub(r"\s", "", text or "")
    return found


def of_word(report: CityReport) -> Cells:
    tables = reading_back.word(city_report_docx(report)).tables
    return matrix_cells(report, ([[c.text for c in r.cells] for r in t.rows] for t in tables))


def of_pdf(report: CityReport) -> Cells:
    with pdfplumber.open(io.BytesIO(city_report_pdf(report))) as opened:
        return matrix_cells(report, list(_tables(opened)))


def _tables(opened: pdfplumber.PDF) -> Iterator[list[list[str]]]:
    for page in opened.pages:
        if page.width > page.height:
            yield from page.extract_tables()


@pytest.mark.parametrize("read", [of_word, of_pdf])
def test_print_has_every_cell(report, expected, read):
    found = read(report)
    everything = {(ward.code, code) for ward in report.wards for code in codes(report)}
    assert set(found) == everything
    for key in everything:
        field = report.form.fields[key[1]]
        if key in expected:
            shown = value_text(field.type, expected[key])
            assert found[key] == reading_back.solid(shown), key
        else:
            assert found[key] in _MARKS, key


def test_the_workbook_has_every_cell(report, expected):
    book = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(report)))
    sheet = book["Số liệu đơn vị"]
    columns = {cell.column - 1: cell.value for cell in sheet[2] if cell.value}
    assert sorted(columns.values()) == sorted(codes(report))
    found = {
        (row[0].value, code): row[column].value
        for row in sheet.iter_rows(min_row=4)
        for column, code in columns.items()
    }
    for key, value in expected.items():
        assert _same(found.pop(key), value), key
    assert set(found.values()) <= {None, "", "KAD", "CCS", "KT"}


def _same(found: object, value: object) -> bool:
    if isinstance(value, bool):
        return found == ("Có" if value else "Không")
    if isinstance(value, int | Decimal):
        return abs(Decimal(repr(found)) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-14")
    return getattr(found, "date", lambda: found)() == value


def test_json_and_csv_have_every_cell_to_the_last_digit(report, expected):
    document = json.loads(city_report_json(report), parse_float=Decimal)
    answers = {ward["code"]: ward["answers"] for ward in document["wards"]}
    text = city_report_csv(report).decode("utf-8-sig")
    lines = {
        (line["ward_code"], line["code"]): line["value"]
        for line in csv.DictReader(io.StringIO(text))
        if line["state"] != "total"
    }
    for (ward, code), value in expected.items():
        in_json, in_csv = answers[ward][code]["value"], lines.pop((ward, code))
        if isinstance(value, bool):
            assert (in_json, in_csv) == (value, str(value).lower())
        elif isinstance(value, int | Decimal):
            assert Decimal(in_json) == Decimal(in_csv) == value
        else:
            assert in_json == in_csv == value.isoformat()
    assert set(lines.values()) == {""}


@pytest.mark.parametrize("read", ["word", "pdf"])
def test_print_has_the_figures_by_type(report, read):
    """Under the heading of each type its value, with the wards behind it in brackets."""
    if read == "word":
        tables = reading_back.word(city_report_docx(report)).tables
        rows = [[c.text for c in r.cells] for t in tables for r in t.rows]
    else:
        with pdfplumber.open(io.BytesIO(city_report_pdf(report))) as opened:
            rows = [row for table in _tables(opened) for row in table]
    head = next(i for i, row in enumerate(rows) if row[-1] == "Toàn thành phố")
    width = len(rows[head])
    lines: dict[str, list[str]] = {}
    for row in rows[head:]:
        if len(row) == width and (row[0] or "").isdigit():
            lines.setdefault(row[0], row)
    for index, group in enumerate(report.groups):
        assert f"{group.counted}/{group.expected}" in rows[head][3 + index]
        for figure in group.figures:
            text = reading_back.solid(lines[str(codes(report).index(figure.code) + 1)][3 + index])
            if figure.value is None:
                assert text == ""
            elif report.form.fields[figure.code].aggregate.kind is AggregateKind.COUNT_TRUE:
                assert text == f"{figure.value}/{figure.wards}"
            else:
                shown, _, behind = text.partition("(")
                assert behind == f"{figure.wards})"
                number = reading_back.vietnamese_number(shown)
                assert abs(number - figure.value) <= _HALF_A_HUNDREDTH

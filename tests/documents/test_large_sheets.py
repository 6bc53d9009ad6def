"""Sheets whose rows are drawn as XML: what others read out of them, and where links lead."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re

import document_worlds as worlds
import openpyxl
import pytest
import python_calamine
from openpyxl.workbook import Workbook
from test_hostile_text import NASTY

from app.documents.characters import printable
from app.documents.models import CityReport
from app.documents.spreadsheet import cells, city_report_xlsx
from app.domain.answers import Answer, ValueState

WARDS = 7


def opened(report: CityReport, **options: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(city_report_xlsx(report)), **options)


def block(book: Workbook, link: str) -> list[list[object]]:
    """The lines that a link into the lineage sheet leads to."""
    found = re.fullmatch(r"'Nguồn gốc'!(A\d+:I\d+)", link)
    assert found, link
    return [[cell.value for cell in row] for row in book["Nguồn gốc"][found[1]]]


def test_a_units_code_leads_to_exactly_its_own_lines():
    report = worlds.city_report(WARDS)
    book = opened(report)
    sheet = book["Số liệu đơn vị"]
    codes = [cell.value for cell in sheet[2]]
    linked = [row for row in sheet.iter_rows(min_row=4) if row[0].hyperlink]
    assert [row[0].value for row in linked] == [ward.code for ward in report.counted_wards]
    reached = 0
    for row in linked:
        lines = block(book, row[0].hyperlink.location)
        assert {(line[2], line[3]) for line in lines} == {(row[0].value, row[1].value)}
        values = {line[0]: line[7] for line in lines}
        assert list(values) == [code for code in codes if code in values]
        assert values == {c: cell.value for c, cell in zip(codes, row, strict=True) if c in values}
        reached += len(lines)
    assert reached == book["Nguồn gốc"].max_row - 3


def test_a_sheet_that_is_full_ends_with_a_whole_unit_and_says_so(monkeypatch):
    report = worlds.city_report(WARDS)
    wards = report.counted_wards
    room = sum(len(opened_lines(report, ward.code)) for ward in wards[:2])
    monkeypatch.setattr(cells, "_MOST_ROWS", 3 + room + 40)
    book = opened(report)
    lines = list(book["Nguồn gốc"].iter_rows(min_row=4, values_only=True))
    assert len(lines) == room
    assert {line[2] for line in lines} == {ward.code for ward in wards[:2]}
    assert f"{len(wards) - 2} đơn vị cuối" in book["Nguồn gốc"]["A2"].value
    linked = [r[0].value for r in book["Số liệu đơn vị"].iter_rows(min_row=4) if r[0].hyperlink]
    assert linked == [ward.code for ward in wards[:2]]


def opened_lines(report: CityReport, ward: str) -> list[tuple[object, ...]]:
    rows = opened(report)["Nguồn gốc"].iter_rows(min_row=4, values_only=True)
    return [row for row in rows if row[2] == ward]


def test_whoever_reads_row_by_row_gets_every_row():
    report = worlds.city_report(WARDS)
    whole, streamed = opened(report), opened(report, read_only=True)
    for name in whole.sheetnames:
        rows = list(streamed[name].iter_rows(values_only=True))
        assert len(rows) == whole[name].max_row, name


@pytest.mark.parametrize("text", [*NASTY, "_x0041_", " hai đầu ", "]]></t></is></c>"])
def test_a_phrase_is_read_back_as_it_was_by_both_readers(text: str):
    report = worlds.city_report(1)
    ward = report.wards[0]
    code = next(iter(ward.phrases))
    ward = dataclasses.replace(ward, name=f"Xã {text}", phrases={code: text})
    xlsx = city_report_xlsx(dataclasses.replace(report, wards=(ward,)))
    by_openpyxl = openpyxl.load_workbook(io.BytesIO(xlsx))["Nguồn gốc"]
    line = next(row for row in by_openpyxl.iter_rows(min_row=4) if row[0].value == code)
    assert line[8].data_type != "f"
    # openpyxl leaves Excel's escape of an underscore as it is.
    assert line[8].value.replace("_x005F_", "_") == printable(text)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx))
    rows = book.get_sheet_by_name("Nguồn gốc").to_python(skip_empty_area=False)
    assert printable(text) in [row[8] for row in rows if row[0] == code]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (dt.date(2026, 6, 14), dt.datetime(2026, 6, 14)),
        (dt.date(1900, 3, 1), dt.datetime(1900, 3, 1)),
        (dt.date(1900, 2, 28), dt.datetime(1900, 2, 28)),
        (dt.date(1900, 1, 1), dt.datetime(1900, 1, 1)),
        (dt.date(1899, 12, 31), "31/12/1899"),
        (dt.date(1, 1, 1), "1/1/1"),
    ],
)
def test_days_are_excels_own_days_from_the_first_that_it_knows(day: dt.date, shown: object):
    report = worlds.city_report(1)
    answer = Answer("service_index_date", ValueState.VALUE, day)
    ward = worlds.with_answer(report.wards[0], answer)
    sheet = opened(worlds.city_report(1, wards=(ward,)))["Số liệu đơn vị"]
    codes = [cell.value for cell in sheet[2]]
    assert sheet.cell(4, codes.index("service_index_date") + 1).value == shown

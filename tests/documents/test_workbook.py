"""The Excel workbook: live totals, filters, frozen panes, notes, and no formula from a text."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import document_worlds as worlds
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from app.documents.models import CityReport, EditionMark
from app.documents.spreadsheet import city_report_xlsx
from app.domain.answers import Answer, ValueState
from app.domain.forms import AggregateKind

WARDS = 9


@pytest.fixture(scope="module")
def report() -> CityReport:
    return worlds.city_report(WARDS)


@pytest.fixture(scope="module")
def book(report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(city_report_xlsx(report)))


def test_the_sheets(book):
    assert book.sheetnames == [
        "Tổng hợp",
        "Số liệu đơn vị",
        "Theo loại đơn vị",
        "Độ phủ",
        "Nguồn gốc",
        "Nội dung",
        "Chất lượng",
        "Chú giải",
    ]


def test_each_total_is_a_formula_over_the_wards_sheet(report, book):
    sheet = book["Tổng hợp"]
    formulas = {row[1].value: row[7].value for row in sheet.iter_rows(min_row=5)}
    kinds = {
        AggregateKind.SUM: "SUM(",
        AggregateKind.MEAN: "AVERAGE(",
        AggregateKind.MAX: "MAX(",
        AggregateKind.COUNT_TRUE: "COUNTIF(",
        AggregateKind.RATIO: "SUMPRODUCT(",
    }
    for figure in report.figures:
        assert formulas[figure.code].startswith("=IF(")
        assert kinds[figure.aggregate] in formulas[figure.code]
        # From the first ward's row to the last one's.
        assert re.search(rf"\$[A-Z]+\$4:\$[A-Z]+\${3 + WARDS}\b", formulas[figure.code])


def test_the_area_of_a_total_is_the_column_of_its_indicator(report, book):
    wards = book["Số liệu đơn vị"]
    codes = {cell.column_letter: cell.value for cell in wards[2] if cell.value}
    summary = {row[1].value: row[7].value for row in book["Tổng hợp"].iter_rows(min_row=5)}
    for figure in report.figures:
        columns = set(re.findall(r"\$([A-Z]+)\$4:\$[A-Z]+\$12", summary[figure.code]))
        field = report.form.fields[figure.code]
        expected = {figure.code}
        if figure.aggregate is AggregateKind.RATIO:
            expected = {field.aggregate.numerator, field.aggregate.denominator}
        assert {codes[column] for column in columns} == expected


def test_a_code_leads_to_its_column(book):
    link = book["Tổng hợp"]["B5"].hyperlink
    assert link.location == "'Số liệu đơn vị'!E3"


@pytest.mark.parametrize(("sheet", "panes"), [("Tổng hợp", "D5"), ("Số liệu đơn vị", "E4")])
def test_titles_stay_in_sight_and_rows_can_be_filtered(book, sheet, panes):
    assert book[sheet].freeze_panes == panes
    assert book[sheet].auto_filter.ref


def test_states_are_marked_and_their_reasons_are_notes(report, book):
    sheet = book["Số liệu đơn vị"]
    ward = report.counted_wards[0]
    row = next(r for r in sheet.iter_rows(min_row=4) if r[0].value == ward.code)
    columns = {cell.value: cell.column - 1 for cell in sheet[2] if cell.value}
    marked = {
        code: row[columns[code]]
        for code, answer in ward.answers.items()
        if answer.state is ValueState.NOT_APPLICABLE
    }
    assert marked
    for code, cell in marked.items():
        if report.form.fields[code].aggregate.kind is not AggregateKind.RATIO:
            assert cell.value == "KAD"
            assert "Không có trên địa bàn" in cell.comment.text


def test_wards_outside_the_totals_have_no_values(report, book):
    outside = {ward.code for ward in report.wards if not ward.is_counted}
    assert outside
    for row in book["Số liệu đơn vị"].iter_rows(min_row=4):
        if row[0].value in outside:
            assert row[3].value == "Không"
            assert not any(cell.value for cell in row[4:])


def test_lineage_has_a_line_per_answer(report, book):
    rows = list(book["Nguồn gốc"].iter_rows(min_row=4, values_only=True))
    assert len(rows) >= sum(len(ward.answers) for ward in report.counted_wards)
    ward = report.counted_wards[0]
    code, phrase = next(iter(ward.phrases.items()))
    line = next(row for row in rows if (row[0], row[2]) == (code, ward.code))
    assert (line[4], line[5], line[8]) == (ward.version, ward.receipt, phrase)


def test_a_number_longer_than_excel_can_hold_is_kept_as_text_and_said_to_be():
    wards = worlds.city_report(3).wards
    huge = Answer("citizen_contribution_vnd", ValueState.VALUE, 1234567890123456789)
    wards = (worlds.with_answer(wards[0], huge), *wards[1:])
    book = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(worlds.city_report(3, wards=wards))))
    cells = [c.value for row in book["Số liệu đơn vị"].iter_rows(min_row=4) for c in row]
    assert "1.234.567.890.123.456.789" in cells
    checks = {row[1].value: row[8].value for row in book["Tổng hợp"].iter_rows(min_row=5)}
    assert checks["citizen_contribution_vnd"] == "Quá 15 chữ số"


def test_ten_to_the_fifteenth_is_still_a_number():
    wards = worlds.city_report(3).wards
    large = Answer("citizen_contribution_vnd", ValueState.VALUE, 10**15)
    wards = (worlds.with_answer(wards[0], large), *wards[1:])
    book = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(worlds.city_report(3, wards=wards))))
    assert 10**15 in [c.value for row in book["Số liệu đơn vị"].iter_rows(min_row=4) for c in row]


def test_a_stored_figure_that_the_wards_do_not_add_up_to_is_called_out(report):
    wrong = tuple(
        worlds.with_value(f, f.value + 1) if f.code == "households_total" else f
        for f in report.figures
    )
    book = openpyxl.load_workbook(
        io.BytesIO(city_report_xlsx(worlds.city_report(WARDS, figures=wrong))), data_only=True
    )
    verdicts = {row[1].value: row[8].value for row in book["Tổng hợp"].iter_rows(min_row=5)}
    assert [code for code, verdict in verdicts.items() if verdict != "Khớp"] == ["households_total"]


def test_only_our_own_formulas_are_in_the_file(report):
    named = tuple(worlds.renamed(ward, "=1+1") for ward in report.wards)
    xlsx = city_report_xlsx(worlds.city_report(WARDS, wards=named, city_name="=cmd|' /C calc'!A0"))
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        sheets = {
            n: package.read(n).decode() for n in package.namelist() if "worksheets/sheet" in n
        }
    with_formulas = [name for name, xml in sheets.items() if "<f>" in xml]
    assert with_formulas == ["xl/worksheets/sheet1.xml"]
    assert "1+1" not in "".join(re.findall(r"<f>(.*?)</f>", sheets["xl/worksheets/sheet1.xml"]))


def test_rates_in_the_wards_sheet_are_computed_from_their_parts(report, book):
    sheet = book["Số liệu đơn vị"]
    columns = {cell.value: cell.column - 1 for cell in sheet[2] if cell.value}
    for row in sheet.iter_rows(min_row=4):
        rate = row[columns["dossiers_on_time_rate"]].value
        if isinstance(rate, int | float):
            top = row[columns["dossiers_resolved_on_time"]].value
            bottom = row[columns["dossiers_resolved"]].value
            assert rate == pytest.approx(float(Decimal(100 * top) / bottom))


def test_one_cell_says_whether_every_total_follows_from_the_wards(report, book):
    verdict = book["Tổng hợp"]["I3"].value
    assert verdict.startswith("=IF(COUNTIF(I5:I")
    assert f"I{4 + len(report.figures)}" in verdict
    values = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(report)), data_only=True)
    assert values["Tổng hợp"]["I3"].value == "Tất cả khớp"
    figures = (worlds.with_value(report.figures[0], report.figures[0].value + 1),)
    changed = worlds.city_report(WARDS, figures=(*figures, *report.figures[1:]))
    values = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(changed)), data_only=True)
    assert values["Tổng hợp"]["I3"].value == "LỆCH: 1"


def test_a_figure_of_an_edition_leads_to_its_page_and_stays_a_number(report):
    mark = EditionMark(3, "AB12", "https://tong-hop.example/verify/AB12")
    edition = worlds.city_report(WARDS, edition=mark)
    sheet = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(edition)))["Tổng hợp"]
    rows = {row[1].value: row[6] for row in sheet.iter_rows(min_row=5)}
    for figure in edition.figures:
        cell = rows[figure.code]
        assert cell.value == pytest.approx(float(figure.value))
        page = f"https://tong-hop.example/city/periods/2026-H1/figures/{figure.code}"
        assert cell.hyperlink.target == page


@pytest.mark.parametrize("url", [None, "javascript:alert(1)/verify/x", "/verify/x"])
def test_without_an_address_there_are_no_links(url):
    mark = None if url is None else EditionMark(1, "x", url)
    sheet = openpyxl.load_workbook(
        io.BytesIO(city_report_xlsx(worlds.city_report(3, edition=mark)))
    )["Tổng hợp"]
    assert not any(row[6].hyperlink for row in sheet.iter_rows(min_row=5))


def test_figures_by_type_stand_beside_the_citys(report, book):
    rows = {row[0].value: row for row in book["Theo loại đơn vị"].iter_rows(min_row=4)}
    assert set(rows) == {figure.code for figure in report.figures}
    for index, group in enumerate(report.groups):
        for figure in group.figures:
            cell = rows[figure.code][4 + 2 * index]
            assert (cell.value is None) == (figure.value is None)
            if figure.value is not None:
                assert cell.value == pytest.approx(float(figure.value))
            assert rows[figure.code][5 + 2 * index].value == figure.wards

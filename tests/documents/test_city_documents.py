"""The city report in five formats: the same numbers, who is behind them, who is missing."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import time
from collections.abc import Iterator
from decimal import Decimal

import document_worlds as worlds
import pdfplumber
import pytest
import python_calamine
import reading_back

from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.facts import with_rates
from app.documents.models import CityReport, Figure
from app.documents.numerals import printed
from app.documents.spreadsheet import city_report_xlsx
from app.domain.forms import AggregateKind

FORMATS = {
    "pdf": city_report_pdf,
    "docx": city_report_docx,
    "xlsx": city_report_xlsx,
    "csv": city_report_csv,
    "json": city_report_json,
}
WARDS = 9
HALF_A_HUNDREDTH = Decimal("0.005")


@pytest.fixture(scope="module")
def report() -> CityReport:
    return worlds.city_report(WARDS)


@pytest.fixture(scope="module")
def files(report) -> dict[str, bytes]:
    return {name: make(report) for name, make in FORMATS.items()}


def summary_rows_of_pdf(pdf: bytes) -> Iterator[list[str]]:
    """Rows of the first annex: order, name, unit, value, wards, parts, …"""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        texts = [page.extract_text() or "" for page in opened.pages]
        first = next(i for i, text in enumerate(texts) if text.startswith("Phụ lục I\n"))
        last = next(i for i, text in enumerate(texts) if text.startswith("Phụ lục II\n"))
        for page in opened.pages[first:last]:
            for table in page.extract_tables():
                yield from table


def summary_rows_of_word(document: bytes) -> Iterator[list[str]]:
    for table in reading_back.word(document).tables:
        if table.rows[0].cells[-1].text == "Tăng, giảm":
            yield from ([cell.text for cell in row.cells] for row in table.rows)


def figures_by_order(rows: Iterator[list[str]], form) -> dict[str, list[str]]:
    codes = [field.code for field in form.indicators]
    numbered = {int(row[0]): row for row in rows if (row[0] or "").isdigit()}
    return {code: numbered[i] for i, code in enumerate(codes, 1)}


def of_excel(xlsx: bytes, sheet: str) -> list[list]:
    return (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx))
        .get_sheet_by_name(sheet)
        .to_python(skip_empty_area=False)
    )


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_printed_figures_are_the_figures(report, files, name):
    rows = (
        summary_rows_of_pdf(files["pdf"]) if name == "pdf" else summary_rows_of_word(files["docx"])
    )
    found = figures_by_order(rows, report.form)
    for figure in report.figures:
        row = found[figure.code]
        shown = reading_back.vietnamese_number(row[3])
        assert abs(shown - figure.value) <= HALF_A_HUNDREDTH, figure.code
        assert row[4] == str(figure.wards)
        if figure.aggregate is AggregateKind.RATIO:
            assert row[5] == f"{printed(figure.numerator)}/{printed(figure.denominator)}"
        if figure.aggregate is AggregateKind.SUM:
            assert shown == figure.value


def test_excel_has_the_figures(report, files):
    rows = {row[1]: row for row in of_excel(files["xlsx"], "Tổng hợp")[4:]}
    for figure in report.figures:
        row = rows[figure.code]
        assert row[6] == pytest.approx(float(figure.value), rel=1e-14), figure.code
        assert row[7] == pytest.approx(float(figure.value), rel=1e-14), figure.code
        assert row[8] == "Khớp"
        assert row[9] == figure.wards


def test_csv_has_the_figures(report, files):
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    totals = {row["code"]: row for row in rows if row["state"] == "total"}
    for figure in report.figures:
        assert Decimal(totals[figure.code]["value"]) == figure.value
        assert totals[figure.code]["ward_code"] == "31"


def test_json_has_the_figures_to_the_last_digit(report, files):
    document = json.loads(files["json"], parse_float=Decimal)
    for figure in report.figures:
        found = document["indicators"][figure.code]
        assert Decimal(found["value"]) == figure.value
        assert found["wards"] == figure.wards
        assert found["aggregate"] == figure.aggregate.value
        if figure.aggregate is AggregateKind.RATIO:
            assert (found["numerator"], found["denominator"]) == (
                figure.numerator,
                figure.denominator,
            )


def test_the_same_report_has_the_same_bytes(files):
    # Zip entries keep seconds by twos: a clock that was read would show.
    time.sleep(2.1)
    for name, make in FORMATS.items():
        assert make(worlds.city_report(WARDS)) == files[name], name


def ward_values_of_csv(files) -> dict[tuple[str, str], tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))
    return {(row["ward_code"], row["code"]): (row["value"], row["state"]) for row in rows}


def test_csv_gives_every_ward_and_indicator_its_value_or_state(report, files):
    found = ward_values_of_csv(files)
    assert len(found) == len(report.wards) * len(report.form.indicators) + len(report.figures)
    for ward in report.wards:
        answers = with_rates(report.form, ward.answers)
        for field in report.form.indicators:
            value, state = found[ward.code, field.code]
            answer = answers.get(field.code)
            if not ward.is_counted:
                assert (value, state) == ("", "not_counted")
            elif answer is not None:
                assert state == answer.state.value
                assert bool(value) == answer.counts


def test_csv_opens_in_a_spreadsheet_as_utf_8(files):
    assert files["csv"].startswith(b"\xef\xbb\xbfward_code,ward,code,label,value,state\r\n")


def test_lineage_leads_from_a_figure_to_wards_versions_receipts_and_phrases(report, files):
    document = json.loads(files["json"], parse_float=Decimal)
    wards = {ward.code: ward for ward in report.wards}
    for figure in report.figures:
        sources = document["lineage"][figure.code]
        assert len(sources) == figure.wards, figure.code
        for source in sources:
            ward = wards[source["ward"]]
            assert (source["version"], source["receipt"]) == (ward.version, ward.receipt)
            assert source["phrase"] == ward.phrases.get(figure.code, "")
        if figure.aggregate is AggregateKind.SUM:
            assert sum(Decimal(source["value"]) for source in sources) == figure.value


def test_coverage_names_the_missing_and_the_late_in_every_format(report, files):
    texts = {
        "pdf": reading_back.solid(reading_back.pdf_text(files["pdf"])),
        "docx": reading_back.solid(reading_back.word_text(files["docx"])),
    }
    missing = ", ".join(ward.name for ward in report.coverage.missing)
    late = ", ".join(ward.name for ward in report.coverage.late)
    for text in texts.values():
        assert reading_back.solid(f"Đơn vị chưa nộp báo cáo (2): {missing}.") in text
        assert reading_back.solid(f"sau thời hạn ({len(report.coverage.late)}): {late}.") in text
        assert reading_back.solid(f"có {WARDS - 2}/{WARDS} đơn vị đã nộp báo cáo") in text
    coverage = json.loads(files["json"])["coverage"]
    assert coverage["missing"] == [ward.code for ward in report.coverage.missing]
    assert coverage["late"] == [ward.code for ward in report.coverage.late]


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_narratives_say_how_many_wards_and_nothing_is_dropped(report, files, name):
    read = reading_back.pdf_text if name == "pdf" else reading_back.word_text
    text = reading_back.solid(read(files[name]))
    many = report.narratives[0].points[0]
    assert reading_back.solid(f"{len(many.wards)}/{WARDS} đơn vị phản ánh") in text
    for narrative in report.narratives:
        for point in narrative.points:
            assert reading_back.solid(point.text.rstrip(".")) in text


@pytest.mark.parametrize(("name", "mark"), [("pdf", "[1]"), ("docx", "")])
def test_accepted_explanations_are_notes_to_their_figure(report, files, name, mark):
    read = reading_back.pdf_text if name == "pdf" else reading_back.word_text
    text = reading_back.solid(read(files[name]))
    dossiers = report.figures_by_code["dossiers_received"]
    assert reading_back.solid(f"đã tiếp nhận {printed(dossiers.value)}{mark} hồ sơ") in text
    assert reading_back.solid("[1] Hồ sơ tiếp nhận trong kỳ. ") in text
    assert reading_back.solid("Giải trình: Công dân xin rút hồ sơ.") in text


def test_the_department_heads_the_letter(files):
    text = reading_back.solid(reading_back.word_text(files["docx"]))
    for line in (
        "UBND THÀNH PHỐ HẢI PHÒNG",
        "SỞ NỘI VỤ",
        "/BC-SNV",
        "Kết quả thực hiện dân chủ ở cơ sở trên địa bàn thành phố Hải Phòng 6 tháng đầu năm 2026",
        "GIÁM ĐỐC",
        "- UBND các xã, phường, đặc khu;",
    ):
        assert reading_back.solid(line) in text


def test_charts_in_word_have_words_for_those_who_cannot_see(files):
    pictures = reading_back.word(files["docx"]).inline_shapes
    assert len(pictures) >= 3
    for picture in pictures:
        words = picture._inline.docPr.get("descr")
        assert re.search(r": .*\d", words), words


def _figure_without_value(figure: Figure) -> Figure:
    return Figure(
        figure.code,
        figure.label,
        figure.section,
        figure.unit,
        figure.type,
        figure.aggregate,
        None,
        0,
    )


@pytest.mark.parametrize("wards", [0, 1])
@pytest.mark.parametrize("name", FORMATS)
def test_a_city_of_no_or_one_ward_still_prints(name, wards):
    assert FORMATS[name](worlds.city_report(wards))


@pytest.mark.parametrize("name", FORMATS)
def test_no_approved_ward_prints_and_says_so(name, report):
    figures = tuple(map(_figure_without_value, report.figures))
    wards = tuple(worlds.uncounted(ward) for ward in report.wards)
    made = FORMATS[name](
        worlds.city_report(WARDS, figures=figures, wards=wards, narratives=(), explanations=())
    )
    if name == "docx":
        text = reading_back.word_text(made)
        assert "(0 đơn vị); đơn vị chưa có số liệu không được tính là 0." in text
        assert "Chưa có đơn vị nào báo cáo nội dung này." in text
    if name == "json":
        assert json.loads(made)["indicators"]["dossiers_received"]["value"] is None


def test_a_late_version_of_one_figure_changes_every_format(report, files):
    changed = tuple(
        Figure(**(worlds.parts(f) | {"value": f.value + 1})) if f.code == "households_total" else f
        for f in report.figures
    )
    other = worlds.city_report(WARDS, figures=changed)
    for name, make in FORMATS.items():
        assert make(other) != files[name], name


def test_a_mean_reads_as_on_the_screens_even_where_its_division_ends():
    """Of 96 units the mean may end after five places; beside others of two it looks exact."""
    report = worlds.city_report(WARDS)
    mean = next(f for f in report.figures if f.aggregate is AggregateKind.MEAN)
    odd = dataclasses.replace(mean, value=Decimal("91.58375"), previous=Decimal("90.20625"))
    odd = dataclasses.replace(odd, change=Decimal("1.3775"))
    figures = tuple(odd if f is mean else f for f in report.figures)
    told = dataclasses.replace(report, figures=figures)
    for text in (
        reading_back.word_text(city_report_docx(told)),
        reading_back.pdf_text(city_report_pdf(told)),
    ):
        assert "91,58" in text
        assert "91,584" not in text
        assert "91,58375" not in text
        assert "90,20625" not in text
        assert "1,3775" not in text


@pytest.mark.parametrize(
    ("name", "agency", "place"),
    [
        ("Sông Mây", "UBND THÀNH PHỐ SÔNG MÂY", "thành phố Sông Mây"),
        ("Thành phố Sông Mây", "UBND THÀNH PHỐ SÔNG MÂY", "thành phố Sông Mây"),
        ("Tỉnh Sông Mây", "UBND TỈNH SÔNG MÂY", "tỉnh Sông Mây"),
    ],
)
def test_a_citys_name_may_say_itself_what_it_is(name, agency, place):
    report = worlds.city_report(3, city_name=name)
    text = reading_back.word_text(city_report_docx(report))
    assert agency in text
    assert f"trên địa bàn {place} " in text
    assert f"{place.split()[0]} {name}".casefold() not in text.casefold() or name == "Sông Mây"

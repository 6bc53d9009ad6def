"""Cities that nobody hopes for: a section that no ward answered, absurd numbers, endless texts."""

from __future__ import annotations

import dataclasses
import io
from xml.etree import ElementTree

import document_worlds as worlds
import docx
import openpyxl
import pytest
import reading_back

from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.models import (
    CityReport,
    Explanation,
    Figure,
    PastPeriod,
    PlainFigure,
    WardLine,
)
from app.documents.spreadsheet import city_report_xlsx
from app.domain.answers import Answer, ValueState
from app.domain.forms import AggregateKind, FieldType

FORMATS = {
    "docx": city_report_docx,
    "pdf": city_report_pdf,
    "xlsx": city_report_xlsx,
    "csv": city_report_csv,
    "json": city_report_json,
}
ABSURD = 10**15
LONG_WORD = "nghiêng" * 2900


def opened(name: str, made: bytes) -> str:
    """The text of the file, read by another library than the one that wrote it."""
    match name:
        case "docx":
            docx.Document(io.BytesIO(made))
            return reading_back.word_text(made)
        case "pdf":
            return reading_back.pdf_text(made)
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(made))
            return "\n".join(
                str(cell) for sheet in book for row in sheet.values for cell in row if cell
            )
    return made.decode("utf-8-sig")


def without_section(report: CityReport, section: str) -> CityReport:
    codes = {f.code for f in report.form.indicators if f.section == section}
    assert codes
    wards = tuple(
        dataclasses.replace(w, answers={c: a for c, a in w.answers.items() if c not in codes})
        for w in report.wards
    )
    kept = tuple(f for f in report.figures if f.code not in codes)
    return dataclasses.replace(report, wards=wards, figures=kept)


@pytest.mark.parametrize("name", FORMATS)
def test_a_section_that_no_ward_answered_is_said_to_be_missing(name: str) -> None:
    report = without_section(worlds.city_report(6), "II.2")
    text = reading_back.solid(opened(name, FORMATS[name](report)))
    if name in ("docx", "pdf"):
        after = text[text.index(reading_back.solid("2. Ban hành văn bản lãnh đạo, chỉ đạo")) :]
        said = reading_back.solid("Chưa có đơn vị nào báo cáo nội dung này.")
        assert said in after[:200]


def absurd_city() -> CityReport:
    report = worlds.city_report(4)
    return dataclasses.replace(
        report,
        wards=tuple(map(_absurd_ward, report.wards)),
        figures=tuple(map(_absurd_figure, report.figures)),
        past=(PastPeriod("2025-H1", (PlainFigure("dossiers_received", ABSURD, 3),)),) * 3,
    )


def _absurd_ward(ward: WardLine) -> WardLine:
    counts = (f for f in worlds.FORM.indicators if f.type in (FieldType.INT, FieldType.VND))
    answers = {f.code: Answer(f.code, ValueState.VALUE, ABSURD) for f in counts}
    return dataclasses.replace(ward, answers={**ward.answers, **answers})


def _absurd_figure(figure: Figure) -> Figure:
    if figure.aggregate is not AggregateKind.SUM:
        return figure
    return worlds.with_value(figure, ABSURD)


@pytest.mark.parametrize("name", FORMATS)
def test_absurd_numbers_are_printed_whole(name: str) -> None:
    text = opened(name, FORMATS[name](absurd_city()))
    shown = "1.000.000.000.000.000" if name in ("docx", "pdf") else str(ABSURD)
    assert shown in text or reading_back.solid(shown) in reading_back.solid(text)


@pytest.mark.parametrize("name", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("text", [LONG_WORD, "a\x00b\x0bc\ufffed\ud800e"], ids=["word", "control"])
def test_an_endless_explanation_opens_and_its_beginning_is_there(name: str, text: str) -> None:
    told = Explanation(("dossiers_received",), "Phát hiện lạ.", text, "10507", "Phường Thành Đông")
    made = FORMATS[name](worlds.city_report(2, explanations=(told,)))
    assert reading_back.solid("Phát hiện lạ.") in reading_back.solid(opened(name, made))


def test_a_footnote_is_cut_and_the_annex_is_not() -> None:
    told = Explanation(
        ("dossiers_received",), "Phát hiện.", "Lý do. " * 5000 + "Hết.", "10507", "A"
    )
    made = city_report_docx(worlds.city_report(3, explanations=(told,)))
    notes = docx.Document(io.BytesIO(made)).part.package.iter_parts()
    blob = next(part.blob for part in notes if part.partname == "/word/footnotes.xml")
    text = "".join(ElementTree.fromstring(blob).itertext())
    assert len(text) < 1500
    assert "toàn văn tại phụ lục" in text
    assert "Hết." in reading_back.word_text(made)


def test_names_that_fit_no_tile_are_cut_and_still_told_in_words() -> None:
    report = worlds.city_report(5)
    wards = tuple(worlds.renamed(ward, LONG_WORD[:2_000] + ward.code) for ward in report.wards)
    report = dataclasses.replace(report, wards=wards)
    assert city_report_pdf(report)
    assert wards[-1].code in opened("docx", city_report_docx(report))

"""Whatever a person or a file can hold, every format opens again and holds the text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import unicodedata

import document_worlds as worlds
import openpyxl
import pytest
import reading_back
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.documents.characters import one_line, paragraphs, printable
from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.models import CityNarrative, CityReport, Explanation, Point, WardReport
from app.documents.pdf.fonts import drawable
from app.documents.spreadsheet import city_report_xlsx
from app.documents.ward_report import ward_report_docx, ward_report_pdf

LONG_WORD = "nghiêng" * 3000
NASTY = (
    "<b>đậm</b>",
    "=1+1",
    "@SUM(A1)",
    "{{ 7*7 }}",
    "a\x00b\x01c\x1bd\x7fe",
    "trước\uffffsau",
    "trước\ud800sau",
    "&amp; &lt; \"quoted\" 'x' ]]>",
    "<img src=x onerror=alert(1)><pdf:nextpage>",
    "file:///etc/passwd http://example.test/x.png",
    "một\r\nhai\x0bba\u2028bốn",
    "\u202eđảo ngược\u202c",
    "e\u0302\u0323 NFD",
)
#: Letters that a report is written in, and characters that break formats.
ALPHABET = st.sampled_from(
    "aăđêơư ẢễỡỰ019.,;=<>&\"'()[]{}@+%$#\t\n\x00\x07\x1f\x85\ufffe\uffff\ud83d\udfff"
)
TEXTS = st.text(ALPHABET, max_size=60)
QUICK = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def ward_of(text: str) -> WardReport:
    """Text in every place that a person fills."""
    return worlds.ward_report(
        narratives={"overview": text, "weaknesses": text},
        rows={"documents": ({"type": text, "number": text, "date": text, "title": text},)},
        explanations=(Explanation(("dossiers_received",), text, text),),
        receipt=text[:40],
        head=dataclasses.replace(worlds.HEAD, recipients=(text[:80],), signer_name=text[:40]),
    )


def city_of(text: str) -> CityReport:
    report = worlds.city_report(3)
    wards = tuple(
        dataclasses.replace(ward, phrases=dict.fromkeys(ward.phrases, text))
        for ward in report.wards
    )
    codes = tuple(ward.code for ward in wards)
    return dataclasses.replace(
        report,
        wards=wards,
        narratives=(
            CityNarrative("IV", "weaknesses", (Point(text, codes), Point(text, codes[:1]))),
        ),
        explanations=(
            Explanation(("dossiers_received",), text, text, wards[0].code, wards[0].name),
        ),
    )


def assert_in_pdf(pdf: bytes, text: str) -> None:
    found = reading_back.solid(reading_back.pdf_text(pdf))
    for line in paragraphs(text):
        assert reading_back.solid(drawable(line)) in found


def assert_in_word(document: bytes, text: str) -> None:
    found = reading_back.word_text(document)
    for line in paragraphs(text):
        assert line in found


def assert_in_excel(xlsx: bytes, text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    cells = [c for row in book["Nội dung"].iter_rows(min_row=4) for c in row]
    values = [cell.value for cell in cells if isinstance(cell.value, str)]
    if printable(text).strip():
        assert any(plain(printable(text)) == plain(value) for value in values)
    assert all(cell.data_type != "f" for cell in cells)


def plain(text: str) -> str:
    """Excel writes a line end as it likes and escapes ``_x000D_`` of its own."""
    return reading_back.solid(text)


@pytest.mark.parametrize("text", ["\n".join(NASTY), LONG_WORD], ids=["nasty", "long"])
def test_a_ward_report_holds_it(text):
    report = ward_of(text)
    assert_in_pdf(ward_report_pdf(report), text)
    assert_in_word(ward_report_docx(report), text)


@pytest.mark.parametrize("text", ["\n".join(NASTY), LONG_WORD], ids=["nasty", "long"])
def test_a_city_report_holds_it_in_every_format(text):
    report = city_of(text)
    assert_in_pdf(city_report_pdf(report), text)
    assert_in_word(city_report_docx(report), text)
    assert_in_excel(city_report_xlsx(report), text)
    document = json.loads(city_report_json(report))
    assert document["narratives"][0]["points"][0]["text"] == printable(text)
    assert list(csv.reader(io.StringIO(city_report_csv(report).decode("utf-8-sig"))))


@given(TEXTS)
@example("\ufffe")
@example("\n\n\t")
@QUICK
def test_any_mix_of_letters_and_breaking_characters(text):
    report = ward_of(text)
    assert_in_pdf(ward_report_pdf(report), text)
    assert_in_word(ward_report_docx(report), text)


@given(TEXTS)
@QUICK
def test_any_mix_in_a_workbook(text):
    assert_in_excel(city_report_xlsx(city_of(text)), text)


@pytest.mark.parametrize("text", ["<r>x & y</r>", "<r><t>x</t></r>", "_x0041_ x", "<r>\n</r>"])
def test_what_looks_like_a_workbooks_own_markup_is_text(text):
    book = openpyxl.load_workbook(io.BytesIO(city_report_xlsx(city_of(text))))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    # openpyxl leaves Excel's escape of an underscore as it is.
    found = [str(c).replace("_x005F_", "_").strip() for c in cells if c is not None]
    # Of two wards each a lineage, twice among the texts, once as an explanation.
    assert found.count(text) + found.count(one_line(text)) > 40


@given(st.text(st.characters(), max_size=200))
@settings(deadline=None)
def test_printable_text_is_composed_and_fit_for_xml(text):
    clean = printable(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert printable(clean) == clean
    clean.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Cf") and c not in "\n\t" for c in clean)


def test_what_cannot_be_printed_leaves_a_mark():
    assert printable("a\uffffb\ud800c") == "a\ufffdb\ufffdc"
    assert printable("a\x00b\x07") == "ab"


def test_lines_and_paragraphs():
    assert printable("một\r\nhai\rba\x0bbốn\u2028năm").split("\n") == [
        "một",
        "hai",
        "ba",
        "bốn",
        "năm",
    ]
    assert one_line("  một\n\t hai\u00a0 ba ") == "một hai ba"
    assert paragraphs("một\n\n  hai  \n") == ("một", "hai")


def test_markup_of_a_ward_is_text_in_the_page():
    text = reading_back.pdf_text(ward_report_pdf(ward_of("<b>đậm</b> &amp; <pdf:nextpage>")))
    assert "<b>đậm</b> &amp; <pdf:nextpage>" in text


def test_csv_disarms_formulas():
    report = worlds.city_report(3)
    wards = tuple(worlds.renamed(ward, "=HYPERLINK(0)") for ward in report.wards)
    made = city_report_csv(dataclasses.replace(report, wards=wards)).decode("utf-8-sig")
    names = {row["ward"] for row in csv.DictReader(io.StringIO(made)) if row["state"] != "total"}
    assert names == {"'=HYPERLINK(0)"}


def test_a_hundred_thousand_letters_in_one_narrative():
    text = "Nhận thức của một bộ phận người dân còn hạn chế. " * 2050
    report = worlds.ward_report(narratives={"overview": text}, rows={})
    assert_in_pdf(ward_report_pdf(report), text)
    assert_in_word(ward_report_docx(report), text)

"""What an edition adds to the city report: its code on every page, what was amended, its parts."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import pypdfium2
import pytest
from document_worlds import city_report

from app.documents import qr
from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.models import Amended, AmendedWard, CityReport, EditionMark, MovedFigure
from app.documents.narrowing import narrowed
from app.documents.spreadsheet import city_report_xlsx

MARK = EditionMark(3, "7KQ2-M9XA-4TRD", "https://tonghop.example.vn/verify/7KQ2-M9XA-4TRD")
AT = dt.datetime(2026, 6, 20, 3, 0, tzinfo=dt.UTC)
AMENDED = Amended(
    2,
    AT,
    (AmendedWard("Phường Lê Chân", 1, 2), AmendedWard("Xã Vĩnh Bảo", 0, 1)),
    (
        MovedFigure("dialogue_conferences_count", 41, 44),
        MovedFigure("dossiers_on_time_rate", Decimal("99.1"), None),
    ),
)


@pytest.fixture(scope="module")
def pdf() -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(city_report_pdf(city_report(6, edition=MARK, amended=AMENDED)))


def text_of(pdf: pypdfium2.PdfDocument, page: int) -> str:
    return pdf[page].get_textpage().get_text_range()


def test_every_page_of_the_pdf_bears_the_code(pdf: pypdfium2.PdfDocument) -> None:
    assert len(pdf) > 5
    for page in range(len(pdf)):
        assert MARK.code in text_of(pdf, page), page
        assert MARK.url in text_of(pdf, page), page


def test_the_picture_on_a_page_is_the_code_of_its_address(pdf: pypdfium2.PdfDocument) -> None:
    """Read back module by module, as a telephone would see them."""
    turned = next(n for n, page in enumerate(pdf) if page.get_width() > page.get_height())
    for page in (0, turned, len(pdf) - 1):
        picture = pdf[page].render(scale=9).to_pil().convert("L")
        assert modules_in(picture, pdf[page].get_size()) == modules_of(MARK.url)


def modules_of(text: str) -> list[list[bool]]:
    size = qr.side(text)
    grid = [[False] * size for _ in range(size)]
    for column, row, length in qr.bars(text):
        grid[row][column : column + length] = [True] * length
    return grid


def modules_in(picture, page_size: tuple[float, float]) -> list[list[bool]]:
    millimetre = picture.width / page_size[0] * 72 / 25.4
    is_turned = page_size[0] > page_size[1]
    length, above = (11, 2.5) if is_turned else (14, 4)
    side, count = length * millimetre, qr.side(MARK.url)
    left = picture.width - (15 + length) * millimetre
    top = picture.height - (above + length) * millimetre
    middle = [(i + 0.5) * side / count for i in range(count)]
    return [[picture.getpixel((left + x, top + y)) < 128 for x in middle] for y in middle]


def test_what_was_amended_is_said_and_tabled(pdf: pypdfium2.PdfDocument) -> None:
    text = " ".join(" ".join(text_of(pdf, page).split()) for page in range(len(pdf)))
    assert "Báo cáo này thay thế bản số 2" in text
    assert "02 đơn vị đã sửa (Phường Lê Chân, Xã Vĩnh Bảo: mới được tính)" in text
    assert "41 44" in text


def test_many_changed_figures_are_tabled_behind_the_letter() -> None:
    """When one ward is mended nearly every sum moves: the letter does not begin with them all."""
    report = city_report(3)
    figures = tuple(MovedFigure(f.code, 41, 44) for f in report.figures[:30])
    word = docx.Document(io.BytesIO(city_report_docx(amended_by(*figures))))
    texts = [paragraph.text for paragraph in word.paragraphs]
    said = next(text for text in texts if "Báo cáo này thay thế bản số 2" in text)
    place = re.search(r"Các số cũ và mới có tại (Phụ lục [IVX]+)\.$", said)
    assert place
    at = texts.index("CHỈ TIÊU THAY ĐỔI SO VỚI BÁO CÁO ĐÃ CHỐT TRƯỚC")
    assert place[1] in texts[at - 1]
    table = next(t for t in word.tables if [c.text for c in t.rows[0].cells][-1] == "Nay")
    assert len(table.rows) == 31


def amended_by(*figures: MovedFigure) -> CityReport:
    return city_report(3, amended=replace(AMENDED, figures=figures))


def test_changed_figures_never_look_unchanged() -> None:
    rate = MovedFigure("voter_turnout_rate", Decimal("99.084647"), Decimal("99.084912"))
    money = MovedFigure("citizen_contribution_vnd", 864_169_500_000, 863_009_200_000)
    pdf = pypdfium2.PdfDocument(city_report_pdf(amended_by(rate, money)))
    text = " ".join(" ".join(text_of(pdf, page).split()) for page in range(len(pdf)))
    assert "99,0846 99,0849" in text
    # A number is never broken over two lines.
    assert "864.169.500.000 863.009.200.000" in text


def test_a_yes_or_no_that_changed_counts_units() -> None:
    report = amended_by(MovedFigure("democracy_regulation_issued", 98, 99))
    word = docx.Document(io.BytesIO(city_report_docx(report)))
    table = next(t for t in word.tables if [c.text for c in t.rows[0].cells][-1] == "Nay")
    assert [c.text for c in table.rows[1].cells][2:] == ["đơn vị", "98", "99"]


def test_word_bears_the_code_on_its_first_page_and_describes_the_picture() -> None:
    word = docx.Document(io.BytesIO(city_report_docx(city_report(2, edition=MARK))))
    footer = word.sections[0].first_page_footer
    assert MARK.code in footer.paragraphs[0].text
    assert "Mã QR dẫn tới" in footer._element.xml
    assert MARK.code not in word.sections[0].footer._element.xml


def test_without_an_edition_nothing_is_stamped() -> None:
    pdf = pypdfium2.PdfDocument(city_report_pdf(city_report(1)))
    assert "Mã kiểm tra" not in "".join(text_of(pdf, page) for page in range(len(pdf)))


def test_the_same_edition_is_the_same_bytes() -> None:
    report = city_report(2, edition=MARK, amended=AMENDED)
    assert city_report_pdf(report) == city_report_pdf(report)
    assert city_report_docx(report) == city_report_docx(report)


def test_only_the_parts_asked_for_are_in_every_format() -> None:
    report = narrowed(city_report(3, parts=("I", "V"), edition=MARK, amended=AMENDED))
    whole = city_report(3)
    kept = {section.part for section in report.form.sections}
    assert kept == {"0", "I", "V"}
    assert 0 < len(report.figures) < len(whole.figures)
    for code in ("dossiers_received", "mediation_cases"):
        for make in (city_report_csv, city_report_json):
            assert code.encode() in make(whole)
            assert code.encode() not in make(report)
    assert b"households_total" in city_report_csv(report)
    city_report_xlsx(report)
    text = all_text(report)
    assert "I. KHÁI QUÁT" in text
    assert "III. KẾT QUẢ" in all_text(whole)
    assert "III. KẾT QUẢ" not in text


def all_text(report: CityReport) -> str:
    word = docx.Document(io.BytesIO(city_report_docx(report)))
    return "\n".join(paragraph.text for paragraph in word.paragraphs)

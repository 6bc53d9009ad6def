"""The printed page measured against Decree 30/2020, Annex I. Lengths in points."""

from __future__ import annotations

import io
from collections.abc import Iterator

import document_worlds as worlds
import pdfplumber
import pytest
from pdfplumber.page import Page

from app.documents import decree30
from app.documents.pdf import fonts
from app.documents.ward_report import ward_report_pdf

MM = 72 / 25.4


@pytest.fixture(scope="module")
def pages() -> Iterator[list[Page]]:
    with pdfplumber.open(io.BytesIO(ward_report_pdf(worlds.ward_report()))) as pdf:
        yield pdf.pages


def line_of(page: Page, start: str) -> list[dict]:
    """The characters of the first line that begins with ``start``."""
    for line in page.extract_text_lines(return_chars=True):
        if line["text"].startswith(start):
            return line["chars"]
    raise AssertionError(f"no line begins with {start!r}")


def chars_of(page: Page, text: str) -> list[dict]:
    found = page.search(text, regex=False)
    assert found, f"{text!r} is not on the page"
    return found[0]["chars"]


def looks(chars: list[dict]) -> set[tuple[str, float]]:
    return {
        (c["fontname"].partition("-")[2], round(c["size"], 1)) for c in chars if c["text"].strip()
    }


def test_paper_is_a4_upright(pages):
    assert (round(pages[0].width), round(pages[0].height)) == (595, 842)


def test_text_keeps_to_its_margins(pages):
    for page in pages:
        body = [c for c in page.chars if c["top"] > 15 * MM and c["text"].strip()]
        assert min(c["x0"] for c in body) >= decree30.MARGIN_LEFT * MM - 1
        assert max(c["x1"] for c in body) <= page.width - decree30.MARGIN_RIGHT * MM + 1
        # A glyph's box begins above its line.
        assert min(c["top"] for c in body) >= decree30.MARGIN_TOP * MM - 3
        assert max(c["bottom"] for c in body) <= page.height - decree30.MARGIN_BOTTOM * MM + 1


@pytest.mark.parametrize(
    ("text", "face", "size"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold", 12),
        ("Độc lập - Tự do - Hạnh phúc", "Bold", 13),
        ("PHƯỜNG HẢI DƯƠNG", "Bold", 12),
        ("/BC-UBND", "", 13),
        ("Hải Dương, ngày", "Italic", 13),
        ("BÁO CÁO", "Bold", 14),
        ("Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026", "Bold", 14),
        ("Kính gửi: Sở Nội vụ thành phố Hải Phòng.", "", 14),
        ("Căn cứ Luật Thực hiện dân chủ ở cơ sở", "Italic", 14),
        ("I. KHÁI QUÁT TÌNH HÌNH", "Bold", 14),
    ],
)
def test_each_element_has_its_size_and_style(pages, text, face, size):
    assert looks(chars_of(pages[0], text)) == {(face, size)}


def rules_below(page: Page, text: str) -> list[tuple[float, float]]:
    """Left end and length of the horizontal strokes within 12 points below a text."""
    bottom = max(c["bottom"] for c in chars_of(page, text))
    strokes = [*page.lines, *page.rects]
    return [
        (s["x0"], s["x1"] - s["x0"])
        for s in strokes
        if -1 <= s["top"] - bottom <= 12 and s["x1"] - s["x0"] > 20
    ]


def test_the_rule_under_the_motto_is_as_long_as_the_motto(pages):
    chars = chars_of(pages[0], decree30.MOTTO)
    length = chars[-1]["x1"] - chars[0]["x0"]
    right = [(x, w) for x, w in rules_below(pages[0], decree30.MOTTO) if x > 200]
    assert right
    assert right[0][1] == pytest.approx(length, abs=1)
    assert right[0][0] == pytest.approx(chars[0]["x0"], abs=1.5)


@pytest.mark.parametrize(
    "text", ["PHƯỜNG HẢI DƯƠNG", "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026"]
)
def test_rules_under_agency_and_subject_are_a_third_to_a_half(pages, text):
    chars = chars_of(pages[0], text)
    length = chars[-1]["x1"] - chars[0]["x0"]
    middle = (chars[-1]["x1"] + chars[0]["x0"]) / 2
    strokes = [(x, w) for x, w in rules_below(pages[0], text) if x < middle < x + w]
    assert strokes
    x, width = strokes[0]
    assert 1 / 3 <= width / length <= 1 / 2
    assert x + width / 2 == pytest.approx(middle, abs=1.5)


def test_page_numbers_stand_in_the_upper_margin_from_page_two(pages):
    def above(page: Page) -> list[dict]:
        return [c for c in page.chars if c["top"] < decree30.MARGIN_TOP * MM - 2]

    assert above(pages[0]) == []
    number = above(pages[1])
    assert "".join(c["text"] for c in number) == "2"
    assert round(number[0]["size"]) == 13
    centre = (decree30.MARGIN_LEFT + decree30.TEXT_WIDTH / 2) * MM
    assert (number[0]["x0"] + number[0]["x1"]) / 2 == pytest.approx(centre, abs=2)


def test_the_annex_counts_its_own_pages(pages):
    first = next(i for i, page in enumerate(pages) if page.search("Phụ lục", regex=False))
    assert [c for c in pages[first].chars if c["top"] < 18 * MM] == []
    second = [c["text"] for c in pages[first + 1].chars if c["top"] < 18 * MM]
    assert second == ["2"]


def test_body_text_is_justified_with_a_first_line_of_1_27_cm(pages):
    first = line_of(pages[0], "Thực hiện Công văn")
    left = decree30.MARGIN_LEFT * MM
    assert first[0]["x0"] == pytest.approx(left + decree30.FIRST_LINE * MM, abs=0.5)
    assert first[-1]["x1"] == pytest.approx(left + decree30.TEXT_WIDTH * MM, abs=0.5)


def signature_page(pages: list[Page]) -> Page:
    return next(page for page in pages if page.search("Nơi nhận:", regex=False))


def test_recipients_and_signature_have_their_sizes(pages):
    page = signature_page(pages)
    assert looks(chars_of(page, "Nơi nhận:")) == {("BoldItalic", 12)}
    assert looks(chars_of(page, "- CT, các PCT UBND phường;")) == {("", 11)}
    assert looks(chars_of(page, "KT. CHỦ TỊCH")) == {("Bold", 14)}
    assert looks(chars_of(page, "Nguyễn Thị Hương Giang")) == {("Bold", 14)}


@pytest.mark.parametrize("lines", range(0, 44, 11))
def test_the_signature_is_never_parted_from_the_text(lines):
    """Whatever the length of the report, the closing sentence stands above the signer."""
    narratives = {"proposals": "\n".join(f"Đề nghị thứ {i}." for i in range(lines))}
    report = worlds.ward_report(narratives=narratives, rows={})
    with pdfplumber.open(io.BytesIO(ward_report_pdf(report))) as pdf:
        page = signature_page(pdf.pages)
        assert page.search("Trên đây là báo cáo", regex=False)
        assert page.search("Nguyễn Thị Hương Giang", regex=False)


@pytest.mark.parametrize("lines", range(0, 44, 11))
def test_no_heading_stands_alone_at_the_foot_of_a_page(lines):
    narratives = {"overview": "\n".join(f"Câu thứ {i}." for i in range(lines))}
    report = worlds.ward_report(narratives=narratives)
    with pdfplumber.open(io.BytesIO(ward_report_pdf(report))) as pdf:
        for page in pdf.pages:
            if page.search("Phụ lục", regex=False):
                break
            last = page.extract_text_lines(return_chars=True)[-1]
            assert looks(last["chars"]) != {("Bold", 14)} or "Hương Giang" in last["text"]


def test_a_long_subject_is_parted_in_the_middle():
    text = "Kết quả thực hiện dân chủ ở cơ sở trên địa bàn thành phố Hải Phòng 6 tháng đầu năm 2026"
    lines = fonts.balanced(text, 14, decree30.TEXT_WIDTH)
    assert " ".join(lines) == text
    first, second = (fonts.text_width(line, 14, is_bold=True) for line in lines)
    assert first == pytest.approx(second, abs=25)
    assert fonts.balanced("Ngắn", 14, 165) == ("Ngắn",)


def test_lengths_are_measured_in_the_typeface_itself():
    assert fonts.text_width("", 14) == 0
    narrow, wide = fonts.text_width("i", 14), fonts.text_width("m", 14)
    assert 0 < narrow < wide < 14


def test_no_section_title_stands_alone_at_the_foot_of_an_annex_page(pages):
    first = next(i for i, page in enumerate(pages) if page.search("Phụ lục", regex=False))
    titles = {section.code for section in worlds.FORM.sections}
    for page in pages[first:]:
        for table in page.extract_tables():
            assert table[-1][0] not in titles

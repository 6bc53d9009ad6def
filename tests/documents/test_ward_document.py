"""A ward's official report: what it says, in PDF and in Word."""

from __future__ import annotations

import dataclasses
import time
from uuid import UUID

import document_worlds as worlds
import pytest
import reading_back
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from app.documents.models import LetterHead
from app.documents.ward_report import compose_ward_report, ward_report_docx, ward_report_pdf
from app.domain.answers import Answer, ValueState
from app.domain.evidence import Frozen, Kind


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    report = worlds.ward_report()
    return {
        "pdf": reading_back.solid(reading_back.pdf_text(ward_report_pdf(report))),
        "docx": reading_back.solid(reading_back.word_text(ward_report_docx(report))),
    }


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize(
    "said",
    [
        "Kính gửi: Sở Nội vụ thành phố Hải Phòng.",
        "Thực hiện Công văn số 269-CV/ĐU ngày 05/5/2026 của Đảng ủy phường, Ủy ban nhân dân "
        "phường Hải Dương báo cáo kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026 (số liệu "
        "từ ngày 15/12/2025 đến ngày 14/6/2026) như sau:",
        "Việc thực hiện dân chủ ở cơ sở tiếp tục được quan tâm lãnh đạo, chỉ đạo.",
        "Đã ban hành 02 văn bản lãnh đạo",
        "trong đó trước và đúng hạn 4.336 hồ sơ (đạt 99,98%), quá hạn 01 hồ sơ.",
        "Đang giải quyết 66 hồ sơ, trong hạn 66 hồ sơ, không có hồ sơ quá hạn.",
        "đạt 97,61/100 điểm (tính đến ngày 10/5/2026).",
        "Đã tổ chức 24 buổi tiếp công dân; tiếp 04 lượt với 04 người.",
        "Không phát sinh đình công, ngừng việc tập thể.",
        "Ủy ban nhân dân phường Hải Dương triển khai thực hiện mô hình “Chính quyền thân thiện”.",
        "44/KH-UBND",
        "30/1/2026",
        "Không áp dụng",
        "Phường không có thôn",
        "07 hồ sơ công dân xin rút, hệ thống chưa có dòng riêng.",
        "Bản nộp số 2; biên nhận số 31-2026H1-10525-02; nộp lúc 10:04 ngày 12/6/2026",
        "Trên đây là báo cáo kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026 của Ủy ban "
        "nhân dân phường Hải Dương./.",
    ],
)
def test_it_says(texts, form, said):
    assert reading_back.solid(said) in texts[form]


def test_the_same_report_has_the_same_bytes():
    makers = (ward_report_pdf, ward_report_docx)
    first = [make(worlds.ward_report()) for make in makers]
    # Zip entries keep seconds by twos: a clock that was read would show.
    time.sleep(2.1)
    assert [make(worlds.ward_report()) for make in makers] == first


@pytest.mark.parametrize("make", [ward_report_pdf, ward_report_docx])
def test_another_report_has_other_bytes(make):
    assert make(worlds.ward_report()) != make(worlds.ward_report(version=3))


def test_every_answered_figure_is_in_the_text_or_in_a_table_of_the_letter():
    answers = {
        f.code: Answer(f.code, ValueState.VALUE, 1000 + i)
        for i, f in enumerate(worlds.FORM.indicators)
        if f.type.is_whole
    }
    report = worlds.ward_report(answers=answers, narratives={}, rows={})
    letter = dataclasses.replace(compose_ward_report(report).letter)
    said = repr(letter.blocks)
    missing = [c for c, a in answers.items() if f"1.{int(a.value) - 1000:03d}" not in said]
    assert missing == []


def test_nothing_is_said_of_what_was_not_answered(texts):
    for form in ("pdf", "docx"):
        assert reading_back.solid("vụ việc hòa giải") not in texts[form].partition("Phụlục")[0]


def test_an_invalid_answer_is_shown_as_not_counted_and_never_told():
    answers = {
        "reception_sessions": Answer(
            "reception_sessions",
            ValueState.INVALID,
            typed="hai mươi bốn buổi?",
            problem="Không là số",
        )
    }
    document = ward_report_docx(worlds.ward_report(answers=answers, narratives={}, rows={}))
    text = reading_back.word_text(document)
    assert "buổi tiếp công dân" not in text.partition("Phụ lục")[0]
    assert "hai mươi bốn buổi?" in text.partition("Phụ lục")[2]


def test_a_report_with_nothing_in_it_still_prints_and_says_so():
    report = worlds.ward_report(
        answers={}, narratives={}, rows={}, explanations=(), head=LetterHead(), version=0
    )
    text = reading_back.solid(reading_back.pdf_text(ward_report_pdf(report)))
    assert reading_back.solid("đơn vị chưa có nội dung báo cáo về mục này") in text
    assert reading_back.solid("Bản xem trước, chưa nộp.") in text
    assert ward_report_docx(report)


def test_several_addressees_are_listed():
    head = dataclasses.replace(worlds.HEAD, addressees=("Sở Nội vụ", "Đảng ủy phường."))
    report = worlds.ward_report(head=head)
    for text in (
        reading_back.pdf_text(ward_report_pdf(report)),
        reading_back.word_text(ward_report_docx(report)),
    ):
        assert reading_back.solid("Kính gửi:- Sở Nội vụ;- Đảng ủy phường.") in reading_back.solid(
            text
        )


def test_the_pdf_has_bookmarks_language_and_title():
    reader = reading_back.pdf_reader(ward_report_pdf(worlds.ward_report()))
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[0] == "I. KHÁI QUÁT TÌNH HÌNH"
    sections = next(item for item in reader.outline if isinstance(item, list))
    assert sections[0].title == "1. Quán triệt, tuyên truyền, phổ biến"
    assert titles[-1].startswith("Phụ lục. ")
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.metadata.title.startswith("Báo cáo kết quả thực hiện dân chủ ở cơ sở")


def test_the_word_file_has_real_styles():
    word = reading_back.word(ward_report_docx(worlds.ward_report()))
    by_style = {}
    for paragraph in word.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == ["BÁO CÁO"]
    assert "I. KHÁI QUÁT TÌNH HÌNH" in by_style["Heading 1"]
    assert any(text.startswith("1. Quán triệt") for text in by_style["Heading 2"])
    assert by_style["Heading 3"]
    assert any("02 văn bản" in text for text in by_style["Body Text"])
    body = word.styles["Body Text"]
    assert body.font.name == "Times New Roman"
    assert body.font.size.pt == 14
    assert body.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(body.paragraph_format.first_line_indent.mm, 1) == 12.7


def test_every_paragraph_names_a_style_that_is_there():
    word = reading_back.word(ward_report_docx(worlds.ward_report()))
    known = {style.style_id for style in word.styles}
    used = {e.get(qn("w:val")) for e in word.element.body.iter(qn("w:pStyle"))}
    assert used <= known
    assert {"BodyText", "Heading1", "Cơquanbanhành", "Bảng"} <= used


def test_word_pages_have_the_margins_and_a_number_from_page_two():
    word = reading_back.word(ward_report_docx(worlds.ward_report()))
    letter, annex = word.sections
    margins = (letter.left_margin, letter.right_margin, letter.top_margin, letter.bottom_margin)
    assert [round(m.mm) for m in margins] == [30, 15, 20, 20]
    assert letter.different_first_page_header_footer
    assert "PAGE" in letter.header._element.xml
    assert "PAGE" not in letter.first_page_header._element.xml
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_word_tables_repeat_their_header_and_keep_rows_whole():
    word = reading_back.word(ward_report_docx(worlds.ward_report()))
    grids = [t for t in word.tables if t._tbl.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(grids) == 4
    for grid in grids:
        header = grid.rows[0]._tr
        assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        widths = [int(c.get(qn("w:w"))) for c in grid._tbl.tblGrid]
        assert sum(widths) <= 165 / 25.4 * 1440 + 5


def test_the_signature_of_the_word_file_holds_together():
    word = reading_back.word(ward_report_docx(worlds.ward_report()))
    closing = next(p for p in word.paragraphs if p.text.startswith("Trên đây là báo cáo"))
    assert closing.paragraph_format.keep_with_next
    table = next(t for t in word.tables if "Nơi nhận:" in t.rows[0].cells[0].text)
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert table.rows[0].cells[1].text.split("\n")[0] == "TM. ỦY BAN NHÂN DÂN"


def test_the_annex_names_the_evidence_with_its_hash():
    proof = Frozen(UUID(int=1), "III.3", "Biên bản.pdf", Kind.PDF, 2**20, "a1" * 32)
    report = worlds.ward_report(evidence=(proof,))
    said = reading_back.solid("1. Phần III.3: Biên bản.pdf (1 MB), mã SHA-256: " + "a1" * 32)
    assert said in reading_back.solid(reading_back.pdf_text(ward_report_pdf(report)))
    assert said in reading_back.solid(reading_back.word_text(ward_report_docx(report)))

"""What a Word document can hold beside plain paragraphs, each read as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.parsing import read_text
from tests.intake.generator.word_parts import document_of, paragraph, run, table, word_file


@pytest.fixture
def read(tmp_path: Path):
    """(body, **parts) → the lines of the text."""

    def reading(body: str, **parts: str) -> list[str]:
        path = tmp_path / "report.docx"
        path.write_bytes(word_file(document_of(body), **parts))
        return [line for line in read_text(path, path.name).split("\n") if line.strip()]

    return reading


def field_code(instruction: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate")]
    code = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"{marks[0]}{code}{marks[1]}{run(result)}{end}"


def test_a_table_keeps_its_rows_and_cells(read) -> None:
    rows = table(("Nội dung", "Kỳ này"), ("Hồ sơ tiếp nhận", "120"), ("Đã giải quyết", "110"))
    assert read(rows) == ["Nội dung | Kỳ này", "Hồ sơ tiếp nhận | 120", "Đã giải quyết | 110"]


def test_a_table_within_a_cell_makes_no_columns_of_the_outer_one(read) -> None:
    inner = table(("trực tuyến", "100"), ("trực tiếp", "20")) + paragraph()
    outer = table(("Chỉ tiêu", "Số"), ("Tiếp nhận", "120"), ("Trong đó", inner))
    assert read(outer)[-1] == "Trong đó | trực tuyến 100 trực tiếp 20"


def test_a_table_that_only_lays_out_gives_lines(read) -> None:
    left = paragraph(run("UBND XÃ AN LÃO")) + paragraph(run("Số: 12/BC-UBND"))
    right = paragraph(run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) + paragraph(run("Độc lập"))
    assert read(table((left, right))) == [
        "UBND XÃ AN LÃO",
        "Số: 12/BC-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập",
    ]


def test_a_text_box_is_read_once(read) -> None:
    inside = f"<w:txbxContent>{paragraph(run('Có 12 đơn'))}</w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></w:drawing>"
    fallback = f"<w:pict><v:textbox>{inside}</v:textbox></w:pict>"
    choice = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )
    body = paragraph(run("Trước hộp"), f"<w:r>{choice}</w:r>") + paragraph(f"<w:r>{fallback}</w:r>")
    assert read(body) == ["Trước hộp", "Có 12 đơn", "Có 12 đơn"]


def test_page_headers_are_read_without_page_numbers_and_footers_are_not(read) -> None:
    lines = read(
        paragraph(run("Nội dung")),
        header1=paragraph(run("UBND XÃ AN LÃO")) + paragraph(field_code("PAGE", "3")),
        footer1=paragraph(run("In ngày 12/6/2026")),
    )
    assert lines == ["UBND XÃ AN LÃO", "Nội dung"]


NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def item(text: str, depth: int, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(text), properties=place)


def test_lists_show_the_numbers_that_word_prints(read) -> None:
    body = item("Kết quả", 0) + item("Công khai", 1) + item("Thủ tục", 1) + item("Hồ sơ", 2)
    body += item("Đơn", 2) + item("Nhiệm vụ", 0) + item("Tiếp", 1)
    assert read(body, numbering=NUMBERING) == [
        "I. Kết quả", "I.1. Công khai", "I.2. Thủ tục", "a) Hồ sơ", "b) Đơn", "II. Nhiệm vụ",
        "II.1. Tiếp",
    ]  # fmt: skip


def test_numberings_of_one_definition_count_on_unless_told_to_begin_anew(read) -> None:
    body = item("Một", 0, 1) + item("Hai", 0, 2) + item("Lại một", 0, 3) + item("Lại hai", 0, 3)
    lines = read(body, numbering=NUMBERING)
    assert lines == ["I. Một", "II. Hai", "I. Lại một", "II. Lại hai"]


def test_tracked_changes_are_taken_as_accepted(read) -> None:
    deleted = "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('cũ')}</w:moveFrom><w:moveTo>{run(' mới')}</w:moveTo>"
    inserted = f"<w:ins>{run('12')}</w:ins>"
    body = paragraph(run("Tiếp nhận "), deleted, inserted, run(" đơn"), moved)
    assert read(body) == ["Tiếp nhận 12 đơn mới"]


def test_a_deleted_paragraph_end_joins_two_paragraphs(read) -> None:
    first = paragraph(run("Tiếp nhận "), properties="<w:rPr><w:del/></w:rPr>")
    assert read(first + paragraph(run("12 đơn"))) == ["Tiếp nhận 12 đơn"]


def test_a_deleted_row_is_gone(read) -> None:
    rows = table(("Nội dung", "Số"), ("Cũ", "99"), ("Mới", "12"))
    gone = rows.replace("<w:tr><w:tc><w:p><w:pPr></w:pPr><w:r><w:t xml:space=\"preserve\">Cũ", (
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:pPr></w:pPr><w:r>"
        "<w:t xml:space=\"preserve\">Cũ"
    ))  # fmt: skip
    assert read(gone) == ["Nội dung | Số", "Mới | 12"]


def test_comments_are_not_the_report(read) -> None:
    mark = '<w:commentRangeStart w:id="0"/>'
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    body = paragraph(mark, run("Có 12 đơn"), reference)
    comments = f'<w:comment w:id="0">{paragraph(run("Phải là 99?"))}</w:comment>'
    assert read(body, comments=comments) == ["Có 12 đơn"]


def test_notes_stand_below_the_paragraph_that_they_belong_to(read) -> None:
    body = paragraph(
        run("Có 12 đơn"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(".")
    ) + paragraph(run("Tiếp"), '<w:r><w:endnoteReference w:id="2"/></w:r>')
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph(run("___"))}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("Trong đó 02 đơn tố cáo"))}</w:footnote>'
    )
    ends = f'<w:endnote w:id="2">{paragraph(run("Theo sổ tiếp dân"))}</w:endnote>'
    assert read(body, footnotes=notes, endnotes=ends) == [
        "Có 12 đơn.", "Trong đó 02 đơn tố cáo", "Tiếp", "Theo sổ tiếp dân",
    ]  # fmt: skip


def test_content_controls_give_what_was_chosen_and_not_their_hints(read) -> None:
    chosen = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>"
    hint = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Bấm để nhập')}</w:sdtContent></w:sdt>"
    )
    whole = f"<w:sdt><w:sdtContent>{paragraph(run('Cả đoạn'))}</w:sdtContent></w:sdt>"
    body = paragraph(run("Có "), chosen, run(" đơn"), hint) + whole
    assert read(body) == ["Có 12 đơn", "Cả đoạn"]


def test_links_and_fields_give_what_is_seen(read) -> None:
    link = f'<w:hyperlink r:id="rId1">{run("Quyết định 01")}</w:hyperlink>'
    simple = f'<w:fldSimple w:instr="NUMPAGES">{run("5")}</w:fldSimple>'
    body = paragraph(link, run(" có "), field_code("=SUM(ABOVE)", "120"), run(" hồ sơ, "), simple)
    assert read(body) == ["Quyết định 01 có 120 hồ sơ, 5"]


def test_odd_hyphens_breaks_and_tabs(read) -> None:
    body = paragraph(
        "<w:r><w:t>BC</w:t><w:noBreakHyphen/><w:t>UBND</w:t><w:softHyphen/><w:tab/><w:t>12</w:t>"
        "<w:br/><w:t>dòng hai</w:t></w:r>",
        properties='<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>',
    )
    assert read(body) == ["BC-UBND\t12", "dòng hai"]


def test_nothing_outside_is_looked_up(read, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật")
    path = tmp_path / "outside.docx"
    document = document_of(paragraph(run("Có 12 đơn ") + "<w:r><w:t>&x;</w:t></w:r>"))
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path.write_bytes(word_file(entity + document))
    assert read_text(path, path.name).strip() == "Có 12 đơn"

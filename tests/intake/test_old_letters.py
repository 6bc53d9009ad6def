"""Texts of every encoding that offices have used say the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from app.documents.parsing import parse_file, read_text
from app.documents.parsing.legacy_letters import from_tcvn3, from_vni
from tests.intake.generator.files import windows_1258
from tests.intake.generator.old_letters import abc, abc_capitals, vni
from tests.intake.generator.word_parts import document_of, paragraph, run, word_file
from tests.intake.reports_at import made_up
from tests.intake.scores import precision, recall, score

TEXT = (
    "Ủy ban nhân dân xã Vĩnh Bảo đã tiếp nhận 12 đơn kiến nghị, giải quyết đúng hạn 11 đơn; "
    "tổ chức 03 hội nghị đối thoại với người dân, chỉ số hài lòng đạt 97,5%.\n"
)
EVERY_LETTER = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
SMALL = TEXT.lower()
FEW = [pair for pair in made_up() if pair.name in ("an_lao", "le_chan", "tien_lang")]

ENCODERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "UTF-8 with its mark": ("utf-8-sig", lambda text: text.encode("utf-8-sig")),
    "UTF-16 little": ("utf-16", lambda text: b"\xff\xfe" + text.encode("utf-16-le")),
    "UTF-16 big": ("utf-16", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "UTF-16 little, unmarked": ("utf-16-le", lambda text: text.encode("utf-16-le")),
    "UTF-16 big, unmarked": ("utf-16-be", lambda text: text.encode("utf-16-be")),
    "decomposed": ("utf-8", lambda text: unicodedata.normalize("NFD", text).encode()),
    "windows-1258": ("windows-1258", windows_1258),
    "VNI": ("VNI", lambda text: vni(text).encode("latin-1")),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoding_is_told_by_its_bytes(name: str, tmp_path: Path) -> None:
    encoding, encode = ENCODERS[name]
    path = tmp_path / "report.txt"
    path.write_bytes(encode(TEXT))
    parsed = parse_file(path, path.name)
    assert (parsed.text, parsed.reader) == (TEXT, encoding)


def test_an_abc_text_keeps_every_small_letter(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(abc(SMALL).encode("latin-1"))
    parsed = parse_file(path, path.name)
    assert (parsed.text, parsed.reader) == (SMALL, "TCVN3")


def test_every_letter_comes_back_from_the_old_fonts() -> None:
    assert from_tcvn3(abc(EVERY_LETTER)) == EVERY_LETTER
    assert from_vni(vni(EVERY_LETTER)) == EVERY_LETTER
    assert from_vni(vni(EVERY_LETTER.upper())) == EVERY_LETTER.upper()
    assert from_tcvn3(abc("ĂÂÊÔƠƯĐ")) == "ĂÂÊÔƠƯĐ"


def test_reports_in_old_encodings_keep_their_figures(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    for encode in (abc, vni):

        def through(text: str, encode: Callable[[str], str] = encode) -> str:
            path.write_bytes(encode(text).encode("latin-1", "replace"))
            return read_text(path, path.name)

        tally = score(FEW, through)
        assert precision(tally) >= 0.99, tally.notes
        assert recall(tally) >= 0.95, tally.notes


def test_runs_in_old_fonts_are_read_by_their_fonts(tmp_path: Path) -> None:
    body = paragraph(
        run(abc("Tiếp nhận "), ".VnTime"),
        run(abc_capitals("ĐƠN KIẾN NGHỊ "), ".VnTimeH"),
        run("của nhân dân ", "Times New Roman"),
        # A letter and its VNI tone may stand in two runs.
        run(vni("phườ")[:-1], "VNI-Times"),
        run(vni("phườ")[-1:] + vni("ng Lê Chân"), "VNI-Times"),
    )
    assert read_word(tmp_path, document_of(body)) == (
        "Tiếp nhận ĐƠN KIẾN NGHỊ của nhân dân phường Lê Chân"
    )


def test_fonts_named_by_styles_and_defaults_count(tmp_path: Path) -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
        "</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:rFonts w:ascii="VNI-Times"/>'
        "</w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Title"><w:basedOn w:val="Base"/></w:style>'
    )
    body = paragraph(run(abc("xã Vĩnh Bảo"))) + paragraph(run(vni("Báo cáo")), style="Title")
    text = read_word(tmp_path, document_of(body), styles=styles)
    assert text.split("\n") == ["xã Vĩnh Bảo", "Báo cáo"]


def test_private_letters_of_a_symbol_font_are_its_bytes(tmp_path: Path) -> None:
    private = "".join(chr(0xF000 + ord(char)) for char in abc("hội nghị"))
    assert read_word(tmp_path, document_of(paragraph(run(private, ".VnTime")))) == "hội nghị"


def read_word(folder: Path, document: str, styles: str = "") -> str:
    path = folder / "report.docx"
    path.write_bytes(word_file(document, styles=styles))
    return read_text(path, path.name).strip()

"""Word, PDF, HTML and encodings give the same figures as the plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.parsing import Unreadable, parse_file, read_text, unpack
from tests.intake.generator.files import MAKERS, utf16, windows_1258, word, zipped
from tests.intake.reports_at import made_up
from tests.intake.scores import precision, recall, score

FEW = [pair for pair in made_up() if pair.name in ("an_lao", "binh_giang", "le_chan", "tien_lang")]


@pytest.mark.parametrize("name", MAKERS)
def test_a_format_keeps_the_figures(name: str, tmp_path: Path) -> None:
    suffix, make = MAKERS[name]
    path = tmp_path / f"report{suffix}"

    def through_file(text: str) -> str:
        path.write_bytes(make(text))
        return read_text(path, path.name)

    tally = score(FEW, through_file)
    assert precision(tally) >= 0.99, tally.notes
    assert recall(tally) >= 0.95, tally.notes
    assert tally.asserted == 0, tally.notes


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"  \n ", "rỗng"),
        ("broken.pdf", b"%PDF-1.7 nothing here", "PDF"),
        ("broken.docx", b"PK\x03\x04 not a zip at all", "hỏng"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "Ảnh"),
        ("program.txt", bytes(range(256)) * 20, "văn bản"),
        ("sheet.xlsx", zipped({"xl/workbook.xml": b"<a/>"}), ".xlsx"),
    ],
)
def test_bad_files_end_in_one_clear_sentence(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        parse_file(path, name)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Không tìm thấy"):
        parse_file(tmp_path / "none.txt", "none.txt")


def test_encodings_are_recognised(tmp_path: Path) -> None:
    text = "Ủy ban nhân dân xã Vĩnh Bảo đã tiếp nhận 12 đơn kiến nghị của Nhân dân.\n"
    for number, content in enumerate((utf16(text), windows_1258(text), text.encode())):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(content)
        assert read_text(path, path.name) == text


def test_a_zip_gives_its_reports_and_nothing_outside(tmp_path: Path) -> None:
    content = zipped(
        {
            "bao cao/mot.txt": "Báo cáo một".encode(),
            "../../ra ngoai.txt": "Báo cáo hai".encode(),
            "__MACOSX/rac": b"x",
        }
    )
    path = tmp_path / "all.zip"
    path.write_bytes(content)
    folder = tmp_path / "out"
    folder.mkdir()
    found = list(unpack(path, folder))
    assert [name for _, name in found] == ["mot.txt", "ra ngoai.txt"]
    assert all(file.parent == folder for file, _ in found)


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        "<w:p><w:r><w:t>Tiếp nhận </w:t></w:r>"
        "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:t> đơn</w:t></w:r></w:p>"
    )
    document = f"<w:document {space}><w:body>{body}</w:body></w:document>".encode()
    path = tmp_path / "tracked.docx"
    path.write_bytes(zipped({"word/document.xml": document}))
    assert read_text(path, path.name).strip() == "Tiếp nhận 12 đơn"


def test_word_tables_keep_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    path.write_bytes(word("Nội dung | Kỳ này | Cùng kỳ\nHồ sơ tiếp nhận | 120 | 100\n"))
    assert "Hồ sơ tiếp nhận | 120 | 100" in read_text(path, path.name)

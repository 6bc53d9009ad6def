"""The kind of a file is what its bytes say; its picture carries nothing of it but pixels."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.documents.evidence import NotEvidence, first_sight, kind_of
from app.documents.parsing import Unreadable
from app.domain.evidence import Kind
from tests.actions import evidence_files as made


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.pdf(), Kind.PDF),
        (made.picture("PNG"), Kind.PNG),
        (made.picture("JPEG"), Kind.JPEG),
        (made.picture("WEBP"), Kind.WEBP),
        (made.word(), Kind.DOCX),
        (made.excel(), Kind.XLSX),
        (made.old_office("WordDocument"), Kind.DOC),
        (made.old_office("Workbook"), Kind.XLS),
    ],
    ids=lambda value: str(value) if isinstance(value, Kind) else "",
)
def test_the_bytes_tell_the_kind(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "rỗng"),
        (made.SVG, "SVG"),
        (b"\xef\xbb\xbf  " + made.HTML, "HTML"),
        (b"<?xml version='1.0'?>" + made.SVG, "SVG"),
        (made.HEIC, "HEIC"),
        (b"MZ\x90\x00", "Không nhận loại tệp này"),
        (b"GIF89a", "Không nhận loại tệp này"),
        (made.archive("a.txt"), "tệp nén"),
        (made.archive("word/document.xml", "xl/workbook.xml"), "tệp nén"),
        (made.archive("word/document.xml", "word/vbaProject.bin"), "macro"),
        (made.old_office("WordDocument_VBA_PROJECT"), "macro"),
        (made.old_office("Nothing"), "Không rõ"),
        (b"PK\x03\x04 cut short", "hỏng"),
        (b" %PDF-1.4 not at the start", "Không nhận loại tệp này"),
    ],
)
def test_what_is_no_evidence_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(NotEvidence, match=why):
        kind_of(content)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where a test puts the file that is to be drawn."""
    return tmp_path / "kept"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (made.picture("JPEG", (3000, 1500)), (1200, 600)),
        (made.picture("PNG", (40, 30)), (40, 30)),
        (made.pdf(), (900, 1200)),
    ],
)
def test_a_file_is_drawn_anew(kept: Path, content: bytes, size: tuple[int, int]) -> None:
    kept.write_bytes(content)
    drawn = Image.open(io.BytesIO(first_sight(kept)))
    assert (drawn.format, drawn.size) == ("JPEG", size)


def test_where_a_photograph_was_taken_is_not_passed_on(kept: Path) -> None:
    kept.write_bytes(made.photograph_with_a_place())
    assert Image.open(kept).getexif()
    assert not Image.open(io.BytesIO(first_sight(kept))).getexif()


@pytest.mark.parametrize(
    "content",
    [made.picture()[:60], made.pdf()[:40], b"\x89PNG\r\n\x1a\n", made.picture("WEBP")[:30]],
)
def test_a_broken_file_says_so(kept: Path, content: bytes) -> None:
    kept.write_bytes(content)
    with pytest.raises(Unreadable, match="hỏng"):
        first_sight(kept)


def test_a_picture_of_too_many_points_is_not_unfolded(kept: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(out, "PNG")
    kept.write_bytes(out.getvalue())
    with pytest.raises(Unreadable, match="quá lớn"):
        first_sight(kept)

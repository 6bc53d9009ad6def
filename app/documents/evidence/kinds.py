"""The kind of a file by its bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from app.domain.evidence import Kind

_STARTS: Final = {
    b"%PDF-": Kind.PDF,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"\xff\xd8\xff": Kind.JPEG,
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams of an old Office file stand in its directory as UTF-16.
_WORD_97: Final = "WordDocument".encode("utf-16-le")
_EXCEL_97: Final = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_MACROS_97: Final = "_VBA_PROJECT".encode("utf-16-le")
_PARTS: Final = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_HEIC: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_MARKUP: Final = (b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script")

_ACCEPTED: Final = "Hãy gửi PDF, ảnh (PNG, JPEG, WebP), Word hoặc Excel."
_MACRO_WORDS: Final = (
    "Tệp có macro (chương trình nhúng) nên không nhận. Hãy lưu lại thành .docx hoặc .xlsx rồi gửi."
)


class NotEvidence(Exception):
    """The content is of no kind that is taken; the sentence says what to send instead."""


def kind_of(content: bytes) -> Kind:
    """Raises ``NotEvidence``: for other kinds, for macros, for what is empty or broken."""
    if not content:
        raise NotEvidence("Tệp rỗng. Hãy kiểm tra rồi gửi lại.")
    found = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    if found is not None:
        return found
    if (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return Kind.WEBP
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(_OLE):
        return _old_office(content)
    raise NotEvidence(_why_not(content))


def _zipped(content: bytes) -> Kind:
    """Word and Excel files are ZIPs with a certain part; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotEvidence("Tệp bị hỏng hoặc gửi thiếu. Hãy mở ra, lưu lại rồi gửi.") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotEvidence(_MACRO_WORDS)
    kinds = [kind for part, kind in _PARTS.items() if part in names]
    if len(kinds) != 1:
        raise NotEvidence(f"Không nhận tệp nén. {_ACCEPTED}")
    return kinds[0]


def _old_office(content: bytes) -> Kind:
    if _MACROS_97 in content:
        raise NotEvidence(_MACRO_WORDS)
    if _WORD_97 in content:
        return Kind.DOC
    if any(name in content for name in _EXCEL_97):
        return Kind.XLS
    raise NotEvidence(f"Không rõ đây là tệp gì. {_ACCEPTED}")


def _why_not(content: bytes) -> str:
    if content[4:12] in _HEIC:
        return "Ảnh HEIC của điện thoại chưa xem được ở đây. Hãy lưu thành JPEG rồi gửi."
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return f"Không nhận trang web (HTML) và ảnh SVG. {_ACCEPTED}"
    return f"Không nhận loại tệp này. {_ACCEPTED}"

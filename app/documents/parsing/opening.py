"""One file to text: what kind it is by its bytes, whatever its name says, and who reads it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.documents.parsing.child import in_child
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.office import old_word_text, open_text, rich_text
from app.documents.parsing.pages import is_page, page_text
from app.documents.parsing.parsed import Parsed
from app.documents.parsing.pdf import pdf_text
from app.documents.parsing.plain import plain_text
from app.documents.parsing.recognition import text_of_pictures
from app.documents.parsing.word import word_text
from app.domain.vietnamese.text import normalise

_MOST_BYTES: Final = 50 * 2**20
# A report has 20,000 to 60,000 letters; a city's longest annexes a tenth of this.
_MOST_TEXT: Final = 1_000_000
_HEAD: Final = 4096
_FORMATS: Final = "Word (.docx, .doc), PDF, ảnh chụp (.jpg, .png) hoặc văn bản (.txt)"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")


def read_text(path: Path, name: str) -> str:
    """The text of a file; ``name`` is the name its sender gave it."""
    return parse_file(path, name).text


def parse_file(path: Path, name: str) -> Parsed:
    """The text of a file and how it was come by.

    Raises ``Unreadable`` with a sentence for whoever sent the file.
    """
    shown = Path(name).name
    _require_size(path, shown)
    parsed = in_child(_parse, path)
    if not parsed.text.strip():
        raise Unreadable(f"Tệp “{shown}” không có chữ nào đọc được. Hãy gửi {_FORMATS}.")
    return parsed


def _require_size(path: Path, name: str) -> None:
    try:
        if path.is_dir():
            raise Unreadable(f"“{name}” là thư mục, không phải tệp. Hãy chọn tệp báo cáo.")
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise Unreadable(f"Không tìm thấy tệp “{name}”. Hãy gửi lại.") from error
    except OSError as error:
        raise Unreadable(f"Không mở được tệp “{name}”. Hãy gửi lại.") from error
    if size > _MOST_BYTES:
        raise Unreadable(f"Tệp “{name}” lớn quá {_MOST_BYTES >> 20} MB. Hãy chia nhỏ rồi gửi.")
    if size == 0:
        raise Unreadable(f"Tệp “{name}” rỗng. Hãy kiểm tra rồi gửi lại.")


def _parse(path: Path) -> Parsed:
    """In the child: by content, then in the letters that everything is stored in."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    parsed = _by_content(path, head)
    text = normalise(parsed.text) if len(parsed.text) <= 2 * _MOST_TEXT else parsed.text
    if len(text) > _MOST_TEXT:
        raise Unreadable(
            f"Văn bản dài quá {_MOST_TEXT // 10**6} triệu chữ, không phải một báo cáo."
            " Hãy gửi riêng tệp báo cáo."
        )
    return replace(parsed, text=text)


def _by_content(path: Path, head: bytes) -> Parsed:
    if b"%PDF-" in head[:1024]:
        return pdf_text(path)
    if head.startswith(b"PK"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return old_word_text(path)
    if head.startswith(b"{\\rtf"):
        return rich_text(path)
    if head.startswith(_PICTURES) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
        return text_of_pictures(path)
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise Unreadable("Ảnh HEIC của điện thoại chưa đọc được. Hãy lưu thành JPEG rồi gửi.")
    if is_page(head):
        return page_text(path)
    return plain_text(path)


def _zipped(path: Path) -> Parsed:
    """Word and OpenDocument files are ZIPs by their inside, not by their name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(
            "Tệp bị hỏng hoặc gửi thiếu nên không mở được. Hãy mở bằng Word, lưu lại rồi gửi."
        ) from error
    if "word/document.xml" in names:
        return word_text(path)
    if {"content.xml", "mimetype"} <= names:
        return open_text(path)
    if "xl/workbook.xml" in names:
        raise Unreadable(f"Đây là tệp Excel (.xlsx), chưa đọc được ở đây. Hãy gửi {_FORMATS}.")
    raise Unreadable(
        "Đây là tệp nén, không phải một báo cáo. Hãy giải nén và gửi từng báo cáo, hoặc nhờ Sở "
        "nạp cả tệp ZIP."
    )

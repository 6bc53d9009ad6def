"""One file to text: what kind it is by its bytes, who reads it, within what limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.documents.parsing.child import in_child
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.old_word import old_word_text
from app.documents.parsing.pages import declared_encoding, html_text
from app.documents.parsing.pdf import pdf_text
from app.documents.parsing.plain import decode
from app.documents.parsing.word import word_text
from app.domain.vietnamese.text import normalise

_MOST_BYTES: Final = 50 * 2**20
_MOST_TEXT: Final = 5_000_000
_FORMATS: Final = "Word (.docx), PDF hoặc văn bản (.txt)"


@dataclass(frozen=True, slots=True)
class Parsed:
    """``reader`` names what read the file; ``sureness`` is 1 for typed text, less
    where letters were recognised from a picture.
    """

    text: str
    reader: str
    sureness: float = 1.0


def read_text(path: Path, name: str) -> str:
    """The text of a file; ``name`` is the name its sender gave it."""
    return parse_file(path, name).text


def parse_file(path: Path, name: str) -> Parsed:
    """Raises ``Unreadable`` with a sentence for whoever sent the file."""
    content = _content(path, name)
    parsed = _parse(path, name, content)
    text = normalise(parsed.text[:_MOST_TEXT])
    if not text.strip():
        raise Unreadable(f"Tệp “{name}” không có chữ nào đọc được.")
    return Parsed(text, parsed.reader, parsed.sureness)


def _content(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"“{name}” là thư mục, không phải tệp.")
        if path.stat().st_size > _MOST_BYTES:
            raise Unreadable(f"Tệp “{name}” lớn quá 50 MB.")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"Không tìm thấy tệp “{name}”.") from error
    except OSError as error:
        raise Unreadable(f"Không mở được tệp “{name}”.") from error
    if not content.strip():
        raise Unreadable(f"Tệp “{name}” rỗng.")
    return content


def _parse(path: Path, name: str, content: bytes) -> Parsed:
    suffix = Path(name).suffix.lower()
    if content.startswith(b"%PDF"):
        return Parsed(*in_child(pdf_text, path))
    if content.startswith(b"PK\x03\x04"):
        return _zipped(path, name, suffix)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return Parsed(*in_child(old_word_text, path))
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")):
        return _picture(path)
    if suffix in (".pdf", ".docx", ".doc", ".xlsx", ".zip"):
        raise Unreadable(
            f"Tệp “{name}” không đúng định dạng {suffix} hoặc bị hỏng. Hãy lưu lại rồi gửi."
        )
    return _text(content, suffix)


def _zipped(path: Path, name: str, suffix: str) -> Parsed:
    if suffix in (".xlsx", ".pptx", ".odt"):
        raise Unreadable(f"Chưa đọc được tệp {suffix}. Hãy gửi {_FORMATS}.")
    if suffix == ".zip":
        raise Unreadable(
            f"“{name}” là tệp nén; hãy nộp từng báo cáo hoặc dùng chức năng nạp nhiều tệp."
        )
    return Parsed(*in_child(word_text, path))


def _picture(path: Path) -> Parsed:
    raise Unreadable(f"“{path.suffix or 'Ảnh'}” là ảnh chụp. Hãy gửi {_FORMATS}.")


def _text(content: bytes, suffix: str) -> Parsed:
    is_page = suffix in (".htm", ".html") or content[:512].lstrip().lower().startswith(
        (b"<!doctype html", b"<html")
    )
    if is_page:
        declared = declared_encoding(content)
        try:
            return Parsed(html_text(content.decode(declared or "utf-8")), "html")
        except (LookupError, UnicodeDecodeError):
            return Parsed(html_text(decode(content)[0]), "html")
    if content.startswith(b"{\\rtf"):
        raise Unreadable(f"Chưa đọc được tệp RTF. Hãy lưu lại thành {_FORMATS}.")
    text, encoding = decode(content)
    return Parsed(text, encoding)

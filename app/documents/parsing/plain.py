"""Bytes to text: which encoding, decided by what the result looks like."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path
from typing import Final

from app.documents.parsing import legacy_letters
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.parsed import Parsed

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 4000
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def plain_text(path: Path) -> Parsed:
    """A text file; its reader is the name of its encoding."""
    content = path.read_bytes()
    if not content.strip():
        raise Unreadable("Tệp rỗng. Hãy kiểm tra rồi gửi lại.")
    return Parsed(*decode(content))


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Raises ``Unreadable`` for bytes that are no text in any encoding known here.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content, encoding), encoding
    wide = _unmarked_utf16(content)
    if wide:
        return _strict(content, wide), wide
    if len(_BINARY.findall(content[:_SAMPLE])) > len(content[:_SAMPLE]) * 0.02:
        raise Unreadable("Tệp không phải là văn bản. Hãy gửi tệp Word, PDF hoặc văn bản UTF-8.")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _eight_bit(content)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Tệp bị lỗi mã hóa ({encoding}). Hãy lưu lại dưới dạng UTF-8.") from error


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of a letter is zero."""
    sample = content[:_SAMPLE]
    zeros_odd, zeros_even = sample[1::2].count(0), sample[0::2].count(0)
    half = max(1, len(sample) // 2)
    if zeros_odd > 0.3 * half and zeros_odd > 4 * zeros_even:
        return "utf-16-le"
    if zeros_even > 0.3 * half and zeros_even > 4 * zeros_odd:
        return "utf-16-be"
    return ""


def _eight_bit(content: bytes) -> tuple[str, str]:
    """windows-1258, TCVN3 or VNI: the one that gives the most Vietnamese."""
    letters = content.decode("latin-1")
    candidates = [
        (_windows_1258(content), "windows-1258"),
        (legacy_letters.from_tcvn3(letters), "TCVN3"),
        (legacy_letters.from_vni(letters), "VNI"),
    ]
    text, encoding = max(candidates, key=lambda pair: legacy_letters.vietnamese_share(pair[0]))
    if legacy_letters.vietnamese_share(text) < 0.5:
        raise Unreadable("Không nhận ra bảng mã của tệp. Hãy lưu lại dưới dạng UTF-8 (Unicode).")
    return text, encoding


def _windows_1258(content: bytes) -> str:
    """Tones are separate letters in windows-1258: compose them."""
    return unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))

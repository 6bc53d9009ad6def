"""Recipients and the signature: authority line, position and name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.domain.reading.head.entries import AUTHORITY, POSITION, entries
from app.domain.reading.outline import Part
from app.domain.vietnamese.text import squeeze

_LISTED: Final = re.compile(r"\s*noi nhan\b\s*[:.]?")
_NAME: Final = re.compile(
    r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\.?\s+){1,5}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+|(?:[A-ZĐÀ-Ỹ]{2,}\s+){1,4}[A-ZĐÀ-Ỹ]{2,}"
)
_NO_NAME: Final = re.compile(
    r"(?i)ủy ban|uỷ ban|nhân dân|chủ tịch|nơi nhận|sở |đảng|lưu|như trên|đã ký|phụ lục|phường |"
    r"xã |đặc khu|kính gửi|biểu |văn phòng|trưởng phòng|giám đốc|các phòng|ký bởi|chữ ký"
)
_TITLES: Final = re.compile(r"(?:(?:ThS|TS|CN|KS|BS|Ông|Bà|Đ/c)\.?\s+)+")
_SIGNED: Final = re.compile(r"\(?\[?\s*(?:đã ký|ký tên|chữ ký)[^)\]]*[)\]]?", re.IGNORECASE)
_IN_UPPER: Final = re.compile(r"(?:PHÓ\s+)?CHỦ\s+TỊCH\s*$")


def recipients(parts: Sequence[Part], folded: str) -> tuple[str, ...]:
    """The entries below 'Nơi nhận', in the closing or beside it."""
    found: list[str] = []
    is_open = False
    for part in parts:
        block = part.block
        opening = _LISTED.match(folded, block.start, block.end)
        if opening:
            is_open = True
            found += entries(part.text[opening.end() - block.start :])
        elif is_open and (block.is_bullet or block.is_numbered or block.cells):
            found += entries(part.text)
        elif is_open and found:
            break
    return tuple(found)


def signature(parts: Sequence[Part], folded: str) -> tuple[str, str, str]:
    """Authority line, position and name, from the lines of the closing."""
    lines = [line for part in parts if part.kind == "tail" for line in _lines(part.text)]
    authorities = [squeeze(m.group()) for line in lines if (m := AUTHORITY.search(line))]
    authority = next((a for a in authorities if a.startswith(("TM", "T/M"))), "")
    names = [line for line in lines if _is_name(line)]
    return (
        authority or next(iter(authorities), ""),
        _position(lines),
        _TITLES.sub("", names[-1]) if names else "",
    )


def _position(lines: Sequence[str]) -> str:
    """The last position named; one over two lines of a narrow column is joined."""
    found = [line for line in lines if POSITION.fullmatch(line)]
    if found:
        return found[-1]
    joined = _IN_UPPER.search(" ".join(lines[-8:-1])) if lines else None
    return joined.group() if joined else ""


def _is_name(line: str) -> bool:
    bare = _TITLES.sub("", line)
    return bool(_NAME.fullmatch(bare)) and not _NO_NAME.search(bare) and not AUTHORITY.match(bare)


def _lines(text: str) -> list[str]:
    """The pieces of a closing: columns apart, without dashes of a list."""
    pieces = (squeeze(_SIGNED.sub(" ", piece)) for piece in re.split(r"[|\t\n]| {3,}", text))
    return [piece.strip(" *_") for piece in pieces if piece.strip(" *_")]

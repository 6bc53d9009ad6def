"""The letter head and the closing: number, place, day, addressees, signer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.reading.model import DocumentHead
from app.domain.reading.outline import Part
from app.domain.reading.source import Source
from app.domain.vietnamese.dates import make_date
from app.domain.vietnamese.text import fold, squeeze

_NUMBER: Final = re.compile(
    r"\bso\s*:?\s*(?P<n>\d{0,5})\s*[./…_ ]*\s*/\s*(?P<s>bc\s?[-–]?\s?[a-zđ&]*)", re.IGNORECASE
)
_PLACE_DATE: Final = re.compile(
    r"(?P<place>[^\W\d_][^\n|,\t]{1,40}?)\s*,\s*ngay\s*(?P<d>\d{0,2})[\s.…_]*\s*thang\s*(?P<m>\d{0,2})[\s.…_]*\s*nam\s*(?P<y>20\d\d)?"
)
_TITLE: Final = re.compile(r"\bbao\s+cao\b")
_BASIS: Final = re.compile(
    r"(?:thực hiện|căn cứ|theo)\s+(?P<basis>(?:công văn|kế hoạch|văn bản|quyết định|hướng dẫn|"
    r"thông báo)[^;]{8,260}?)(?:;|,\s*(?:ubnd|ủy ban)|$)",
    re.IGNORECASE,
)
_AUTHORITY: Final = re.compile(r"\b(?:TM|KT|TL|TUQ|Q)\s?\.\s*[A-ZĐÀ-Ỹa-zà-ỹ ]{4,60}")
_POSITION: Final = re.compile(
    r"^(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|Chủ tịch|Phó Chủ tịch)(?:\s+(?:UBND|ỦY BAN).*)?$|^CHÁNH VĂN "
    r"PHÒNG$|^TRƯỞNG PHÒNG$|^PHÓ TRƯỞNG PHÒNG$"
)
_NAME: Final = re.compile(
    r"^(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\.?\s+){1,5}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$|^(?:[A-ZĐÀ-Ỹ]{2,}\s+){1,4}[A-ZĐÀ-Ỹ]{2,}$"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the title ends, the body begins and the closing begins."""

    title_end: int
    body_start: int
    tail_start: int


def bounds(parts: Sequence[Part], folded: str) -> Bounds:
    body = next((p.block.start for p in parts if p.kind not in ("header", "tail")), len(folded))
    tail = next((p.block.start for p in parts if p.kind == "tail"), len(folded))
    title = _TITLE.search(folded, 0, body)
    end = body
    if title:
        opening = re.compile(
            r"\n\s*(?:thuc hien (?:cong van|ke hoach|van ban|chi dao|luat|quyet dinh|chi thi)|"
            r"can cu|kinh gui|theo )|\bubnd\b[^\n]*bao cao"
        )
        found = opening.search(folded, title.end(), body)
        end = found.start() if found else min(body, title.end() + 400)
    return Bounds(end, body, tail)


def read_head(
    source: Source, flat: str, folded: str, parts: Sequence[Part], at: Bounds
) -> DocumentHead:
    """What the head and the closing say; blank where they do not say it."""
    number, symbol = _number(source.text, folded, at.body_start)
    place, date = _place_date(flat, folded, at)
    authority, position, name = _signature(parts)
    addressees = _addressees(flat, folded, at)
    recipients = _recipients(parts)
    return DocumentHead(
        number, symbol, place, date, _title(flat, folded, at), _basis(flat, at),
        name, position, authority, addressees, (*addressees, *recipients),
    )  # fmt: skip


def _number(text: str, folded: str, body: int) -> tuple[str, str]:
    limit = max(body, 400)
    match = _NUMBER.search(folded, 0, limit)
    if not match:
        return "", ""
    symbol = re.sub(r"\s", "", text[match.start("s") : match.end("s")])
    return match.group("n"), symbol


def _place_date(flat: str, folded: str, at: Bounds) -> tuple[str, dt.date | None]:
    match = _PLACE_DATE.search(folded, 0, max(at.title_end, 1))
    if not match:
        return "", None
    place = squeeze(flat[match.start("place") : match.end("place")])
    place = (
        re.split(r"\s{2,}", flat[match.start("place") : match.end("place")].strip())[-1] or place
    )
    got = match.groupdict()
    if not (got["d"] and got["m"] and got["y"]):
        return place, None
    return place, make_date(got["y"], got["m"], got["d"])


def _title(flat: str, folded: str, at: Bounds) -> str:
    match = _TITLE.search(folded, 0, at.body_start)
    return squeeze(flat[match.end() : at.title_end]) if match else ""


def _basis(flat: str, at: Bounds) -> str:
    match = _BASIS.search(
        squeeze(flat[at.title_end : at.body_start]) or squeeze(flat[: at.body_start])
    )
    return match.group("basis").strip(" .;") if match else ""


def _addressees(flat: str, folded: str, at: Bounds) -> tuple[str, ...]:
    match = re.search(r"kinh gui\s*:?", folded[: at.body_start])
    if not match:
        return ()
    stop = re.search(
        r"\n\s*(?:thuc hien|can cu|ubnd (?:phuong|xa)|theo )", folded[match.end() : at.body_start]
    )
    end = match.end() + (stop.start() if stop else min(300, at.body_start - match.end()))
    return _entries(flat[match.end() : end])


def _recipients(parts: Sequence[Part]) -> tuple[str, ...]:
    found: list[str] = []
    is_open = False
    for part in parts:
        folded = fold(part.text).strip()
        if folded.startswith("noi nhan"):
            is_open = True
            found += _entries(part.text.split(":", 1)[1]) if ":" in part.text else ()
        elif is_open and (part.block.is_bullet or part.block.cells):
            found += _entries(part.text)
        elif is_open and found:
            break
    return tuple(found)


def _entries(text: str) -> tuple[str, ...]:
    """List entries without their dashes, and without a signature beside them."""
    pieces = re.split(r"[;\n|\t]| {3,}|(?:(?<=^)|(?<=\s))[-–+]\s", text)
    cleaned = (squeeze(piece).strip(" -–+.:,") for piece in pieces)
    return tuple(
        piece
        for piece in cleaned
        if len(piece) > 2 and not _AUTHORITY.match(piece) and not _POSITION.match(piece)
    )


def _signature(parts: Sequence[Part]) -> tuple[str, str, str]:
    """Authority line, position and name, from the lines of the closing."""
    lines = [piece for part in parts if part.kind == "tail" for piece in _pieces(part.text)]
    authority = next((squeeze(m.group()) for line in lines if (m := _AUTHORITY.search(line))), "")
    positions = [line for line in lines if _POSITION.match(line)]
    if not positions:
        joined = re.search(r"(?:PHÓ\s+)?CHỦ\s+TỊCH\s*$", " ".join(lines[-8:-1])) if lines else None
        positions = [joined.group()] if joined else []
    names = [
        line
        for line in lines
        if _NAME.match(line) and not _POSITION.match(line) and not _AUTHORITY.match(line)
    ]
    names = [
        n
        for n in names
        if not re.search(r"(?i)ủy ban|nhân dân|chủ tịch|nơi nhận|sở |đảng|lưu|như trên", n)
    ]
    return authority, positions[-1] if positions else "", names[-1] if names else ""


def _pieces(text: str) -> list[str]:
    found = (squeeze(piece) for piece in re.split(r"[|\t\n]| {3,}", text))
    return [piece for piece in found if piece]

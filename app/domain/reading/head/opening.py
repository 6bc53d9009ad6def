"""Number, place, day, title, basis and addressees: what stands before the report's body."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.reading.head.bounds import TITLE, Bounds
from app.domain.reading.head.entries import entries
from app.domain.reading.outline import Part
from app.domain.vietnamese.dates import make_date
from app.domain.vietnamese.text import squeeze

_BLANK: Final = r"[\s.…_]*"
_NUMBER: Final = re.compile(
    rf"\bso\s*[:.]?{_BLANK}(?P<n>\d{{0,5}}){_BLANK}(?P<y>/\s?20\d\d)?\s*[/-]\s*"
    r"(?P<s>bc(?:\s?[-–/]\s?[a-zđ&]+)?)\b",
    re.IGNORECASE,
)
_WORD: Final = r"[^\W\d_]+"
_PLACE_DATE: Final = re.compile(
    rf"(?P<place>{_WORD}(?:[ .-]{{1,2}}{_WORD}){{0,5}})\s*,\s*ng(?:ay)?\s*[:.]?\s*(?:"
    rf"(?P<d>\d{{0,2}}){_BLANK}thang\s*(?P<m>\d{{0,2}}){_BLANK}nam\s*(?P<y>20\d\d)?|"
    r"(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>20\d\d))"
)
_OWN_LINE: Final = re.compile(rf"(?<=\n)\s*{_PLACE_DATE.pattern}")
_SYMBOL_IN_FRONT: Final = re.compile(r".*\bbc\s?[-–]?\s?[a-z&]*\s+(?=\S)|.*:\s*")
_BASIS: Final = re.compile(
    r"(?P<basis>(?:công văn|kế hoạch|văn bản|quyết định|hướng dẫn|thông báo|công điện)\s+"
    r"(?:số\s*:?\s*)?(?:\d|[^;.]{0,60}?\bsố\s*\d)[^;]{4,260}?)"
    r"(?=;|,\s*(?:ubnd|ủy ban|uỷ ban)|\.\s|\.?$|\s\(?số liệu)",
    re.IGNORECASE,
)
_NAMED_BASIS: Final = re.compile(
    r"(?:thực hiện|căn cứ|theo)\s+(?P<basis>(?:công văn|kế hoạch|văn bản|quyết định|hướng dẫn|"
    r"thông báo)[^;]{8,260}?)(?:;|,\s*(?:ubnd|ủy ban)|$)",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(r"\s*kinh gui\s*[:.]?")
_OPENS_BODY: Final = re.compile(
    r"\s*(?:thuc hien|can cu|theo|phuc dap|tra loi|nham|de|tiep nhan|trong|ubnd|uy ban nhan dan|"
    r"bao cao)\b"
)
_LONGEST_ADDRESSEE: Final = 130


def number(text: str, folded: str, body: int) -> tuple[str, str]:
    """('05', 'BC-UBND') of 'Số: 05/BC-UBND'; the number is '' where it is left blank."""
    match = _NUMBER.search(folded, 0, max(body, 400))
    if not match:
        return "", ""
    symbol = re.sub(r"\s", "", text[match.start("s") : match.end("s")]).upper()
    return match.group("n"), symbol.replace("–", "-")


def place_and_date(flat: str, folded: str, at: Bounds) -> tuple[str, dt.date | None]:
    """'Hải Dương, ngày 05 tháng 6 năm 2026', in the head or over the signature."""
    found = (
        _PLACE_DATE.search(folded, 0, max(at.title_end, 1))
        or _OWN_LINE.search(folded, at.title_end, at.body_start)
        or _PLACE_DATE.search(folded, at.tail_start)
    )
    if found is None:
        return "", None
    return _place(flat, folded, found), _date(found)


def _place(flat: str, folded: str, found: re.Match[str]) -> str:
    """The name alone: without the symbol that a lost column left in front of it."""
    start, end = found.span("place")
    line = folded.rfind("\n", 0, start) + 1
    symbol = _SYMBOL_IN_FRONT.match(folded, line, end)
    if symbol and symbol.end() > start:
        start = symbol.end()
    return squeeze(re.split(r"\s{2,}", flat[start:end].strip())[-1])


def _date(found: re.Match[str]) -> dt.date | None:
    got = found.groupdict()
    day, month, year = (got[key] or got[f"{key}2"] for key in ("d", "m", "y"))
    return make_date(year, month, day) if day and month and year else None


def title(flat: str, folded: str, at: Bounds) -> str:
    """What stands between 'BÁO CÁO' and the addressee or the opening sentence."""
    match = TITLE.search(folded, 0, at.body_start)
    return squeeze(flat[match.end() : at.title_end]).strip(" -_:*") if match else ""


def basis(flat: str, at: Bounds) -> str:
    """The letter or plan that asked for the report."""
    opening = squeeze(flat[at.title_end : at.body_start]) or squeeze(flat[: at.body_start])
    match = _BASIS.search(opening) or _NAMED_BASIS.search(opening)
    return match.group("basis").strip(" .;,") if match else ""


def addressees(parts: Sequence[Part], flat: str, folded: str) -> tuple[str, ...]:
    """Whom 'Kính gửi' names, on its own line and in the list below it."""
    at = next((n for n, part in enumerate(parts) if _is_addressed(part, folded)), None)
    if at is None:
        return ()
    found: list[str] = []
    for text in _addressed_lines(parts[at:], flat, folded):
        found += entries(text)
    return tuple(found)


def _is_addressed(part: Part, folded: str) -> bool:
    return bool(_ADDRESSED.match(folded, part.block.start, part.block.end))


def _addressed_lines(parts: Sequence[Part], flat: str, folded: str) -> Iterator[str]:
    first = parts[0].block
    opening = _ADDRESSED.match(folded, first.start, first.end)
    assert opening is not None, "the caller found it"
    own = flat[opening.end() : first.end]
    yield own
    is_list = not own.strip() or own.rstrip().endswith((";", ",", ":"))
    for part in parts[1:]:
        text = flat[part.block.start : part.block.end]
        is_item = part.block.is_bullet or is_list
        if not is_item or part.kind != "header" or len(text) > _LONGEST_ADDRESSEE:
            return
        if part.block.is_numbered or _OPENS_BODY.match(folded, part.block.body, part.block.end):
            return
        yield text
        is_list = text.rstrip().endswith((";", ",")) or (is_list and part.block.is_bullet)

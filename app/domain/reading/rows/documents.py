"""Documents that a report names: type, number, day, issuer, title and role."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from app.domain.reading.head import Bounds
from app.domain.vietnamese.dates import find_dates
from app.domain.vietnamese.text import fold, squeeze

_TYPES: Final = (
    "quyết định|nghị định|kế hoạch|công văn|thông tư|chỉ thị|luật|nghị quyết|kết luận|hướng "
    "dẫn|thông báo|pháp lệnh|công điện|văn bản|tờ trình|báo cáo|quy định|giấy mời"
)
_NUMBER: Final = re.compile(
    rf"(?:(?P<type>{_TYPES})\s+)?(?:số\s*:?\s*)?(?P<n>\d+(?:/(?:19|"
    rf"20)\d\d)?\s?[-/]\s?[A-ZĐ][A-Za-zĐđƯưỦủ]*(?:\s?[-–/&]\s?[A-ZĐ&][A-Za-zĐđƯưỦủ0-9]*)*)",
    re.IGNORECASE,
)
_HAS_CAPITALS: Final = re.compile(r"[A-ZĐ]{2}")
_DAY: Final = re.compile(r"\s*,?\s*(?:(?:ban\s+hành\s+)?ngày\s*)?$", re.IGNORECASE)
_ISSUER: Final = re.compile(
    r"\s*,?\s*của\s+(?P<issuer>[^,;.()]{3,90}?)(?=\s+(?:về|ban\s+hành|và|quy\s+định|phê|triển|"
    r"phát|hướng)\b|[,;.()]|$)",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"\s*,?\s*(?i:về\s+việc\s|về\s|v/v\s|(?=[A-ZĐÀ-Ỹ][a-zà-ỹđ]+\s(?!định|hoạch|văn|tư|"
    r"số)))(?P<title>[^;.()…:]{6,260}?)(?=,\s*(?:UBND|Ủy ban)|[;.()…:]|$)"
)
_OWN: Final = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|dang uy|hdnd|phong [^,;]{3,30}?)\s+(?:phuong|xa|dac khu)\b"
)
_ISSUERS: Final = (
    (re.compile(r"NĐ-?CP$|/NQ-CP$"), "Chính phủ"),
    (re.compile(r"QĐ-TTg$|CT-TTg$|CĐ-TTg$"), "Thủ tướng Chính phủ"),
    (re.compile(r"/QH\d+$"), "Quốc hội"),
    (re.compile(r"/SNV"), "Sở Nội vụ"),
    (re.compile(r"TU$|/TU\b"), "Thành ủy"),
)


def documents_of(flat: str, at: Bounds, ward_word: str) -> tuple[dict[str, Any], ...]:
    """Every numbered document of the text, once; ``ward_word`` is 'phường' or 'xã'."""
    rows: dict[str, dict[str, Any]] = {}
    for match in _NUMBER.finditer(flat, 0, at.tail_start):
        number = re.sub(r"\s", "", match.group("n"))
        if not _HAS_CAPITALS.search(number) or (
            re.search(r"BC-UBND$", number) and match.start() < at.body_start
        ):
            continue
        row = _row(flat, match, number, at, ward_word)
        rows.setdefault(number, row)
    return tuple(rows.values())


def _row(
    flat: str, match: re.Match[str], number: str, at: Bounds, ward_word: str
) -> dict[str, Any]:
    rest = flat[match.end() : match.end() + 420]
    on, end = _day(rest)
    issuer, after = _issuer(rest[end:], number)
    kind = (match.group("type") or "").capitalize()
    is_basis = match.start() < at.body_start
    is_own = not issuer or bool(_OWN.search(fold(issuer)))
    if not issuer and is_own and not is_basis:
        issuer = f"Phòng VHXH {ward_word}" if number.endswith("VHXH") else f"UBND {ward_word}"
    title = _TITLE.match(rest[end + after :])
    return {
        "type": squeeze(kind),
        "number": number,
        "date": on.isoformat() if on else None,
        "issuer": issuer,
        "title": squeeze(title.group("title")).strip(' ,“”"') if title else "",
        "role": "basis" if is_basis else "issued" if is_own else "cited",
    }


def _day(rest: str) -> tuple[dt.date | None, int]:
    for found in find_dates(fold(rest[:60])):
        if _DAY.fullmatch(rest[: found.start]):
            return found.on, found.end
    return None, 0


def _issuer(rest: str, number: str) -> tuple[str, int]:
    stated = _ISSUER.match(rest)
    if stated:
        return squeeze(stated.group("issuer")), stated.end()
    return next((name for pattern, name in _ISSUERS if pattern.search(number)), ""), 0

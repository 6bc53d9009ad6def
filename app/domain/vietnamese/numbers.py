"""Numbers as Vietnamese offices write them.

Digits: groups of three by '.', space or no-break space; ',' before decimals.
Words: "hai mươi tư", "một trăm linh chín". Money: "3,2 tỷ đồng".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.vietnamese.text import canonical, normalise

GROUPED: Final = r"\d{1,3}(?:[. ]\d{3})+"
DIGITS: Final = rf"(?:{GROUPED}(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
_WHOLE: Final = re.compile(DIGITS)

_UNITS: Final = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_ZERO_JOINS: Final = frozenset({"linh", "lẻ"})
SCALES: Final = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
NUMBER_WORDS: Final = frozenset(
    {*_UNITS, *_ZERO_JOINS, *SCALES, "mười", "mươi", "trăm", "rưỡi"} - {"không"}
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """``decimals`` is the number of decimals as typed; ``is_doubtful`` marks a
    spelling with two readings (4,410 or 97.610), taken here as grouped thousands.
    """

    value: Decimal
    decimals: int = 0
    is_doubtful: bool = False


def parse_digits(text: str) -> Parsed | None:
    """'4.410', '3 258', '97,61', '02', '1.234,5'; None where it is no number."""
    text = normalise(text).strip()
    if not _WHOLE.fullmatch(text):
        return None
    compact = text.replace(" ", "")
    marks = [char for char in compact if char in ".,"]
    if not marks:
        return Parsed(Decimal(compact))
    if len(set(marks)) == 2:
        return _both_marks(compact, marks)
    return _one_mark(compact, marks[0], len(marks))


def _both_marks(text: str, marks: list[str]) -> Parsed | None:
    """'1.234,5' and '1,234.5': the last mark is the decimal one."""
    decimal = marks[-1]
    if marks.count(decimal) > 1:
        return None
    whole, _, fraction = text.rpartition(decimal)
    groups = whole.split(marks[0])
    if any(len(group) != 3 for group in groups[1:]):
        return None
    return Parsed(Decimal(f"{''.join(groups)}.{fraction}"), len(fraction), decimal == ".")


def _one_mark(text: str, mark: str, count: int) -> Parsed | None:
    parts = text.split(mark)
    is_grouped = all(len(part) == 3 for part in parts[1:]) and 0 < len(parts[0]) <= 3
    if is_grouped and not parts[0].startswith("0"):
        return Parsed(Decimal("".join(parts)), 0, mark == ",")
    if count > 1:
        return None
    return Parsed(Decimal(f"{parts[0]}.{parts[1]}"), len(parts[1]))


def as_decimal(text: str) -> Parsed | None:
    """The same for a share or a score, where one mark is always the decimal one."""
    text = normalise(text).replace(" ", "")
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return parse_digits(text)
    whole, _, fraction = text.replace(",", ".").partition(".")
    return Parsed(Decimal(f"{whole}.{fraction}" if fraction else whole), len(fraction))


def parse_words(words: Sequence[str]) -> int | None:
    """'hai', 'mươi', 'tư' → 24. None unless every word takes its place."""
    total = 0
    group: list[str] = []
    for word in words:
        scale = SCALES.get(word)
        if scale is None:
            group.append(word)
            continue
        value = _below_thousand(group)
        if value is None:
            return None
        total += value * scale
        group = []
    if not group:
        return total if words else None
    rest = _below_thousand(group)
    return None if rest is None else total + rest


def _below_thousand(words: list[str]) -> int | None:
    """Hundreds, tens and units, with 'linh' or 'lẻ' for a missing ten."""
    hundreds = 0
    if "trăm" in words:
        at = words.index("trăm")
        if at != 1 or words[0] not in _UNITS:
            return None
        hundreds, words = _UNITS[words[0]] * 100, words[2:]
        if words and words[0] in _ZERO_JOINS:
            return _joined(hundreds, words[1:])
    below = _below_hundred(words)
    return None if below is None else hundreds + below


def _joined(hundreds: int, words: list[str]) -> int | None:
    return hundreds + _UNITS[words[0]] if len(words) == 1 and words[0] in _UNITS else None


def _below_hundred(words: list[str]) -> int | None:
    match words:
        case []:
            return 0
        case ["mười"]:
            return 10
        case ["mười", unit] if unit in _UNITS:
            return 10 + _UNITS[unit]
        case [ten, "mươi"] if ten in _UNITS:
            return _UNITS[ten] * 10
        case [ten, "mươi", unit] if ten in _UNITS and unit in _UNITS:
            return _UNITS[ten] * 10 + _UNITS[unit]
        case [ten, unit] if _is_short_tens(ten, unit):
            return _UNITS[ten] * 10 + _UNITS[unit]
        case [unit] if unit in _UNITS:
            return _UNITS[unit]
    return None


def _is_short_tens(ten: str, unit: str) -> bool:
    """'hai tư', 'ba lăm', 'bốn mốt': tens with the word 'mươi' left out."""
    return ten in _UNITS and unit in ("mốt", "tư", "lăm", "nhăm") and _UNITS[ten] >= 2


def parse_count(text: str) -> Decimal | None:
    """Digits or words; a number in words must be the whole text."""
    parsed = parse_digits(text)
    if parsed is not None:
        return parsed.value
    value = parse_words(canonical(normalise(text)).split())
    return None if value is None else Decimal(value)


_MONEY_PART: Final = re.compile(
    rf"({DIGITS})\s*(tỷ|tỉ|triệu|tr|nghìn|ngàn)?\s*(?:đồng|đ|vnđ|vnd)?\b"
)
_MONEY_SCALES: Final = {**SCALES, "tr": 10**6, "": 1}


def parse_money(text: str) -> Decimal | None:
    """Đồng: '15.600.000 đồng', '3,2 tỷ đồng', '1 tỷ 250 triệu đồng', 'hai tỷ đồng'."""
    compact = canonical(normalise(text)).strip()
    parts = list(_MONEY_PART.finditer(compact))
    if not parts:
        words = compact.removesuffix("đồng").split()
        value = parse_words(words)
        return None if value is None else Decimal(value)
    amounts = [_money_part(part.group(1), part.group(2) or "") for part in parts]
    return None if None in amounts else sum((a for a in amounts if a is not None), Decimal(0))


def _money_part(digits: str, scale: str) -> Decimal | None:
    parsed = parse_digits(digits)
    if parsed is None:
        return None
    value = parsed.value
    if scale and parsed.is_doubtful:
        fallback = as_decimal(digits)
        value = fallback.value if fallback else value
    return value * _MONEY_SCALES[scale]

"""Vietnamese numerals as people type them, and the way back to text.

'.' or a space groups by three, ',' is the decimal mark; percentages and scores
take either mark as decimal because nobody groups a number below a thousand.
Only the ASCII digits count: look-alikes of other scripts are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

_GROUPED = r"[1-9][0-9]{0,2}(?:(?P<mark>[. \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*"
_WHOLE = re.compile(rf"(?:[0-9]+|{_GROUPED})")
_AREA = re.compile(rf"(?P<whole>[0-9]+|{_GROUPED})(?:,(?P<part>[0-9]{{1,6}}))?")
_DECIMAL = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]{1,6}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
# A telephone's numeric keys have no stroke.
_DAY_IN_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_SEPARATORS = str.maketrans("", "", ". \u00a0\u202f")
_LONGEST = 40


def whole(text: str) -> int | None:
    """``4.410`` or ``4 410`` or ``4410`` as an int; None when it is not one."""
    if len(text) > _LONGEST or not _WHOLE.fullmatch(text):
        return None
    return int(text.translate(_SEPARATORS))


def decimal(text: str) -> Decimal | None:
    """``97,61`` or ``97.61``, keeping the decimals as typed."""
    match = _DECIMAL.fullmatch(text) if len(text) <= _LONGEST else None
    return None if match is None else _join(match["whole"], match["part"])


def area(text: str) -> Decimal | None:
    """``2.345,5``: '.' or a space groups, ',' is decimal."""
    match = _AREA.fullmatch(text) if len(text) <= _LONGEST else None
    return None if match is None else _join(match["whole"].translate(_SEPARATORS), match["part"])


def date(text: str) -> dt.date | None:
    """``2026-06-14``, ``14/6/2026`` with a stroke, dot or dash, or ``14062026``; None when there
    is no such day."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
    elif match := _DAY_IN_DIGITS.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def decimals(text: str) -> int | None:
    """How many decimals a bare percentage or score was typed with; None if it is not one."""
    match = _DECIMAL.fullmatch(text.strip().removesuffix("%").strip())
    return None if match is None else len(match["part"] or "")


def format_whole(value: int) -> str:
    """4410 → ``4.410``."""
    return format(value, ",").replace(",", ".")


def format_decimal(value: Decimal, grouped: bool = False) -> str:
    """Decimal 97.61 → ``97,61``; with ``grouped``, 2345.5 → ``2.345,5``."""
    text = plain(value)
    left, _, right = text.partition(".")
    if grouped:
        left = format_whole(int(left))
    return f"{left},{right}" if right else left


def format_date(value: dt.date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def plain(value: Decimal) -> str:
    """The shortest fixed-point text of a decimal: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _join(left: str, right: str | None) -> Decimal:
    return Decimal(f"{left}.{right}" if right else left)

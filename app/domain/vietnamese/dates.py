"""Dates: '15/8/2025', '15-08-2025', 'ngày 11 tháng 11 năm 2025', '2025-08-15'."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.vietnamese.text import fold, normalise

DATE: Final = re.compile(
    r"(?<![\d/.])(?P<d>[0-3]?\d)\s?(?P<sep>[/.\-])\s?(?P<m>[01]?\d)\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d)(?![\d/])"
    r"|\bngay\s+(?P<d2>[0-3]?\d)\s+thang\s+(?P<m2>[01]?\d)\s+nam\s+(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<y3>20\d\d)-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)\b"
)

_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and where it stands in the text."""

    on: dt.date
    start: int
    end: int


def make_date(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    """None for a day that does not exist."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_dates(folded: str) -> Iterator[DateMention]:
    """Dates in a text that has been folded (lower case, no marks)."""
    if not _DIGIT.search(folded):
        return
    for match in DATE.finditer(folded):
        found = match.groupdict()
        for suffix in ("", "2", "3"):
            if found[f"y{suffix}"]:
                on = make_date(found[f"y{suffix}"], found[f"m{suffix}"], found[f"d{suffix}"])
                if on is not None:
                    yield DateMention(on, match.start(), match.end())


def parse_date(text: str) -> dt.date | None:
    """The date that a text consists of, with or without the word 'ngày'."""
    folded = " ".join(fold(normalise(text)).split())
    for mention in find_dates(folded):
        if folded[: mention.start].strip() in ("", "ngay") and not folded[mention.end :].strip():
            return mention.on
    return None

"""The period a report is about, from its title and its first words."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

_YEAR: Final = r"(?:(?:\s*(?:,|/|-|cua)?\s*(?:nam\s+)?)(?P<y{0}>20\d\d))"
_PERIOD: Final = re.compile(
    r"\b(?P<h1>(?:(?:0?6|sau)\s+thang\s+dau\s+(?:nam|cua nam)|nua\s+dau\s+nam))"
    + _YEAR.format(1) + "?"
    + r"|\b(?P<h2>(?:0?6|sau)\s+thang\s+cuoi\s+nam)" + _YEAR.format(2) + "?"
    + r"|\b(?P<m9>(?:0?9|chin)\s+thang(?:\s+dau\s+nam)?)" + _YEAR.format(3)
    + r"|\bquy\s+(?P<q>i{1,3}v?|iv|[1-4])\b" + _YEAR.format(4)
    + r"|\bthang\s+(?P<m>0?[1-9]|1[0-2])\b" + _YEAR.format(5)
    + r"|\bnam\s+(?P<y6>20\d\d)(?!\s*[-–]\s*20)"
)  # fmt: skip
_ANY_YEAR: Final = re.compile(r"\b20\d\d\b")
_SLIPPED_YEAR: Final = re.compile(r"\b2[0o][0-9o][0-9ols]\b")
_SLIPS: Final = str.maketrans("ols", "015")
_FUTURE: Final = re.compile(
    r"(?:phuong huong|nhiem vu|trong tam|ke hoach|cong van|quyet dinh|(?<!phap )luat|\bso \d|du "
    r"kien)[^.;]{0,60}$"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class PeriodMention:
    code: str
    start: int
    end: int


def period_mentions(folded: str) -> list[PeriodMention]:
    """Every period named in a text without marks, with its code."""
    found = []
    folded = _SLIPPED_YEAR.sub(lambda match: match.group().translate(_SLIPS), folded)
    for match in _PERIOD.finditer(folded):
        code = _code(match, folded)
        if code:
            found.append(PeriodMention(code, match.start(), match.end()))
    return found


def _code(match: re.Match[str], folded: str) -> str | None:
    got = match.groupdict()
    for half in ("1", "2"):
        if got[f"h{half}"]:
            year = got[f"y{half}"] or _year_behind(folded, match.end())
            return f"{year}-H{half}" if year else None
    if got["m9"]:
        return f"{got['y3']}-9M"
    if got["q"]:
        return f"{got['y4']}-Q{_ROMAN.get(got['q'], got['q'])}"
    if got["m"]:
        return f"{got['y5']}-M{int(got['m']):02d}"
    return f"{got['y6']}-Y"


def _year_behind(folded: str, end: int) -> str:
    """'6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2026': the year follows once."""
    year = _ANY_YEAR.search(folded, end, end + 90)
    return year.group() if year else ""


def report_period(folded: str, title_end: int) -> PeriodMention | None:
    """The period of the title; without one, that of the sentence that opens the report."""
    title = [
        m
        for m in period_mentions(folded[:title_end])
        if not _FUTURE.search(folded[max(0, m.start - 90) : m.start])
    ]
    title = [
        m
        for m in title
        if not re.search(r"\bngay\b[^.]{0,12}$", folded[max(0, m.start - 14) : m.start])
    ]
    named = [m for m in title if not m.code.startswith(("0",)) and "-M" not in m.code] or title
    if named:
        return named[0]
    counts = Counter(
        m.code
        for m in period_mentions(folded)
        if m.code[-2:] in ("H1", "H2") or m.code.endswith("-Y")
    )
    if not counts:
        return None
    best = counts.most_common(1)[0][0]
    return next(m for m in period_mentions(folded) if m.code == best)


def window(code: str) -> tuple[dt.date, dt.date] | None:
    """The statutory window of a period, both days included (NĐ 09/2019, Điều 12)."""
    year, _, kind = code.partition("-")
    if not year.isdigit():
        return None
    number = int(year)
    windows = {
        "H1": (dt.date(number - 1, 12, 15), dt.date(number, 6, 14)),
        "H2": (dt.date(number, 6, 15), dt.date(number, 12, 14)),
        "9M": (dt.date(number - 1, 12, 15), dt.date(number, 9, 14)),
        "Y": (dt.date(number - 1, 12, 15), dt.date(number, 12, 14)),
    }
    if kind in windows:
        return windows[kind]
    if kind.startswith("Q") and kind[1:].isdigit():
        return _quarter(number, int(kind[1:]))
    return None


def _quarter(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year - 1, 12, 15) if quarter == 1 else dt.date(year, 3 * quarter - 3, 15)
    return first, dt.date(year, 3 * quarter, 14)

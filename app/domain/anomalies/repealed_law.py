"""A law or decree cited as in force that was repealed or replaced before the period began.

A report that rests on what no longer holds was mostly copied from an older one. It is a
remark, not a fault: the text may well speak of the past, and then it usually says so in the
same sentence ("thay thế Pháp lệnh …", "trước đây thực hiện theo …").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.domain.anomalies.city import CityColumns, Detector, WardFinding, digest
from app.domain.answers import numerals
from app.domain.findings import Audience, Severity
from app.domain.periods import VIETNAM
from app.domain.rules.model import Rule
from app.domain.rules.wording import remedy
from app.domain.vietnamese.text import nfc, squeeze

SOURCE = "Điều khoản thi hành của các văn bản thay thế, nêu ở từng dòng của REPEALED"

RULE = Rule(
    "repealed_law",
    Severity.WARNING,
    "wards",
    "Viện dẫn văn bản đã hết hiệu lực",
    "Thay bằng văn bản đang có hiệu lực.",
    "Nếu nhắc lại việc đã qua, hãy nói rõ trong câu.",
    audience=Audience.DEPARTMENT,
)


@dataclass(frozen=True)
class Repealed:
    """A document that no longer holds: since ``ended_on`` that of ``by`` does, as ``source``
    says. ``kind`` is the word before its number; ``named`` a pattern of its name, if people
    cite it without the number."""

    kind: str
    number: str
    symbol: str
    ended_on: dt.date
    by: str
    source: str
    named: str = ""

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}/{self.symbol}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its number with the symbol, or behind its kind; or its name."""
        short = r"NĐ|" if self.kind == "Nghị định" else ""
        number = rf"0?{re.escape(self.number.lstrip('0'))}"
        symbol = r"\s?[-–]?\s?".join(re.escape(part) for part in self.symbol.split("-"))
        kind = rf"(?:{short}{self.kind})"
        own = rf"(?:{kind}\s+(?:số:?\s+)?)?(?<![\d/]){number}/{symbol}"
        bare = rf"{kind}\s+(?:số:?\s+)?{number}(?![\d/])"
        cited = f"{own}|{bare}"
        return re.compile(f"{cited}|{self.named}" if self.named else cited, re.IGNORECASE)

    def may_stand_in(self, text: str) -> bool:
        """Seen at a glance: most narratives cite nothing of the kind."""
        is_named = bool(self.named) and "áp lệnh" in text.lower()
        return self.number.lstrip("0") in text or is_named


REPEALED: Final = (
    Repealed(
        "Pháp lệnh",
        "34/2007",
        "PL-UBTVQH11",
        dt.date(2023, 7, 1),
        "Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15",
        "Luật 10/2022/QH15, điều khoản thi hành",
        r"Pháp lệnh\s+(?:về\s+)?(?:thực hiện\s+)?dân chủ ở (?:xã, phường, thị trấn|cơ sở)",
    ),
    Repealed(
        "Nghị định",
        "04/2015",
        "NĐ-CP",
        dt.date(2023, 8, 14),
        "Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15 và Nghị định 59/2023/NĐ-CP",
        "Nghị định 59/2023/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Nghị định",
        "159/2016",
        "NĐ-CP",
        dt.date(2023, 8, 14),
        "Nghị định 59/2023/NĐ-CP",
        "Nghị định 59/2023/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Quyết định",
        "22/2018",
        "QĐ-TTg",
        dt.date(2023, 8, 16),
        "Nghị định 61/2023/NĐ-CP",
        "Nghị định 61/2023/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Nghị định",
        "149/2018",
        "NĐ-CP",
        dt.date(2021, 2, 1),
        "Nghị định 145/2020/NĐ-CP",
        "Nghị định 145/2020/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Nghị định",
        "61/2018",
        "NĐ-CP",
        dt.date(2025, 7, 1),
        "Nghị định 118/2025/NĐ-CP",
        "Nghị định 118/2025/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Nghị định",
        "110/2004",
        "NĐ-CP",
        dt.date(2020, 3, 5),
        "Nghị định 30/2020/NĐ-CP",
        "Nghị định 30/2020/NĐ-CP, điều khoản thi hành",
    ),
    Repealed(
        "Nghị định",
        "42/2022",
        "NĐ-CP",
        dt.date(2026, 7, 1),
        "Nghị định 224/2026/NĐ-CP",
        "Nghị định 224/2026/NĐ-CP Điều 90 khoản 2 điểm b",
    ),
    Repealed(
        "Luật",
        "77/2015",
        "QH13",
        dt.date(2025, 3, 1),
        "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (trước đó 65/2025/QH15)",
        "Luật 65/2025/QH15 và Luật 72/2025/QH15, điều khoản thi hành",
    ),
)

#: What is told of as past, or named only as what another one replaces.
_PAST: Final = re.compile(
    r"thay (?:thế|cho)|được thay|hết hiệu lực|bãi bỏ|trước đây|trước kia|không còn hiệu lực|"
    r"giai đoạn trước|tổng kết|thay đổi so với",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.;!?]\s+(?=[^\W\da-zà-ỹ_])|\n")
#: About the days that a report tells of: what fell in the midst of them is no fault.
_WINDOW: Final = {"Y": dt.timedelta(days=366)}
_HALF: Final = dt.timedelta(days=184)
_QUOTED: Final = 60


@dataclass(frozen=True, slots=True)
class _Citation:
    law: Repealed
    field: str
    start: int
    end: int
    quote: str


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding for each report and repealed document that it cites as if it held."""
    found: list[WardFinding] = []
    for unit in city.wards:
        since = _begins(city, unit.code)
        texts = {field: nfc(text) for field, text in city.narratives.get(unit.code, {}).items()}
        cited: dict[Repealed, list[_Citation]] = {}
        for field, text in texts.items():
            for one in citations(field, text):
                if since is not None and one.law.ended_on <= since:
                    cited.setdefault(one.law, []).append(one)
        found.extend(_finding(unit.code, texts, law, at) for law, at in cited.items())
    return found


def _begins(city: CityColumns, ward: str) -> dt.date | None:
    """About when the days begin that the report tells of."""
    filing = city.filings.get(ward)
    at = filing.due_at if filing is not None else city.as_of
    if at is None:
        return None
    return at.astimezone(VIETNAM).date() - _WINDOW.get(city.period_kind, _HALF)


def citations(field: str, text: str) -> Iterator[_Citation]:
    """Where a text cites what was repealed and does not say so in the same sentence."""
    for law in (law for law in REPEALED if law.may_stand_in(text)):
        for match in law.pattern.finditer(text):
            start, end = _sentence(text, match.start(), match.end())
            if not _PAST.search(text, start, end):
                left = max(start, match.start() - _QUOTED)
                quote = squeeze(text[left : min(end, match.end() + _QUOTED)])
                yield _Citation(law, field, match.start(), match.end(), quote)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def _finding(
    ward: str, texts: Mapping[str, str], law: Repealed, at: list[_Citation]
) -> WardFinding:
    fields = tuple(dict.fromkeys(one.field for one in at))
    message = (
        f"Lời văn viện dẫn {law.title} ({len(at)} chỗ); văn bản này hết hiệu lực từ "
        f"{numerals.format_date(law.ended_on)}, nay là {law.by}: “…{at[0].quote}…”."
        f"{remedy(RULE, is_hard=False)}"
    )
    finding = RULE.finding(
        fields,
        message,
        inputs={field: digest(texts[field]) for field in fields},
        clause=law.number,
        score=0.1,
        details={
            "quotes": [one.quote for one in at],
            "marks": [squeeze(texts[one.field][one.start : one.end]) for one in at],
            "places": [[one.field, one.start, one.end] for one in at],
            "source": law.source,
        },
    )
    return WardFinding(ward, finding)


DETECTOR = Detector("repealed_law", detect, SOURCE, RULE.title_vi)

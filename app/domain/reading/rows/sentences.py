"""What every kind of row is drawn from: sentences that tell results, and their small parts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.reading.clauses import Sentence
from app.domain.vietnamese.dates import find_dates
from app.domain.vietnamese.text import canonical, fold, spoken, squeeze

Row = dict[str, Any]
# 'Quyết định số 12/QĐ-UBND ngày 5/6/2026': the day is the document's.
_OF_DOCUMENT: Final = re.compile(r"\d\s?[-/][^\s,;]*[a-z]{2}[^,;.]{0,24}$")
_DENIED: Final = spoken(r"\b(?:chưa|không|hạn chế|tránh|phòng ngừa)\b")
_PEOPLE: Final = spoken(
    r"(?:\bcó|\bvới|\bthu hút|\bcho|,|\(|;|gồm)?\s*(?:hơn |trên |khoảng |"
    r"gần )?(\d[\d.]*) (?:lượt )?"
    r"(?:người|đại biểu|cử tri|hộ dân|hộ gia đình|cán bộ|nhân dân|công dân|lượt|đại diện)"
)
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells a result: ``text`` as written, ``words`` in lower case,
    both of one length. ``following`` are the sentences behind it in its paragraph.
    """

    text: str
    words: str
    section: str
    following: tuple[str, ...] = field(default=())

    def dates(self) -> list[tuple[dt.date, int]]:
        """Days that are not those of a document, with where they stand."""
        folded = fold(self.text)
        return [
            (found.on, found.start)
            for found in find_dates(folded)
            if not _OF_DOCUMENT.search(folded[max(0, found.start - 60) : found.start])
        ]

    def only_date(self) -> str | None:
        """The one day that the sentence names, in ISO form."""
        days = {day for day, _ in self.dates()}
        return next(iter(days)).isoformat() if len(days) == 1 else None

    def is_denied_before(self, at: int, reach: int = 28) -> bool:
        """'chưa công khai', 'không phát sinh': the words in front say no."""
        return bool(_DENIED.search(self.words, max(0, at - reach), at))


def results(sentences: Sequence[Sentence], flat: str) -> Iterator[Told]:
    """The sentences that tell results, tables and headings left out."""
    kept = [
        sentence
        for sentence in sentences
        if sentence.part.kind in ("results", "annex")
        and not sentence.part.is_heading
        and not sentence.is_cell
    ]
    texts = [squeeze(flat[sentence.start : sentence.end]) for sentence in kept]
    for at, sentence in enumerate(kept):
        behind = [
            text
            for text, other in zip(texts[at + 1 : at + 4], kept[at + 1 : at + 4], strict=True)
            if other.part is sentence.part
        ]
        text, section = texts[at], sentence.part.section
        yield Told(text, canonical(text), section.code if section else "", tuple(behind))


def people_in(text: str) -> int | None:
    """How many came: the one number of people, attendances or delegates in the text."""
    found = {_whole(found) for found in _PEOPLE.finditer(canonical(text))}
    return found.pop() if len(found) == 1 else None


def _whole(found: re.Match[str]) -> int | None:
    digits = next((group for group in found.groups() if group), "").replace(".", "")
    return int(digits) if digits.isdigit() and int(digits) < _MOST else None


def number_in(pattern: re.Pattern[str], text: str) -> int | None:
    """The number of a pattern's first match: its first group that matched."""
    found = pattern.search(canonical(text))
    return _whole(found) if found else None


def without_blanks(row: Row) -> Row:
    """The row without columns of which nothing is said."""
    return {column: value for column, value in row.items() if value not in (None, "")}

"""Whether a sentence that somebody wrote can be filled in, and where it cannot, why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from app.documents.wording import Sentence

MOST_LETTERS: Final = 2000
#: Words of the audience that a sentence of the city's report may use.
WORDS: Final = ("place", "committee")
_PLACEHOLDER: Final = re.compile(r"(@?)([a-z0-9_]+)(\.wards|!)?")
_PAIRS: Final = {"}": "{", "]": "["}
_AROUND: Final = 18


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a text, and ``at`` which letter of it, from 0."""

    at: int
    message: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``mark`` as it is written, ``{dossiers_received!}``; ``kind`` is "", "!", ".wards" or "@"."""

    mark: str
    code: str
    kind: str
    at: int


def placeholders(text: str) -> Iterator[Placeholder]:
    """Those that are well formed, in order."""
    for match in re.finditer(r"\{([^{}\[\]]*)\}", text):
        found = _PLACEHOLDER.fullmatch(match[1])
        if found is not None:
            yield Placeholder(match[0], found[2], found[1] or found[3] or "", match.start())


def faults_in(text: str, codes: Collection[str]) -> tuple[Fault, ...]:
    """Everything wrong with brackets and placeholders; ``codes`` are the indicators known."""
    if not text.strip():
        return (Fault(0, "Câu đang để trống. Muốn dùng lại câu mẫu, bấm “Dùng lại câu mẫu”."),)
    if len(text) > MOST_LETTERS:
        return (Fault(MOST_LETTERS, f"Câu dài quá {MOST_LETTERS} chữ cái."),)
    unpaired = tuple(_unpaired(text))
    return unpaired or tuple(_unknown(text, codes)) + tuple(_loose_bars(text))


def said_of(sentence: Sentence) -> frozenset[str]:
    """The codes whose figures the text itself prints."""
    return frozenset(p.code for p in placeholders(sentence.text) if p.kind in ("", "!"))


def _unpaired(text: str) -> Iterator[Fault]:
    """Brackets without their other half; ones of a kind do not stand inside each other."""
    opened: list[tuple[str, int]] = []
    for at, letter in enumerate(text):
        if letter in "{[":
            if any(letter == other or other == "{" for other, _ in opened):
                yield Fault(at, f"Dấu “{letter}” nằm trong một chỗ chưa đóng: {_near(text, at)}")
                return
            opened.append((letter, at))
        elif letter in _PAIRS:
            if not opened or opened[-1][0] != _PAIRS[letter]:
                yield Fault(at, f"Dấu “{letter}” không có dấu mở: {_near(text, at)}")
                return
            opened.pop()
    for letter, at in opened:
        yield Fault(at, f"Dấu “{letter}” không có dấu đóng: {_near(text, at)}")


def _unknown(text: str, codes: Collection[str]) -> Iterator[Fault]:
    for match in re.finditer(r"\{([^{}]*)\}", text):
        found = _PLACEHOLDER.fullmatch(match[1])
        known = found is not None and found[2] in (WORDS if found[1] else codes)
        if not known or (found is not None and found[1] and found[3]):
            yield Fault(
                match.start(),
                f"Không có chỗ điền nào tên “{match[0]}”: {_near(text, match.start())}",
            )


def _loose_bars(text: str) -> Iterator[Fault]:
    """A bar parts what is said from what is said of zero, so it needs a figure before it."""
    for match in re.finditer(r"\[([^\[\]]*)\]", text):
        first, bar, rest = match[1].partition("|")
        if bar and ("|" in rest or not any(p.kind in ("", "!") for p in placeholders(first))):
            at = match.start() + 1 + len(first)
            yield Fault(at, f"Trước dấu “|” phải có đúng một phần nêu số: {_near(text, at)}")


def _near(text: str, at: int) -> str:
    """The letters around the place, which is marked: ``… văn bản ▸{sai} lãnh đạo …``."""
    start, end = max(0, at - _AROUND), min(len(text), at + _AROUND)
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    return f"{before}{text[start:at]}▸{text[at:end]}{after} (chữ thứ {at + 1})"

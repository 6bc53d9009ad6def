"""A narrative as its points: bullets and sentences, each kept in its own words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.domain.vietnamese.text import lower, normalise, squeeze, tone_canonical

_BULLET: Final = re.compile(r"^\s*(?:[-–—+*•▪●◦]|\d{1,2}[.)]|[a-zđ]\))\s+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_])")
_ABBREVIATION: Final = re.compile(r"(?:^|\s)(?:TP|TT|Q|P|TX|ThS|TS|đ/c)\.$")
_WORD: Final = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_SHORTEST_CLAUSE: Final = 5
#: Each word has a space of its own at either side, so that a name is cut out by whole words.
_GAP: Final = "  "
#: A city's texts are made of a few thousand words.
_spelled = lru_cache(maxsize=65_536)(tone_canonical)


@dataclass(frozen=True, slots=True)
class Point:
    """One bullet or sentence of one ward; ``position`` is its place in that ward's text."""

    ward_code: str
    position: int
    text: str

    @property
    def id(self) -> str:
        """The same for the same words of the same ward, wherever in its text they stand."""
        return _id(self.ward_code, self.text)


@lru_cache(maxsize=65_536)
def _id(ward_code: str, text: str) -> str:
    return f"{ward_code}:{hashlib.sha256(squeeze(text).encode()).hexdigest()[:12]}"


def points_in(texts: Mapping[str, str]) -> list[Point]:
    """The points of one narrative field, from its texts by ward code."""
    return [
        Point(ward, position, text)
        for ward, narrative in texts.items()
        for position, text in enumerate(points_of(narrative))
    ]


@lru_cache(maxsize=8_192)
def points_of(text: str) -> tuple[str, ...]:
    """A narrative as its bullets and sentences, without marks of lists.

    Lines broken in mid-sentence are joined again. A list within a sentence
    ("…; …; …") is taken apart where each part is a clause of its own.
    """
    return tuple(
        clause
        for paragraph in _paragraphs(normalise(text))
        for sentence in _sentences(paragraph)
        for clause in _clauses(sentence)
    )


def _paragraphs(text: str) -> Iterator[str]:
    current = ""
    for line in text.replace("\f", "\n").split("\n"):
        body = squeeze(line)
        if not body:
            continue
        if current and not _BULLET.match(line) and _continues(current, body):
            current = f"{current} {body}"
            continue
        if current:
            yield current
        current = squeeze(_BULLET.sub("", line))
    if current:
        yield current


def _continues(before: str, body: str) -> bool:
    return before[-1] not in ".!?;:…" and (body[0].islower() or body[0].isdigit())


def _sentences(paragraph: str) -> Iterator[str]:
    held = ""
    for piece in _SENTENCE_END.split(paragraph):
        held = f"{held} {piece}" if held else piece
        if not _ABBREVIATION.search(held):
            yield held
            held = ""
    if held:
        yield held


def _clauses(sentence: str) -> Iterable[str]:
    sentence = sentence.rstrip(" ;")
    clauses = [squeeze(c) for c in sentence.split(";")]
    if len(clauses) < 2 or any(len(c.split()) < _SHORTEST_CLAUSE for c in clauses):
        clauses = [sentence]
    return (c for c in clauses if _WORD.search(c))


@lru_cache(maxsize=65_536)
def words_of(text: str, name: str = "") -> tuple[str, ...]:
    """The words that say what a point is about: in one spelling, without the ward's own
    ``name``, every number as '#'."""
    words: Iterable[str] = _spelled_words(text)
    if name:
        words = f" {_GAP.join(words)} ".replace(_between_gaps(name), "").split()
    return tuple("#" if word[0].isdigit() else word for word in words)


def _spelled_words(text: str) -> Iterator[str]:
    return map(_spelled, _WORD.findall(lower(text)))


@lru_cache(maxsize=8_192)
def _between_gaps(name: str) -> str:
    return f" {_GAP.join(_spelled_words(name))} "

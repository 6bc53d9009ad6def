"""What many wards say in nearly the same words, with every ward's own sentence kept.

Points (bullets and sentences) of one narrative field are compared by the share
of their word pairs, after numbers and the ward's own name are masked, and
gathered around the point that most wards come close to. No point is dropped:
what nobody else says is listed after the themes. Similar wording is all that is
seen here; the same thought in other words stays apart for an editor to join.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.domain.vietnamese.text import canonical, normalise, squeeze

#: Shared word pairs over those of the shorter point, from which two points are one.
CLOSE: Final = 0.6
#: Below this many word pairs a point is too short to be likened to another.
FEWEST_PAIRS: Final = 3
#: A word pair in more than this share of the points tells nothing apart.
TOO_COMMON: Final = 0.2

_BULLET: Final = re.compile(r"^\s*(?:[-–—+*•▪●◦]|\d{1,2}[.)]|[a-zđ]\))\s+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_])")
_ABBREVIATION: Final = re.compile(r"(?:^|\s)(?:TP|TT|Q|P|TX|ThS|TS|đ/c)\.$")
_WORD: Final = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_SHORTEST_CLAUSE: Final = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One bullet or sentence of one ward; ``position`` is its place in that ward's text."""

    ward_code: str
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Points of several wards that say nearly the same.

    ``text`` is the point that the others are closest to, in its own words.
    """

    text: str
    points: tuple[Point, ...]

    @property
    def wards(self) -> tuple[str, ...]:
        """Codes of the wards that say it, each once, in order."""
        return tuple(dict.fromkeys(p.ward_code for p in self.points))


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes by falling number of wards, then everything said by one ward alone."""

    themes: tuple[Theme, ...]
    ungrouped: tuple[Point, ...]
    wards: int


def themes_of(texts: Mapping[str, str], names: Mapping[str, str] | None = None) -> Themes:
    """Group the points of one narrative field.

    ``texts`` maps ward codes to the field's text, ``names`` ward codes to the
    ward's name, which is masked in that ward's own text. ``wards`` of the result
    counts the wards that wrote anything.
    """
    points = [
        Point(ward, position, text)
        for ward, narrative in texts.items()
        for position, text in enumerate(points_of(narrative))
    ]
    grouped = group(points, names or {})
    themes = tuple(theme for theme in grouped if len(theme.wards) > 1)
    alone = [point for theme in grouped if len(theme.wards) < 2 for point in theme.points]
    order = {ward: i for i, ward in enumerate(texts)}
    alone.sort(key=lambda p: (order[p.ward_code], p.position))
    return Themes(themes, tuple(alone), len({p.ward_code for p in points}))


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


def group(points: Sequence[Point], names: Mapping[str, str]) -> list[Theme]:
    """Gather points around stars: the point closest to points of most wards first.

    Every point ends in exactly one theme. Unlike chains, stars keep each member
    close to the text that stands for it. Deterministic for equal input.
    """
    wordings: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in points:
        wordings[_words(point, names.get(point.ward_code, ""))].append(point)
    members = list(wordings.values())
    neighbours = _neighbours([_pairs(words) for words in wordings])
    reach = [_reach(members, i, near) for i, near in enumerate(neighbours)]
    taken = [False] * len(members)
    themes = []
    for star in sorted(range(len(members)), key=lambda i: (-reach[i], i)):
        if taken[star]:
            continue
        around = [i for i in sorted({star, *neighbours[star]}) if not taken[i]]
        for i in around:
            taken[i] = True
        gathered = tuple(point for i in around for point in members[i])
        themes.append(Theme(members[star][0].text, gathered))
    return sorted(themes, key=lambda theme: -len(theme.wards))


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


def _words(point: Point, name: str) -> tuple[str, ...]:
    text = canonical(squeeze(point.text))
    if name:
        text = text.replace(canonical(squeeze(name)), " ")
    return tuple("#" if word[0].isdigit() else word for word in _WORD.findall(text))


def _pairs(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words))


def _neighbours(pairs: Sequence[frozenset[tuple[str, str]]]) -> list[list[int]]:
    """For each wording the others that are close to it, in order."""
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, own in enumerate(pairs):
        for pair in own:
            postings[pair].append(i)
    limit = max(50, int(TOO_COMMON * len(pairs)))
    return [_close_to(i, pairs, postings, limit) for i in range(len(pairs))]


def _close_to(
    i: int,
    pairs: Sequence[frozenset[tuple[str, str]]],
    postings: Mapping[tuple[str, str], list[int]],
    limit: int,
) -> list[int]:
    if len(pairs[i]) < FEWEST_PAIRS:
        return []
    telling = (postings[p] for p in pairs[i] if len(postings[p]) <= limit)
    candidates = Counter(j for wordings in telling for j in wordings)
    return sorted(j for j in candidates if j != i and _is_close(pairs[i], pairs[j]))


def _is_close(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> bool:
    shorter = min(len(left), len(right))
    return shorter >= FEWEST_PAIRS and len(left & right) >= CLOSE * shorter


def _reach(members: Sequence[Sequence[Point]], i: int, near: Iterable[int]) -> int:
    return len({p.ward_code for j in (i, *near) for p in members[j]})

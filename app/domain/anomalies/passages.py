"""Which runs of words two texts share, where they stand in each, and the longest quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Any, Final

from app.domain.vietnamese.text import canonical, nfc

_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*")
_APART: Final = re.compile(f"({_WORD.pattern})")
_LONGEST_QUOTE: Final = 600
#: Shorter runs are turns of speech.
SHORTEST: Final = 4
#: A word that stands in more places of a text than this is tried at the first of them.
_MOST_PLACES: Final = 24


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) of one text that stand in the other as well; ``words`` many."""

    own: tuple[int, int]
    other: tuple[int, int]
    words: int


def passages(
    first: str, second: str, first_names: Sequence[str], second_names: Sequence[str]
) -> list[Run]:
    """The runs of at least four words of the first text that stand in the second, in order.

    Numbers and each unit's own name are taken for equal, since a copyist changes just
    those. Places are those of the texts in NFC.
    """
    own, own_ends = _tokens(nfc(first), first_names)
    other, other_ends = _tokens(nfc(second), second_names)
    return [Run(_span(own_ends, a, n), _span(other_ends, b, n), n) for a, b, n in _runs(own, other)]


def _span(ends: Sequence[int], first: int, words: int) -> tuple[int, int]:
    """Characters from a word to so many words on."""
    return ends[2 * first], ends[2 * (first + words) - 1]


def alike(first: str, second: str, runs: Iterable[Run]) -> list[Run]:
    """The parts of some runs that say the very same: without the numbers and names for which
    each text has its own."""
    first, second = nfc(first), nfc(second)
    return [part for run in runs for part in _alike(first, second, run)]


def _alike(first: str, second: str, run: Run) -> Iterator[Run]:
    own = list(_WORD.finditer(first, *run.own))
    other = list(_WORD.finditer(second, *run.other))
    is_same = [canonical(a[0]) == canonical(b[0]) for a, b in zip(own, other, strict=True)]
    for same, places in groupby(range(run.words), key=is_same.__getitem__):
        if same:
            first_word, *rest = places
            last_word = rest[-1] if rest else first_word
            yield Run(
                (own[first_word].start(), own[last_word].end()),
                (other[first_word].start(), other[last_word].end()),
                1 + len(rest),
            )


def mirrored(runs: Iterable[Run]) -> list[Run]:
    """The same runs as the other text has them."""
    return sorted((Run(r.other, r.own, r.words) for r in runs), key=lambda run: run.own)


def _runs(own: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(place, place in the other, length): from left to right the longest at each place."""
    places = _places(_grams(theirs))
    starts_at = [places.get(gram) for gram in _grams(own)]
    at = 0
    while at < len(starts_at):
        starts = starts_at[at]
        if starts is None:
            at += 1
            continue
        reached = [(_reach(own, theirs, at, start), -start) for start in starts[:_MOST_PLACES]]
        length, start = max(reached)
        yield at, -start, length
        at += length


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(SHORTEST)), strict=False))


def _places(grams: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    """Where each stands, in order."""
    places = {gram: [at] for at, gram in enumerate(grams)}
    if len(places) < len(grams):  # Few texts say the same four words twice.
        places = {gram: [] for gram in grams}
        for at, gram in enumerate(grams):
            places[gram].append(at)
    return places


def _reach(own: Sequence[str], theirs: Sequence[str], a: int, b: int) -> int:
    length = SHORTEST
    most = min(len(own) - a, len(theirs) - b)
    while length < most and own[a + length] == theirs[b + length]:
        length += 1
    return length


def shown(first: str, second: str, runs: Sequence[Run]) -> dict[str, Any]:
    """For the screens: ``passage`` {own, other} quotes the longest run; ``passages`` are
    [{own: [start, end], other: [start, end], words}], for the two texts side by side."""
    longest = max(runs, key=lambda run: run.words, default=None)
    quotes = {"own": "", "other": ""}
    if longest is not None:
        quotes = {
            "own": _quote(nfc(first), longest.own),
            "other": _quote(nfc(second), longest.other),
        }
    listed = [{"own": list(r.own), "other": list(r.other), "words": r.words} for r in runs]
    return {"passage": quotes, "passages": listed}


def _tokens(text: str, names: Sequence[str]) -> tuple[list[str], list[int]]:
    """The masked words, those of the own name '@', and where each begins and ends: word i at
    2·i and 2·i + 1."""
    own = {word for name in names for word in _WORD.findall(canonical(nfc(name)))}
    parts = _APART.split(text)  # What is between words, a word, what is between, …
    words = [_masked(word) for word in parts[1::2]]
    if not own.isdisjoint(words):
        words = ["@" if word in own else word for word in words]
    return words, list(accumulate(map(len, parts)))


@lru_cache(maxsize=20_000)
def _masked(word: str) -> str:
    return "#" if word[0].isdigit() else canonical(word)


def _quote(text: str, place: tuple[int, int]) -> str:
    quote = text[slice(*place)]
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"

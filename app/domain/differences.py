"""Two texts beside each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

SAME, REMOVED, ADDED = "same", "removed", "added"
_WORDS: Final = re.compile(r"\s+|[^\s]+")
#: Beyond this the two middles are shown whole: a comparison must not hold up a page.
_MOST_WORDS: Final = 4000


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that both have, or only the one before, or only the one after."""

    kind: str
    text: str


def word_segments(before: str, after: str) -> list[Segment]:
    """The two texts as one: joining ``same`` and ``removed`` gives ``before``, joining
    ``same`` and ``added`` gives ``after``. Equal texts are one ``same`` segment."""
    left, right = _WORDS.findall(before), _WORDS.findall(after)
    head = _shared(left, right)
    tail = _shared(left[head:][::-1], right[head:][::-1])
    old, new = left[head : len(left) - tail], right[head : len(right) - tail]
    parts = [
        (SAME, left[:head]),
        *_middle(old, new),
        (SAME, left[len(left) - tail :]),
    ]
    return list(_joined(parts))


def _shared(left: list[str], right: list[str]) -> int:
    """How many words at the beginning are the same."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _middle(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from ((REMOVED, old), (ADDED, new))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield SAME, old[i:j]
        else:
            yield from ((REMOVED, old[i:j]), (ADDED, new[k:m]))


def _joined(parts: list[tuple[str, list[str]]]) -> Iterator[Segment]:
    """Neighbours of one kind as one segment; empty ones fall away."""
    kind, words = SAME, list[str]()
    for next_kind, more in parts:
        if next_kind != kind and more:
            if words:
                yield Segment(kind, "".join(words))
            kind, words = next_kind, []
        words += more
    if words:
        yield Segment(kind, "".join(words))

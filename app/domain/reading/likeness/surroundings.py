"""The words around a figure, as the names of features.

Words are taken without marks, so that a bad scan and a bare text look like any other;
every number is ``#``. ``near`` words stand in the figure's own clause, ``far`` ones in
its sentence; headings, the lead of a list and the sentence before lend their words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from app.domain.reading.clauses import Clause
from app.domain.reading.outline import Part

_TOKEN: Final = re.compile(r"[^\W\d_]+|[%/(),;:.]|\d+")
_STOPS: Final = frozenset(",;.")
_LEFT: Final = 160
_RIGHT: Final = 90
_BEFORE: Final = 25
_LEAD: Final = 30
#: Codes of the figures before this one that are told to the model, the nearest first.
NEIGHBOURS: Final = 2


def features_of(clause: Clause, folded: str, is_whole: bool) -> list[str]:
    """The features of one figure, or of the right half of its n/m (``is_whole``)."""
    figure, sentence = clause.figure, clause.sentence
    left = _tokens(folded[max(sentence.start, figure.start - _LEFT) : figure.start])
    right = _tokens(folded[figure.end : min(sentence.end, figure.end + _RIGHT)])
    names = [
        f"kind={figure.kind.value}",
        f"half={'whole' if is_whole else 'part' if figure.whole is not None else 'one'}",
        *(f"l{n}={word}" for n, word in enumerate(reversed(left[-6:]))),
        *(f"r{n}={word}" for n, word in enumerate(right[:5])),
        *_run("nl", _own(left[::-1])[::-1]),
        *_run("nr", _own(right)),
        *_run("fl", _words(left)),
        *(f"fr={word}" for word in _words(right)),
        *_around(clause, folded),
    ]
    return list(dict.fromkeys(names))


def neighbour_features(codes: Sequence[str]) -> list[str]:
    """What the figures before this one were: "trong đó 41 đã xong" follows its total."""
    return [f"prev{n}={code}" for n, code in enumerate(codes[:NEIGHBOURS])]


def _tokens(text: str) -> list[str]:
    return ["#" if token[0].isdigit() else token for token in _TOKEN.findall(text)]


def _own(tokens: Sequence[str]) -> list[str]:
    """The words up to the first stop."""
    at = next((n for n, token in enumerate(tokens) if token in _STOPS), len(tokens))
    return _words(tokens[:at])


def _words(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token.isalpha()]


def _run(name: str, words: Sequence[str]) -> Iterator[str]:
    """Each word, and each with the next."""
    yield from (f"{name}={word}" for word in words)
    yield from (f"{name}2={a}_{b}" for a, b in pairwise(words))


def _around(clause: Clause, folded: str) -> Iterator[str]:
    sentence = clause.sentence
    for heading in sentence.part.headings[-2:]:
        yield from (f"head={word}" for word in _part_words(heading, folded))
    if sentence.previous is not None:
        before = folded[sentence.previous.start : sentence.previous.end]
        yield from (f"prior={word}" for word in _words(_tokens(before))[-_BEFORE:])
    if sentence.part.lead is not None:
        lead = _part_words(sentence.part.lead, folded)
        yield from (f"prior={word}" for word in lead[:_LEAD])


def _part_words(part: Part, folded: str) -> list[str]:
    return _words(_tokens(folded[part.block.start : part.block.end]))

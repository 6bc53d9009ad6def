"""What a figure's surroundings are about: frames by nearness, facets by recency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.domain.reading.clauses import Clause, Sentence, Span
from app.domain.reading.cues import Cues
from app.domain.reading.outline import Part
from app.domain.reading.phrases import Match

# Weight of a frame by where its word stands, seen from the figure.
_OWN: Final = 1.0
_WIDE: Final = 0.96
_SENTENCE: Final = 0.9
_AHEAD: Final = 0.5
_BEFORE: Final = 0.72
_LEAD: Final = 0.7
_HEADING: Final = 0.66
_SIBLING: Final = 0.6
_FADE: Final = 0.9


@dataclass(slots=True)
class Surroundings:
    """``frames``: weight of each frame; ``facets``: the value in force for each facet
    with the distance it was taken from (0 own words … 4 heading).
    """

    frames: dict[str, float] = field(default_factory=dict)
    facets: dict[str, tuple[str, int]] = field(default_factory=dict)

    def top(self) -> float:
        return max(self.frames.values(), default=0.0)


def survey(clause: Clause, cues: Cues) -> Surroundings:
    """Frames and facets for one figure, nearest words first."""
    found = Surroundings()
    for distance, weight, matches in _rings(clause):
        for match in matches:
            _note(found, match, distance, weight, cues)
    return found


def _note(found: Surroundings, match: Match, distance: int, weight: float, cues: Cues) -> None:
    for frame in cues.frames.get(match.phrase, ()):
        found.frames[frame] = max(
            found.frames.get(frame, 0.0), weight * (0.8 + 0.2 * match.quality)
        )
    if distance < 5:
        for facet, value in cues.facets.get(match.phrase, ()):
            found.facets.setdefault(facet, (value, distance))


def _rings(clause: Clause) -> Iterator[tuple[int, float, Iterable[Match]]]:
    """Matches ring by ring: (distance, weight, matches), the nearest first in each."""
    sentence = clause.sentence
    yield 0, _OWN, _nearest(sentence.within(clause.left))
    yield 0, _OWN, sentence.within(clause.right)
    yield 0, _WIDE, _nearest(sentence.within(clause.wide_left))
    if clause.aside:
        yield 1, _WIDE, sentence.within(clause.aside.right)
        yield 1, _WIDE, _nearest(sentence.within(clause.aside.left))
    yield from _earlier(sentence, clause.figure.start)
    yield 5, _AHEAD, sentence.within(Span(clause.figure.end, sentence.end))
    yield from _previous(sentence)
    yield from _around(sentence.part)


def _nearest(matches: Iterable[Match]) -> Iterator[Match]:
    return iter(sorted(matches, key=lambda match: (-match.end, -match.length)))


def _earlier(sentence: Sentence, start: int) -> Iterator[tuple[int, float, Iterable[Match]]]:
    matches = list(_nearest(m for m in sentence.within(Span(sentence.start, start))))
    for match in matches:
        gap = start - match.end
        yield 1, _SENTENCE * (_FADE ** (gap / 160)), (match,)


def _previous(sentence: Sentence) -> Iterator[tuple[int, float, Iterable[Match]]]:
    weight, before, distance = _BEFORE, sentence.previous, 2
    while before is not None and weight > 0.45:
        yield distance, weight, _nearest(before.matches)
        weight, before, distance = weight * _FADE, before.previous, 3


def _around(part: Part) -> Iterator[tuple[int, float, Iterable[Match]]]:
    lead, weight = part.lead, _LEAD
    while lead is not None:
        yield 3, weight, _nearest(lead.matches)
        lead, weight = lead.lead, weight * _FADE
    before = part.before
    if before is not None:
        yield 4, _SIBLING, _nearest(before.matches)
    weight = _HEADING
    for heading in reversed(part.headings):
        yield 4, weight, heading.matches
        weight *= _FADE

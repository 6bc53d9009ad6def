"""Numbers that were seen in a report's results and went to no indicator.

They are offered to a person, with the section they stand in; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.reading.clauses import Clause
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.outline import Part
from app.domain.reading.report import Draft, prepare
from app.domain.vietnamese.text import squeeze

_BESIDE = 70
_NOT_OFFERED = frozenset({"header", "tail"})


@dataclass(frozen=True, slots=True)
class UnusedFigure:
    """``start``–``end`` as in ``Mention``; ``words`` are those around it on its line;
    ``narrative`` is the form's narrative field of the section it stands in, or ''."""

    start: int
    end: int
    value: Decimal
    typed: str
    words: str
    narrative: str


def unused_figures(
    text: str, taken: Iterable[tuple[int, int]], cues: Cues
) -> tuple[UnusedFigure, ...]:
    """In the order of the text; ``taken`` are the spans of the phrases that were used."""
    draft = prepare(text, cues)
    used = list(taken)
    found = {
        clause.figure.start: _unused(draft, clause)
        for clause in _offered(draft)
        if not any(a < clause.figure.end and b > clause.figure.start for a, b in used)
    }
    return tuple(found[start] for start in sorted(found))


def _offered(draft: Draft) -> Iterator[Clause]:
    for sentence in draft.sentences:
        if sentence.part.kind not in _NOT_OFFERED:
            yield from (c for c in sentence.clauses if c.figure.kind not in (Kind.ZERO, Kind.EACH))


def _unused(draft: Draft, clause: Clause) -> UnusedFigure:
    figure, part = clause.figure, clause.sentence.part
    return UnusedFigure(
        figure.start,
        figure.end,
        Decimal(figure.value),
        figure.typed,
        _words(draft.source.text, figure, part),
        part.section.narrative if part.section else "",
    )


def _words(text: str, figure: Figure, part: Part) -> str:
    start = max(part.block.start, figure.start - _BESIDE)
    end = min(part.block.end, figure.end + _BESIDE)
    words = text[start:end]
    if start > part.block.start:
        words = "…" + words.partition(" ")[2]
    if end < part.block.end:
        words = words.rpartition(" ")[0] + "…"
    return squeeze(words)

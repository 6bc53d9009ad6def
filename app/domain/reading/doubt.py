"""Figures that the letters' own recognition was not sure of wait for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.reading.model import Read, Reading, Status

Spans = Sequence[tuple[int, int]]
# What a value is worth whose figure may have slipped.
_WORTH: Final = 0.6


def with_doubts(reading: Reading, text: str, doubtful: Spans) -> Reading:
    """The reading of a recognised ``text`` whose figures at ``doubtful`` (start, end) may
    have slipped: what was taken from one of them is uncertain.
    """
    if not doubtful:
        return reading
    indicators = {
        code: _doubted(found) if _is_touched(found, text, doubtful) else found
        for code, found in reading.indicators.items()
    }
    return replace(reading, indicators=indicators)


def _doubted(found: Read) -> Read:
    return replace(found, confidence=min(found.confidence, _WORTH), status=Status.UNCERTAIN)


def _is_touched(found: Read, text: str, doubtful: Spans) -> bool:
    """Whether the figure itself is doubtful; the whole phrase counts where the figure
    does not stand in it as it was taken.
    """
    places = list(_places(found, text)) or [(found.start, found.end)]
    return any(start < b and a < end for start, end in places for a, b in doubtful)


def _places(found: Read, text: str) -> Iterator[tuple[int, int]]:
    if found.typed.strip():
        phrase = text[found.start : found.end]
        for match in re.finditer(re.escape(found.typed.strip()), phrase):
            yield found.start + match.start(), found.start + match.end()

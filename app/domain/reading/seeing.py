"""How a text's words are to be seen: with marks, without any, or as a bad scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne
from typing import Final

from app.domain.reading.cues import Cues
from app.domain.reading.phrases import Match, Token, is_noisy, without_misreadings
from app.domain.reading.source import Layers

# Below this share of marked letters a text was typed, or scanned, without marks.
_BARE_BELOW: Final = 0.04


@dataclass(frozen=True, slots=True)
class Seeing:
    """``is_bare``: no marks in the text; ``is_noisy``: many of them wrong."""

    cues: Cues
    is_bare: bool
    is_noisy: bool = False

    def phrases(self, tokens: Sequence[Token]) -> list[Match]:
        """The phrases of a run of words, misread and masked ones left out."""
        return self.cleared(self.cues.book.find(tokens, self.is_bare))

    def cleared(self, found: Sequence[Match]) -> list[Match]:
        if self.is_bare:
            found = self._without_straddlers(found)
        else:
            found = without_misreadings(found, self.is_noisy)
        masks = [m for m in found if m.phrase in self.cues.masks]
        return [m for m in found if not any(_hides(mask, m) for mask in masks)]

    def _without_straddlers(self, found: Sequence[Match]) -> list[Match]:
        """Without marks "tong so ho" of "tong so ho so" reads as households: a few
        nouns keep their words to themselves.
        """
        greedy = [m for m in found if m.phrase in self.cues.marks["greedy"]]
        return [m for m in found if not any(m.start < g.start < m.end < g.end for g in greedy)]


def see(
    layers: Layers, runs: Sequence[Sequence[Token]], cues: Cues
) -> tuple[Seeing, list[list[Match]]]:
    """How to see a text, and the phrases of each run of words seen that way."""
    is_bare = _is_bare(layers)
    found = [cues.book.find(run, is_bare) for run in runs]
    seeing = Seeing(
        cues, is_bare, not is_bare and is_noisy([m for matches in found for m in matches])
    )
    return seeing, [seeing.cleared(matches) for matches in found]


def _is_bare(layers: Layers) -> bool:
    letters = sum(map(str.isalpha, layers.words))
    marked = sum(map(ne, layers.words, layers.folded))
    return letters > 0 and marked / letters < _BARE_BELOW


def _hides(mask: Match, match: Match) -> bool:
    """'đúng hạn' inside 'trước và đúng hạn' is not itself."""
    inside = mask.start <= match.start and match.end <= mask.end
    return inside and (match.end - match.start) < (mask.end - mask.start)

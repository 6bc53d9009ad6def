"""Keeping made-up narratives apart, so that the only copies are the planted ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from zlib import crc32

from app.demonstration.narratives import Narrative, phrases, slots_of, written_in
from app.demonstration.profiles import Profile
from app.domain.answers import Answer
from app.domain.forms import FormDefinition

#: Shared runs of four words over those of the shorter text; a copy is told from 0.5 on.
_FARTHEST: Final = 0.43
_TRIES: Final = 12
#: One run in so many is looked at.
_SAMPLED: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass
class Writers:
    """Everything written so far, by the runs of four words in it.

    A narrative is held against those of its field in the same period and
    against the ward's own past.
    """

    form: FormDefinition
    seed: int
    _told: dict[tuple[str, str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    _sizes: list[int] = field(default_factory=list)
    _past: dict[tuple[str, str], list[set[int]]] = field(default_factory=lambda: defaultdict(list))

    def write(
        self, profile: Profile, period: str, answers: Mapping[str, Answer]
    ) -> dict[str, Narrative]:
        """One ward's narratives; a field that comes too near another's is drawn again."""
        slots = slots_of(self.form, profile, answers)
        drawn = ((code, self._apart(code, profile, period, slots)) for code in phrases())
        return {code: narrative for code, narrative in drawn if narrative is not None}

    def _apart(
        self, code: str, profile: Profile, period: str, slots: Mapping[str, str]
    ) -> Narrative | None:
        past = self._past[profile.unit.code, code]
        narrative, runs = None, set[int]()
        for attempt in range(_TRIES):
            drawn = written_in(code, self.seed, profile, period, slots, attempt)
            if drawn is None:
                break
            narrative, runs = drawn, sampled_runs(drawn.text)
            if self._is_apart(period, code, runs, past):
                break
        for run in runs:
            self._told[period, code, run].append(len(self._sizes))
        self._sizes.append(len(runs))
        past.append(runs)
        return narrative

    def _is_apart(self, period: str, code: str, runs: set[int], past: list[set[int]]) -> bool:
        shared = Counter(i for run in runs for i in self._told.get((period, code, run), ()))
        near = [(n, self._sizes[i]) for i, n in shared.items()]
        near += [(len(runs & before), len(before)) for before in past]
        return all(n <= _FARTHEST * min(len(runs), size) for n, size in near)


def sampled_runs(text: str) -> set[int]:
    """A sample of the runs of four words in a text, as numbers."""
    words = [_number(word) for word in _WORD.findall(text.lower())]
    runs = zip(words, words[1:], words[2:], words[3:], strict=False)
    return {run for a, b, c, d in runs if (run := a ^ b << 7 ^ c << 14 ^ d << 21) % _SAMPLED == 0}


@cache
def _number(word: str) -> int:
    """The same number for a word on every machine; a report's words are few."""
    return crc32(word.encode())

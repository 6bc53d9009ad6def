"""Drawing numbers that belong to a ward and hardly change from one half-year to the next."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.demonstration.profiles import Profile
from app.demonstration.seeds import seeded

#: A half-year differs from the ward's own habit by at most this share.
_DRIFT = 0.07


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that figures are made for.

    ``weeks`` are whole weeks; ``share`` is its length in half-years;
    ``is_year_end`` where the conferences of the end of a year fall into it.
    """

    name: str
    weeks: int
    share: float
    is_year_end: bool
    has_election: bool = False


class Draws:
    """Random numbers of one ward in one span: the ward's habit, and a little drift.

    The habit behind a code depends on the seed, the ward and the code alone, so
    neither other wards nor the order of the draws change it.
    """

    def __init__(self, seed: int, profile: Profile, span: Span) -> None:
        self.profile = profile
        self.span = span
        self._root = f"{seed}:{profile.unit.code}"

    def flow(self, code: str, usual: float, spread: float = 0.25) -> int:
        """A count that grows with time; ``usual`` per half-year."""
        return round(self._habit(code, usual, spread) * self._drift(code) * self.span.share)

    def stock(self, code: str, usual: float, spread: float = 0.25) -> int:
        """A count as of a date."""
        return round(self._habit(code, usual, spread))

    def few(self, code: str, low: int, high: int) -> int:
        """A small count per half-year, steady for a ward and never 0 where ``low`` is not."""
        habit = self._fixed(code).randint(low, high)
        return max(min(low, 1), round(habit * self._drift(code) * self.span.share))

    def pick(self, code: str, low: int, high: int) -> int:
        """A small number that the ward keeps."""
        return self._fixed(code).randint(low, high)

    def part(self, code: str, low: float, high: float) -> float:
        """A share that the ward keeps, give or take a little."""
        habit = self._fixed(code).triangular(low, high)
        return min(high, max(low, habit + (high - low) * self._now(code).uniform(-0.05, 0.05)))

    def chance(self, code: str, probability: float) -> bool:
        """Whether something is the case for this ward in every span alike."""
        return self._fixed(code).random() < probability

    def _habit(self, code: str, usual: float, spread: float) -> float:
        return usual * self._fixed(code).triangular(1 - spread, 1 + spread)

    def _drift(self, code: str) -> float:
        return self._now(code).uniform(1 - _DRIFT, 1 + _DRIFT)

    def _fixed(self, code: str) -> Random:
        return seeded(self._root, code)

    def _now(self, code: str) -> Random:
        return seeded(self._root, code, self.span.name)

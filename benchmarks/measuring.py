"""Timing two pieces of work in turns, on the wall clock and in processor time."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]

#: Rounds of A B A B; medians are taken over them.
ROUNDS = 7
#: Each round repeats quick work until it took this long (seconds).
ROUND_SECONDS = 0.04
#: A floor whose rounds differ by more than this share of their median gives no verdict.
STEADY = 0.25
#: How often an unsteady comparison is repeated before the verdict is refused.
ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Timing:
    """One round: seconds per call by the wall clock, and of this process's processor time."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Series:
    """The rounds of one piece of work."""

    rounds: tuple[Timing, ...]

    @property
    def wall(self) -> float:
        return median(r.wall for r in self.rounds)

    @property
    def cpu(self) -> float:
        return median(r.cpu for r in self.rounds)

    @property
    def moved(self) -> float:
        """Between the second fastest and the second slowest round, over the median.

        The single fastest and slowest are left out: one interruption by the
        machine does not make a floor unsteady, two do.
        """
        walls = sorted(r.wall for r in self.rounds)
        inner = walls[1:-1] if len(walls) > 4 else walls
        return (inner[-1] - inner[0]) / self.wall


@dataclass(frozen=True, slots=True)
class Duel:
    """Two pieces of work measured in turns; ``times`` is how much longer ours takes."""

    floor: Series
    ours: Series

    @property
    def times(self) -> float:
        return self.ours.wall / self.floor.wall

    @property
    def is_steady(self) -> bool:
        return self.floor.moved <= STEADY


def duel(floor: Work, ours: Work, rounds: int = ROUNDS) -> Duel:
    """Measure in turns; again, up to ``ATTEMPTS`` times, while the floor is unsteady.

    Of the attempts the steadiest is kept, never the fastest.
    """
    attempts = []
    for _ in range(ATTEMPTS):
        attempts.append(_duel_once(floor, ours, rounds))
        if attempts[-1].is_steady:
            break
    return min(attempts, key=lambda d: d.floor.moved)


def in_turns(rival: Work, ours: Work, rounds: int = 3) -> Duel:
    """Measure a rival that is far slower than any noise; once is enough."""
    return _duel_once(rival, ours, rounds)


def series(work: Work, rounds: int = ROUNDS) -> Series:
    """Measure one piece of work alone."""
    repeats = _repeats(work)
    return Series(tuple(_round(work, repeats) for _ in range(rounds)))


def exponent(smaller: Series, larger: Series, n: int, m: int) -> float:
    """Growth from ``n`` to ``m``: 1 is linear."""
    return math.log(larger.wall / smaller.wall) / math.log(m / n)


def _duel_once(floor: Work, ours: Work, rounds: int) -> Duel:
    repeats = _repeats(floor), _repeats(ours)
    turns: tuple[list[Timing], list[Timing]] = ([], [])
    for _ in range(rounds):
        for side, work in enumerate((floor, ours)):
            turns[side].append(_round(work, repeats[side]))
    return Duel(Series(tuple(turns[0])), Series(tuple(turns[1])))


def _repeats(work: Work) -> int:
    """How many calls fill a round; also warms caches and connections."""
    work()
    started = time.perf_counter()
    work()
    once = time.perf_counter() - started
    return max(1, round(ROUND_SECONDS / once)) if once else 1000


def _round(work: Work, repeats: int) -> Timing:
    gc.collect()
    cpu = time.process_time()
    started = time.perf_counter()
    for _ in range(repeats):
        work()
    wall = time.perf_counter() - started
    return Timing(wall / repeats, (time.process_time() - cpu) / repeats)

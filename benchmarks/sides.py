"""Floor and ours, served and asked alike by the same clients, in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from flask import Flask

from benchmarks.load import Load, Request, drive
from benchmarks.measuring import STEADY
from benchmarks.results import Row, Verdict, judge
from benchmarks.servers import Cost, cost_of
from benchmarks.sites import Site

CLIENTS = 16
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its site, and what its clients ask."""

    site: Site
    clients: Sequence[Callable[[int], Request]]

    def drive(self, each: int) -> Load:
        return drive(self.site.port, self.clients, each)


@dataclass(frozen=True, slots=True)
class Turns:
    """The rounds of both, the floor's first: loads, and processor time of the web processes."""

    loads: tuple[list[Load], list[Load]]
    costs: tuple[list[Cost], list[Cost]]

    @property
    def rates(self) -> tuple[float, float]:
        """Requests a second."""
        floor, ours = (median(load.rate for load in one) for one in self.loads)
        return floor, ours

    @property
    def late(self) -> tuple[float, float]:
        """Seconds that one answer in a hundred exceeded."""
        floor, ours = (median(load.at(0.99) for load in one) for one in self.loads)
        return floor, ours

    @property
    def milliseconds(self) -> tuple[float, float]:
        """Of processor time for each request."""
        floor, ours = (median(cost.milliseconds_each for cost in one) for one in self.costs)
        return floor, ours

    @property
    def is_steady(self) -> bool:
        return moved([load.rate for load in self.loads[0]]) <= STEADY


def in_turns(
    floor: Side, ours: Side, each: int, before: Callable[[], object] = lambda: None
) -> Turns:
    """Drive floor and ours ``ROUNDS`` times in turns; ``before`` makes each round ready.

    Raises ``AssertionError`` where ours refused a request.
    """
    turns = Turns(([], []), ([], []))
    for _ in range(ROUNDS):
        before()
        for number, side in enumerate((floor, ours)):
            kept = turns.loads[number]
            turns.costs[number].append(cost_of([side.site.pid], _keeping(side, each, kept)))
    refused = sum(load.refused for one in turns.loads for load in one)
    if refused:
        raise AssertionError(f"{refused} requests were refused")
    return turns


def _keeping(side: Side, each: int, kept: list[Load]) -> Callable[[], int]:
    def work() -> int:
        kept.append(side.drive(each))
        return len(kept[-1].latencies)

    return work


def compared(goal: str, what: str, n: int, turns: Turns, rate: float, late: float) -> Iterator[Row]:
    """Rate, latency and processor time held against the floor's; limits for the first two."""
    floor, ours = turns.rates
    note = f"{floor:.0f} and {ours:.0f} a second"
    steady = turns.is_steady
    yield row(goal, f"{what}: rate / floor's", n, ours / floor, ">=", rate, steady, note)
    floor, ours = turns.late
    note = f"{1000 * floor:.0f} and {1000 * ours:.0f} ms"
    yield row(goal, f"{what}: p99 / floor's", n, ours / floor, "<=", late, steady, note)
    floor, ours = turns.milliseconds
    note = f"{floor:.2f} and {ours:.2f} ms"
    yield row(goal, f"{what}: processor time / floor's", n, ours / floor, note=note)


def against_plan(
    goal: str,
    what: str,
    rival: str,
    n: int,
    turns: Turns,
    plan: tuple[float, float],
    limit: float,
) -> Iterator[Row]:
    """Ours against a rival's rate, which was measured beside the floor on the plan's machine.

    ``plan`` is that floor's rate and the rival's. Only ratios of one run count, and the floor
    is in both runs: ours over it here, the rival over it there. Beside it the two rates as they
    stand, which say as much of the machine's hour as of the programs.
    """
    (there, theirs), (here, ours) = plan, turns.rates
    note = f"{rival} {theirs:.0f} a second beside a floor of {there:.0f}"
    rate = ours / here * there / theirs
    yield row(goal, f"{what}: rate / {rival}'s", n, rate, ">=", limit, turns.is_steady, note)
    note = f"{ours:.0f} and {theirs:.0f} a second"
    yield row(goal, f"{what}: rate / {rival}'s of another hour", n, ours / theirs, note=note)


def moved(values: Sequence[float]) -> float:
    """Between the second lowest and the second highest, over the median."""
    inner = sorted(values)[1:-1]
    return (inner[-1] - inner[0]) / median(values)


def row(
    goal: str,
    what: str,
    n: int,
    value: float,
    bound: str = "",
    limit: float | None = None,
    steady: bool = True,
    note: str = "",
) -> Row:
    verdict = judge(value, bound, limit, steady) if limit is not None else Verdict.SHOWN
    return Row(goal, what, n, value, bound, limit, verdict, note=note)


def environ_of(app: Flask) -> Mapping[str, str]:
    """What a web process of the application under measurement is started with."""
    settings = app.config["SETTINGS"]
    return {
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
    }

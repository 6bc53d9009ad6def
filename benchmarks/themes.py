"""Known themes found again among what many wards say, each in other words.

Purity and recall are B-cubed: of the points in a point's group, how many are of its theme; of
the points of its theme, how many are in its group; the mean over all points, and over fields.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from statistics import fmean

from app.domain.narratives import Point
from app.domain.themes import Gathered
from app.domain.themes.likeness import gather
from benchmarks.results import Row, judge
from benchmarks.servers import peak_megabytes
from benchmarks.theme_city import SaidAs, ThemeCity, make_theme_city

GOAL = "themes"
SEEDS = (11, 23, 37)
SIZES = (114, 3_321)
#: What one field of ten times as many wards may take, as a power of their number.
_LARGE, _GROWTH = 33_210, 1.15
_PURITY, _RECALL = 0.9, 0.8


def run() -> Iterator[Row]:
    """Yield purity and recall by size of the city, and what a field takes."""
    for wards in SIZES:
        seeds = SEEDS if wards == SIZES[0] else SEEDS[:1]
        cities = [make_theme_city(seed, wards) for seed in seeds]
        began = time.perf_counter(), time.process_time()
        scores = [score(city) for city in cities]
        fields = sum(len(city.said) for city in cities)
        wall = (time.perf_counter() - began[0]) / fields
        cpu = (time.process_time() - began[1]) / fields
        for place, (what, goal) in enumerate((("purity", _PURITY), ("recall", _RECALL))):
            yield _held(what, wards, min(one[place] for one in scores), goal)
        yield Row(GOAL, "seconds a field", wards, wall, ours_wall=wall, ours_cpu=cpu)
        peak = peak_megabytes()
        yield Row(GOAL, "most memory so far, MiB", wards, peak)
    yield _growth()


def _growth() -> Row:
    """Of processor time with the number of texts, in one field."""
    few, many = (_seconds(wards) for wards in (SIZES[1], _LARGE))
    power = log(many / few) / log(_LARGE / SIZES[1])
    verdict = judge(power, "<=", _GROWTH, True)
    return Row(
        GOAL, "growth of a field's time", _LARGE, power, "<=", _GROWTH, verdict, ours_cpu=many
    )


def _seconds(wards: int) -> float:
    city = make_theme_city(SEEDS[0], wards)
    texts = city.texts(next(iter(city.said)))
    began = time.process_time()
    gather(texts, city.names)
    return time.process_time() - began


def _held(what: str, wards: int, value: float, goal: float) -> Row:
    """The goal is for a city of the usual size; a larger one is shown."""
    if wards != SIZES[0]:
        return Row(GOAL, f"{what}, B-cubed", wards, value)
    verdict = judge(value, ">=", goal, True)
    return Row(GOAL, f"{what}, B-cubed, worst seed", wards, value, ">=", goal, verdict)


def score(city: ThemeCity) -> tuple[float, float]:
    """Purity and recall of the city, each field gathered by itself."""
    found = [_field(city, field, said) for field, said in city.said.items()]
    return fmean(one[0] for one in found), fmean(one[1] for one in found)


def _field(
    city: ThemeCity, field: str, said: Mapping[str, Sequence[SaidAs]]
) -> tuple[float, float]:
    group = _groups(gather(city.texts(field), city.names))
    pairs = [
        (group[Point(ward, 0, one.text).id], one.theme) for ward, own in said.items() for one in own
    ]
    return bcubed(pairs)


def _groups(gathered: Sequence[Gathered]) -> dict[str, int]:
    return {member: place for place, one in enumerate(gathered) for member in one.members}


def bcubed(pairs: Sequence[tuple[int, str]]) -> tuple[float, float]:
    """Purity and recall of (group, theme) of every point."""
    both = Counter(pairs)
    groups, themes = Counter(g for g, _ in pairs), Counter(t for _, t in pairs)
    purity = fmean(both[group, theme] / groups[group] for group, theme in pairs)
    recall = fmean(both[group, theme] / themes[theme] for group, theme in pairs)
    return purity, recall

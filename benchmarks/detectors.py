"""G6: every numeric detector with its reasons, against the same question in bare numpy.

A floor is what somebody writes who needs no reasons: the method in numpy's own functions
over the same columns, down to which cells are beyond the limit. Ours computes, words each
finding with its numbers and its effect on the city figure, and stores them in one go; the
limits are for each one's computing alone and for all of it together. Then all detectors
together with texts: seconds of one core, and the most memory of a process that does only this.
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from flask import Flask
from numpy.typing import NDArray

from app.actions.keeping_findings import keep_compared
from app.domain.anomalies import (
    DETECTORS,
    CityColumns,
    Detection,
    Detector,
    detect_all,
    digit_preference,
    filing,
    identical_values,
    level_shift,
    outlier,
)
from app.domain.forms import FieldType
from app.domain.permissions import COMMAND_LINE
from app.store.transaction import transaction
from benchmarks.city import SIZES, MadeCity
from benchmarks.copied import make_texts
from benchmarks.database import LaidCity, application, lay_city, vacuum
from benchmarks.made_figures import MadeFigures, make_figures
from benchmarks.measuring import Duel, duel, exponent, series
from benchmarks.results import Row, Verdict, against_floor, judge
from benchmarks.servers import peak_megabytes

GOAL = "G6"
#: Seconds of one core for all detectors over a city and over a country, and its memory in MB.
_SECONDS = {SIZES[0]: 1.0, SIZES[1]: 15.0}
_MEGABYTES = 500

Floats = NDArray[np.float64]
Look = Callable[[CityColumns], object]


@dataclass(frozen=True, slots=True)
class Compared:
    """A detector, its computing alone, and the same question in bare numpy."""

    detector: Detector
    computing: Look
    floor: Look


def run() -> Iterator[Row]:
    """Yield the rows of G6 as they are measured."""
    with application() as app:
        duels: dict[tuple[str, int], Duel] = {}
        for wards in SIZES:
            made = make_figures(wards)
            laid = _lay(app, made)
            for one in _compared():
                computed = duel(_on(one.floor, made.city), _on(one.computing, made.city))
                duels[one.detector.name, wards] = computed
                what = f"{one.detector.name}, computing"
                yield against_floor(GOAL, what, wards, computed, 1.5)
            stored = duel(_floors(made.city), _storing(laid, made.city))
            what = "all of these, with reasons and storing"
            yield against_floor(GOAL, what, wards, stored, 4)
        yield from _growth(duels)
    for wards in _SECONDS:
        yield from _everything(wards)


def _compared() -> tuple[Compared, ...]:
    return (
        Compared(outlier.DETECTOR, outlier.far_cells, far_in_numpy),
        Compared(level_shift.DETECTOR, level_shift.left_levels, left_levels_in_numpy),
        Compared(identical_values.DETECTOR, _twins, twins_in_numpy),
        Compared(filing.UNTOUCHED, filing.copied_rows, copied_rows_in_numpy),
        Compared(digit_preference.DETECTOR, digit_preference.last_digits, digits_in_numpy),
    )


def _on(look: Look, city: CityColumns) -> Callable[[], object]:
    return lambda: look(replace(city))  # Without what an earlier look has kept.


def _floors(city: CityColumns) -> Callable[[], object]:
    return lambda: [one.floor(replace(city)) for one in _compared()]


def _twins(city: CityColumns) -> object:
    return identical_values.pairs(city, city.places(FieldType.INT))


# --- the floors -------------------------------------------------------------------------------


def far_in_numpy(city: CityColumns) -> object:
    """Robust z per household within each type and over the city; the interquartile range
    where the MAD is 0."""
    numbers = city.numbers
    rates = numbers / numbers[:, [city.index["households_total"]]]
    types = np.array([unit.unit_type for unit in city.wards])
    groups = [np.flatnonzero(types == kind) for kind in np.unique(types)]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return [_far(rates[rows]) for rows in (*groups, np.arange(len(types)))]


def _far(rates: Floats) -> object:
    middle = np.nanmedian(rates, axis=0)
    mad = 1.4826 * np.nanmedian(np.abs(rates - middle), axis=0)
    low, high = np.nanpercentile(rates, (25, 75), axis=0)
    return np.nonzero(np.abs(rates - middle) > 3.5 * np.where(mad > 0, mad, (high - low) / 1.349))


def left_levels_in_numpy(city: CityColumns) -> object:
    """Logarithms of now against the median of the past, by their robust spread."""
    places = city.places(FieldType.INT)
    now = city.numbers[:, places]
    then = np.stack([city.as_numbers(columns)[:, places] for columns in city.history])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        change = np.log((now + 0.5) / (np.nanmedian(then, axis=0) + 0.5))
        middle = np.nanmedian(change, axis=0)
        spread = 1.4826 * np.nanmedian(np.abs(change - middle), axis=0)
        return np.nonzero(np.abs(change - middle) > 3.5 * spread)


def twins_in_numpy(city: CityColumns) -> object:
    """How many values of ten or more are shared, for pairs that share a rare one."""
    values = city.current.values[:, city.places(FieldType.INT)]
    pairs = [np.empty(0, dtype=np.int64)]
    for column in values.T:
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        is_same = (ordered[1:] == ordered[:-1]) & (ordered[1:] >= 10)
        pairs.append(order[:-1][is_same] * len(values) + order[1:][is_same])
    return np.unique(np.concatenate(pairs), return_counts=True)


def copied_rows_in_numpy(city: CityColumns) -> object:
    """Rows of which most counts equal those of the period before."""
    places = city.places(FieldType.INT)
    now, then = city.current.values[:, places], city.history[0].values[:, places]
    both = city.current.is_value[:, places] & city.history[0].is_value[:, places]
    same = (now == then) & both
    return np.nonzero(same.sum(axis=1) >= 0.8 * both.sum(axis=1))


def digits_in_numpy(city: CityColumns) -> object:
    """The last digits of each row's counts, counted."""
    values = np.sort(city.current.values[:, city.places(FieldType.INT)], axis=1)
    return np.stack([((values % 10 == d) & (values >= 50)).sum(axis=1) for d in range(10)])


# --- storing, growing, everything -------------------------------------------------------------


def _lay(app: Flask, made: MadeFigures) -> LaidCity:
    codes = tuple(unit.code for unit in made.city.wards)
    laid = lay_city(app, f"tim{len(codes)}", MadeCity(codes, made.vectors, (), np.empty(0)))
    vacuum(app)
    return laid


def _storing(laid: LaidCity, city: CityColumns) -> Callable[[], object]:
    """Find, word and keep, in one transaction as the application does. From the second round
    on the same rows are there already, as in an ordinary run."""
    detectors = [one.detector for one in _compared()]

    def work() -> None:
        detection = detect_all(replace(city), detectors)
        if detection.failed:
            raise AssertionError(detection.failed)
        with transaction(laid.scope, COMMAND_LINE) as tx:
            keep_compared(tx, laid.period_id, laid.wards, detection)

    return work


def _growth(duels: dict[tuple[str, int], Duel]) -> Iterator[Row]:
    for one in _compared():
        name = one.detector.name
        for n, m in pairwise(SIZES):
            grew = exponent(duels[name, n].ours, duels[name, m].ours, n, m)
            steady = duels[name, n].is_steady and duels[name, m].is_steady
            what = f"{name}, growth exponent from {n:,}"
            yield Row(GOAL, what, m, grew, "<=", 1.1, judge(grew, "<=", 1.1, steady))


def _everything(wards: int) -> Iterator[Row]:
    """All detectors over figures and texts: in a process of its own, for its memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, most, found = pool.apply(_looked_over, (wards,))
    limit = _SECONDS[wards]
    yield Row(
        GOAL, "all detectors with texts, s", wards, seconds, "<=", limit,
        judge(seconds, "<=", limit, True), note=f"{found:,} findings",
    )  # fmt: skip
    verdict = Verdict.MET if most <= _MEGABYTES else Verdict.MISSED
    yield Row(GOAL, "memory, MB", wards, most, "<=", _MEGABYTES, verdict)


def _looked_over(wards: int) -> tuple[float, float, int]:
    """Processor seconds, the most memory in MB, and how many findings."""
    texts = make_texts(SIZES[1])
    own = {unit.code: texts.narratives[unit.code] for unit in texts.units[:wards]}
    city = replace(make_figures(wards).city, narratives=own)
    kept: list[Detection] = []
    timed = series(lambda: kept.append(detect_all(city, DETECTORS)), rounds=1)
    if kept[-1].failed:
        raise AssertionError(kept[-1].failed)
    most = peak_megabytes()
    return timed.cpu, most, len(kept[-1].findings)

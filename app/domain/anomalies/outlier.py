"""Figures far from those of peers: the robust z of a value among units of its type.

Counts are compared per household or per residential unit (the rule says which),
money per household among those that had any, rates as shares. A value is far when
its distance from the peers' median exceeds 3.5 robust standard deviations (median
and MAD: Iglewicz and Hoaglin 1993). The limits widen where the denominator is
small, as in a funnel plot (Spiegelhalter 2005): counts by their Poisson variance,
shares by their binomial one. Types with too few peers are compared with the city.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.anomalies.outlier_wording import message
from app.domain.anomalies.statistics import Floats
from app.domain.forms import AggregateKind, Field, FieldType

SOURCE = (
    "Iglewicz và Hoaglin (1993), z bền vững theo trung vị và MAD; "
    "Spiegelhalter (2005), biểu đồ phễu; Wilson (1927), Anscombe (1948) cho mẫu số nhỏ"
)

# Below these, peers are so alike that a harmless difference would look enormous.
_COUNT_SIGMA = 0.15
_MONEY_SIGMA = 0.3
_SHARE_SIGMA = 0.15
# Between-unit spread assumed where most peers report nothing at all.
_RARE_SIGMA = 0.5
_FEWEST_TRIALS = 10
_MANY_TIMES = 3
# Where this share of the peers reports 0, a further 0 is nothing unusual.
_COMMON = 0.05


@dataclass(frozen=True, slots=True)
class Distances:
    """One block of columns judged: z, and what was expected; all (wards, columns).

    ``places`` are the indicators, ``exposures`` the indicator each is divided by
    (−1: none), ``peers`` how many values each was compared with.
    """

    places: NDArray[np.intp]
    exposures: NDArray[np.intp]
    z: Floats
    expected: Floats
    peers: Floats
    is_pooled: NDArray[np.bool_]


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and indicator beyond the limit."""
    options = city.rules["outlier"].options
    if len(city.wards) < options["least_peers"]:
        return []
    with np.errstate(invalid="ignore", divide="ignore"):
        blocks = [b for b in (_counts(city), _money(city), _shares(city)) if b.places.size]
        flagged = [_beyond(city, block) for block in blocks]
    doubtful = _doubtful_exposures(blocks, flagged)
    return [
        found
        for block, mask in zip(blocks, flagged, strict=True)
        for found in _findings(city, block, mask, doubtful)
    ]


def _counts(city: CityColumns) -> Distances:
    options = city.rules["outlier"].options
    skipped = {city.index[code] for code in options["skipped"] if code in city.index}
    places = np.array([p for p in city.places(FieldType.INT) if p not in skipped], dtype=np.intp)
    exposures, exposure = _exposure(city, places)
    values = city.numbers[:, places]
    return _judge(city, places, exposures, lambda rows: _count_peers(values, exposure, rows))


def _count_peers(values: Floats, exposure: Floats, rows: NDArray[np.intp]) -> tuple[Floats, ...]:
    """z, expected and number of peers of every ward, by the peers in ``rows``.

    Counts grow by factors, so distances are first taken on the log scale, where low
    values show. A value several times the usual one is also held against the spread
    of the plain rates, which long tails do not widen. The larger distance counts.
    """
    rates = values[rows] / exposure[rows]
    centre = stats.median(rates)
    is_rare = centre <= 0
    centre = np.where(is_rare, stats.trimmed_mean(rates), centre)
    expected = centre * exposure
    logs = np.log((values[rows] + 0.5) / (expected[rows] + 0.5))
    chance = stats.median(1 / (expected[rows] + 0.5))
    between = np.sqrt(np.maximum(stats.spread(logs) ** 2 - chance, 0))
    sigma = np.maximum(between, np.where(is_rare, _RARE_SIGMA, _COUNT_SIGMA))
    z = stats.count_z(values, expected, sigma)
    plain = stats.plain_z(
        values, expected, np.maximum(stats.spread(rates), sigma * centre) * exposure
    )
    z = np.where((values >= _MANY_TIMES * expected) & ~is_rare, np.fmax(z, plain), z)
    common = stats.share_of_zeros(values[rows]) > _COMMON
    z = np.where((values == 0) & common, 0.0, z)
    return z, expected, stats.present(rates).astype(float)


def _money(city: CityColumns) -> Distances:
    """Money and land: zero-heavy and long-tailed, so only what is above zero counts."""
    places = city.places(FieldType.VND, FieldType.M2)
    exposures, exposure = _exposure(city, places)
    amounts = city.numbers[:, places]
    logs = np.log(np.where(amounts > 0, amounts, np.nan) / exposure)

    def judge(rows: NDArray[np.intp]) -> tuple[Floats, ...]:
        centre = stats.median(logs[rows])
        sigma = np.maximum(stats.spread(logs[rows]), _MONEY_SIGMA)
        peers = stats.present(logs[rows]).astype(float)
        return (logs - centre) / sigma, np.exp(centre) * exposure, peers

    return _judge(city, places, exposures, judge)


def _shares(city: CityColumns) -> Distances:
    """Rates from their parts where both are given, else as stated; scores over 100."""
    places = city.places(FieldType.PCT, FieldType.SCORE)
    angles, chance = shares_of(city, places)

    def judge(rows: NDArray[np.intp]) -> tuple[Floats, ...]:
        centre = stats.median(angles[rows])
        between = stats.spread(angles[rows]) ** 2 - stats.median(chance[rows])
        variance = np.maximum(between, _SHARE_SIGMA**2) + chance
        expected = np.broadcast_to(100 * np.sin(centre / 2) ** 2, angles.shape)
        peers = stats.present(angles[rows]).astype(float)
        return (angles - centre) / np.sqrt(variance), expected, peers

    return _judge(city, places, np.full(len(places), -1), judge)


def shares_of(city: CityColumns, places: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Angles of the shares and their variance from chance alone; (wards, columns)."""
    stated = np.clip(city.numbers[:, places] / 100, 0, 1)
    angles: Floats = 2 * np.arcsin(np.sqrt(stated))
    chance = np.where(np.isnan(angles), np.nan, 0.0)
    for column, place in enumerate(places):
        parts = parts_of(city, city.current.layout.fields[place])
        if parts is None:
            continue
        successes, trials = parts
        is_known = (trials >= _FEWEST_TRIALS) & (successes <= trials)
        angles[is_known, column] = stats.angle(successes, trials)[is_known]
        chance[is_known, column] = 1 / trials[is_known]
        # A rate over a handful of cases says nothing, whatever is stated.
        is_tiny = trials < _FEWEST_TRIALS
        angles[is_tiny, column] = chance[is_tiny, column] = np.nan
    return angles, chance


def parts_of(city: CityColumns, field: Field) -> tuple[Floats, Floats] | None:
    """The numerators and denominators of a ratio, over the wards."""
    aggregate = field.aggregate
    if aggregate.kind is not AggregateKind.RATIO:
        return None
    top = city.numbers[:, city.index[aggregate.numerator or ""]]
    return top, city.numbers[:, city.index[aggregate.denominator or ""]]


def _exposure(city: CityColumns, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
    """By what each column is divided: the indicator's place (−1: nothing) and values.

    An exposure that hardly any ward gave is of no use: then counts stand as they are.
    """
    options = city.rules["outlier"].options
    by_code = {
        code: city.index[exposure]
        for exposure, codes in options["exposures"].items()
        for code in codes
    }
    exposures = np.array([by_code.get(city.code(p), -1) for p in places], dtype=np.intp)
    enough = stats.present(city.numbers) >= options["least_peers"]
    exposures = np.where((exposures >= 0) & enough[exposures], exposures, -1)
    values = np.where(exposures >= 0, city.numbers[:, exposures], 1.0)
    return exposures, np.where(values > 0, values, np.nan)


def _judge(city: CityColumns, places: NDArray[np.intp], exposures: Any, judge: Any) -> Distances:
    """Judge each type by its own, and by the whole city where its own are too few."""
    options = city.rules["outlier"].options
    everyone = np.arange(len(city.wards))
    z, expected, peers = (np.array(a) for a in judge(everyone))
    peers = np.broadcast_to(peers, z.shape).copy()
    is_pooled = np.ones(z.shape, dtype=bool)
    types = np.array([unit.unit_type for unit in city.wards])
    for kind in sorted(set(types)):
        rows = np.flatnonzero(types == kind)
        if len(rows) < options["own_type_peers"] or len(rows) == len(everyone):
            continue
        own_z, own_expected, own_peers = judge(rows)
        block = np.ix_(rows, np.flatnonzero(own_peers >= options["own_type_peers"]))
        z[block], expected[block] = own_z[block], own_expected[block]
        peers[block] = np.broadcast_to(own_peers, z.shape)[block]
        is_pooled[block] = False
    return Distances(places, exposures, z, expected, peers, is_pooled)


def _beyond(city: CityColumns, block: Distances) -> NDArray[np.bool_]:
    """Which cells are far enough, over enough peers, and large enough to mean anything."""
    options = city.rules["outlier"].options
    is_far = np.abs(block.z) > options["limit"]
    is_judged = block.peers >= options["least_peers"]
    largest = np.fmax(city.numbers[:, block.places], block.expected)
    mask: NDArray[np.bool_] = is_far & is_judged & (largest >= options["smallest"])
    return mask


def _doubtful_exposures(
    blocks: list[Distances], flagged: list[NDArray[np.bool_]]
) -> set[tuple[int, int]]:
    """(ward, indicator) cells that are far off themselves: nothing is divided by them."""
    cells: set[tuple[int, int]] = set()
    for block, mask in zip(blocks, flagged, strict=True):
        rows, columns = np.nonzero(mask)
        cells |= set(zip(rows.tolist(), block.places[columns].tolist(), strict=True))
    return cells


def _findings(
    city: CityColumns,
    block: Distances,
    mask: NDArray[np.bool_],
    doubtful: set[tuple[int, int]],
) -> Iterator[WardFinding]:
    rule = city.rules["outlier"]
    for row, column in zip(*(axis.tolist() for axis in np.nonzero(mask)), strict=True):
        place, exposure = int(block.places[column]), int(block.exposures[column])
        if (row, exposure) in doubtful:
            continue
        details = _details(city, block, row, column)
        codes = [city.code(place)] + ([city.code(exposure)] if exposure >= 0 else [])
        finding = rule.finding(
            codes[:1],
            message(city, row, place, details),
            inputs=city.inputs(row, codes),
            clause=codes[0],
            score=abs(details["z"]),
            details=details,
        )
        yield WardFinding(city.wards[row].code, finding)


def _details(city: CityColumns, block: Distances, row: int, column: int) -> dict[str, Any]:
    exposure = int(block.exposures[column])
    details: dict[str, Any] = {
        "z": round(float(block.z[row, column]), 2),
        "limit": city.rules["outlier"].options["limit"],
        "expected": float(block.expected[row, column]),
        "peers": int(block.peers[row, column]),
        "peer_group": "city" if block.is_pooled[row, column] else city.wards[row].unit_type,
    }
    if exposure >= 0:
        details |= {"per": city.code(exposure), "base": float(city.numbers[row, exposure])}
    return details | _limits(city, row, int(block.places[column]))


def _limits(city: CityColumns, row: int, place: int) -> dict[str, Any]:
    """Wilson limits of a rate that has its parts, for the screen to draw."""
    parts = parts_of(city, city.current.layout.fields[place])
    if parts is None or not parts[1][row] >= _FEWEST_TRIALS:
        return {}
    low, high = stats.wilson(float(parts[0][row]), float(parts[1][row]), 1.96)
    return {"low": round(100 * low, 2), "high": round(100 * high, 2)}


DETECTOR = Detector("outlier", detect, SOURCE)

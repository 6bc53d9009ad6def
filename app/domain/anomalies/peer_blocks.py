"""The columns of a city laid out for the models: what is judged, and per what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns
from app.domain.anomalies.peer_models import Amounts, Counts, Model, Shares
from app.domain.anomalies.statistics import Floats
from app.domain.forms import AggregateKind, Field, FieldType

#: From how many wards it is seen what makes them alike, at most and at least.
_SAMPLE = 500
_FEWEST_TO_CHOOSE = 30
#: Another divisor must leave less than this share of the spread to be preferred.
_MUCH_MORE_ALIKE = 0.75

#: A rate over fewer cases says nothing, whatever is stated.
FEWEST_TRIALS = 10


def models_of(city: CityColumns) -> list[Model]:
    """The blocks of a city that have any columns."""
    models: list[Model] = [_counts(city), _amounts(city), _shares(city)]
    return [model for model in models if model.places.size]


def parts_of(city: CityColumns, field: Field) -> tuple[Floats, Floats] | None:
    """The numerators and denominators of a ratio, over the wards."""
    aggregate = field.aggregate
    if aggregate.kind is not AggregateKind.RATIO:
        return None
    top = city.numbers[:, city.index[aggregate.numerator or ""]]
    return top, city.numbers[:, city.index[aggregate.denominator or ""]]


def _counts(city: CityColumns) -> Counts:
    options = city.rules["outlier"].options
    skipped = {city.index[code] for code in options["skipped"] if code in city.index}
    places = np.array([p for p in city.places(FieldType.INT) if p not in skipped], dtype=np.intp)
    exposures, exposure = _exposure(city, places)
    return Counts(places, exposures, city.numbers[:, places], exposure)


def _amounts(city: CityColumns) -> Amounts:
    places = city.places(FieldType.VND, FieldType.M2)
    exposures, exposure = _exposure(city, places)
    return Amounts(places, exposures, city.numbers[:, places], exposure)


def _shares(city: CityColumns) -> Shares:
    """Rates from their parts where both are given, else as stated; scores over 100."""
    places = city.places(FieldType.PCT, FieldType.SCORE)
    values = city.numbers[:, places]
    angles: Floats = 2 * np.arcsin(np.sqrt(np.clip(values / 100, 0, 1)))
    chance = np.where(np.isnan(angles), np.nan, 0.0)
    for column, place in enumerate(places):
        parts = parts_of(city, city.current.layout.fields[place])
        if parts is not None:
            _from_parts(values[:, column], angles[:, column], chance[:, column], *parts)
    return Shares(places, np.full(len(places), -1, dtype=np.intp), values, angles, chance)


def _from_parts(
    values: Floats, angles: Floats, chance: Floats, successes: Floats, trials: Floats
) -> None:
    """Put what the parts say over what is stated; the first three are changed in place."""
    is_known = (trials >= FEWEST_TRIALS) & (successes <= trials)
    values[is_known] = 100 * successes[is_known] / trials[is_known]
    angles[is_known] = stats.angle(successes[is_known], trials[is_known])
    chance[is_known] = 1 / trials[is_known]
    angles[trials < FEWEST_TRIALS] = chance[trials < FEWEST_TRIALS] = np.nan


def _exposure(city: CityColumns, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
    """By what each column is divided: the indicator's place (−1: nothing) and values.

    The rule says by what; where another of its divisors makes the wards far more alike,
    the figures themselves say by what. One that hardly any ward gave is of no use.
    """
    options = city.rules["outlier"].options
    enough = stats.present(city.numbers) >= options["least_peers"]
    named = [city.index[code] for code in options["exposures"] if code in city.index]
    divisors = [-1, *(place for place in named if enough[place])]
    by_code = {code: own for own, codes in options["exposures"].items() for code in codes}
    ruled = [city.index.get(by_code.get(city.code(p), ""), -1) for p in places.tolist()]
    said = np.array([own if own in divisors else -1 for own in ruled], dtype=np.intp)
    exposures = _likest(city, places, said, divisors)
    values = np.where(exposures >= 0, city.numbers[:, exposures], 1.0)
    return exposures, np.where(values > 0, values, np.nan)


def _likest(
    city: CityColumns, places: NDArray[np.intp], said: NDArray[np.intp], divisors: list[int]
) -> NDArray[np.intp]:
    """The rule's divisor of each column, unless by another the wards are much more alike.

    How alike they are is the robust spread of the logarithms, over a sample of the wards.
    """
    step = -(-len(city.wards) // _SAMPLE)
    numbers = city.numbers[::step]
    positive = np.where(numbers > 0, numbers, np.nan)
    values = positive[:, places]
    spreads = np.array([
        _log_spread(values if own < 0 else values / positive[:, [own]]) for own in divisors
    ])  # fmt: skip
    spreads[:, np.isin(places, divisors)] = np.nan  # What others are divided by stays as it is.
    own = np.array([divisors.index(place) for place in said.tolist()], dtype=np.intp)
    usual = spreads[own, np.arange(len(places))]
    best = np.argmin(np.where(np.isnan(spreads), np.inf, spreads), axis=0)
    is_much_better = spreads[best, np.arange(len(places))] < _MUCH_MORE_ALIKE * usual
    chosen: NDArray[np.intp] = np.where(is_much_better, np.array(divisors)[best], said)
    return chosen


def _log_spread(values: Floats) -> Floats:
    spread = stats.Ordered.of(np.log(values)).spread()
    return np.where(stats.present(values) >= _FEWEST_TO_CHOOSE, spread, np.nan)

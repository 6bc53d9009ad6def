"""The columns of a city laid out for the models: what is judged, and per what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns
from app.domain.anomalies.peer_models import Amounts, Counts, Model, Shares
from app.domain.anomalies.statistics import Floats
from app.domain.forms import AggregateKind, Field, FieldType

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
    stated = np.clip(city.numbers[:, places] / 100, 0, 1)
    angles: Floats = 2 * np.arcsin(np.sqrt(stated))
    chance = np.where(np.isnan(angles), np.nan, 0.0)
    for column, place in enumerate(places):
        parts = parts_of(city, city.current.layout.fields[place])
        if parts is not None:
            _from_parts(angles[:, column], chance[:, column], *parts)
    return Shares(places, np.full(len(places), -1, dtype=np.intp), angles, chance)


def _from_parts(angles: Floats, chance: Floats, successes: Floats, trials: Floats) -> None:
    """Put what the parts say over what is stated; both arguments are changed in place."""
    is_known = (trials >= FEWEST_TRIALS) & (successes <= trials)
    angles[is_known] = stats.angle(successes[is_known], trials[is_known])
    chance[is_known] = 1 / trials[is_known]
    angles[trials < FEWEST_TRIALS] = chance[trials < FEWEST_TRIALS] = np.nan


def _exposure(city: CityColumns, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
    """By what each column is divided: the indicator's place (−1: nothing) and values.

    An exposure that hardly any ward gave is of no use: then counts stand as they are.
    """
    options = city.rules["outlier"].options
    by_code = {
        code: city.index[exposure]
        for exposure, codes in options["exposures"].items()
        for code in codes
        if exposure in city.index
    }
    exposures = np.array([by_code.get(city.code(p), -1) for p in places], dtype=np.intp)
    enough = stats.present(city.numbers) >= options["least_peers"]
    exposures = np.where((exposures >= 0) & enough[exposures], exposures, -1)
    values = np.where(exposures >= 0, city.numbers[:, exposures], 1.0)
    return exposures, np.where(values > 0, values, np.nan)

"""A figure that left the level of the unit's own earlier periods of the same kind.

The change against the median of the unit's own past is held against how the other units
changed over the same time, so that what moved the whole city accuses nobody (ratio edits:
Hidiroglou and Berthelot 1986). Only a past that is nearly complete counts, and only a
value outside everything the unit had before: three periods are no certainty, but a
reason to ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.anomalies.selective import effect_of, scored, suspicion_of_distance
from app.domain.anomalies.statistics import Floats
from app.domain.answers import numerals
from app.domain.consolidation import totals_of
from app.domain.findings import Audience, Severity
from app.domain.forms import FieldType
from app.domain.rules.model import Rule
from app.domain.rules.wording import remedy
from app.domain.vectors import number_of

SOURCE = (
    "Hidiroglou và Berthelot (1986), kiểm tra tỷ số giữa các kỳ; de Waal, Pannekoek và Scholtus "
    "(2011), ch. 6.5"
)
RULE = Rule(
    "level_shift",
    Severity.WARNING,
    "wards",
    "Lệch khỏi mức của chính đơn vị các kỳ trước",
    "Kiểm tra lại số liệu.",
    "Nếu đúng, hãy giải trình nguyên nhân.",
    audience=Audience.DEPARTMENT,
)

#: Fewer earlier periods are no level, and fewer units no common change.
FEWEST_PERIODS: Final = 3
_FEWEST_UNITS: Final = 8
#: An earlier report counts where it gave this share of the counts that are given now.
_COMPLETE: Final = 0.8
_LIMIT: Final = 3.5
_LEAST_SIGMA: Final = 0.15
_LEAST_FACTOR: Final = 1.5
_SMALLEST: Final = 10


@dataclass(frozen=True, eq=False)
class Past:
    """The counts of now and of the earlier periods; (wards, columns) and (periods, …)."""

    city: CityColumns
    places: NDArray[np.intp]
    now: Floats
    then: Floats

    @cached_property
    def level(self) -> Floats:
        return stats.median_of_layers(self.then)

    @cached_property
    def periods(self) -> NDArray[np.int64]:
        return stats.present(self.then)

    @cached_property
    def common(self) -> Floats:
        """How the city as a whole changed, per column on the log scale."""
        change = stats.median(self.change)
        return np.where(stats.present(self.change) >= _FEWEST_UNITS, change, 0.0)

    @cached_property
    def change(self) -> Floats:
        enough = self.periods >= FEWEST_PERIODS
        logs = np.log((self.now + 0.5) / (self.level + 0.5))
        return np.where(enough, logs, np.nan)

    @cached_property
    def expected(self) -> Floats:
        usual: Floats = (self.level + 0.5) * np.exp(self.common) - 0.5
        return np.maximum(usual, 0.0)

    @cached_property
    def z(self) -> Floats:
        rest = self.change - self.common
        chance = 1 / (self.expected + 0.5) * (1 + 1 / np.maximum(self.periods, 1))
        sigma = np.maximum(stats.Ordered.of(rest).spread(), _LEAST_SIGMA)
        distance: Floats = rest / np.sqrt(sigma**2 + chance)
        return distance


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and count that left its level; nothing without enough past."""
    if len(city.history) < FEWEST_PERIODS or len(city.wards) < _FEWEST_UNITS:
        return []
    past, rows, columns = left_levels(city)
    return list(_findings(past, rows.tolist(), columns.tolist()))


def left_levels(city: CityColumns) -> tuple[Past, NDArray[np.intp], NDArray[np.intp]]:
    """The past, and the rows and columns of what left its level."""
    with np.errstate(invalid="ignore", divide="ignore"):
        past = past_of(city)
        rows, columns = np.nonzero(_left_its_level(past))
    return past, rows, columns


def past_of(city: CityColumns) -> Past:
    """The past without the reports that were hardly filled in."""
    places = city.places(FieldType.INT)
    now = city.numbers[:, places]
    then = np.stack([city.as_numbers(columns)[:, places] for columns in city.history])
    both = (~np.isnan(then) & ~np.isnan(now)).sum(axis=2)
    is_complete = both >= _COMPLETE * (~np.isnan(now)).sum(axis=1)
    return Past(city, places, now, np.where(is_complete[:, :, None], then, np.nan))


def _left_its_level(past: Past) -> NDArray[np.bool_]:
    highest, lowest = np.fmax.reduce(past.then), np.fmin.reduce(past.then)
    is_outside = (past.now > highest) | (past.now < lowest)
    is_much = np.abs(past.change - past.common) > np.log(_LEAST_FACTOR)
    is_large = np.fmax(past.now, past.level) >= _SMALLEST
    mask: NDArray[np.bool_] = (np.abs(past.z) > _LIMIT) & is_outside & is_much & is_large
    return mask & ~_jumped(past)


def _jumped(past: Past) -> NDArray[np.bool_]:
    """What the rule on jumps against the last year says already."""
    rule = past.city.rules.by_name.get("yoy_jump")
    if rule is None or past.city.previous is None:
        return np.zeros(past.now.shape, dtype=bool)
    before = past.city.as_numbers(past.city.previous)[:, past.places]
    factor = rule.options["factor"]
    mask: NDArray[np.bool_] = (past.now > factor * before) | (before > factor * past.now)
    return mask


def _findings(past: Past, rows: list[int], columns: list[int]) -> Iterator[WardFinding]:
    city = past.city
    totals = totals_of(city.current) if rows else {}
    for row, column in zip(rows, columns, strict=True):
        place = int(past.places[column])
        field, code = city.current.layout.fields[place], city.code(place)
        details = _details(past, row, column)
        finding = RULE.finding(
            (code,),
            _message(past, row, column, details),
            inputs=city.inputs(row, [code]) | {f"{code}@past": _joined(details["past"])},
            clause=code,
            details=details,
        )
        value = number_of(field, int(city.current.values[row, place]))
        effect = effect_of(totals, field, value, Decimal(repr(details["expected"])))
        suspicion = suspicion_of_distance(details["z"], _LIMIT)
        yield WardFinding(city.wards[row].code, scored(finding, suspicion, effect))


def _details(past: Past, row: int, column: int) -> dict[str, Any]:
    """Newest period first; ``common`` is the factor by which the other units changed."""
    then = past.then[:, row, column]
    return {
        "z": round(float(past.z[row, column]), 2),
        "limit": _LIMIT,
        "past": [int(v) for v in then[~np.isnan(then)].tolist()],
        "level": float(past.level[row, column]),
        "expected": float(past.expected[row, column]),
        "common": round(float(np.exp(past.common[column])), 3),
    }


def _message(past: Past, row: int, column: int, details: dict[str, Any]) -> str:
    field = past.city.current.layout.fields[int(past.places[column])]
    now = int(past.now[row, column])
    way = "tăng" if details["z"] > 0 else "giảm"
    factor = (max(now, details["expected"]) + 0.5) / (min(now, details["expected"]) + 0.5)
    return (
        f"{field.name} là {numerals.format_whole(now)}; {len(details['past'])} kỳ cùng loại trước "
        f"đó là {_joined(details['past'])}. So với mức ấy và mức thay đổi chung của thành phố "
        f"(khoảng {numerals.format_whole(round(details['expected']))}), {way} "
        f"{numerals.format_decimal(round(Decimal(repr(factor)), 1))} lần."
        f"{remedy(RULE, is_hard=False)}"
    )


def _joined(values: list[int]) -> str:
    return "; ".join(numerals.format_whole(value) for value in values)


DETECTOR = Detector("level_shift", detect, SOURCE, "Lệch khỏi mức các kỳ trước")

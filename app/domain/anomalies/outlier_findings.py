"""What an outlier finding carries: the numbers behind it, its score, its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns, WardFinding
from app.domain.anomalies.outlier_cells import Cell
from app.domain.anomalies.outlier_wording import message
from app.domain.anomalies.peer_blocks import FEWEST_TRIALS, parts_of
from app.domain.anomalies.selective import Effect, effect_of, scored, suspicion_of_distance
from app.domain.consolidation import Total, totals_of

#: More points than this tell a reader of a strip plot nothing more.
_MOST_POINTS: Final = 120
#: Exposures of this size are shown per thousand.
_THOUSANDS: Final = 500
_95_PERCENT: Final = 1.96


@dataclass(frozen=True, eq=False)
class Wording:
    """Makes the findings of one city; what several of them need is worked out once."""

    city: CityColumns
    _drawn: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        return totals_of(self.city.current)

    @cached_property
    def scales(self) -> Mapping[int, int]:
        """Per how many of an exposure its rates are shown."""
        sizes = np.nan_to_num(stats.median(self.city.numbers))
        return {i: 1000 if size >= _THOUSANDS else 1 for i, size in enumerate(sizes.tolist())}

    def finding(self, cell: Cell) -> WardFinding:
        city, rule = self.city, self.city.rules["outlier"]
        own, *moved = (city.code(place) for place in (cell.place, *cell.moved))
        codes = [own, *([city.code(cell.exposure)] if cell.exposure >= 0 else ()), *moved]
        details = self._details(cell)
        finding = rule.finding(
            (own, *moved),
            message(city, cell, details),
            inputs=city.inputs(cell.row, codes),
            clause=own,
            details=details,
        )
        suspicion = suspicion_of_distance(cell.z, rule.options["limit"])
        return WardFinding(
            city.wards[cell.row].code, scored(finding, suspicion, self._effect(cell))
        )

    def _effect(self, cell: Cell) -> Effect | None:
        fields = self.city.current.layout.fields
        field_ = fields[cell.place]
        trials = field_.aggregate.denominator
        own = self.city.numbers[cell.row, self.city.index[trials]] if trials else np.nan
        return effect_of(
            self.totals,
            field_,
            Decimal(repr(cell.value)),
            Decimal(repr(cell.expected)),
            None if np.isnan(own) else Decimal(repr(float(own))),
        )

    def _details(self, cell: Cell) -> dict[str, Any]:
        city = self.city
        scale = self.scales[cell.exposure] if cell.exposure >= 0 else 1
        base = float(city.numbers[cell.row, cell.exposure]) if cell.exposure >= 0 else 1.0
        details: dict[str, Any] = {
            "z": round(cell.z, 2),
            "limit": city.rules["outlier"].options["limit"],
            "expected": cell.expected,
            "peers": cell.peers,
            "unit_type": cell.group,
            "value": _short(scale * cell.value / base),
            "low": _short(scale * cell.low / base),
            "high": _short(scale * cell.high / base),
        } | self._peers(cell, scale)
        if cell.exposure >= 0:
            details |= {"per": city.code(cell.exposure), "base": base, "scale": scale}
        return details | self._own_limits(cell)

    def _peers(self, cell: Cell, scale: int) -> dict[str, Any]:
        """The peers' own values, for a strip plot: the same for every cell of a column."""
        at = id(cell.fit), cell.column
        if at not in self._drawn:
            values = cell.fit.comparable(cell.column)
            places = np.linspace(0, len(values) - 1, min(len(values), _MOST_POINTS))
            points = values[np.round(places).astype(np.intp)].tolist()
            self._drawn[at] = {
                "median": _short(scale * float(np.median(values))),
                "points": [_short(scale * point) for point in points],
            }
        return self._drawn[at]

    def _own_limits(self, cell: Cell) -> dict[str, Any]:
        """Wilson limits of a rate that has its parts: what its few cases leave open."""
        parts = parts_of(self.city, self.city.current.layout.fields[cell.place])
        if parts is None or not parts[1][cell.row] >= FEWEST_TRIALS:
            return {}
        low, high = stats.wilson(float(parts[0][cell.row]), float(parts[1][cell.row]), _95_PERCENT)
        return {"own_low": round(100 * low, 2), "own_high": round(100 * high, 2)}


def _short(value: float) -> float:
    """Four digits are more than a plot can show."""
    return float(f"{value:.4g}")

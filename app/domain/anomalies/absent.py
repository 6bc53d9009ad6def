"""What a city lacks where a value is absent: the expected one, imputed, and its share.

An absent value cannot be suspected of being wrong; it is missing from the total for certain,
by as much as it would have been. What it would have been is taken from the unit's own last
report of the kind, else from its peers: their median per household or residential unit times
the unit's own number of them. It is suspected by the share of units that have any at all, so
that what is mostly 0 weighs little.

Source: Memobust (Eurostat 2014), “Imputation” and “Selective editing”; de Waal, Pannekoek and
Scholtus (2011), ch. 7: historical values first, then ratios of a size variable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.city import CityColumns
from app.domain.anomalies.selective import effect_of, scored
from app.domain.anomalies.statistics import Floats
from app.domain.consolidation import totals_of
from app.domain.findings import Finding
from app.domain.forms import AggregateKind
from app.domain.vectors import Columns

PAST, PEERS = "past", "peers"
_HOUSEHOLDS: Final = "households_total"
#: Whether a unit has any of something is usual from here on.
_USUAL: Final = 0.5


@dataclass(frozen=True, eq=False)
class Absence:
    """What one unit would be expected to state, per indicator: ``values`` in the fields' own
    units, NaN where nothing is known; ``is_past`` where its own past says so."""

    own: Floats
    values: Floats
    is_past: NDArray[np.bool_]


class Imputing:
    """What would be expected of the units of one city, worked out once for all of them."""

    def __init__(self, city: CityColumns) -> None:
        self.city = city
        self.totals = totals_of(city.current)
        self._rows = {unit.code: row for row, unit in enumerate(city.wards)}
        self._absent = {unit.code: row for row, unit in enumerate(city.absent)}
        self._types = {unit.code: unit.unit_type for unit in city.all_units}

    def weighed(self, ward: str, finding: Finding, codes: Collection[str]) -> Finding:
        """The finding with the effect of the worst of these values that are absent."""
        absence = self._of(ward)
        places = [self.city.index[code] for code in codes if code in self.city.index]
        weights = self._weights(absence)
        missing = [p for p in places if np.isnan(absence.own[p]) and weights[p] > 0]
        worst = max(missing, key=lambda place: float(weights[place]), default=None)
        return self._scored(finding, absence, worst)

    def weighed_whole(self, ward: str, finding: Finding) -> Finding:
        """The finding with the effect of a report of which hardly anything is there: that of
        the indicator whose share is the middle one of those that most units have."""
        absence = self._of(ward)
        weights = self._weights(absence)
        asked = self._asked[~(absence.own[self._asked] > 0)]
        usual = asked[(self._any[asked] >= _USUAL) & (weights[asked] > 0)]
        in_order = usual[np.argsort(weights[usual], kind="stable")]
        middle = int(in_order[len(in_order) // 2]) if len(in_order) else None
        return self._scored(finding, absence, middle, is_whole=True)

    def _scored(
        self, finding: Finding, absence: Absence, place: int | None, *, is_whole: bool = False
    ) -> Finding:
        if place is None or np.isnan(absence.values[place]):
            return scored(finding, 0.0, None)
        field = self.city.current.layout.fields[place]
        expected = Decimal(str(round(float(absence.values[place]), 6)))
        effect = effect_of(self.totals, field, None, expected)
        weighed = scored(finding, float(self._any[place]), effect)
        if effect is None:
            return weighed
        basis = PAST if absence.is_past[place] else PEERS
        told = effect.document() | {"imputed": basis, "is_whole": is_whole}
        return replace(weighed, details={**weighed.details, "effect": told})

    def _weights(self, absence: Absence) -> Floats:
        """Suspicion times share, per indicator; 0 where nothing is expected."""
        shares = np.nan_to_num(absence.values) / np.where(self.city.sums > 0, self.city.sums, 1.0)
        weights: Floats = np.where(self._is_summed, self._any * np.minimum(shares, 1.0), 0.0)
        return weights

    def _of(self, ward: str) -> Absence:
        own, past = self._stated(ward)
        by_peers = self._peers(self._types.get(ward, "")) * self._sizes(own, past)
        is_past = ~np.isnan(past)
        return Absence(own, np.where(is_past, past, by_peers), is_past)

    def _stated(self, ward: str) -> tuple[Floats, Floats]:
        """What the unit states now, and last stated, per indicator."""
        city, row = self.city, self._rows.get(ward)
        if row is not None:
            return city.numbers[row], _last(city, city.history, row)
        nothing = np.full(len(city.current.layout.fields), np.nan)
        at = self._absent.get(ward)
        return nothing, nothing if at is None else _last(city, city.absent_history, at)

    def _sizes(self, own: Floats, past: Floats) -> Floats:
        """By what each indicator's median is multiplied: the unit's own size, now or last;
        NaN where neither is known and the median is one of plain values."""
        known = np.where(np.isnan(own), past, own)[self._sized_by]
        return np.where(known > 0, known, self._middle_size)

    @cached_property
    def _peer_rates(self) -> Floats:
        size = self.city.numbers[:, self._sized_by]
        rates: Floats = self.city.numbers / np.where(size > 0, size, np.nan)
        return rates

    @cached_property
    def _middle_size(self) -> Floats:
        sizes: Floats = stats.median(self.city.numbers)[self._sized_by]
        return sizes

    @cached_property
    def _medians(self) -> dict[str, Floats]:
        return {"": stats.median(self._peer_rates)}

    def _peers(self, unit_type: str) -> Floats:
        """The median rates of a type where enough of it gave one, else of the whole city."""
        if unit_type not in self._medians:
            rows = [row for row, unit in enumerate(self.city.wards) if unit.unit_type == unit_type]
            rates = self._peer_rates[rows]
            enough = stats.present(rates) >= self.city.rules["outlier"].options["least_peers"]
            self._medians[unit_type] = np.where(enough, stats.median(rates), self._medians[""])
        return self._medians[unit_type]

    @cached_property
    def _sized_by(self) -> NDArray[np.intp]:
        """The place of what says how large a unit is, per indicator."""
        named = self.city.rules["outlier"].options["exposures"]
        by_code = {code: own for own, codes in named.items() for code in codes}
        fields = self.city.current.layout.fields
        sizes = [by_code.get(field.code, _HOUSEHOLDS) for field in fields]
        return np.array([self.city.index[code] for code in sizes], dtype=np.intp)

    @cached_property
    def _any(self) -> Floats:
        """The share of the units that have any, of those that state a number."""
        stated = self.city.current.is_value.sum(axis=0)
        share: Floats = (self.city.numbers > 0).sum(axis=0) / np.maximum(stated, 1)
        return share

    @cached_property
    def _is_summed(self) -> NDArray[np.bool_]:
        kinds = (field.aggregate.kind for field in self.city.current.layout.fields)
        return np.array([kind is AggregateKind.SUM for kind in kinds])

    @cached_property
    def _asked(self) -> NDArray[np.intp]:
        asked = self.city.form.mandatory(self.city.period_kind)
        return np.array([self.city.index[field.code] for field in asked], dtype=np.intp)


def _last(city: CityColumns, periods: Iterable[Columns], row: int) -> Floats:
    """The newest stated value of each indicator."""
    last = np.full(len(city.current.layout.fields), np.nan)
    for columns in periods:
        one = city.as_numbers(columns.take(np.array([row])))[0]
        last = np.where(np.isnan(last), one, last)
    return last

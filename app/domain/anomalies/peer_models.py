"""What is usual among peers, fitted to counts, money and shares.

Each model takes a block of columns, is fitted to the rows of one group of peers, and says
of any cell how far it lies from what is expected there, in robust standard deviations, and
where the limits lie. Shapes are (wards, columns) for a block and (columns,) for what is
fitted; cells are named by parallel arrays of rows and columns. NaN is no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import statistics as stats
from app.domain.anomalies.statistics import Floats, Ordered

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

# Below these, peers are so alike that a harmless difference would look enormous.
_COUNT_SIGMA = 0.15
_MONEY_SIGMA = 0.3
_SHARE_SIGMA = 0.15
# Between-unit spread assumed where most peers report nothing at all.
_RARE_SIGMA = 0.5
_MANY_TIMES = 3
# Where more of the peers report 0, and enough do not, these are compared with each other.
_MANY_ZEROS = 0.2
_FEWEST_WITH_ANY = 15
# Where this share of the peers reports 0, a further 0 is nothing unusual.
_COMMON = 0.05


class Fit(Protocol):
    """What is usual in one group of peers. ``ordered`` are the peers' own comparable values
    (rates per exposure, amounts per exposure, shares in percent), sorted."""

    @property
    def peers(self) -> NDArray[np.int64]: ...

    def candidates(self, rows: Places, limit: float) -> Mask:
        """Cells of ``rows`` that may lie beyond the limit; no cell beyond it is left out."""
        ...

    def judge(self, rows: Places, columns: Places) -> tuple[Floats, Floats]:
        """z and the expected value of each cell, in the field's own unit."""
        ...

    def limits(self, rows: Places, columns: Places, limit: float) -> tuple[Floats, Floats]:
        """The values at the limit below and above, for a unit of this size."""
        ...

    def comparable(self, column: int) -> Floats:
        """The peers' values on the common scale, sorted."""
        ...


class Model(Protocol):
    """A block of columns that are judged alike. ``values`` are in the fields' own units."""

    @property
    def places(self) -> Places: ...

    @property
    def values(self) -> Floats: ...

    @property
    def exposures(self) -> Places: ...

    def fit(self, rows: Places) -> Fit: ...


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts per exposure: robust on the log scale, with Poisson noise for small ones."""

    places: Places
    exposures: Places
    values: Floats
    exposure: Floats

    def fit(self, rows: Places) -> CountsFit:
        rates = self.values[rows] / self.exposure[rows]
        has_parted = _part_of_those_with_any(rates)
        ordered = Ordered.of(np.where(has_parted & (rates == 0), np.nan, rates))
        centre = ordered.median()
        is_rare = centre <= 0
        centre = np.where(is_rare, ordered.trimmed_mean(), centre)
        size = _typical(self.exposure[rows], self.exposures)
        shift = 0.5 / size
        logs = ordered.spread(lambda v, columns: np.log(v + shift[columns]))
        between = np.sqrt(np.maximum(logs**2 - 1 / (centre * size + 0.5), 0))
        sigma = np.maximum(between, np.where(is_rare, _RARE_SIGMA, _COUNT_SIGMA))
        plain = np.maximum(ordered.spread(), sigma * centre)
        has_zeros = has_parted | (ordered.quantile(_COMMON) <= 0)
        return CountsFit(self, ordered, centre, sigma, plain, is_rare, has_zeros)


@dataclass(frozen=True, eq=False)
class CountsFit:
    """Counts grow by factors, so distances are first taken on the log scale, where low
    values show. A value several times the usual one is also held against the spread of the
    plain rates, which long tails do not widen. The larger distance counts."""

    model: Counts
    ordered: Ordered
    centre: Floats
    sigma: Floats
    plain: Floats
    is_rare: Mask
    has_zeros: Mask

    @property
    def peers(self) -> NDArray[np.int64]:
        return self.ordered.counts

    def candidates(self, rows: Places, limit: float) -> Mask:
        # The evened-out distance is never more than the logarithmic one, that of
        # (values + 3/8) / (expected + 3/8); solved for the values, to pass over them once.
        values, exposure = self.model.values[rows], self.model.exposure[rows]
        factor = np.exp(np.minimum(limit * self.sigma, 700))
        often = np.minimum(factor, np.where(self.is_rare, np.inf, _MANY_TIMES))
        most = exposure * (self.centre * often) + 0.375 * (often - 1)
        least = exposure * (self.centre / factor) + 0.375 * (1 / factor - 1)
        above = np.where(self.has_zeros, 0, -1)
        mask: Mask = (values > most) | ((values < least) & (values > above))
        return mask

    def judge(self, rows: Places, columns: Places) -> tuple[Floats, Floats]:
        values, size = self.model.values[rows, columns], self.model.exposure[rows, columns]
        expected = self.centre[columns] * size
        z = stats.count_z(values, expected, self.sigma[columns])
        plain = stats.plain_z(values, expected, self.plain[columns] * size)
        is_many = (values >= _MANY_TIMES * expected) & ~self.is_rare[columns]
        return np.where(is_many, np.fmax(z, plain), z), expected

    def limits(self, rows: Places, columns: Places, limit: float) -> tuple[Floats, Floats]:
        expected = self.centre[columns] * self.model.exposure[rows, columns]
        return stats.count_limits(expected, self.sigma[columns], limit)

    def comparable(self, column: int) -> Floats:
        values: Floats = self.ordered.values[: self.ordered.counts[column], column]
        return values


@dataclass(frozen=True, eq=False)
class Amounts:
    """Money and land: zero-heavy and long-tailed, so only what is above zero counts."""

    places: Places
    exposures: Places
    values: Floats
    exposure: Floats

    def fit(self, rows: Places) -> AmountsFit:
        values = self.values[rows]
        ordered = Ordered.of(np.where(values > 0, values, np.nan) / self.exposure[rows])
        logs = ordered.spread(lambda v, columns: np.log(v))
        return AmountsFit(self, ordered, ordered.median(), np.maximum(logs, _MONEY_SIGMA))


@dataclass(frozen=True, eq=False)
class AmountsFit:
    model: Amounts
    ordered: Ordered
    centre: Floats
    sigma: Floats

    @property
    def peers(self) -> NDArray[np.int64]:
        return self.ordered.counts

    def candidates(self, rows: Places, limit: float) -> Mask:
        values = self.model.values[rows]
        expected = self.centre * self.model.exposure[rows]
        factor = np.exp(np.minimum(limit * self.sigma, 700))
        mask: Mask = (values > 0) & ((values > expected * factor) | (values < expected / factor))
        return mask

    def judge(self, rows: Places, columns: Places) -> tuple[Floats, Floats]:
        expected = self.centre[columns] * self.model.exposure[rows, columns]
        values = self.model.values[rows, columns]
        return np.log(values / expected) / self.sigma[columns], expected

    def limits(self, rows: Places, columns: Places, limit: float) -> tuple[Floats, Floats]:
        expected = self.centre[columns] * self.model.exposure[rows, columns]
        factor = np.exp(limit * self.sigma[columns])
        return expected / factor, expected * factor

    def comparable(self, column: int) -> Floats:
        values: Floats = self.ordered.values[: self.ordered.counts[column], column]
        return values


@dataclass(frozen=True, eq=False)
class Shares:
    """Rates as angles, whose chance variance is 1/trials whatever the rate.

    ``values`` are in percent, from the parts where both are given. ``angles`` are NaN where
    there is nothing to judge, a handful of cases included;
    ``chance`` is 0 where a rate is stated without its parts.
    """

    places: Places
    exposures: Places
    values: Floats
    angles: Floats
    chance: Floats

    def fit(self, rows: Places) -> SharesFit:
        ordered = Ordered.of(self.angles[rows])
        between = ordered.spread() ** 2 - stats.median(self.chance[rows])
        return SharesFit(self, ordered, ordered.median(), np.maximum(between, _SHARE_SIGMA**2))


@dataclass(frozen=True, eq=False)
class SharesFit:
    model: Shares
    ordered: Ordered
    centre: Floats
    variance: Floats

    @property
    def peers(self) -> NDArray[np.int64]:
        return self.ordered.counts

    def candidates(self, rows: Places, limit: float) -> Mask:
        distance = np.abs(self.model.angles[rows] - self.centre)
        mask: Mask = distance > limit * np.sqrt(self.variance)
        return mask

    def judge(self, rows: Places, columns: Places) -> tuple[Floats, Floats]:
        distance = self.model.angles[rows, columns] - self.centre[columns]
        return distance / self._sigma(rows, columns), 100 * stats.from_angle(self.centre[columns])

    def limits(self, rows: Places, columns: Places, limit: float) -> tuple[Floats, Floats]:
        reach, centre = limit * self._sigma(rows, columns), self.centre[columns]
        return 100 * stats.from_angle(centre - reach), 100 * stats.from_angle(centre + reach)

    def comparable(self, column: int) -> Floats:
        angles = self.ordered.values[: self.ordered.counts[column], column]
        return 100 * stats.from_angle(angles)

    def _sigma(self, rows: Places, columns: Places) -> Floats:
        sigma: Floats = np.sqrt(self.variance[columns] + self.model.chance[rows, columns])
        return sigma


def _part_of_those_with_any(rates: Floats) -> Mask:
    """Columns in which many have nothing at all: there those with any are compared with
    each other (a hurdle model: Mullahy 1986), if there are enough of them."""
    zeros = (rates == 0).sum(axis=0)
    positive = stats.present(rates) - zeros
    mask: Mask = (zeros > _MANY_ZEROS * (zeros + positive)) & (positive >= _FEWEST_WITH_ANY)
    return mask


def _typical(exposure: Floats, exposures: Places) -> Floats:
    """The median exposure of each column; columns with the same one share the work."""
    size = np.ones(len(exposures))
    for place in np.unique(exposures[exposures >= 0]):
        columns = np.flatnonzero(exposures == place)
        size[columns] = stats.median(exposure[:, columns[:1]])[0]
    return size

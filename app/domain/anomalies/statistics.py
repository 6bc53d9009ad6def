"""Robust statistics of columns with gaps, all columns at once.

Every function takes float64 (rows, columns) with NaN where there is no value and
returns one number per column, NaN where a column holds none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: A growing function of values, of which it is told the columns they are from.
Scale = Callable[[Floats, NDArray[np.intp]], Floats]

#: MAD and interquartile range of a normal distribution, in standard deviations.
MAD_TO_SIGMA = 1.4826
IQR_TO_SIGMA = 1 / 1.349


def present(values: Floats) -> NDArray[np.int64]:
    """How many rows hold a value, per column."""
    counts: NDArray[np.int64] = (~np.isnan(values)).sum(axis=0)
    return counts


@dataclass(frozen=True, eq=False)
class Ordered:
    """Columns sorted once, NaN last: every robust number is then read off, not computed anew."""

    values: Floats
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, values: Floats) -> Ordered:
        return cls(np.sort(values, axis=0), present(values))

    def quantile(self, share: float) -> Floats:
        """The ``share`` quantile, linear between neighbours."""
        last = np.maximum(self.counts - 1, 0)
        place = last * share
        low = np.floor(place).astype(np.intp)
        left, right = self._at(low), self._at(np.minimum(low + 1, last))
        between: Floats = left + (right - left) * (place - low)
        return between

    def median(self) -> Floats:
        return self.quantile(0.5)

    def iqr(self) -> Floats:
        """The interquartile range as a standard deviation."""
        sigma: Floats = IQR_TO_SIGMA * (self.quantile(0.75) - self.quantile(0.25))
        return sigma

    def trimmed_mean(self, share: float = 0.1) -> Floats:
        """The mean without the values above the ``1 - share`` quantile."""
        kept = np.where(self.values <= self.quantile(1 - share), self.values, 0.0)
        counted = (self.values <= self.quantile(1 - share)).sum(axis=0)
        mean: Floats = kept.sum(axis=0) / np.maximum(counted, 1)
        return mean

    def spread(self, scale: Scale | None = None) -> Floats:
        """Standard deviation by the MAD; by the interquartile range where the MAD is 0.

        ``scale`` is a growing function of (values, columns): the spread is then that of the
        values put on this scale, without sorting them again.
        """
        on = scale or _as_they_are
        mad = MAD_TO_SIGMA * self._median_distance(on)
        columns = np.arange(self.values.shape[1])
        upper, lower = on(self.quantile(0.75), columns), on(self.quantile(0.25), columns)
        by_either: Floats = np.where(mad > 0, mad, IQR_TO_SIGMA * (upper - lower))
        return by_either

    def _median_distance(self, on: Scale) -> Floats:
        """The lower median of |x − median|: the least width that holds half of the values.

        Half of the sorted values lie beside each other around the median: of all such
        windows the one with the least reach is found by halving, column by column.
        """
        columns = np.arange(self.values.shape[1])
        middle = on(self.median(), columns)
        half = (self.counts + 1) // 2
        low, high = np.zeros_like(half), np.maximum(self.counts - half, 0)
        for _ in range(int(self.counts.max(initial=1)).bit_length() + 1):
            start = (low + high) // 2
            beyond = np.minimum(start + half, np.maximum(self.counts - 1, 0))
            is_left = middle - on(self._at(start), columns) > on(self._at(beyond), columns) - middle
            is_open = low < high
            low = np.where(is_open & is_left, start + 1, low)
            high = np.where(is_open & ~is_left, start, high)
        end = low + np.maximum(half - 1, 0)
        reach: Floats = np.fmax(
            middle - on(self._at(low), columns), on(self._at(end), columns) - middle
        )
        return reach

    def _at(self, places: NDArray[np.int64] | NDArray[np.intp]) -> Floats:
        if not len(self.values):
            return np.full(self.values.shape[1], np.nan)
        found: Floats = self.values[places, np.arange(self.values.shape[1])]
        return found


def _as_they_are(values: Floats, columns: NDArray[np.intp]) -> Floats:
    return values


def median(values: Floats) -> Floats:
    return Ordered.of(values).median()


def median_of_layers(layers: Floats) -> Floats:
    """The median over the first axis of (layers, rows, columns)."""
    flat = layers.reshape(len(layers), -1)
    middle: Floats = median(flat).reshape(layers.shape[1:])
    return middle


def count_z(values: Floats, expected: Floats, sigma: Floats | float) -> Floats:
    """How far counts lie from expected ones, in standard deviations.

    For counts whose rates differ between places by ``sigma`` on the log scale the
    variance is μ + σ²μ²; the inverse hyperbolic sine evens it out (Anscombe 1948).
    It passes from 2·(√x − √μ), the Poisson case, to log(x/μ)/σ for large counts.
    """
    scale = np.asarray(sigma)
    at_value = np.arcsinh(scale * np.sqrt(values + 0.375))
    z: Floats = (2 / scale) * (at_value - np.arcsinh(scale * np.sqrt(expected + 0.375)))
    return z


def plain_z(values: Floats, expected: Floats, sigma: Floats) -> Floats:
    """Distance from expected counts with a spread of ``sigma`` beside the Poisson one."""
    z: Floats = (values - expected) / np.sqrt(sigma**2 + expected)
    return z


def angle(successes: Floats, trials: Floats) -> Floats:
    """2·asin√p of shares, whose variance is about 1/trials at any p (Anscombe 1948)."""
    share = np.clip((successes + 0.375) / (trials + 0.75), 0, 1)
    angles: Floats = 2 * np.arcsin(np.sqrt(share))
    return angles


def wilson(successes: float, trials: float, z: float) -> tuple[float, float]:
    """Limits of a share (Wilson 1927); sound for few trials and shares near 0 or 1."""
    share = min(successes / trials, 1.0)
    centre = share + z * z / (2 * trials)
    half = z * float(np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)))
    scale = 1 + z * z / trials
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def from_angle(angles: Floats) -> Floats:
    """The share (0 to 1) that an angle of ``angle`` stands for."""
    shares: Floats = np.sin(np.clip(angles, 0, np.pi) / 2) ** 2
    return shares


def count_limits(expected: Floats, sigma: Floats, z: float) -> tuple[Floats, Floats]:
    """The counts that lie ``z`` standard deviations below and above what is expected."""
    middle = np.arcsinh(sigma * np.sqrt(expected + 0.375))
    reach = z * sigma / 2
    low, high = (np.sinh(np.maximum(middle + r, 0)) / sigma for r in (-reach, reach))
    return np.maximum(low**2 - 0.375, 0), np.maximum(high**2 - 0.375, 0)

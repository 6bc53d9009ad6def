"""Robust statistics of columns with gaps, all columns at once.

Every function takes float64 (rows, columns) with NaN where there is no value and
returns one number per column, NaN where a column holds none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: MAD and interquartile range of a normal distribution, in standard deviations.
MAD_TO_SIGMA = 1.4826
IQR_TO_SIGMA = 1 / 1.349


def present(values: Floats) -> NDArray[np.int64]:
    """How many rows hold a value, per column."""
    counts: NDArray[np.int64] = (~np.isnan(values)).sum(axis=0)
    return counts


def quantile(values: Floats, share: float) -> Floats:
    """The ``share`` quantile, linear between neighbours. One sort, NaN last."""
    counts = present(values)
    ordered = np.sort(values, axis=0)
    place = np.maximum(counts - 1, 0) * share
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, np.maximum(counts - 1, 0))
    columns = np.arange(values.shape[1])
    left, right = ordered[low, columns], ordered[high, columns]
    between: Floats = left + (right - left) * (place - low)
    return between


def median(values: Floats) -> Floats:
    return quantile(values, 0.5)


def spread(values: Floats) -> Floats:
    """Standard deviation by the MAD; by the interquartile range where the MAD is 0."""
    mad = MAD_TO_SIGMA * median(np.abs(values - median(values)))
    iqr = IQR_TO_SIGMA * (quantile(values, 0.75) - quantile(values, 0.25))
    by_either: Floats = np.where(mad > 0, mad, iqr)
    return by_either


def trimmed_mean(values: Floats, share: float = 0.1) -> Floats:
    """The mean without the largest ``share`` of the values."""
    kept = np.where(values <= quantile(values, 1 - share), values, np.nan)
    counts = np.maximum(present(kept), 1)
    mean: Floats = np.nansum(kept, axis=0) / counts
    return mean


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


def share_of_zeros(values: Floats) -> Floats:
    """The share of the values that are exactly 0, per column."""
    share: Floats = (values == 0).sum(axis=0) / np.maximum(present(values), 1)
    return share


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

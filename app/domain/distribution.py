"""How one number lies among others: the axis, the middle, and what is far off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Fewer values than this have no distribution worth drawing.
LEAST: Final = 5
#: Beyond this many interquartile ranges from the middle half a value is far (Tukey 1977).
_FENCE: Final = 1.5


@dataclass(frozen=True, slots=True)
class Distribution:
    """Values on an axis from ``low`` to ``high``; ``places`` are 0 to 1 in the order given."""

    low: float
    high: float
    median: float
    places: tuple[float, ...]
    median_at: float
    band_from: float
    band_to: float
    far: frozenset[int]


def distribution(values: Sequence[float]) -> Distribution | None:
    """None for too few values, or where all are the same: there is nothing to see."""
    if len(values) < LEAST or min(values) == max(values):
        return None
    low, high = min(values), max(values)
    ordered = sorted(values)
    first, median, third = (_quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    fence = _FENCE * (third - first)
    far = {i for i, v in enumerate(values) if fence and not first - fence <= v <= third + fence}

    def place(value: float) -> float:
        return (value - low) / (high - low)

    return Distribution(
        low=low,
        high=high,
        median=median,
        places=tuple(place(value) for value in values),
        median_at=place(median),
        band_from=place(first),
        band_to=place(third),
        far=frozenset(far),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours."""
    at = share * (len(ordered) - 1)
    left = int(at)
    right = min(left + 1, len(ordered) - 1)
    return ordered[left] + (ordered[right] - ordered[left]) * (at - left)

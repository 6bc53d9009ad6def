"""How city figures moved between two rollups of comparable periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.domain.consolidation.arithmetic import difference, percentage
from app.domain.consolidation.rollups import Rollup
from app.domain.consolidation.totals import Total
from app.domain.forms import AggregateKind
from app.domain.vectors import Number

_COUNTED = (AggregateKind.SUM, AggregateKind.COUNT_TRUE)
#: Counts of sets of wards that differ by more than this share are not set against each other:
#: what moved would be the coverage.
MOST_APART: Final = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and before.

    ``difference`` is in the figure's unit; for rates and means in points.
    ``percent`` is the relative change of counts and amounts, None from 0 and
    for rates. ``wards`` are the wards behind each figure: where they differ a little,
    part of the change is only coverage, and a screen has to say so; where they differ by
    more, counts have neither difference nor percent.
    """

    now: Number | None
    before: Number | None
    difference: Number | None
    percent: Decimal | None
    wards_now: int
    wards_before: int

    def document(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "before": self.before,
            "difference": self.difference,
            "percent": self.percent,
            "wards_now": self.wards_now,
            "wards_before": self.wards_before,
        }


def change(now: Total, before: Total) -> Change:
    """Compare two totals of one indicator."""
    moved: Number | None = None
    percent: Decimal | None = None
    if now.value is not None and before.value is not None and _is_like(now, before):
        moved = difference(now.value, before.value)
        if now.aggregate in _COUNTED and before.value:
            percent = percentage(moved, before.value)
    return Change(now.value, before.value, moved, percent, now.wards, before.wards)


def _is_like(now: Total, before: Total) -> bool:
    apart = abs(now.wards - before.wards)
    return now.aggregate not in _COUNTED or apart <= MOST_APART * max(now.wards, before.wards)


def changes(now: Rollup, before: Rollup) -> Mapping[str, Change]:
    """Compare what both rollups have, by code.

    The caller picks comparable periods: a half-year is part of its year, so a
    half-year and a year are never set against each other.
    """
    both = (code for code in now.totals if code in before.totals)
    return {code: change(now.totals[code], before.totals[code]) for code in both}

"""How submissions came in, counted in days from the deadline so that years can be held
against each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from app.domain.periods import VIETNAM


@dataclass(frozen=True, slots=True)
class Step:
    """``total`` reports had come in by the end of the Vietnamese day ``day``: 0 is the
    deadline's own, -3 three days before it."""

    day: int
    total: int


def curve(moments: Iterable[dt.datetime], due_at: dt.datetime) -> tuple[Step, ...]:
    """One step for each day on which something came, the earliest first."""
    due = due_at.astimezone(VIETNAM).date()
    counts = Counter((at.astimezone(VIETNAM).date() - due).days for at in moments)
    days = sorted(counts)
    totals = accumulate(counts[day] for day in days)
    return tuple(Step(day, total) for day, total in zip(days, totals, strict=True))


def total_by(steps: Iterable[Step], day: int) -> int:
    """How many had come by the end of this day."""
    return max((step.total for step in steps if step.day <= day), default=0)

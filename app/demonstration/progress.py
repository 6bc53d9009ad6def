"""How far each ward has come with each report, so that every screen has something to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from app.demonstration.seeds import seeded
from app.domain.lifecycle import State
from app.domain.periods import PeriodDates, default_dates, parse_period_code
from app.domain.units import Unit

#: Reported in the past, reported in the past, and under way.
PERIODS: Final = ("2025-Y", "2026-H1", "2026-Y")
CURRENT: Final = PERIODS[-1]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one report stands. ``state`` None: not begun (in a past period: missing).

    ``submitted_at`` is the first time; ``versions`` above 1: returned once and
    filed again, or, in the state RETURNED, waiting for that. ``is_late`` goes by
    the period's default dates.
    """

    state: State | None
    submitted_at: dt.datetime | None = None
    is_late: bool = False
    was_returned: bool = False

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None


#: Of the reports of a period, how many of which kind; what is over is approved.
#: Kinds: state, was returned before, was late.
_PAST: Final = (
    (0.02, None, False, False),
    (0.04, State.APPROVED, False, True),
    (0.06, State.APPROVED, True, False),
)
_RECENT: Final = (
    (0.02, None, False, False),
    (0.04, State.APPROVED, False, True),
    (0.02, State.SUBMITTED, False, True),
    (0.03, State.SUBMITTED, False, False),
    (0.02, State.SUBMITTED, True, False),
    (0.03, State.IN_REVIEW, False, False),
    (0.02, State.RETURNED, True, False),
    (0.05, State.APPROVED, True, False),
)
_UNDER_WAY: Final = (
    (0.10, None, False, False),
    (0.19, State.DRAFT, False, False),
    (0.07, State.AWAITING_LEADER, False, False),
    (0.18, State.SUBMITTED, False, False),
    (0.04, State.SUBMITTED, True, False),
    (0.07, State.IN_REVIEW, False, False),
    (0.06, State.RETURNED, True, False),
)
_MIXES: Final = dict(zip(PERIODS, (_PAST, _RECENT, _UNDER_WAY), strict=True))

#: The wards of the two real reports: the report itself is to be seen in the queue,
#: and their people have something to do when they sign in.
_KNOWN: Final = {
    ("10525", "2026-H1"): State.SUBMITTED,
    ("10552", "2025-Y"): State.APPROVED,
    ("10525", "2026-Y"): State.DRAFT,
    ("10552", "2026-Y"): State.AWAITING_LEADER,
}


def dates_of(period: str) -> PeriodDates:
    return default_dates(parse_period_code(period))


def progress_of(units: Sequence[Unit], seed: int, period: str) -> dict[str, Progress]:
    """Where every ward's report stands, by ward code."""
    random = seeded(seed, period, "progress")
    known = {u.code: _KNOWN[u.code, period] for u in units if (u.code, period) in _KNOWN}
    rest = [u.code for u in units if u.code not in known]
    random.shuffle(rest)
    made = {code: _progress(random, period, state) for code, state in known.items()}
    for share, state, returned, late in _MIXES[period]:
        wanted = max(1, round(share * len(units)))
        for code in rest[:wanted]:
            made[code] = _progress(random, period, state, returned, late)
        rest = rest[wanted:]
    for code in rest:
        made[code] = _progress(random, period, State.APPROVED)
    return {u.code: made[u.code] for u in units}


def _progress(
    random: Random, period: str, state: State | None, returned: bool = False, late: bool = False
) -> Progress:
    if state in (None, State.DRAFT, State.AWAITING_LEADER):
        return Progress(state)
    return Progress(state, _moment(random, period, late), late, returned)


def _moment(random: Random, period: str, late: bool) -> dt.datetime:
    """A minute of a working day before the due day, or some days after it."""
    dates = dates_of(period)
    due = dates.ward_due.date()
    if period == CURRENT:
        day = dates.opens_at.date() + dt.timedelta(days=random.randint(1, 6))
    else:
        day = due + dt.timedelta(days=random.randint(1, 6) if late else -random.randint(0, 9))
    moment = dt.time(random.randint(7, 16), random.randint(0, 59))
    return dt.datetime.combine(day, moment, dates.ward_due.tzinfo)

"""View data of the curve of submissions: against the deadline, and the same period last year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.desk import DeskReport
from app.domain.periods import VIETNAM, parse_period_code
from app.domain.progress import Step, curve, total_by
from app.store import cities, review_queue
from app.web.report_parts import View
from app.web.words import short_period_name

if TYPE_CHECKING:
    from app.store.tables.city import Period

WIDTH: Final = 600
HEIGHT: Final = 160
#: What came longer before the deadline, or after it, is drawn at the edge.
_EARLIEST: Final = -45
_LATEST: Final = 60
_MARGIN: Final = 2


def view(
    session: Session, period: Period, reports: Sequence[DeskReport], now: dt.datetime
) -> View | None:
    """None before the first submission of either year."""
    moments = [r.first_submitted_at for r in reports if r.first_submitted_at is not None]
    steps = curve(moments, period.ward_due_at)
    before = _year_before(session, period)
    if not steps and not before:
        return None
    today = (now.astimezone(VIETNAM).date() - _due_day(period)).days
    days = [step.day for step in (*steps, *before)]
    first = max(_EARLIEST, min(*days, 0)) - _MARGIN
    last = min(_LATEST, max(*days, 0)) + _MARGIN
    room = _Room(first, last, max(len(reports), total_by(before, last), 1))
    until = min(today, last) if steps else first
    return {
        "due_at": period.ward_due_at,
        "due_x": room.x(0),
        "expected": len(reports),
        "expected_y": room.y(len(reports)),
        "name": _capital(short_period_name(period.code)),
        "name_before": _capital(_name_before(period)) if before else "",
        "path": room.path(steps, until),
        "path_before": room.path(before, last) if before else "",
        "total": total_by(steps, until),
        "days_left": max(0, -today),
        "on_time": total_by(steps, 0),
        "on_time_before": total_by(before, 0),
        "first": _offset(first),
        "last": _offset(last),
        "rows": _rows(period, steps, before, today),
    }


def _due_day(period: Period) -> dt.date:
    return period.ward_due_at.astimezone(VIETNAM).date()


def _year_before(session: Session, period: Period) -> tuple[Step, ...]:
    code = str(parse_period_code(period.code).same_last_year)
    before = cities.period_by_code(session, code)
    if before is None:
        return ()
    return curve(review_queue.first_submissions(session, before.id), before.ward_due_at)


def _name_before(period: Period) -> str:
    return short_period_name(str(parse_period_code(period.code).same_last_year))


def _capital(name: str) -> str:
    """Names of periods begin sentences and heads of columns here."""
    return name[:1].upper() + name[1:]


def _offset(day: int) -> str:
    """A day as people count it from a deadline."""
    if day == 0:
        return _("ngày hạn")
    if day < 0:
        return _("trước hạn %(n)s ngày", n=-day)
    return _("sau hạn %(n)s ngày", n=day)


class _Room:
    """The drawing's scale: days to the right, reports upwards."""

    def __init__(self, first: int, last: int, most: int) -> None:
        self._first, self._last, self._most = first, last, most

    def x(self, day: int) -> float:
        return round(WIDTH * (day - self._first) / (self._last - self._first), 1)

    def y(self, total: int) -> float:
        return round(HEIGHT * (1 - total / self._most), 1)

    def path(self, steps: Sequence[Step], until: int) -> str:
        """A staircase from the left edge to the day ``until``."""
        start = total_by(steps, self._first)
        drawn = [f"M0 {self.y(start)}"]
        for step in steps:
            if self._first < step.day <= until:
                drawn.append(f"H{self.x(step.day)}V{self.y(step.total)}")
        return "".join([*drawn, f"H{self.x(until)}"])


def _rows(period: Period, steps: Sequence[Step], before: Sequence[Step], today: int) -> list[View]:
    """The same as a table: each day on which something came in either year, and the deadline."""
    due = _due_day(period)
    days = sorted({step.day for step in (*steps, *before)} | {0})
    return [
        {
            "day": due + dt.timedelta(days=day),
            "offset": _offset(day),
            "total": total_by(steps, day) if day <= today else None,
            "before": total_by(before, day) if before else None,
        }
        for day in days
    ]

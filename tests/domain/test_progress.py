"""The curve of submissions, in days from the deadline."""

from __future__ import annotations

import datetime as dt

from app.domain.periods import VIETNAM
from app.domain.progress import Step, curve, total_by

DUE = dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 6, day, hour, tzinfo=VIETNAM)


def test_what_came_is_added_up_day_by_day_whatever_its_order() -> None:
    steps = curve([at(17), at(14), at(16, 23), at(14, 8)], DUE)
    assert steps == (Step(-2, 2), Step(0, 3), Step(1, 4))


def test_a_day_is_a_day_in_viet_nam() -> None:
    before_midnight_in_london = dt.datetime(2026, 6, 16, 17, 30, tzinfo=dt.UTC)
    assert curve([before_midnight_in_london], DUE) == (Step(1, 1),)


def test_how_many_had_come_by_a_day() -> None:
    steps = curve([at(14), at(17)], DUE)
    assert [total_by(steps, day) for day in (-3, -2, 0, 1, 9)] == [0, 1, 1, 2, 2]
    assert total_by((), 0) == 0

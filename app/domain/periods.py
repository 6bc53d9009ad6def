"""The reporting calendar: windows, due dates, lateness. "Now" is always passed in.

Windows are those of NĐ 09/2019 Đ12: figures run from the 15th of the month before
a period to the 14th of its last month. Every date is a default that a city may edit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.errors import Invalid, Problem

#: Viet Nam keeps one offset without summer time, so a fixed one needs no tz database.
VIETNAM: Final = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")

_CODE = re.compile(r"(?P<year>20[0-9]{2})-(?P<kind>H[12]|Y|Q[1-4]|9M|M(?:0[1-9]|1[0-2]))")
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
_FIXED_MONTHS = {"H1": (1, 6), "H2": (7, 12), "9M": (1, 9), "Y": (1, 12)}
_FIXED_TITLES = {
    "H1": "6 tháng đầu năm {year}",
    "H2": "6 tháng cuối năm {year}",
    "9M": "9 tháng đầu năm {year}",
    "Y": "năm {year}",
}
_LAST_MINUTE = dt.time(23, 59)
_OPENING = dt.time(8, 0)
_OPEN_DAYS = 30
_WARD_WORKING_DAYS = 2
_DEPARTMENT_WORKING_DAYS = 7


@dataclass(frozen=True, slots=True, order=True)
class PeriodCode:
    """``2026-H1``: ``kind`` is H1, H2, Y, 9M, Q1…Q4 or M01…M12."""

    year: int
    kind: str

    def __str__(self) -> str:
        return f"{self.year}-{self.kind}"

    @property
    def months(self) -> tuple[int, int]:
        """First and last month, 1…12."""
        if self.kind in _FIXED_MONTHS:
            return _FIXED_MONTHS[self.kind]
        number = int(self.kind[1:])
        return (number, number) if self.kind[0] == "M" else (3 * number - 2, 3 * number)

    @property
    def title_vi(self) -> str:
        """As it follows "báo cáo": ``6 tháng đầu năm 2026``."""
        if self.kind in _FIXED_TITLES:
            return _FIXED_TITLES[self.kind].format(year=self.year)
        number = int(self.kind[1:])
        what = f"tháng {number}" if self.kind[0] == "M" else f"quý {_ROMAN[number]}"
        return f"{what} năm {self.year}"

    def is_as_long_as(self, other: PeriodCode) -> bool:
        """Whether what adds up over one may be held against the other."""
        first, last = self.months
        others_first, others_last = other.months
        return last - first == others_last - others_first

    @property
    def same_last_year(self) -> PeriodCode:
        return PeriodCode(self.year - 1, self.kind)

    @property
    def first_half(self) -> PeriodCode | None:
        """The H1 that lies inside an annual period."""
        return PeriodCode(self.year, "H1") if self.kind == "Y" else None

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """First and last day of the figures, both included."""
        first, last = self.months
        before = dt.date(self.year, first, 1) - dt.timedelta(days=1)
        return before.replace(day=15), dt.date(self.year, last, 14)


@dataclass(frozen=True, slots=True)
class PeriodDates:
    """The dates of one period; the days are inclusive, the moments aware."""

    data_from: dt.date
    data_to: dt.date
    opens_at: dt.datetime
    ward_due: dt.datetime
    department_due: dt.datetime
    begins_until: dt.datetime | None = None
    edits_until: dt.datetime | None = None


class Shut(StrEnum):
    """Why a ward may not work at its report, though the report's own state would let it."""

    CLOSED = "closed"
    EDITS_OVER = "edits_over"
    BEGINNING_OVER = "beginning_over"

    @property
    def reason(self) -> str:
        """As it follows "vì"."""
        return _SHUT[self]


_SHUT: Final = {
    Shut.CLOSED: "kỳ báo cáo đã đóng",
    Shut.EDITS_OVER: "đã quá ngày cuối được sửa và nộp; cần nộp thì đề nghị Sở Nội vụ gia hạn",
    Shut.BEGINNING_OVER: (
        "đã quá ngày cuối được bắt đầu nhập; cần nhập thì đề nghị Sở Nội vụ gia hạn"
    ),
}


def parse_period_code(text: str) -> PeriodCode:
    """Read ``2026-H1``, ``2026-Y``, ``2026-Q3``, ``2026-9M`` or ``2026-M05``; else Invalid."""
    match = _CODE.fullmatch(text.strip())
    if match is None:
        raise Invalid(
            [
                Problem(
                    "period_code",
                    ("period",),
                    f"Kỳ báo cáo “{text.strip()[:20]}” không đúng mã. Viết như 2026-H1, 2026-H2, "
                    "2026-Y, 2026-Q3, 2026-9M hoặc 2026-M05.",
                )
            ]
        )
    return PeriodCode(int(match["year"]), match["kind"])


def default_dates(code: PeriodCode, holidays: Collection[dt.date] = ()) -> PeriodDates:
    """The statutory window and the usual due dates.

    No national text fixes them: wards have two working days after the cut-off, as
    one province prescribes, and the Department five more.
    """
    data_from, data_to = code.window
    return PeriodDates(
        data_from=data_from,
        data_to=data_to,
        opens_at=_at(data_to - dt.timedelta(days=_OPEN_DAYS), _OPENING),
        ward_due=_at(add_working_days(data_to, _WARD_WORKING_DAYS, holidays), _LAST_MINUTE),
        department_due=_at(
            add_working_days(data_to, _DEPARTMENT_WORKING_DAYS, holidays), _LAST_MINUTE
        ),
    )


def add_working_days(day: dt.date, count: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The ``count``-th working day after ``day``; weekends and ``holidays`` do not count."""
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def whole_weeks(first: dt.date, last: dt.date) -> int:
    """Whole weeks from ``first`` to ``last``, both days included; 0 when there are none."""
    return max(0, ((last - first).days + 1) // 7)


def is_late(submitted_at: dt.datetime, due_at: dt.datetime) -> bool:
    """After the due minute has passed: 23:59:30 is still in time for 23:59."""
    return submitted_at >= due_at + dt.timedelta(minutes=1)


def owed_at(
    due_at: dt.datetime, return_due_on: dt.date | None, *, is_returned: bool
) -> dt.datetime:
    """When a ward's next submission is due: ``due_at``, but while the ward mends what was
    returned (``is_returned``, its leader's turn included) the end of the return's own day."""
    if is_returned and return_due_on is not None:
        return _at(return_due_on, _LAST_MINUTE)
    return due_at


def days_left_in_words(now: dt.datetime, due_at: dt.datetime) -> str:
    """``còn 3 ngày``, ``hạn hôm nay, 23:59``, ``quá hạn 2 ngày``; by Vietnamese dates."""
    due = due_at.astimezone(VIETNAM)
    days = (due.date() - now.astimezone(VIETNAM).date()).days
    if is_late(now, due_at):
        return f"quá hạn {-days} ngày" if days < 0 else f"quá hạn từ {due:%H:%M} hôm nay"
    return f"còn {days} ngày" if days else f"hạn hôm nay, {due:%H:%M}"


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, VIETNAM)

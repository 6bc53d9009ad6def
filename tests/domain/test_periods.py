"""The reporting calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.periods import (
    VIETNAM,
    add_working_days,
    days_left_in_words,
    default_dates,
    is_late,
    parse_period_code,
    whole_weeks,
)


@pytest.mark.parametrize(
    ("code", "first", "last", "title"),
    [
        ("2026-H1", "2025-12-15", "2026-06-14", "6 tháng đầu năm 2026"),
        ("2026-H2", "2026-06-15", "2026-12-14", "6 tháng cuối năm 2026"),
        ("2026-Y", "2025-12-15", "2026-12-14", "năm 2026"),
        ("2026-Q1", "2025-12-15", "2026-03-14", "quý I năm 2026"),
        ("2026-Q3", "2026-06-15", "2026-09-14", "quý III năm 2026"),
        ("2026-9M", "2025-12-15", "2026-09-14", "9 tháng đầu năm 2026"),
        ("2026-M05", "2026-04-15", "2026-05-14", "tháng 5 năm 2026"),
        ("2026-M01", "2025-12-15", "2026-01-14", "tháng 1 năm 2026"),
    ],
)
def test_windows_and_titles(code: str, first: str, last: str, title: str) -> None:
    period = parse_period_code(code)
    assert [day.isoformat() for day in period.window] == [first, last]
    assert period.title_vi == title
    assert str(period) == code


@pytest.mark.parametrize("text", ["", "2026", "2026-H3", "2026-M13", "26-H1", "2026-h1", "x" * 99])
def test_other_codes_are_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="2026-H1"):
        parse_period_code(text)


def test_neighbours() -> None:
    year = parse_period_code("2026-Y")
    assert str(year.same_last_year) == "2025-Y"
    assert str(year.first_half) == "2026-H1"
    assert parse_period_code("2026-H1").first_half is None


def test_due_dates_skip_weekends_and_holidays() -> None:
    # 14/6/2026 is a Sunday.
    dates = default_dates(parse_period_code("2026-H1"))
    assert dates.ward_due == dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)
    assert dates.department_due == dt.datetime(2026, 6, 23, 23, 59, tzinfo=VIETNAM)
    assert dates.opens_at < dates.ward_due
    tet = {dt.date(2026, 6, 15), dt.date(2026, 6, 16)}
    assert default_dates(parse_period_code("2026-H1"), tet).ward_due.date() == dt.date(2026, 6, 18)


@pytest.mark.parametrize(
    ("code", "since", "weeks"),
    [
        ("2026-H1", None, 26),
        ("2026-Y", None, 52),
        ("2025-Y", "2025-07-01", 23),
        ("2028-H1", None, 26),
    ],
)
def test_whole_weeks(code: str, since: str | None, weeks: int) -> None:
    first, last = parse_period_code(code).window
    assert whole_weeks(dt.date.fromisoformat(since) if since else first, last) == weeks


def test_the_due_minute_is_in_time() -> None:
    due = dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)
    assert not is_late(due.replace(second=59), due)
    assert is_late(due + dt.timedelta(minutes=1), due)
    assert is_late(dt.datetime(2026, 6, 16, 17, 0, tzinfo=dt.UTC), due)
    assert not is_late(dt.datetime(2026, 6, 16, 16, 59, tzinfo=dt.UTC), due)


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        (13, 9, "còn 3 ngày"),
        (16, 9, "hạn hôm nay, 23:59"),
        (17, 0, "quá hạn 1 ngày"),
        (20, 9, "quá hạn 4 ngày"),
    ],
)
def test_days_left(day: int, hour: int, words: str) -> None:
    due = dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)
    now = dt.datetime(2026, 6, day, hour, 0, tzinfo=VIETNAM).astimezone(dt.UTC)
    assert days_left_in_words(now, due) == words


def test_late_on_the_day_itself() -> None:
    due = dt.datetime(2026, 6, 16, 17, 0, tzinfo=VIETNAM)
    assert days_left_in_words(due + dt.timedelta(hours=1), due) == "quá hạn từ 17:00 hôm nay"


@settings(deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 30))
def test_working_days_are_counted(day: dt.date, count: int) -> None:
    end = add_working_days(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(d.weekday() < 5 for d in between) == count
    assert end.weekday() < 5

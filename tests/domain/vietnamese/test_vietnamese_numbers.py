"""Numbers, money and dates as offices write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese.dates import find_dates, parse_date
from app.domain.vietnamese.numbers import as_decimal, parse_count, parse_digits, parse_money
from app.domain.vietnamese.text import fold

UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(number: int) -> str:
    """A plain speller of 1–999, written from the grammar and not from the parser."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [UNITS[hundreds], "trăm"] if hundreds else []
    if tens == 0:
        if hundreds and units:
            words.append("linh")
    else:
        words += ["mười"] if tens == 1 else [UNITS[tens], "mươi"]
    if units:
        ending = (
            "lăm" if units == 5 and tens else "mốt" if units == 1 and tens > 1 else UNITS[units]
        )
        words.append(ending)
    return " ".join(words)


@given(st.integers(min_value=1, max_value=999))
def test_numbers_in_words_are_read_back(number: int) -> None:
    assert parse_count(in_words(number)) == number


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([".", " ", "\u00a0"]))
def test_grouped_thousands_are_read_back(number: int, mark: str) -> None:
    grouped = f"{number:,}".replace(",", mark)
    parsed = parse_digits(grouped)
    assert parsed is not None
    assert parsed.value == number
    assert not parsed.is_doubtful


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4.410", 4410),
        ("3 258", 3258),
        ("97,61", Decimal("97.61")),
        ("02", 2),
        ("1.234,5", Decimal("1234.5")),
        ("hai mươi tư", 24),
        ("một trăm linh chín", 109),
        ("mười lăm", 15),
        ("hai nghìn không trăm linh năm", 2005),
    ],
)
def test_counts(typed: str, value: Decimal) -> None:
    assert parse_count(typed) == value


@pytest.mark.parametrize("typed", ["", "mười mươi", "a12", "1.2.3", "hai ba bốn", "trăm"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert parse_count(typed) is None


def test_a_spelling_with_two_readings_is_doubtful() -> None:
    parsed = parse_digits("4,410")
    assert parsed is not None
    assert parsed.value == 4410
    assert parsed.is_doubtful


def test_a_share_has_one_decimal_mark() -> None:
    parsed = as_decimal("97.610")
    assert parsed is not None
    assert (parsed.value, parsed.decimals) == (Decimal("97.610"), 3)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3,2 tỷ đồng", 3_200_000_000),
        ("15.600.000 đồng", 15_600_000),
        ("1 tỷ 250 triệu đồng", 1_250_000_000),
        ("850 triệu đồng", 850_000_000),
        ("hai tỷ đồng", 2_000_000_000),
        ("1.250.000đ", 1_250_000),
    ],
)
def test_money(typed: str, value: int) -> None:
    assert parse_money(typed) == value


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("15/8/2025", dt.date(2025, 8, 15)),
        ("ngày 11 tháng 11 năm 2025", dt.date(2025, 11, 11)),
        ("05-11-2025", dt.date(2025, 11, 5)),
        ("2026-05-10", dt.date(2026, 5, 10)),
        ("31/2/2025", None),
        ("15/8", None),
    ],
)
def test_dates(typed: str, on: dt.date | None) -> None:
    assert parse_date(typed) == on


def test_dates_keep_their_places() -> None:
    text = "Kế hoạch ngày 10/9/2025, sửa ngày 15 tháng 10 năm 2025"
    found = list(find_dates(fold(text)))
    assert [text[d.start : d.end] for d in found] == ["10/9/2025", "ngày 15 tháng 10 năm 2025"]

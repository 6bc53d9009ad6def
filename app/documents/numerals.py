"""Numbers and dates as official Vietnamese prints them. No float comes near them."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from app.domain.answers import Value
from app.domain.forms import AggregateKind, FieldType

Number = int | Decimal

#: Rates and means are shown to the hundredth; what is stored keeps every digit.
_PLACES = 2
_MOST_PLACES = 6
_DIVIDED = (AggregateKind.RATIO, AggregateKind.MEAN)


def grouped(number: int) -> str:
    """4410 as ``4.410``."""
    return f"{number:,}".replace(",", ".")


def counted(number: int) -> str:
    """A count in running text: one digit gets the official leading zero, ``04``."""
    return f"0{number}" if 0 < number < 10 else grouped(number)


def exact(number: Number) -> str:
    """Every digit there is, without trailing zeros: ``97,61``, ``1.250,5``."""
    if isinstance(number, int):
        return grouped(number)
    sign, text = ("-", f"{-number:f}") if number < 0 else ("", f"{number:f}")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return sign + grouped(int(whole)) + (f",{fraction}" if fraction else "")


def rounded(number: Number) -> str:
    """To the hundredth, half up, but never rounded up to 100 or down to 0.

    A rate of 99,996 % beside an exception must not print as 100 %, so decimals
    are added until the difference shows.
    """
    if isinstance(number, int):
        return grouped(number)
    for places in range(_PLACES, _MOST_PLACES):
        shown = _quantized(number, places)
        if shown == number or shown not in (0, 100):
            return exact(shown)
    return exact(_quantized(number, _MOST_PLACES))


def _quantized(number: Decimal, places: int) -> Decimal:
    # Enough digits for 10^15 with decimals, whatever the caller's context is.
    scaled = (number * 10**places).to_integral_value(ROUND_HALF_UP)
    return Decimal(scaled).scaleb(-places)


def printed(number: Number) -> str:
    """Exact where the number has an end, as counts and stated rates do; else rounded."""
    if isinstance(number, Decimal) and number != _quantized(number, _MOST_PLACES):
        return rounded(number)
    return exact(number)


def of_figure(kind: AggregateKind, number: Number) -> str:
    """A city figure as every screen has it: what is added up exact, what is divided rounded,
    even where the division happens to end: 101,58375 of 96 units is 101,58."""
    return rounded(number) if kind in _DIVIDED else printed(number)


def difference(kind: AggregateKind, number: Number) -> str:
    """A change of a city figure with its sign: ``+120``, ``-3,5``, ``0``."""
    text = of_figure(kind, number)
    return f"+{text}" if number > 0 else text


def day(date: dt.date) -> str:
    """``14/6/2026``."""
    return f"{date.day}/{date.month}/{date.year}"


def long_day(date: dt.date) -> str:
    """``ngày 05 tháng 02 năm 2026``: Decree 30 pads days under 10 and months 1 and 2."""
    month = f"0{date.month}" if date.month < 3 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


def moment(at: dt.datetime) -> str:
    """``08:05 ngày 14/6/2026`` in Vietnam's zone, which has no summer time."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {day(local.date())}"


def value_text(kind: FieldType, value: Value | None) -> str:
    """One answer's value in a table cell; '' when there is none."""
    if value is None:
        return ""
    if kind is FieldType.BOOL:
        return "Có" if value else "Không"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, int | Decimal):
        return printed(value)
    return str(value)


VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")

"""One cell as Excel keeps it, turned into what a person would have typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.documents.entry_book.opening import (
    DATE,
    ERROR,
    NUMBER,
    PERCENT,
    TEXT,
    TRUTH,
    UNSOLVED,
)
from app.domain.answers.numerals import format_date, plain
from app.domain.forms import FieldType

#: Rates and areas keep this many decimals; the rest is what binary numbers leave behind.
_DECIMALS: Final = 6
#: Day 0 of the dates that Excel keeps as numbers, and the range that is one.
_DAY_ZERO: Final = dt.date(1899, 12, 30)
_DAYS: Final = range(15_000, 75_000)
_FRACTIONS: Final = frozenset({FieldType.PCT, FieldType.SCORE, FieldType.M2})


@dataclass(frozen=True, slots=True)
class Typed:
    """``text`` is for ``parse_answer``; ``problem`` says why there is none."""

    text: str = ""
    problem: str = ""


BLANK: Final = Typed()


def typed(kind: FieldType, content: str, text: str) -> Typed:
    """A cell's content as typed for a question of this kind."""
    if content == ERROR:
        return Typed(text, f"Ô đang báo lỗi {text}. Hãy xóa công thức và gõ giá trị.")
    if content == UNSOLVED:
        return Typed(
            "",
            "Công thức trong ô chưa có kết quả. Hãy mở tệp bằng Excel, lưu lại rồi tải lên, "
            "hoặc gõ thẳng giá trị.",
        )
    if content == TEXT:
        return Typed(text)
    if content == TRUTH:
        return Typed("có" if text == "true" else "không")
    if content == DATE:
        return _day(kind, dt.date.fromisoformat(text))
    return _number(kind, Decimal(text), is_percent=content == PERCENT)


def _day(kind: FieldType, day: dt.date) -> Typed:
    if kind is FieldType.DATE:
        return Typed(day.isoformat())
    if kind in (FieldType.TEXT, FieldType.ROWS):
        return Typed(format_date(day))
    return Typed(
        format_date(day),
        f"Excel đã đổi ô này thành ngày {format_date(day)}. Hãy gõ lại giá trị.",
    )


def _number(kind: FieldType, number: Decimal, *, is_percent: bool) -> Typed:
    if not number.is_finite():
        return Typed(str(number), "Số trong ô không đọc được. Hãy gõ lại giá trị.")
    if is_percent:
        number *= 100
    if kind is FieldType.DATE and number == number.to_integral_value() and int(number) in _DAYS:
        return Typed((_DAY_ZERO + dt.timedelta(days=int(number))).isoformat())
    if kind in _FRACTIONS:
        number = round(number, _DECIMALS)
    if kind is FieldType.BOOL and number in (0, 1):
        return Typed(f"{int(number)}")
    return Typed(plain(number).replace(".", ","))


__all__ = ["BLANK", "NUMBER", "Typed", "typed"]

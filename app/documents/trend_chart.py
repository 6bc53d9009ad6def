"""A line over periods: one figure of the city, each point with its number."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.documents import svg
from app.documents.characters import one_line
from app.documents.numerals import Number, printed
from app.documents.svg import WIDTH, Picture

_HEIGHT: Final = 150
_SIDE: Final = 46.0
_TOP: Final = 30.0
_BASE: Final = 118.0
_DOT: Final = 3.4
#: How much of the height is left below the lowest point of a line that shows no zero.
_FOOT: Final = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Mark:
    """A period's figure; None where the period has none, and the line has a gap."""

    label: str
    value: Number | None


def trend_chart(title: str, marks: Sequence[Mark], unit: str = "") -> Picture:
    """Periods from the oldest at the left; the newest point is filled.

    Numbers, not the height of the line, are what is to be read, so the axis need not
    begin at zero.
    """
    places = list(_places(marks))
    body = svg.line(_SIDE - 22, _BASE, WIDTH - _SIDE + 22, _BASE)
    body += "".join(_segments(places))
    body += "".join(_points(marks, places, unit)) + "".join(_periods(marks))
    return svg.picture(title, _said(title, marks, unit), body, _HEIGHT)


def _places(marks: Sequence[Mark]) -> Iterator[tuple[float, float] | None]:
    values = [Decimal(mark.value) for mark in marks if mark.value is not None]
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
    floor = low - (high - low) * _FOOT
    for index, mark in enumerate(marks):
        if mark.value is None:
            yield None
            continue
        share = (Decimal(mark.value) - floor) / (high - floor) if high > floor else Decimal("0.5")
        yield _across(index, len(marks)), _BASE - 6 - (_BASE - 6 - _TOP) * float(share)


def _across(index: int, count: int) -> float:
    return _SIDE + (WIDTH - 2 * _SIDE) * (index / (count - 1) if count > 1 else 0.5)


def _segments(places: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    """From each point to the next; dashed over periods that have no figure."""
    known = [(i, place) for i, place in enumerate(places) if place is not None]
    for (i, start), (j, end) in itertools.pairwise(known):
        yield svg.line(*start, *end, dashes="" if j == i + 1 else "4 3")


def _points(
    marks: Sequence[Mark], places: Sequence[tuple[float, float] | None], unit: str
) -> Iterator[str]:
    for index, (mark, place) in enumerate(zip(marks, places, strict=True)):
        if mark.value is None or place is None:
            continue
        x, y = place
        is_newest = index == len(marks) - 1
        yield svg.circle(x, y, _DOT + is_newest, fill="#000000" if is_newest else "#ffffff")
        yield svg.text(x, y - 9, printed(mark.value) + unit, size=10.5)


def _periods(marks: Sequence[Mark]) -> Iterator[str]:
    for index, mark in enumerate(marks):
        x = _across(index, len(marks))
        yield svg.line(x, _BASE, x, _BASE + 4)
        yield svg.text(x, _BASE + 17, one_line(mark.label), size=10.5)
        if mark.value is None:
            yield svg.text(x, _BASE - 8, "chưa có", size=9)


def _said(title: str, marks: Sequence[Mark], unit: str) -> str:
    told = (
        f"{one_line(m.label)} {'chưa có số liệu' if m.value is None else printed(m.value) + unit}"
        for m in marks
    )
    return f"{title}: " + "; ".join(told)

"""Which points of the narratives a letter prints: what several wards say, and what it quotes.

A city's wards say thousands of things that nobody else says: printed, they are hundreds of pages
that nobody reads. They stand in the workbook, in the data and on the board of narratives; the
annex says how many they are, and prints them where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.documents.characters import one_line
from app.documents.city_report import anchors
from app.documents.composition import Paragraph, Span, Style
from app.documents.models import CityReport, Point
from app.domain.units import UNIT_TYPES

#: How many points of a narrative the letter itself quotes.
QUOTED: Final = 5


def printed_points(report: CityReport, points: Sequence[Point]) -> list[Point]:
    """Those of the annex, in the order in which the letter has them."""
    if report.every_text:
        return list(points)
    return [p for i, p in enumerate(points) if i < QUOTED or len(p.wards) > 1]


def elsewhere(report: CityReport, points: Sequence[Point]) -> str:
    """Where the points are that the annex leaves out; '' where it has all of them."""
    left = len(points) - len(printed_points(report, points))
    where = "do riêng một đơn vị nêu có trong bản Excel và trên hệ thống"
    return f"{left} nội dung {where}" if left else ""


def further(report: CityReport, points: Sequence[Point]) -> Iterator[Paragraph]:
    """Where everything is that the letter does not quote."""
    more = len(printed_points(report, points)[QUOTED:])
    left = elsewhere(report, points)
    annexed = (Span(f"{more} nội dung khác có tại "), Span(ref=anchors.TEXTS)) if more else ()
    joint = "; " if more and left else ""
    if more or left:
        yield Paragraph((Span("("), *annexed, Span(f"{joint}{left}.)")), Style.REMARK)


def said_by(report: CityReport, point: Point) -> str:
    """How many wards say it, and all of them, each type of unit named once."""
    names = [one_line(report.ward_names.get(code, code)) for code in point.wards]
    if len(names) == 1:
        return f"({names[0]})"
    kinds = {kind: [n for n in names if n.startswith(f"{kind} ")] for kind in UNIT_TYPES.values()}
    typed = [
        f"{kind.lower()} {', '.join(name.removeprefix(f'{kind} ') for name in own)}"
        for kind, own in kinds.items()
        if own
    ]
    others = [name for name in names if not any(name in own for own in kinds.values())]
    listed = "; ".join([*typed, *others])
    return f"({len(names)}/{report.coverage.expected} đơn vị: {listed})"

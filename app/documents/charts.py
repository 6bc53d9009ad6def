"""Charts as SVG of our own: the same picture in PDF, in Word and inline on a page.

They read in black and white: every bar carries its figure, every outlier its
name. Only presentation attributes are used, since pages allow no inline style.
Coordinates are drawing units and may be fractions; figures are printed from
their exact values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.documents import svg
from app.documents.characters import one_line
from app.documents.numerals import Number, printed
from app.documents.svg import WIDTH, Picture

_LABELS: Final = 225
_ROW: Final = 24
_BAR: Final = 15
_FIGURES: Final = 80
_MARGIN: Final = 24
#: How wide a letter is at 12 units, near enough to keep labels apart.
_LETTER: Final = 5.6
_DOT: Final = 3.4
_NAMED: Final = 3
#: Outliers that the words beside the picture name.
_TOLD: Final = 8
_STACK: Final = 80


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Number


@dataclass(frozen=True, slots=True)
class Dot:
    """One ward's value; ``name`` is printed when it lies at an end of the strip."""

    name: str
    value: Number


def bar_chart(title: str, bars: Sequence[Bar], unit: str = "") -> Picture:
    """Horizontal bars from zero, each with its label left and its figure right.

    Negative values, which no count has, are drawn as zero.
    """
    height = len(bars) * _ROW + 8
    suffix = f" {unit}" if unit else ""
    alternative = f"{title}: " + "; ".join(
        f"{one_line(b.label)} {printed(b.value)}{suffix}" for b in bars
    )
    body = "".join(_bars(bars))
    axis = svg.line(_LABELS, 2, _LABELS, height - 2)
    return svg.picture(title, alternative, body + axis, height)


def strip_plot(title: str, dots: Sequence[Dot], unit: str = "") -> Picture:
    """Every ward as a dot on one axis, equal ones stacked; the ends named, the median ruled.

    Outliers, beyond Tukey's fences of one and a half quartile ranges, are black.
    """
    ordered = sorted(dots, key=lambda dot: (dot.value, dot.name))
    if not ordered:
        return svg.picture(
            title, f"{title}: chưa có số liệu", svg.text(WIDTH / 2, 20, "Chưa có số liệu"), 40
        )
    scale = _Scale(ordered[0].value, ordered[-1].value)
    stacked = list(_stacked(ordered, scale))
    tallest = max(level for _, level in stacked)
    # Many equal wards are drawn closer rather than higher.
    step = min(2 * _DOT, _STACK / max(1, tallest))
    top = 26 + tallest * step
    base = top + 6
    fences = _fences([dot.value for dot in ordered])
    body = "".join(
        svg.circle(x, top - level * step, _DOT, fill=_shade(dot, fences))
        for dot, (x, level) in zip(ordered, stacked, strict=True)
    )
    body += "".join(_axis(scale, base, unit)) + "".join(_ends(ordered, scale, base + 34))
    middle = median([dot.value for dot in ordered])
    body += _median_mark(scale.at(middle), top, base, printed(middle) + unit)
    return svg.picture(
        title,
        _strip_words(title, ordered, middle, unit) + _far_words(ordered, fences, unit),
        body,
        int(base + 34 + 16 * 2),
    )


def median(values: Sequence[Number]) -> Number:
    """The middle value, or half the sum of the two middle ones. Raises on none."""
    ordered = sorted(values)
    half, is_odd = divmod(len(ordered), 2)
    if is_odd:
        return ordered[half]
    return (Decimal(ordered[half - 1]) + Decimal(ordered[half])) / 2


class _Scale:
    """Values to positions. Equal ends put everything in the middle."""

    def __init__(self, low: Number, high: Number) -> None:
        self.low, self.high = low, high

    def at(self, value: Number) -> float:
        room = WIDTH - 2 * _MARGIN
        if self.high == self.low:
            return _MARGIN + room / 2
        share = (Decimal(value) - Decimal(self.low)) / (Decimal(self.high) - Decimal(self.low))
        return _MARGIN + room * float(share)


def _bars(bars: Sequence[Bar]) -> Iterator[str]:
    longest = max((bar.value for bar in bars), default=0)
    room = WIDTH - _LABELS - _FIGURES
    for i, bar in enumerate(bars):
        y = i * _ROW + 4
        share = max(0.0, float(Decimal(bar.value) / Decimal(longest))) if longest > 0 else 0.0
        width = room * share
        for j, line in enumerate(_label_lines(bar.label)):
            offset = 12 if len(_label_lines(bar.label)) == 1 else 7 + j * 11
            yield svg.text(
                _LABELS - 6, y + offset, line, anchor="end", size=12 if offset == 12 else 10
            )
        yield svg.rect(_LABELS, y, width, _BAR, fill="#8c8c8c")
        yield svg.text(_LABELS + width + 5, y + 12, printed(bar.value), anchor="start")


def _label_lines(label: str) -> list[str]:
    """A label in one line, or in two smaller ones; beyond that it is cut with a mark."""
    words, lines = one_line(label).split(), [""]
    room = int((_LABELS - 10) / _LETTER)
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [line[: room + 4] for line in lines[:2]]
    return [*kept[:-1], kept[-1] + "…"] if len(lines) > 2 else kept


def _stacked(ordered: Sequence[Dot], scale: _Scale) -> Iterator[tuple[float, int]]:
    """A place per dot: its column, as wide as a dot, and how many lie below it there."""
    below: Counter[int] = Counter()
    for dot in ordered:
        column = round((scale.at(dot.value) - _MARGIN) / (2 * _DOT))
        yield _MARGIN + column * 2 * _DOT, below[column]
        below[column] += 1


def _axis(scale: _Scale, base: float, unit: str) -> Iterator[str]:
    yield svg.line(_MARGIN, base, WIDTH - _MARGIN, base)
    for value, anchor in ((scale.low, "start"), (scale.high, "end")):
        x = scale.at(value)
        yield svg.line(x, base, x, base + 5)
        if scale.low != scale.high or anchor == "start":
            yield svg.text(x, base + 17, printed(value) + unit, anchor=anchor)


def _ends(ordered: Sequence[Dot], scale: _Scale, y: float) -> Iterator[str]:
    """The wards at both ends, by name, lowest at the left."""
    if scale.low == scale.high:
        return
    sides = ((ordered, _MARGIN, "start"), (ordered[::-1], WIDTH - _MARGIN, "end"))
    for dots, x, anchor in sides:
        for i, line in enumerate(_wrapped(_end_words(dots))):
            yield svg.text(x, y + 13 * i, line, anchor=anchor, size=10.5)


def _end_words(dots: Sequence[Dot]) -> str:
    """The first few by name, or how many they are where more share the very end."""
    tied = sum(dot.value == dots[0].value for dot in dots)
    if tied > _NAMED:
        return f"{tied} đơn vị cùng {printed(dots[0].value)}"
    few = dots[: min(_NAMED, len(dots) // 2)]
    return "; ".join(f"{one_line(dot.name)} {printed(dot.value)}" for dot in few)


def _wrapped(text: str) -> list[str]:
    room = int((WIDTH / 2 - _MARGIN - 10) / 5)
    if len(text) <= room:
        return [text]
    cut = text.rfind("; ", 0, room)
    cut = cut + 2 if cut > 0 else room
    return [text[:cut].strip(), text[cut:].strip()]


def _median_mark(x: float, top: float, base: float, shown: str) -> str:
    anchor = "start" if x < WIDTH * 0.25 else "end" if x > WIDTH * 0.75 else "middle"
    return svg.line(x, 16, x, base, dashes="3 2") + svg.text(
        x, 12, f"Trung vị {shown}", anchor=anchor
    )


def _fences(values: Sequence[Number]) -> tuple[Decimal, Decimal]:
    """Tukey's: what lies below the first or above the second stands apart from the rest."""
    ordered = sorted(Decimal(value) for value in values)
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    reach = (high - low) * 3 / 2
    return low - reach, high + reach


def _is_far(dot: Dot, fences: tuple[Decimal, Decimal]) -> bool:
    return not fences[0] <= dot.value <= fences[1]


def _shade(dot: Dot, fences: tuple[Decimal, Decimal]) -> str:
    return "#000000" if _is_far(dot, fences) else "#c4c4c4"


def _far_words(ordered: Sequence[Dot], fences: tuple[Decimal, Decimal], unit: str) -> str:
    far = [dot for dot in ordered if _is_far(dot, fences)]
    if not far:
        return ""
    few = (f"{one_line(dot.name)} {printed(dot.value)}{unit}" for dot in far[:_TOLD])
    more = f" và {len(far) - _TOLD} đơn vị khác" if len(far) > _TOLD else ""
    return f"; tách xa số đông: {', '.join(few)}{more}"


def _strip_words(title: str, ordered: Sequence[Dot], middle: Number, unit: str) -> str:
    low, high = ordered[0], ordered[-1]
    return (
        f"{title}: {len(ordered)} đơn vị, trung vị {printed(middle)}{unit}; "
        f"thấp nhất {one_line(low.name)} {printed(low.value)}{unit}; "
        f"cao nhất {one_line(high.name)} {printed(high.value)}{unit}"
    )

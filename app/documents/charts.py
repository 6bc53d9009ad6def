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
from xml.sax.saxutils import escape, quoteattr

from app.documents.characters import one_line
from app.documents.numerals import Number, printed

FAMILY: Final = "ChartSerif"

_WIDTH: Final = 560
_LABELS: Final = 225
_ROW: Final = 24
_BAR: Final = 15
_FIGURES: Final = 80
_MARGIN: Final = 24
#: How wide a letter is at 12 units, near enough to keep labels apart.
_LETTER: Final = 5.6
_DOT: Final = 3.4
_NAMED: Final = 3
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


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG document with its size in drawing units and what it says in words."""

    svg: str
    alternative: str
    width: int
    height: int


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
    axis = _line(_LABELS, 2, _LABELS, height - 2)
    return _picture(title, alternative, body + axis, height)


def strip_plot(title: str, dots: Sequence[Dot], unit: str = "") -> Picture:
    """Every ward as a dot on one axis, equal ones stacked; the ends named, the median ruled."""
    ordered = sorted(dots, key=lambda dot: (dot.value, dot.name))
    if not ordered:
        return _picture(
            title, f"{title}: chưa có số liệu", _text(_WIDTH / 2, 20, "Chưa có số liệu"), 40
        )
    scale = _Scale(ordered[0].value, ordered[-1].value)
    stacked = list(_stacked(ordered, scale))
    tallest = max(level for _, level in stacked)
    # Many equal wards are drawn closer rather than higher.
    step = min(2 * _DOT, _STACK / max(1, tallest))
    top = 26 + tallest * step
    base = top + 6
    body = "".join(_circle(x, top - level * step) for x, level in stacked)
    body += "".join(_axis(scale, base, unit)) + "".join(_ends(ordered, scale, base + 34))
    middle = median([dot.value for dot in ordered])
    body += _median_mark(scale.at(middle), top, base, printed(middle) + unit)
    return _picture(
        title, _strip_words(title, ordered, middle, unit), body, int(base + 34 + 16 * 2)
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
        room = _WIDTH - 2 * _MARGIN
        if self.high == self.low:
            return _MARGIN + room / 2
        share = (Decimal(value) - Decimal(self.low)) / (Decimal(self.high) - Decimal(self.low))
        return _MARGIN + room * float(share)


def _bars(bars: Sequence[Bar]) -> Iterator[str]:
    longest = max((bar.value for bar in bars), default=0)
    room = _WIDTH - _LABELS - _FIGURES
    for i, bar in enumerate(bars):
        y = i * _ROW + 4
        share = max(0.0, float(Decimal(bar.value) / Decimal(longest))) if longest > 0 else 0.0
        width = room * share
        for j, line in enumerate(_label_lines(bar.label)):
            offset = 12 if len(_label_lines(bar.label)) == 1 else 7 + j * 11
            yield _text(
                _LABELS - 6, y + offset, line, anchor="end", size=12 if offset == 12 else 10
            )
        yield (
            f'<rect x="{_LABELS}" y="{y}" width="{width:.2f}" height="{_BAR}" '
            'fill="#8c8c8c" stroke="#000000" stroke-width="0.6"/>'
        )
        yield _text(_LABELS + width + 5, y + 12, printed(bar.value), anchor="start")


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
    yield _line(_MARGIN, base, _WIDTH - _MARGIN, base)
    for value, anchor in ((scale.low, "start"), (scale.high, "end")):
        x = scale.at(value)
        yield _line(x, base, x, base + 5)
        if scale.low != scale.high or anchor == "start":
            yield _text(x, base + 17, printed(value) + unit, anchor=anchor)


def _ends(ordered: Sequence[Dot], scale: _Scale, y: float) -> Iterator[str]:
    """The wards at both ends, by name, lowest at the left."""
    if scale.low == scale.high:
        return
    sides = ((ordered, _MARGIN, "start"), (ordered[::-1], _WIDTH - _MARGIN, "end"))
    for dots, x, anchor in sides:
        for i, line in enumerate(_wrapped(_end_words(dots))):
            yield _text(x, y + 13 * i, line, anchor=anchor, size=10.5)


def _end_words(dots: Sequence[Dot]) -> str:
    """The first few by name, or how many they are where more share the very end."""
    tied = sum(dot.value == dots[0].value for dot in dots)
    if tied > _NAMED:
        return f"{tied} đơn vị cùng {printed(dots[0].value)}"
    few = dots[: min(_NAMED, len(dots) // 2)]
    return "; ".join(f"{one_line(dot.name)} {printed(dot.value)}" for dot in few)


def _wrapped(text: str) -> list[str]:
    room = int((_WIDTH / 2 - _MARGIN - 10) / 5)
    if len(text) <= room:
        return [text]
    cut = text.rfind("; ", 0, room)
    cut = cut + 2 if cut > 0 else room
    return [text[:cut].strip(), text[cut:].strip()]


def _median_mark(x: float, top: float, base: float, shown: str) -> str:
    anchor = "start" if x < _WIDTH * 0.25 else "end" if x > _WIDTH * 0.75 else "middle"
    return _line(x, 16, x, base, dashes="3 2") + _text(x, 12, f"Trung vị {shown}", anchor=anchor)


def _strip_words(title: str, ordered: Sequence[Dot], middle: Number, unit: str) -> str:
    low, high = ordered[0], ordered[-1]
    return (
        f"{title}: {len(ordered)} đơn vị, trung vị {printed(middle)}{unit}; "
        f"thấp nhất {one_line(low.name)} {printed(low.value)}{unit}; "
        f"cao nhất {one_line(high.name)} {printed(high.value)}{unit}"
    )


def _picture(title: str, alternative: str, body: str, height: int) -> Picture:
    title, alternative = one_line(title), one_line(alternative)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label={quoteattr(alternative)}>'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
    return Picture(svg, alternative, _WIDTH, height)


def _text(x: float, y: float, text: str, *, anchor: str = "middle", size: float = 12) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FAMILY}" font-size="{size}" '
        f'text-anchor="{anchor}" fill="#000000">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="#000000" stroke-width="0.8"{dashed}/>'
    )


def _circle(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_DOT}" '
        'fill="#b5b5b5" stroke="#000000" stroke-width="0.6"/>'
    )

"""The numbers that Word prints in front of list paragraphs and does not store as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_VIETNAMESE_POINTS: Final = "abcdđeghiklmnopqrstuvxy"
# lxml ships no types: an element is Any to the type checker.
Element = Any


@dataclass(slots=True)
class Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counts every list of a document as Word would.

    Numberings (``levels``) that share a definition (``lists``) go on counting together,
    but for those that ``restarts`` gives a new beginning.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Element | None, styles: Element | None) -> Numbering:
        made = cls()
        if numbering is not None:
            abstract = {
                str(a.get(f"{_W}abstractNumId")): _levels(a)
                for a in numbering.findall(f"{_W}abstractNum")
            }
            for num in numbering.findall(f"{_W}num"):
                link = num.find(f"{_W}abstractNumId")
                if link is not None:
                    number, definition = str(num.get(f"{_W}numId")), str(link.get(f"{_W}val"))
                    made.levels[number] = abstract.get(definition, {})
                    made.lists[number] = definition
                    made.restarts[number] = _restarts(num)
        for style in styles.findall(f"{_W}style") if styles is not None else ():
            place = _place(style)
            if place:
                made.styles[str(style.get(f"{_W}styleId"))] = place
        return made

    def label(self, paragraph: Element) -> str:
        """The printed number or dash of a paragraph, '' outside lists."""
        place = _place(paragraph) or self._by_style(paragraph)
        if place is None or place[0] not in self.levels:
            return ""
        number, depth = place
        level = self.levels[number].get(depth, Level())
        counts = self.counts.setdefault(self.lists[number], [0] * 9)
        for at, start in self.restarts.pop(number, {}).items():
            counts[at] = start - 1 if at == depth else 0
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (8 - depth)
        if level.format == "bullet":
            return "-"
        return re.sub(
            r"%(\d)", lambda m: self._printed(number, int(m.group(1)) - 1, counts), level.text
        )

    def _by_style(self, paragraph: Element) -> tuple[str, int] | None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(str(style.get(f"{_W}val"))) if style is not None else None

    def _printed(self, number: str, depth: int, counts: list[int]) -> str:
        level = self.levels[number].get(depth, Level())
        value = max(counts[depth], 1)
        if level.format in ("upperRoman", "lowerRoman"):
            roman = _roman(value)
            return roman if level.format == "upperRoman" else roman.lower()
        if level.format in ("lowerLetter", "upperLetter"):
            letter = _VIETNAMESE_POINTS[(value - 1) % len(_VIETNAMESE_POINTS)]
            return letter.upper() if level.format == "upperLetter" else letter
        return str(value)


def _levels(abstract: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in abstract.findall(f"{_W}lvl"):
        made = Level(
            _value(level, "numFmt", "decimal"),
            _value(level, "lvlText", ""),
            int(_value(level, "start", "1") or 1),
        )
        found[int(level.get(f"{_W}ilvl") or 0)] = made
    return found


def _restarts(num: Element) -> dict[int, int]:
    """Where a numbering begins anew: depth → first number."""
    return {
        int(override.get(f"{_W}ilvl") or 0): int(_value(override, "startOverride", "1"))
        for override in num.findall(f"{_W}lvlOverride")
        if override.find(f"{_W}startOverride") is not None
    }


def _value(element: Element, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return str(child.get(f"{_W}val") or default) if child is not None else default


def _place(element: Element) -> tuple[str, int] | None:
    properties = element.find(f"{_W}pPr/{_W}numPr")
    if properties is None:
        return None
    number = properties.find(f"{_W}numId")
    depth = properties.find(f"{_W}ilvl")
    if number is None or number.get(f"{_W}val") in (None, "0"):
        return None
    return str(number.get(f"{_W}val")), min(
        int(depth.get(f"{_W}val") or 0), 8
    ) if depth is not None else 0


def _roman(value: int) -> str:
    out = ""
    for size, letters in _ROMAN:
        while value >= size:
            out, value = out + letters, value - size
    return out

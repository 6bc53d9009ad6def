"""Which font a run of a Word document stands in, for the fonts that are an encoding.

Documents typed with .VnTime or VNI-Times hold the fonts' own letters: only the font's
name says how to read them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from app.documents.parsing.legacy_letters import of_font

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST: Final = 12
# lxml ships no types: an element is Any to the type checker.
Element = Any
Convert = Callable[[str], str]


@dataclass(slots=True)
class Fonts:
    """Fonts by style id, with what each style is based on; '' where none is named."""

    standard: str = ""
    default_style: str = ""
    styles: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, styles: Element | None) -> Fonts:
        made = cls()
        if styles is None:
            return made
        made.standard = _font(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        for style in styles.findall(f"{_W}style"):
            name = str(style.get(f"{_W}styleId"))
            made.styles[name] = (_font(style.find(f"{_W}rPr")), _value(style.find(f"{_W}basedOn")))
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                made.default_style = name
        return made

    def reader(self, run: Element, paragraph: Element | None) -> Convert | None:
        """How the letters of a run are to be read; None as they are."""
        properties = run.find(f"{_W}rPr")
        own = _font(properties)
        if own:
            return of_font(own)
        by_run = _value(properties.find(f"{_W}rStyle")) if properties is not None else ""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        by_paragraph = _value(style) or self.default_style
        return of_font(self._by_style(by_run) or self._by_style(by_paragraph) or self.standard)

    def _by_style(self, name: str) -> str:
        for _ in range(_DEEPEST):
            font, name = self.styles.get(name, ("", ""))
            if font or not name:
                return font
        return ""


def _font(properties: Element | None) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return str(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "")


def _value(element: Element | None) -> str:
    return str(element.get(f"{_W}val") or "") if element is not None else ""

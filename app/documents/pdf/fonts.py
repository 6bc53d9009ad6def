"""The one typeface of every PDF: Liberation Serif 2.1.5, metric twin of Times New Roman.

It ships with the application because a renderer that cannot find a Vietnamese
font falls back silently to one that prints boxes.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus.tables import CellStyle
from svglib.fonts import register_font as register_svg_font

FOLDER: Final = Path(__file__).resolve().parent.parent / "fonts"
#: The family in stylesheets. xhtml2pdf registers it anew for every conversion.
STYLE_FAMILY: Final = "OfficialSerif"
#: The family for tables and charts drawn without xhtml2pdf. Its name differs,
#: since two registrations of one name draw with each other's glyphs.
FAMILY: Final = "AnnexSerif"
BOLD: Final = f"{FAMILY}-Bold"
#: The family that our SVG charts name.
CHART_FAMILY: Final = "ChartSerif"

#: Printed where a character has no glyph.
MISSING: Final = "\u25a1"

_FACES: Final = {
    (0, 0): "Regular",
    (1, 0): "Bold",
    (0, 1): "Italic",
    (1, 1): "BoldItalic",
}
#: ReportLab and xhtml2pdf keep fonts and caches in module globals, which one
#: document fills while another reads: only one is drawn at a time in a process.
ONE_AT_A_TIME: Final = threading.RLock()
_POINTS_PER_MILLIMETRE: Final = 72 / 25.4


@cache
def register() -> None:
    """Make the typeface known to ReportLab and svglib, once per process."""
    for (bold, italic), face in _FACES.items():
        name = FAMILY if face == "Regular" else f"{FAMILY}-{face}"
        path = FOLDER / f"LiberationSerif-{face}.ttf"
        registerFont(TTFont(name, str(path)))
        addMapping(FAMILY, bold, italic, name)
        register_svg_font(
            CHART_FAMILY,
            str(path),
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
            rlgFontName=f"{CHART_FAMILY}-{face}",
        )
    # Pages, table cells and drawings name a font before they draw; left alone it
    # would be Helvetica, which is not embedded.
    rl_config.canvas_basefontname = FAMILY
    CellStyle.fontname = FAMILY
    STATE_DEFAULTS["fontName"] = FAMILY


def drawable(text: str) -> str:
    """The text with a box for every character that the typeface does not have.

    Left alone such a character vanishes, and nobody learns that it was there.
    """
    known = _coverage()
    if known.issuperset(text):
        return text
    return "".join(c if c in known or c.isspace() else MISSING for c in text)


@cache
def _coverage() -> frozenset[str]:
    """The characters that all four faces can draw."""
    register()
    faces = (getFont(FAMILY if f == "Regular" else f"{FAMILY}-{f}") for f in _FACES.values())
    return frozenset.intersection(*(frozenset(map(chr, f.face.charToGlyph)) for f in faces))


def balanced(text: str, size: float, width: float) -> tuple[str, ...]:
    """A bold centred title as one line, or as two of nearly the same length.

    Three lines and more are left to the renderer.
    """
    length = text_width(text, size, is_bold=True)
    if length <= width or length > 2 * width * 0.95:
        return (text,)
    words = text.split(" ")
    cuts = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return min(
        cuts,
        key=lambda lines: max(text_width(line, size, is_bold=True) for line in lines),
        default=(text,),
    )


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """The printed length of one line, in millimetres."""
    register()
    width: float = stringWidth(text, BOLD if is_bold else FAMILY, size)
    return width / _POINTS_PER_MILLIMETRE

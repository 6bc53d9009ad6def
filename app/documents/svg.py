"""The pen of our charts: one width, one typeface, presentation attributes only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from app.documents.characters import one_line

FAMILY: Final = "ChartSerif"
#: Of every chart, in drawing units.
WIDTH: Final = 560


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG document with its size in drawing units and what it says in words."""

    svg: str
    alternative: str
    width: int
    height: int


def picture(title: str, alternative: str, body: str, height: int) -> Picture:
    """A whole document; both texts are cleaned and escaped."""
    title, alternative = one_line(title), one_line(alternative)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label={quoteattr(alternative)}>'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
    return Picture(svg, alternative, WIDTH, height)


def text(
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "middle",
    size: float = 12,
    fill: str = "#000000",
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FAMILY}" font-size="{size:g}" '
        f'text-anchor="{anchor}" fill="{fill}">{escape(said)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="#000000" stroke-width="0.8"{dashed}/>'
    )


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str = "#ffffff",
    stroke: str = "#000000",
) -> str:
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="0.6"/>'
    )


def circle(x: float, y: float, radius: float, *, fill: str = "#ffffff") -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" '
        f'fill="{fill}" stroke="#000000" stroke-width="0.6"/>'
    )

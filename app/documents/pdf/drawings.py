"""Our SVG charts as ReportLab drawings."""

from __future__ import annotations

import io

from reportlab.graphics.shapes import Drawing
from svglib.svglib import svg2rlg

from app.documents.pdf import fonts


def drawing_of(svg: str) -> Drawing:
    """Raises ``ValueError`` for what is not an SVG document."""
    fonts.register()
    drawing: Drawing | None = svg2rlg(io.BytesIO(svg.encode()))
    if drawing is None:
        raise ValueError("the chart is not an SVG document")
    return drawing

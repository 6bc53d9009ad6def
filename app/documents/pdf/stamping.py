"""The code by which anybody may verify a document, in the lower margin of its every page."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

from pypdf import PageObject, PdfReader, PdfWriter
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import decree30, qr
from app.documents.composition import Verification
from app.documents.pdf import fonts

#: Side of the code in the lower margin of an upright page, and of one that is turned, whose
#: lower margin is narrower; and how far each stands from the paper's edge.
_UPRIGHT: Final = (14 * mm, 4 * mm)
_TURNED: Final = (11 * mm, 2.5 * mm)
_SIZE: Final = 7.5
_GREY: Final = 0.25


def stamp(writer: PdfWriter, verification: Verification) -> None:
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.merge_page(_overlay(verification, width, height))


@lru_cache(maxsize=8)
def _overlay(verification: Verification, width: float, height: float) -> PageObject:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1, initialFontName=fonts.FAMILY)
    side, above = _TURNED if width > height else _UPRIGHT
    left = width - decree30.MARGIN_RIGHT * mm - side
    _draw_code(canvas, verification.url, left, above, side)
    _draw_words(canvas, verification, left - 2 * mm, above)
    canvas.save()
    return PdfReader(out).pages[0]


def _draw_code(canvas: Canvas, text: str, left: float, above: float, side: float) -> None:
    module = side / qr.side(text)
    top = above + side
    canvas.setFillGray(0)
    for column, row, length in qr.bars(text):
        x, y = left + column * module, top - (row + 1) * module
        canvas.rect(x, y, length * module, module, stroke=0, fill=1)


def _draw_words(canvas: Canvas, verification: Verification, right: float, above: float) -> None:
    canvas.setFont(fonts.FAMILY, _SIZE)
    canvas.setFillGray(_GREY)
    for line, text in enumerate(reversed(verification.lines)):
        canvas.drawRightString(right, above + 2 + line * _SIZE * 1.25, text)

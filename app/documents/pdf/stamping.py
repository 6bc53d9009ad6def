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

#: Side of the code: the least that a telephone reads from a printed page in poor light.
_SIDE: Final = 14 * mm
_ABOVE_EDGE: Final = 4 * mm
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
    _draw_code(canvas, verification.url, width - decree30.MARGIN_RIGHT * mm - _SIDE)
    _draw_words(canvas, verification, width - decree30.MARGIN_RIGHT * mm - _SIDE - 2 * mm)
    canvas.save()
    return PdfReader(out).pages[0]


def _draw_code(canvas: Canvas, text: str, left: float) -> None:
    module = _SIDE / qr.side(text)
    top = _ABOVE_EDGE + _SIDE
    canvas.setFillGray(0)
    for column, row, length in qr.bars(text):
        x, y = left + column * module, top - (row + 1) * module
        canvas.rect(x, y, length * module, module, stroke=0, fill=1)


def _draw_words(canvas: Canvas, verification: Verification, right: float) -> None:
    canvas.setFont(fonts.FAMILY, _SIZE)
    canvas.setFillGray(_GREY)
    for line, text in enumerate(reversed(verification.lines)):
        canvas.drawRightString(right, _ABOVE_EDGE + 2 + line * _SIZE * 1.25, text)

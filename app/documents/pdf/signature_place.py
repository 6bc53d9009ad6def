"""Where the signature goes in a letter's PDF, and what is seen of a digital one.

Decree 30/2020, Annex I: the signature stands under the authority and position, above the
name, in the block to the right of "Nơi nhận".
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Final

import pypdfium2
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import decree30
from app.documents.numerals import VIETNAM
from app.documents.pdf import fonts

_RECIPIENTS: Final = "Nơi nhận:"
#: Of the letter's two columns under the text, in millimetres.
_LEFT_COLUMN: Final = 80.0
_WIDTH, _HEIGHT = 70.0, 18.0
#: Two lines of authority and position stand between the title and the signature.
_BELOW_TITLE: Final = 12.0
_SIZE: Final = 9.0
#: The colour of a digital signature's mark under the decree: red for the body that signs.
_RED: Final = (0.75, 0.05, 0.05)


@dataclass(frozen=True, slots=True)
class Place:
    """``page`` from 0; ``box`` is left, bottom, right, top in points."""

    page: int
    box: tuple[int, int, int, int]


def signature_place(pdf: bytes) -> Place:
    """Under the first "Nơi nhận:"; on the first page where a document has none."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document):
        found = page.get_textpage().search(_RECIPIENTS).get_next()
        if found is not None:
            top = page.get_textpage().get_charbox(found[0])[3]
            return Place(number, _box(top - _BELOW_TITLE * mm))
    return Place(0, _box(decree30.MARGIN_BOTTOM * mm + _HEIGHT * mm))


def _box(top: float) -> tuple[int, int, int, int]:
    left = (decree30.MARGIN_LEFT + _LEFT_COLUMN) * mm
    room = (decree30.TEXT_WIDTH - _LEFT_COLUMN - _WIDTH) * mm / 2
    start = left + room
    return int(start), int(top - _HEIGHT * mm), int(start + _WIDTH * mm), int(top)


def appearance(signer: str, at: dt.datetime) -> bytes:
    """A page of a PDF as large as the box: who signed digitally, and when."""
    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(_WIDTH * mm, _HEIGHT * mm), initialFontName=fonts.FAMILY)
    canvas.setStrokeColorRGB(*_RED)
    canvas.setFillColorRGB(*_RED)
    canvas.rect(0.5, 0.5, _WIDTH * mm - 1, _HEIGHT * mm - 1, stroke=1, fill=0)
    when = at.astimezone(VIETNAM)
    lines = ("Đã ký số", fonts.drawable(signer), f"{when:%d/%m/%Y %H:%M:%S} +07:00")
    canvas.setFont(fonts.FAMILY, _SIZE)
    for line, text in enumerate(lines):
        y = _HEIGHT * mm - (line + 1) * _HEIGHT * mm / (len(lines) + 1) - _SIZE / 3
        canvas.drawCentredString(_WIDTH * mm / 2, y, text)
    canvas.save()
    return out.getvalue()

"""Charts in a Word file: pictures sharp enough to print, with words for those who cannot see."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from reportlab.graphics import renderPDF

from app.documents.composition import CHART_LABEL, Chart, label_of
from app.documents.pdf import fonts
from app.documents.pdf.drawings import drawing_of
from app.documents.references import bookmark
from app.documents.word.runs import add_bookmark, add_field

_DOTS_PER_INCH: Final = 220
_POINTS_PER_INCH: Final = 72


def add_chart(word: Document, chart: Chart) -> None:
    paragraph = word.add_paragraph(style="Giữa dòng")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(chart_png(chart)), width=Mm(chart.width))
    described = shape._inline.docPr
    described.set("descr", chart.alternative)
    described.set("title", chart.caption)
    caption = word.add_paragraph(style="Chú thích hình")
    caption.add_run(f"{CHART_LABEL} ")
    add_field(caption, f"SEQ {CHART_LABEL} \\* ARABIC", str(chart.number))
    add_bookmark(caption, bookmark(label_of(chart)))
    caption.add_run(f". {chart.caption}")


def chart_png(chart: Chart) -> bytes:
    """The chart as a picture, drawn by the same hand as in the PDF."""
    with fonts.ONE_AT_A_TIME:
        drawing = drawing_of(chart.svg)
        drawn = renderPDF.drawToString(drawing)
    pdf = pypdfium2.PdfDocument(drawn)
    millimetres = drawing.width / _POINTS_PER_INCH * 25.4
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH * chart.width / millimetres
    image = pdf[0].render(scale=scale).to_pil().convert("L")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()

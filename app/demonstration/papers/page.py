"""A report as a PDF file with embedded letters, as printed from a word processor."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Final

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from app.demonstration.papers.composing import Block, BlockKind, Paper
from app.documents.pdf.fonts import BOLD, FAMILY, register

_BOLD_KINDS: Final = frozenset(
    {BlockKind.TITLE, BlockKind.PART, BlockKind.HEADING, BlockKind.SIGNATURE}
)
_ALIGNED: Final = {
    BlockKind.AGENCY: TA_CENTER,
    BlockKind.MOTTO: TA_CENTER,
    BlockKind.TITLE: TA_CENTER,
    BlockKind.NOTICE: TA_CENTER,
    BlockKind.SIGNATURE: TA_CENTER,
    BlockKind.DATELINE: TA_RIGHT,
    BlockKind.PARAGRAPH: TA_JUSTIFY,
}
_LETTERHEAD: Final = (BlockKind.AGENCY, BlockKind.MOTTO)


def report_pdf(paper: Paper) -> bytes:
    """The report as .pdf; equal papers give equal bytes."""
    register()
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=30 * mm,
        rightMargin=15 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=paper.stem,
        lang="vi",
        invariant=1,
    )
    document.build(list(_flowables(paper)))
    return file.getvalue()


def _flowables(paper: Paper) -> list[Flowable]:
    head = [_paragraph(b) for b in paper.blocks if b.kind in _LETTERHEAD]
    rest = [_paragraph(b) for b in paper.blocks if b.kind not in _LETTERHEAD]
    return [Table([head], colWidths=[62 * mm, 103 * mm]), Spacer(1, 4 * mm), *rest]


def _paragraph(block: Block) -> Paragraph:
    is_bold = block.kind in _BOLD_KINDS
    style = ParagraphStyle(
        block.kind.value,
        fontName=BOLD if is_bold else FAMILY,
        fontSize=12 if block.kind in _LETTERHEAD else 13,
        leading=17,
        spaceBefore=4,
        alignment=_ALIGNED.get(block.kind, 0),
        firstLineIndent=10 * mm if block.kind is BlockKind.PARAGRAPH else 0,
        bulletIndent=5 * mm,
        leftIndent=8 * mm if block.kind is BlockKind.BULLET else 0,
    )
    text = escape(block.text).replace("\n", "<br/>")
    return Paragraph(text, style, bulletText="-" if block.kind is BlockKind.BULLET else None)

"""A report as a Word file, as a ward's office would type it."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from app.demonstration.papers.composing import Block, BlockKind, Paper

_FONT: Final = "Times New Roman"
#: Widths of the agency and of the national motto.
_LETTERHEAD: Final = (Cm(6), Cm(10))
_CENTRED: Final = frozenset({BlockKind.TITLE, BlockKind.NOTICE, BlockKind.SIGNATURE})
_BOLD: Final = frozenset({BlockKind.TITLE, BlockKind.PART, BlockKind.HEADING, BlockKind.SIGNATURE})


def report_docx(paper: Paper) -> bytes:
    """The report as .docx: letterhead in a table, the rest as paragraphs."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    letterhead = [b for b in paper.blocks if b.kind in (BlockKind.AGENCY, BlockKind.MOTTO)]
    _letterhead(document, letterhead)
    for block in paper.blocks:
        if block not in letterhead:
            _paragraph(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _letterhead(document: WordDocument, blocks: list[Block]) -> None:
    table = document.add_table(rows=1, cols=len(blocks))
    table.autofit = False
    for cell, block, width in zip(table.rows[0].cells, blocks, _LETTERHEAD, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(block.text)
        run.bold, run.font.size = True, Pt(12)


def _paragraph(document: WordDocument, block: Block) -> None:
    style = "List Bullet" if block.kind is BlockKind.BULLET else None
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(block.text)
    run.bold = block.kind in _BOLD
    run.italic = block.kind in (BlockKind.DATELINE, BlockKind.NOTICE)
    _place(paragraph, block.kind)


def _place(paragraph: Paragraph, kind: BlockKind) -> None:
    if kind in _CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif kind is BlockKind.DATELINE:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif kind is BlockKind.PARAGRAPH:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1)

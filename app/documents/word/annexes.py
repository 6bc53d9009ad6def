"""Annexes of a Word file: each a section of its own, with its own page numbers."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from app.documents import decree30
from app.documents.composition import Annex
from app.documents.references import bookmark
from app.documents.word.blocks import write_blocks
from app.documents.word.contents import annex_entry
from app.documents.word.letter import number_pages
from app.documents.word.runs import add_bookmark, add_hidden_field, add_line

#: Headings of an annex stand below those of the letter.
_DEEPER = 2


def write_annex(word: Document, annex: Annex) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _shrink_break(word)
    _turn(section, is_landscape=annex.is_landscape)
    number_pages(section)
    _restart_numbers(section)
    mark = add_line(word, annex.mark, "Phụ lục")
    add_bookmark(mark, bookmark(annex.mark))
    add_hidden_field(mark, annex_entry(annex))
    add_line(word, annex.title.upper(), "Phụ lục, tên")
    add_line(word, annex.reference, "Phụ lục, kèm theo")
    write_blocks(word, annex.blocks, deeper=_DEEPER)


def _shrink_break(word: Document) -> None:
    """The paragraph that carries a section break must not spill onto an empty page."""
    layout = word.paragraphs[-1].paragraph_format
    layout.line_spacing = Pt(1)
    layout.space_before = layout.space_after = Pt(0)


def _turn(section: Section, *, is_landscape: bool) -> None:
    sides = Mm(decree30.PAGE_WIDTH), Mm(decree30.PAGE_HEIGHT)
    if is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_height, section.page_width = sides
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = (
            Mm(decree30.MARGIN_LEFT),
            Mm(decree30.MARGIN_RIGHT),
        )
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = sides
        section.left_margin, section.right_margin = (
            Mm(decree30.MARGIN_LEFT),
            Mm(decree30.MARGIN_RIGHT),
        )
        section.top_margin = section.bottom_margin = Mm(decree30.MARGIN_TOP)


def _restart_numbers(section: Section) -> None:
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    properties.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")

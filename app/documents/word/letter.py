"""The letter part of a Word file, laid out as Decree 30/2020 has it."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm
from docx.table import _Cell

from app.documents import decree30
from app.documents.composition import Letter
from app.documents.pdf.fonts import balanced, text_width
from app.documents.word.blocks import write_blocks
from app.documents.word.runs import add_field, add_line, add_rule, first_line
from app.documents.word.tables import add_layout_table

_SIGNATURE_COLUMNS = (80.0, 85.0)
_SIGNATURE_LINES = 4


def write_letter(word: Document, letter: Letter) -> None:
    section = word.sections[0]
    _lay_out(section)
    number_pages(section)
    _write_head(word, letter)
    add_line(word, letter.kind, "Title")
    lines = balanced(letter.subject, decree30.BODY_SIZE, decree30.TEXT_WIDTH)
    add_line(word, "\n".join(lines), "Subtitle")
    subject = text_width(lines[-1], decree30.BODY_SIZE, is_bold=True)
    add_rule(word, min(subject, decree30.TEXT_WIDTH) * decree30.SHORT_RULE, decree30.TEXT_WIDTH)
    _write_addressees(word, letter)
    write_blocks(word, letter.blocks)
    add_line(word, letter.closing, "Body Text", keeps_with_next=True)
    _write_signature(word, letter)


def number_pages(section: Section) -> None:
    """A number in the middle of the upper margin, on every page but the first."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.style = "Header"
    add_field(header, "PAGE", "2")


def _lay_out(section: Section) -> None:
    section.page_width, section.page_height = Mm(decree30.PAGE_WIDTH), Mm(decree30.PAGE_HEIGHT)
    section.top_margin = Mm(decree30.MARGIN_TOP)
    section.bottom_margin = Mm(decree30.MARGIN_BOTTOM)
    section.left_margin = Mm(decree30.MARGIN_LEFT)
    section.right_margin = Mm(decree30.MARGIN_RIGHT)
    section.header_distance = Mm(10)
    section.footer_distance = Mm(10)


def _write_head(word: Document, letter: Letter) -> None:
    table = add_layout_table(word, decree30.HEAD_COLUMNS, rows=2)
    agency, nation = table.rows[0].cells
    _write_agency(agency, letter)
    first_line(nation, decree30.NATION, "Quốc hiệu")
    add_line(nation, decree30.MOTTO, "Tiêu ngữ")
    motto = text_width(decree30.MOTTO, decree30.MOTTO_SIZE, is_bold=True)
    add_rule(nation, motto, decree30.HEAD_COLUMNS[1])
    number, place = table.rows[1].cells
    first_line(number, letter.number_line, "Số ký hiệu")
    first_line(place, letter.place_line, "Địa danh, ngày")


def _write_agency(cell: _Cell, letter: Letter) -> None:
    lines = [(line, "Cơ quan chủ quản") for line in letter.superior]
    lines += [(line, "Cơ quan ban hành") for line in letter.agency]
    first_line(cell, *lines[0])
    for text, style in lines[1:]:
        add_line(cell, text, style)
    width = decree30.HEAD_COLUMNS[0]
    length = text_width(letter.agency[-1], decree30.AGENCY_SIZE, is_bold=True)
    add_rule(cell, min(length, width) * decree30.SHORT_RULE, width)


def _write_addressees(word: Document, letter: Letter) -> None:
    if len(letter.addressees) == 1:
        add_line(word, f"Kính gửi: {letter.addressees[0]}.", "Kính gửi")
        return
    for i, name in enumerate(letter.addressees):
        end = "." if i == len(letter.addressees) - 1 else ";"
        lead = "Kính gửi:\t" if i == 0 else "\t"
        line = add_line(word, f"{lead}- {name}{end}", "Kính gửi")
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        layout = line.paragraph_format
        layout.left_indent, layout.first_line_indent = Mm(60), Mm(-23)
        layout.tab_stops.add_tab_stop(Mm(60))
        layout.space_before = None if i == 0 else 0
        layout.space_after = 0 if end == ";" else None


def _write_signature(word: Document, letter: Letter) -> None:
    """One row that cannot break, bound to the closing sentence above it."""
    recipients, signature = add_layout_table(word, _SIGNATURE_COLUMNS).rows[0].cells
    first_line(recipients, "Nơi nhận:", "Nơi nhận, tiêu đề")
    for line in letter.recipients:
        add_line(recipients, line, "Nơi nhận")
    first_line(signature, letter.signature[0], "Người ký")
    blanks = ("",) * _SIGNATURE_LINES
    for line in (*letter.signature[1:], *blanks, letter.signer):
        add_line(signature, line, "Người ký")

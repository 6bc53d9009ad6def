"""Paragraphs, runs, fields and rules of a Word document."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.composition import Paragraph, note_mark
from app.documents.word.styles import OF_PARAGRAPH, style_id

#: Whatever takes paragraphs: the body of a document or a cell of a table.
Place = Document | _Cell


def add_paragraph(place: Place, paragraph: Paragraph) -> WordParagraph:
    written = new_paragraph(place, OF_PARAGRAPH[paragraph.style])
    if paragraph.keeps_with_next:
        written.paragraph_format.keep_with_next = True
    for span in paragraph.spans:
        run = written.add_run(span.text)
        # None leaves it to the style, which may itself be italic.
        run.bold, run.italic = span.is_bold or None, span.is_italic or None
        if span.note:
            written.add_run(note_mark(span.note)).font.superscript = True
    return written


def new_paragraph(place: Place, style: str) -> WordParagraph:
    """An empty paragraph of a style of ours."""
    paragraph = place.add_paragraph()
    paragraph._p.style = style_id(style)
    return paragraph


def add_line(
    place: Place, text: str, style: str, *, keeps_with_next: bool = False
) -> WordParagraph:
    written = new_paragraph(place, style)
    written.add_run(text)
    if keeps_with_next:
        written.paragraph_format.keep_with_next = True
    return written


def first_line(cell: _Cell, text: str, style: str) -> WordParagraph:
    """Use the empty paragraph that every new cell begins with."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    return paragraph


def add_rule(place: Place, length: float, width: float) -> None:
    """A rule of ``length`` mm, centred in ``width`` mm: a bordered empty paragraph.

    Unlike a drawn line it moves with the text when somebody edits above it.
    """
    paragraph = new_paragraph(place, "Normal")
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - length) / 2)
    layout.space_before = Pt(4)
    layout.line_spacing = Pt(3)
    layout.keep_with_next = True
    border = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field such as ``PAGE`` or ``SEQ Bảng``, with the text shown until it is updated."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
        elif kind == "separate":
            paragraph.add_run(shown)

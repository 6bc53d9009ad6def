"""Paragraphs, runs, fields and rules of a Word document."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.composition import Paragraph, Span
from app.documents.word.footnotes import bookmark_number, note_run
from app.documents.word.styles import OF_PARAGRAPH, style_id

#: Whatever takes paragraphs: the body of a document or a cell of a table.
Place = Document | _Cell


def add_paragraph(place: Place, paragraph: Paragraph) -> WordParagraph:
    written = new_paragraph(place, OF_PARAGRAPH[paragraph.style])
    if paragraph.keeps_with_next:
        written.paragraph_format.keep_with_next = True
    for span in paragraph.spans:
        _add_span(written, span)
    return written


def _add_span(paragraph: WordParagraph, span: Span) -> None:
    if span.ref:
        add_field(paragraph, f"REF {span.ref} \\h", span.text)
    else:
        run = paragraph.add_run(span.text)
        # None leaves it to the style, which may itself be italic.
        run.bold, run.italic = span.is_bold or None, span.is_italic or None
    if span.note:
        for element in parse_xml(note_run(span)):
            paragraph._p.append(element)


def add_bookmark(paragraph: WordParagraph, name: str) -> None:
    """Names all that the paragraph holds so far."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    number = str(bookmark_number(name))
    start.set(qn("w:id"), number)
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), number)
    first = next((i for i, e in enumerate(paragraph._p) if e.tag != qn("w:pPr")), 0)
    paragraph._p.insert(first, start)
    paragraph._p.append(end)


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


def add_hidden_field(paragraph: WordParagraph, instruction: str) -> None:
    """A field that shows nothing, such as ``TC``, an entry for a table of contents."""
    before = len(paragraph.runs)
    add_field(paragraph, instruction, "")
    for run in paragraph.runs[before:]:
        run.font.hidden = True


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

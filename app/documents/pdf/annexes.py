"""Annexes of a PDF, drawn by ReportLab itself: linear in the number of rows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    LongTable,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Flow

from app.documents import decree30
from app.documents.composition import (
    Align,
    Annex,
    Block,
    Chart,
    Heading,
    Paragraph,
    Style,
    Table,
    caption_text,
    note_mark,
)
from app.documents.pdf import fonts, keeping
from app.documents.pdf.drawings import drawing_of
from app.documents.pdf.rows import page_sized

_ALIGNMENTS: Final = {
    Align.LEFT: TA_LEFT,
    Align.CENTRE: TA_CENTER,
    Align.RIGHT: TA_RIGHT,
}
_PADDING: Final = 3.0


def annex_pdf(annex: Annex) -> bytes:
    """One annex, with page numbers of its own that begin on its second page."""
    fonts.register()
    keeping.register()
    out = io.BytesIO()
    width, height = _page_size(annex)
    margins = _margins(annex)
    template = _Template(
        out,
        pagesize=(width, height),
        title=annex.title,
        lang="vi",
        allowSplitting=1,
        initialFontName=fonts.FAMILY,
    )
    left, right, top, bottom = margins
    frame = Frame(left, bottom, width - left - right, height - top - bottom, 0, 0, 0, 0, id="annex")
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=_number_page))
    with fonts.ONE_AT_A_TIME:
        template.build(list(_story(annex)))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Run:
    """Blocks up to a table, drawn when the page has come to them: the cells of a table of
    thousands of units are large, and an annex has a dozen such tables."""

    blocks: Sequence[Block]

    def flowables(self) -> list[Flowable]:
        return [flowable for block in self.blocks for flowable in _flowables(block)]


class _Template(BaseDocTemplate):  # type: ignore[misc]
    def filterFlowables(self, flowables: list[Flowable | _Run]) -> None:
        """ReportLab asks before it takes the first of what is left."""
        first = flowables[0]
        if isinstance(first, _Run):
            flowables[:1] = first.flowables()


def _page_size(annex: Annex) -> tuple[float, float]:
    portrait = decree30.PAGE_WIDTH * mm, decree30.PAGE_HEIGHT * mm
    return portrait[::-1] if annex.is_landscape else portrait


def _margins(annex: Annex) -> tuple[float, float, float, float]:
    """Left, right, top, bottom. Turned, the binding edge comes to lie on top."""
    if annex.is_landscape:
        return 20 * mm, 20 * mm, decree30.MARGIN_LEFT * mm, decree30.MARGIN_RIGHT * mm
    return (
        decree30.MARGIN_LEFT * mm,
        decree30.MARGIN_RIGHT * mm,
        decree30.MARGIN_TOP * mm,
        decree30.MARGIN_BOTTOM * mm,
    )


def _number_page(canvas: Canvas, template: BaseDocTemplate) -> None:
    if template.page < 2:
        return
    width, height = template.pagesize
    canvas.setFont(fonts.FAMILY, decree30.PAGE_NUMBER_SIZE)
    # Landscape pages have the wider margin on top, and the number in its middle.
    above = 14 * mm if height > width else decree30.MARGIN_LEFT * mm / 2 + 5
    canvas.drawCentredString(width / 2, height - above, str(template.page))


def _story(annex: Annex) -> Iterator[Flowable | _Run]:
    yield Flow(_text(annex.mark), _style("mark", 14, TA_CENTER, is_bold=True))
    yield Flow(_text(annex.title.upper()), _style("title", 14, TA_CENTER, is_bold=True))
    yield Flow(_text(annex.reference), _style("reference", 13, TA_CENTER, is_italic=True))
    yield Spacer(1, 8)
    yield from _runs(annex.blocks)


def _runs(blocks: Sequence[Block]) -> Iterator[_Run]:
    """A heading stays with the table below it, so that no run ends before its table."""
    start = 0
    for end, block in enumerate(blocks, 1):
        if isinstance(block, Table) or end == len(blocks):
            yield _Run(blocks[start:end])
            start = end


def _flowables(block: Block) -> Iterator[Flowable]:
    match block:
        case Heading():
            size = 14 - block.level + 1
            style = _style(f"h{block.level}", size, TA_LEFT, is_bold=True, keeps=True)
            yield Flow(_text(block.text), style)
        case Paragraph():
            yield Flow(_markup(block), _paragraph_style(block))
        case Table():
            yield from _table(block)
        case Chart():
            yield _drawing(block)
            yield Flow(_text(caption_text(block)), _style("figure", 12, TA_CENTER, is_italic=True))


def _table(block: Table) -> Iterator[Flowable]:
    if block.caption:
        yield Flow(
            _text(caption_text(block)), _style("caption", 13, TA_CENTER, is_bold=True, keeps=True)
        )
    size = block.font_size
    header = [
        Flow(_text(c.title), _cell_style(Align.CENTRE, size, is_bold=True)) for c in block.columns
    ]
    sized = list(page_sized(block))
    rows = [_cells(block, row, i) for row, i in sized]
    yield LongTable(
        [header, *rows],
        colWidths=[column.width * mm for column in block.columns],
        repeatRows=1,
        style=_table_style(block, [i for _, i in sized]),
    )
    yield Spacer(1, 8)


def _cells(block: Table, row: tuple[str, ...], index: int) -> list[str | Flow]:
    """Strings where the text fits its column, which is fast; paragraphs where it wraps."""
    size, is_emphasised = block.font_size, index in block.emphasised
    if index in block.notes:
        row = (row[0], f"{row[1]} {note_mark(block.notes[index].note)}", *row[2:])
    cells: list[str | Flow] = []
    for column, text in zip(block.columns, row, strict=True):
        room = column.width - 2 * _PADDING / mm
        if not is_emphasised and "\n" not in text and fonts.text_width(text, size) < room:
            cells.append(fonts.drawable(text))
        else:
            cells.append(Flow(_text(text), _cell_style(column.align, size, is_bold=is_emphasised)))
    return cells


def _table_style(block: Table, indexes: Sequence[int]) -> TableStyle:
    """``indexes`` gives, for every row that is drawn, the row of the block it belongs to."""
    size = block.font_size
    commands: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(0xEEEEEE)),
        ("FONT", (0, 0), (-1, -1), fonts.FAMILY, size, size * 1.15),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    commands += [
        ("ALIGN", (i, 1), (i, -1), column.align.upper()) for i, column in enumerate(block.columns)
    ]
    for drawn, i in enumerate(indexes, 1):
        if block.is_title_row(i):
            # A title is not left behind at the foot of a page.
            commands.append(("SPAN", (1, drawn), (-1, drawn)))
            commands.append(("NOSPLIT", (0, drawn), (0, drawn + 1)))
    return TableStyle(commands)


def _drawing(chart: Chart) -> Flowable:
    drawing = drawing_of(chart.svg)
    scale = chart.width * mm / drawing.width
    drawing.width, drawing.height = drawing.width * scale, drawing.height * scale
    drawing.scale(scale, scale)
    drawing.hAlign = "CENTER"
    return drawing


def _paragraph_style(block: Paragraph) -> ParagraphStyle:
    match block.style:
        case Style.CENTRE:
            return _style("centre", 13, TA_CENTER, keeps=block.keeps_with_next)
        case Style.REMARK:
            return _style("remark", 11, TA_JUSTIFY, keeps=block.keeps_with_next)
    return _style("body", 13, TA_JUSTIFY, keeps=block.keeps_with_next)


def _style(
    name: str,
    size: float,
    alignment: int,
    *,
    is_bold: bool = False,
    is_italic: bool = False,
    keeps: bool = False,
) -> ParagraphStyle:
    face = fonts.BOLD if is_bold else fonts.FAMILY + ("-Italic" if is_italic else "")
    return ParagraphStyle(
        name,
        fontName=face,
        fontSize=size,
        leading=size * 1.2,
        alignment=alignment,
        spaceAfter=4,
        keepWithNext=int(keeps),
    )


def _cell_style(align: Align, size: float, *, is_bold: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        "cell",
        fontName=fonts.BOLD if is_bold else fonts.FAMILY,
        fontSize=size,
        leading=size * 1.15,
        alignment=_ALIGNMENTS[align],
    )


def _markup(paragraph: Paragraph) -> str:
    return "".join(_span(s.text, s.is_bold, s.is_italic, s.note) for s in paragraph.spans)


def _span(text: str, is_bold: bool, is_italic: bool, note: int) -> str:
    marked = _text(text)
    marked = f"<b>{marked}</b>" if is_bold else marked
    marked = f"<i>{marked}</i>" if is_italic else marked
    return f"{marked}{note_mark(note)}" if note else marked


def _text(text: str) -> str:
    return escape(fonts.drawable(text)).replace("\n", "<br/>")

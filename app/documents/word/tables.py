"""Tables of a Word file.

Ruled tables are written as text, straight into the package when it is closed:
built cell by cell they take ten times as long and a kilobyte of memory a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable

from app.documents.composition import Align, Table
from app.documents.word.footnotes import note_xml
from app.documents.word.styles import style_id

_TWIPS_PER_MILLIMETRE: Final = 1440 / 25.4
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in _SIDES
)
#: No text can look like it, since it stands in an attribute.
GRID_MARK: Final = "00C0FFEE"
_STYLE: Final = style_id("Bảng")
#: A table of this many rows or fewer is not parted by a page break.
_KEPT_TOGETHER: Final = 15
_MARGINS: Final = (
    '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
)


def mark_grid(word: Document) -> None:
    """Keep the place of the next ruled table, which ``package.repacked`` fills."""
    word.add_paragraph()._p.set(qn("w:rsidR"), GRID_MARK)


def add_layout_table(word: Document, widths: tuple[float, ...], rows: int = 1) -> WordTable:
    """A table without rules that only places things side by side; rows do not break."""
    table = word.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _remove_cell_margins(table)
    return table


def _remove_cell_margins(table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "0")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def grid_xml(table: Table) -> Iterator[str]:
    """A ruled table whose header row is repeated on every page, row by row."""
    widths = [round(column.width * _TWIPS_PER_MILLIMETRE) for column in table.columns]
    yield "<w:tbl><w:tblPr>"
    yield f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
    yield f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}'
    yield '<w:tblLook w:firstRow="1" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    yield "".join(_header(table, widths))
    for index in range(len(table.rows)):
        yield "".join(_row(table, widths, index))
    yield "</w:tbl>"


def _row(table: Table, widths: list[int], index: int) -> Iterator[str]:
    row = table.rows[index]
    is_bold = index in table.emphasised
    keeps = is_bold or (len(table.rows) <= _KEPT_TOGETHER and index < len(table.rows) - 1)
    yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>" if _is_short(row) else "<w:tr>"
    if table.is_title_row(index):
        widths, row = [widths[0], sum(widths[1:])], row[:2]
    for i, (width, text) in enumerate(zip(widths, row, strict=True)):
        span = len(table.columns) - 1 if len(row) < len(table.columns) and i == 1 else 1
        align = Align.LEFT if span > 1 else table.columns[i].align
        note = note_xml(table.notes[index]) if i == 1 and index in table.notes else ""
        yield _cell(
            align,
            width,
            text,
            table.font_size,
            is_bold=is_bold,
            keeps=keeps,
            span=span,
            note=note,
        )
    yield "</w:tr>"


def _header(table: Table, widths: list[int]) -> Iterator[str]:
    yield "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    for column, width in zip(table.columns, widths, strict=True):
        yield _cell(
            Align.CENTRE,
            width,
            column.title,
            table.font_size,
            is_bold=True,
            keeps=True,
            fill="EEEEEE",
        )
    yield "</w:tr>"


def _cell(
    align: Align,
    width: int,
    text: str,
    size: float,
    *,
    is_bold: bool,
    keeps: bool,
    span: int = 1,
    fill: str = "",
    note: str = "",
) -> str:
    weight = "<w:b/>" if is_bold else ""
    half_points = round(size * 2)
    look = f'<w:rPr>{weight}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    keep = "<w:keepNext/>" if keeps else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shade}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{_STYLE}"/>{keep}'
        f'<w:jc w:val="{align.value}"/>{look}</w:pPr><w:r>{look}{lines}</w:r>{note}</w:p></w:tc>'
    )


def _is_short(row: tuple[str, ...]) -> bool:
    """A row may not break across pages unless it could be taller than one."""
    return sum(map(len, row)) < 1500

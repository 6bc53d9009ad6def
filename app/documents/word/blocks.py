"""The blocks of a composition, one after the other, in a Word document."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document

from app.documents.composition import TABLE_LABEL, Block, Chart, Heading, Paragraph, Table, label_of
from app.documents.references import bookmark
from app.documents.word.contents import heading_name
from app.documents.word.pictures import add_chart
from app.documents.word.runs import (
    add_bookmark,
    add_field,
    add_line,
    add_paragraph,
    new_paragraph,
)
from app.documents.word.tables import mark_grid


def write_blocks(word: Document, blocks: Iterable[Block], deeper: int = 0) -> None:
    """``deeper`` moves headings down by so many levels."""
    for block in blocks:
        match block:
            case Heading():
                heading = add_line(word, block.text, f"Heading {block.level + deeper}")
                if block.number:
                    add_bookmark(heading, heading_name(block))
            case Paragraph():
                add_paragraph(word, block)
            case Table():
                _write_table(word, block)
            case Chart():
                add_chart(word, block)


def _write_table(word: Document, table: Table) -> None:
    if table.caption:
        caption = new_paragraph(word, "Caption")
        if table.number:
            caption.add_run(f"{TABLE_LABEL} ")
            add_field(caption, f"SEQ {TABLE_LABEL} \\* ARABIC", str(table.number))
            add_bookmark(caption, bookmark(label_of(table)))
            caption.add_run(". ")
        caption.add_run(table.caption)
    mark_grid(word)
    # Word joins two tables that nothing stands between.
    new_paragraph(word, "Ghi chú")

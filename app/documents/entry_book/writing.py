"""The workbook as it is downloaded: guide, parts, tables, and the hidden ticket."""

from __future__ import annotations

import io

from app.documents.entry_book.guide_sheet import write_guide
from app.documents.entry_book.models import EntryBook
from app.documents.entry_book.part_sheet import write_parts
from app.documents.entry_book.plan import parts_of, tables_of
from app.documents.entry_book.sheets import AMBER, GREY, GUIDE, TEAL, start
from app.documents.entry_book.table_sheet import write_table
from app.documents.entry_book.ticket_sheet import write_ticket


def entry_book_xlsx(book: EntryBook) -> bytes:
    """A ward's form with what its draft says, ready to be filled in and sent back."""
    out = io.BytesIO()
    writing = start(out, book)
    parts, tables = parts_of(book.form), tables_of(book.form)
    by_code = {table.field.code: table for table in tables}
    writing.sheet(GUIDE, GREY)
    for part in parts:
        writing.sheet(part.name, TEAL)
        for table in tables:
            if table.field.section.partition(".")[0] == part.code:
                writing.sheet(table.name, AMBER)
    write_guide(writing, parts, tables)
    write_parts(writing, parts, by_code)
    for table in tables:
        write_table(writing, table)
    write_ticket(writing)
    writing.workbook.close()
    return out.getvalue()

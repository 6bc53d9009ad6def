"""The hidden sheet: what the workbook is, what each cell held, and the drop-downs."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Final

from app.documents.entry_book.models import Ticket
from app.documents.entry_book.plan import LAYOUT, TICKET_SHEET
from app.documents.entry_book.sheets import LISTS_FROM, Writing

#: Rows: the layout's mark, one per name of the ticket, then code and fingerprint.
NAMES: Final = tuple(field.name for field in fields(Ticket))
HELD_FROM: Final = 1 + len(NAMES)


def write_ticket(writing: Writing) -> None:
    sheet, look = writing.workbook.add_worksheet(TICKET_SHEET), writing.looks.hidden
    sheet.write_string(0, 0, LAYOUT, look)
    for row, (name, value) in enumerate(asdict(writing.book.ticket).items(), 1):
        sheet.write_string(row, 0, name, look)
        sheet.write_string(row, 1, str(value), look)
    for row, (code, mark) in enumerate(writing.held.items(), HELD_FROM):
        sheet.write_string(row, 0, code, look)
        sheet.write_string(row, 1, mark, look)
    for column, labels in enumerate(writing.lists, LISTS_FROM):
        for row, label in enumerate(labels):
            sheet.write_string(row, column, label, look)
    sheet.protect("")
    sheet.very_hidden()

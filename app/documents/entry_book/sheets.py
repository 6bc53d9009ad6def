"""What the sheets of a workbook on its way share: page set-up, protection, drop-downs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.entry_book.looks import Looks
from app.documents.entry_book.models import EntryBook
from app.documents.entry_book.plan import TICKET_SHEET
from app.domain.forms import Choice

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_A4: Final = 9

GUIDE: Final = "Hướng dẫn"
#: The colours of the tabs: guide, parts, tables.
GREY, TEAL, AMBER = "#444444", "#0D6367", "#B7791F"
#: What may be done in a protected sheet beside filling it in: making room to read.
_PROTECTION: Final = {
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


@dataclass
class Writing:
    """A workbook on its way: what its sheets share and leave for the hidden one.

    ``held`` are the fingerprints of what each question's cells show; a code that is
    not there is not to be read. ``lists`` are drop-downs, each a column of the
    hidden sheet. ``places`` says where each question's value stands, and ``rates``
    are written when all of them are known.
    """

    workbook: Workbook
    book: EntryBook
    looks: Looks
    held: dict[str, str] = field(default_factory=dict)
    lists: list[tuple[str, ...]] = field(default_factory=list)
    sheets: dict[str, Worksheet] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rates: list[Callable[[], None]] = field(default_factory=list)

    def sheet(self, name: str, colour: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        ticket = self.book.ticket
        whose = one_line(f"{ticket.ward_name} · {ticket.period_code}").replace("&", "&&")
        sheet.set_footer(f"&L{whose}&R&A · trang &P/&N")
        sheet.protect("", dict(_PROTECTION))
        self.sheets[name] = sheet
        return sheet

    def list_range(self, choices: tuple[Choice, ...]) -> str:
        """Where the labels of a drop-down are listed; '' for none."""
        labels = tuple(choice.label_vi for choice in choices)
        if not labels:
            return ""
        if labels not in self.lists:
            self.lists.append(labels)
        column = LISTS_FROM + self.lists.index(labels)
        return f"{TICKET_SHEET}!{xl_range_abs(0, column, len(labels) - 1, column)}"


#: The hidden sheet: code, fingerprint; then one column per drop-down.
LISTS_FROM: Final = 4


def start(out: io.BytesIO, book: EntryBook) -> Writing:
    workbook = Workbook(out, dict(_OPTIONS))
    workbook.set_size(28000, 16000)
    properties: dict[str, Any] = {
        "title": f"Biểu nhập báo cáo {book.period_title}",
        "subject": one_line(book.ticket.ward_name),
        "author": "Tổng Hợp",
    }
    workbook.set_properties(properties)
    return Writing(workbook, book, Looks(workbook))

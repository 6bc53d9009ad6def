"""A workbook that came back, as answers; or the sentence that says why it cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.documents.entry_book import plan
from app.documents.entry_book.models import FilledBook, Ticket
from app.documents.entry_book.opening import sheets_json
from app.documents.entry_book.part_reading import Found, read_part
from app.documents.entry_book.sheet_cells import Sheet
from app.documents.entry_book.table_reading import read_table
from app.documents.entry_book.ticket_sheet import HELD_FROM, NAMES
from app.documents.parsing.child import in_child
from app.documents.parsing.faults import Unreadable
from app.domain.forms import Field, FormDefinition

_SECONDS: Final = 60
#: How a ZIP package begins, as every workbook of this kind is one.
_PACKAGE: Final = b"PK"
_BROKEN: Final = (
    "Biểu Excel này đã bị sửa phần ẩn nên không nhận ra được. Hãy tải biểu mới từ trang "
    "báo cáo, chép số liệu sang rồi gửi lại."
)


def read_book(path: Path, form: FormDefinition) -> FilledBook | None:
    """What the workbook says; None where the file is no entry workbook at all.

    Raises ``Unreadable`` for one that is broken, or whose hidden part was changed.
    """
    documents = _opened(path)
    if documents is None:
        return None
    sheets = [Sheet.of(document) for document in documents]
    hidden = next((s for s in sheets if s.title == plan.TICKET_SHEET), None)
    if hidden is None or hidden.mark != plan.LAYOUT:
        raise Unreadable(_BROKEN)
    ticket, held = _ticket(hidden), _held(hidden)
    fields = {f.code: f for f in plan.asked(form)}
    found = Found()
    for sheet in sheets:
        if sheet.mark.startswith(plan.PART_MARK):
            read_part(sheet, fields, held, found)
        elif sheet.mark.startswith(plan.TABLE_MARK):
            read_table(sheet, fields, held, found)
    notes = [*found.notes, *_missing(fields, held, found)]
    return FilledBook(ticket, found.cells, tuple(notes))


def _opened(path: Path) -> list[dict[str, Any]] | None:
    """The sheets of an entry workbook, opened in the child; None for any other file.

    One that is not there is no workbook either: whoever reads letters says so.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        if file.read(len(_PACKAGE)) != _PACKAGE:
            return None
    found: list[dict[str, Any]] | None = json.loads(in_child(sheets_json, path, _SECONDS).text)
    return found


def _ticket(hidden: Sheet) -> Ticket:
    said = {hidden.text(row, 0): hidden.text(row, 1) for row in range(1, HELD_FROM)}
    if not all(said.get(name) for name in NAMES) or not said["form_number"].isdecimal():
        raise Unreadable(_BROKEN)
    words = {name: said[name] for name in NAMES if name != "form_number"}
    return Ticket(**words, form_number=int(said["form_number"]))


def _held(hidden: Sheet) -> dict[str, str]:
    """What each question's cells held, by code; '' for nothing."""
    rows = (row for row in hidden.rows if row >= HELD_FROM and hidden.text(row, 0))
    return {hidden.text(row, 0): hidden.text(row, 1) for row in rows}


def _missing(fields: Mapping[str, Field], held: Mapping[str, str], found: Found) -> list[str]:
    """Questions whose line or sheet is gone: they keep what the draft says."""
    gone = [fields[code].name for code in held if code in fields and code not in found.cells]
    if not gone:
        return []
    if not found.cells:
        raise Unreadable(_BROKEN)
    names = "; ".join(gone[:5]) + (f" và {len(gone) - 5} nội dung khác" if len(gone) > 5 else "")
    return [f"Tệp thiếu dòng hoặc trang của: {names}. Bản nháp giữ nguyên các nội dung này."]

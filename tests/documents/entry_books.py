"""Entry workbooks for the tests: made up, edited as a person or a program would, read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.entry_book import EntryBook, FilledBook, Past, Ticket, entry_book_xlsx, read_book
from app.domain.answers import Answer, parse_answer
from app.standard import standard_form

FORM = standard_form()
FIELDS = {f.code: f for f in FORM.header_fields} | FORM.fields
TICKET = Ticket(
    "book-1", "31", "10525", "Phường Hải Dương", "2026-H1", "form-1", 1, "2026-06-01T08:05:00+07:00"
)


def answers_of(typed: Mapping[str, str]) -> dict[str, Answer]:
    """Answers as a person types them into the draft."""
    found = {code: parse_answer(FIELDS[code], text) for code, text in typed.items()}
    return {code: answer for code, answer in found.items() if answer is not None}


def book_of(typed: Mapping[str, str], past: Mapping[str, str] | None = None) -> bytes:
    reports = (Past("6 tháng đầu năm 2025", answers_of(past)),) if past else ()
    book = EntryBook(
        TICKET, FORM, "H1", "6 tháng đầu năm 2026", "Thành phố Thử", answers_of(typed), past=reports
    )
    return entry_book_xlsx(book)


def read(content: bytes, folder: Path) -> FilledBook:
    found = read_or_none(content, folder)
    assert found is not None, "the file is an entry workbook"
    return found


def read_or_none(content: bytes, folder: Path) -> FilledBook | None:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return read_book(path, FORM)


def edited(content: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The file as it is after somebody's edit in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def place(book: Workbook, code: str) -> tuple[Worksheet, int]:
    """The sheet and the row (from 1) of a question."""
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == code and not sheet.title.startswith("_"):
                return sheet, row
    raise LookupError(code)


def put(content: bytes, values: Mapping[str, Any], column: str = "E") -> bytes:
    """Type values into the cells of questions."""

    def edit(book: Workbook) -> None:
        for code, value in values.items():
            sheet, row = place(book, code)
            sheet[f"{column}{row}"].value = value

    return edited(content, edit)


def rezipped(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same package with its members changed."""
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(content))
    with old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()

"""Remarks written into the very workbook that came: coloured cells, each with a comment.

Everything else in the file stays as it was. Remarks of an earlier round are taken
out first: what was mended must not stay red.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.characters import printable
from app.documents.entry_book.opening import open_book
from app.documents.parsing.child import in_child
from app.documents.parsing.parsed import Parsed

#: Who signs our comments: so that ours, and only ours, are found again.
AUTHOR: Final = "Tổng Hợp kiểm tra"
_ERROR, _WARNING = "FFF4B6B0", "FFFFD98A"
_OPEN: Final = "FFFFF8DC"
_SECONDS: Final = 60
_MOST: Final = 2_000
_WIDTH, _LINE, _TALLEST = 380, 22, 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark for one cell. ``is_error``: it must be mended; otherwise it asks for a look."""

    sheet: str
    cell: str
    message: str
    is_error: bool


def marked_book(path: Path, marks: Sequence[Mark]) -> bytes:
    """The file with the remarks in it. Raises ``Unreadable`` as reading does."""
    return base64.b64decode(in_child(partial(_marked, tuple(marks)), path, _SECONDS).text)


def _marked(marks: Sequence[Mark], path: Path) -> Parsed:
    book = open_book(path)
    for sheet in book.worksheets:
        _clean(sheet)
    for (name, cell), own in _by_cell(book, marks).items():
        _write(book[name], cell, own)
    out = io.BytesIO()
    book.save(out)
    return Parsed(base64.b64encode(out.getvalue()).decode(), "openpyxl")


def _by_cell(book: Workbook, marks: Sequence[Mark]) -> dict[tuple[str, str], list[Mark]]:
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        if mark.sheet in book.sheetnames:
            found.setdefault((mark.sheet, mark.cell), []).append(mark)
    return found


def _clean(sheet: Worksheet) -> None:
    """Take out what an earlier round wrote."""
    for cell in sheet._cells.values():
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = PatternFill("solid", start_color=_OPEN, end_color=_OPEN)


def _write(sheet: Worksheet, place: str, marks: Sequence[Mark]) -> None:
    cell = sheet[place]
    colour = _ERROR if any(mark.is_error for mark in marks) else _WARNING
    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
    theirs = [cell.comment.text] if cell.comment is not None else []
    said = dict.fromkeys(printable(mark.message) for mark in marks)
    text = "\n\n".join([*said, *theirs])[:_MOST]
    comment = Comment(text, AUTHOR)
    comment.width = _WIDTH
    comment.height = min(_LINE * (2 + len(text) // 45 + text.count("\n")), _TALLEST)
    cell.comment = comment


__all__ = ["AUTHOR", "Mark", "marked_book"]

"""A workbook that came, as plain cells. Runs in the child process that parses files.

Everything is counted before it is opened: what a workbook of this kind cannot need is
refused, so that a small file which unfolds into a huge one costs nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.entry_book.plan import TICKET_SHEET
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.parsed import Parsed

_MOST_UNFOLDED: Final = 40 * 2**20
_MOST_MEMBERS: Final = 400
_MOST_SHEETS: Final = 60
_MOST_ROWS: Final = 2_000
_MOST_COLUMNS: Final = 40
_SHEET_NAMES: Final = "xl/workbook.xml"
_MOST_NAMES: Final = 2**20
#: What a file that is no sound package raises.
_NO_PACKAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)

#: How a cell's content is told apart.
TEXT, NUMBER, PERCENT, DATE, TRUTH, ERROR, UNSOLVED = (
    "text", "number", "percent", "date", "truth", "error", "unsolved",
)  # fmt: skip

_TOO_LARGE: Final = (
    "Tệp Excel này lớn hơn nhiều so với biểu nhập. Hãy tải biểu mới từ trang báo cáo, "
    "chép số liệu sang rồi gửi lại."
)


def is_entry_book(path: Path) -> bool:
    """Whether the file is one of ours, by the name of its hidden sheet. Opens no more."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_SHEET_NAMES) as names:
            return f'name="{TICKET_SHEET}"'.encode() in names.read(_MOST_NAMES)
    except _NO_PACKAGE:
        return False


def sheets_json(path: Path) -> Parsed:
    """Every sheet's title, cells and merged ranges, as JSON; ``null`` for a file that is
    no entry workbook.

    Raises ``Unreadable`` for what is larger than any workbook of this kind.
    """
    if not is_entry_book(path):
        return Parsed("null", "")
    book = open_book(path)
    sheets = [_sheet(sheet) for sheet in book.worksheets[:_MOST_SHEETS]]
    if any(cell["kind"] == UNSOLVED for sheet in sheets for cell in sheet["cells"]):
        _solve(sheets, _loaded(path, data_only=True))
    return Parsed(json.dumps(sheets, ensure_ascii=False), "openpyxl")


def open_book(path: Path) -> Workbook:
    """The workbook with its formulas and its letters' formats."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        unfolded = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unfolded > _MOST_UNFOLDED:
        raise Unreadable(_TOO_LARGE)
    return _loaded(path, rich_text=True)


def _loaded(path: Path, **options: bool) -> Workbook:
    """The kept file has no suffix, so it is handed over as a stream."""
    try:
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), keep_links=False, **options)
    except MemoryError:
        raise
    except Exception as error:
        # A damaged workbook fails in as many ways as it has parts.
        raise Unreadable(
            "Tệp Excel bị hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại rồi tải lên."
        ) from error


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "cells": list(_cells(sheet)),
        "merged": [list(found.bounds) for found in list(sheet.merged_cells.ranges)[:_MOST_ROWS]],
    }


def _cells(sheet: Worksheet) -> Iterator[dict[str, Any]]:
    """What stands in the sheet, rows and columns counted from 0."""
    for (row, column), cell in sheet._cells.items():
        if row <= _MOST_ROWS and column <= _MOST_COLUMNS and cell.value is not None:
            kind, text = _content(cell)
            yield {"at": [row - 1, column - 1], "kind": kind, "text": text}


def _content(cell: Cell) -> tuple[str, str]:
    value = cell.value
    if cell.data_type == "e":
        return ERROR, str(value)
    if cell.data_type == "f" or isinstance(value, ArrayFormula):
        return UNSOLVED, ""
    return _plain(value, cell.number_format)


def _plain(value: Any, number_format: str) -> tuple[str, str]:
    if isinstance(value, bool):
        return TRUTH, "true" if value else "false"
    if isinstance(value, int | float):
        return PERCENT if _is_percent(number_format) else NUMBER, repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return DATE, value.isoformat()[:10]
    if isinstance(value, dt.time | dt.timedelta):
        return TEXT, str(value)
    text = "".join(str(part) for part in value) if isinstance(value, CellRichText) else str(value)
    return TEXT, re.sub("_x000[dD]_", "", text)


def _is_percent(number_format: str) -> bool:
    return "%" in re.sub(r'"[^"]*"', "", number_format or "")


def _solve(sheets: list[dict[str, Any]], values: Workbook) -> None:
    """Put in what Excel last worked out; a formula without a result stays unsolved."""
    for sheet in sheets:
        worked = values[sheet["title"]]
        for cell in sheet["cells"]:
            if cell["kind"] == UNSOLVED:
                row, column = cell["at"]
                result = worked.cell(row + 1, column + 1)
                if result.data_type == "e":
                    cell["kind"], cell["text"] = ERROR, str(result.value)
                elif result.value is not None:
                    cell["kind"], cell["text"] = _plain(result.value, result.number_format)

"""Repeated rows: a JSON list of objects, checked against the table's columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.domain.answers import numerals
from app.domain.answers.text import (
    CELL_MAX,
    ROWS_MAX,
    ROWS_TEXT_MAX,
    clean_line,
    clean_text,
    excerpt,
)
from app.domain.forms import Column, ColumnType, Field


class Refused(ValueError):
    """The text cannot be an answer of this type; ``str()`` is the sentence to show."""


def parse_rows(field: Field, text: str) -> tuple[dict[str, Any], ...]:
    """``[{"date": "14/6/2026", …}, …]`` -> rows of clean strings; empty rows are dropped."""
    if len(text) > ROWS_TEXT_MAX:
        raise Refused("Bảng quá lớn. Hãy bớt dòng hoặc đính kèm tệp.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("Bảng không đọc được. Hãy nhập lại từng dòng của bảng.") from None
    return check_rows(field, document)


def check_rows(field: Field, document: object) -> tuple[dict[str, Any], ...]:
    """The same on rows that are already values, as a reader of documents has them."""
    if not isinstance(document, list | tuple) or not all(isinstance(r, Mapping) for r in document):
        raise Refused("Bảng phải gồm các dòng, mỗi dòng gồm các cột có tên.")
    if len(document) > ROWS_MAX:
        raise Refused(f"Bảng có {len(document)} dòng, quá mức {ROWS_MAX}. Hãy gộp bớt dòng.")
    columns = {c.code: c for c in field.column_definitions}
    rows = (_row(columns, row, number) for number, row in enumerate(document, start=1))
    return tuple(row for row in rows if row)


def _row(columns: Mapping[str, Column], row: Mapping[str, object], number: int) -> dict[str, Any]:
    unknown = sorted(str(code) for code in row if code not in columns)
    if unknown:
        raise Refused(f"Dòng {number}: bảng không có cột “{excerpt(clean_line(unknown[0]))}”.")
    cells = {c.code: _cell(c, row.get(c.code), number) for c in columns.values()}
    return {code: cell for code, cell in cells.items() if cell}


def _cell(column: Column, value: object, number: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise Refused(f"Dòng {number}, cột “{column.label_vi}”: phải là chữ hoặc số nguyên.")
    if isinstance(value, int) and abs(value) > 10**15:
        raise Refused(f"Dòng {number}, cột “{column.label_vi}”: số lớn quá mức có thể.")
    text = clean_text(str(value))
    if len(text) > CELL_MAX:
        raise Refused(f"Dòng {number}, cột “{column.label_vi}”: dài quá {CELL_MAX} ký tự.")
    if not text or column.type is ColumnType.TEXT:
        return text
    return (
        _day(column, text, number)
        if column.type is ColumnType.DATE
        else _choice(column, text, number)
    )


def _day(column: Column, text: str, number: int) -> str:
    day = numerals.date(clean_line(text))
    if day is None:
        raise Refused(
            f"Dòng {number}, cột “{column.label_vi}”: “{excerpt(text)}” không phải là một ngày "
            "có thật. Viết ngày/tháng/năm, ví dụ 14/6/2026."
        )
    return day.isoformat()


def _choice(column: Column, text: str, number: int) -> str:
    for choice in column.choices:
        if text.casefold() in (choice.value.casefold(), choice.label_vi.casefold()):
            return choice.value
    allowed = ", ".join(f"“{c.label_vi}”" for c in column.choices)
    raise Refused(f"Dòng {number}, cột “{column.label_vi}”: phải là một trong {allowed}.")

"""What each kind of answer may be: as a sentence, and as Excel's own check of a cell."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from app.documents.entry_book.plan import LONGEST, NO, STATES, YES
from app.domain.answers.numerals import format_whole
from app.domain.answers.problems import AREA_MAX, COUNT_MAX, EARLIEST, LATEST, MONEY_MAX
from app.domain.answers.text import REASON_MAX
from app.domain.forms import ColumnType, Field, FieldType

_WORDS: Final = {
    FieldType.INT: f"Số nguyên từ 0 đến {format_whole(COUNT_MAX)}",
    FieldType.VND: f"Số tiền bằng đồng, số nguyên, tối đa {format_whole(MONEY_MAX)}",
    FieldType.M2: f"Diện tích, tối đa {format_whole(AREA_MAX)}",
    FieldType.PCT: "Từ 0 đến 100, không gõ dấu %",
    FieldType.SCORE: "Từ 0 đến 100",
    FieldType.BOOL: f"Chọn {YES} hoặc {NO}",
    FieldType.DATE: "Ngày/tháng/năm, ví dụ 14/06/2026",
}


def limit_words(field: Field, period_kind: str) -> str:
    """The note beside a question: whether it must be answered, and what fits."""
    must = "Bắt buộc. " if period_kind in field.mandatory else ""
    return f"{must}{_WORDS.get(field.type, '')}".strip()


def value_check(field: Field) -> dict[str, Any] | None:
    """Excel's check for the cell of an answer; None where any text will do.

    A share above 100 is questioned and not refused: the rules judge it.
    """
    refusal = {
        "error_title": "Chưa đúng",
        "error_message": f"{_WORDS.get(field.type, '')}."[:255],
        "ignore_blank": True,
    }
    match field.type:
        case FieldType.INT:
            return refusal | _between("integer", 0, COUNT_MAX)
        case FieldType.VND:
            return refusal | _between("integer", 0, MONEY_MAX)
        case FieldType.M2:
            return refusal | _between("decimal", 0, AREA_MAX)
        case FieldType.PCT | FieldType.SCORE:
            return refusal | _between("decimal", 0, 100) | {"error_type": "warning"}
        case FieldType.BOOL:
            return refusal | {"validate": "list", "source": [YES, NO]}
        case FieldType.DATE:
            return refusal | _between("date", EARLIEST, LATEST)
    return _length_check(LONGEST)


def state_check() -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(STATES),
        "error_title": "Chưa đúng",
        "error_message": "Hãy chọn một trong ba tình trạng của danh sách.",
    }


def reason_check() -> dict[str, Any]:
    return _length_check(REASON_MAX)


def column_check(kind: ColumnType, choices: str) -> dict[str, Any] | None:
    """The check of a table's column. ``choices`` is the range that lists them, or ''.

    The choices of a text column are offered only; those of a choice column are binding.
    """
    if kind is ColumnType.DATE:
        return _between("date", EARLIEST, LATEST) | {
            "error_title": "Chưa đúng",
            "error_message": f"{_WORDS[FieldType.DATE]}.",
        }
    if not choices:
        return None
    offer = {"validate": "list", "source": f"={choices}"}
    if kind is ColumnType.CHOICE:
        return offer | {
            "error_title": "Chưa đúng",
            "error_message": "Hãy chọn một mục của danh sách.",
        }
    return offer | {"show_error": False}


def _between(kind: str, least: int | dt.date, most: int | dt.date) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _length_check(most: int) -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": most,
        "error_title": "Quá dài",
        "error_message": f"Tối đa {format_whole(most)} ký tự.",
    }

"""A draft's answer as a cell shows it: its state, its value, its reason.

What a cell shows reads back as the very same answer; what no cell can hold stays out
of the workbook, so that the file cannot shorten it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import not_rich
from app.documents.entry_book.plan import (
    GIVEN,
    LONGEST,
    MOST_DIGITS,
    NO,
    NOT_APPLICABLE,
    NOT_KNOWN,
    YES,
)
from app.domain.answers import Answer, Value, ValueState, typed_value
from app.domain.answers.text import clean_text
from app.domain.forms import Field, FieldType

Scalar = int | Decimal | dt.date | str


@dataclass(frozen=True, slots=True)
class Shown:
    """``is_held`` is False for what cannot stand in a cell whole."""

    state: str = GIVEN
    value: Scalar = ""
    reason: str = ""
    typed: str = ""
    is_held: bool = True


NOTHING: Final = Shown()


def shown(field: Field, answer: Answer | None) -> Shown:
    """What the cells of one question hold; tables show their rows elsewhere."""
    if answer is None:
        return NOTHING
    if answer.state is ValueState.NOT_APPLICABLE:
        return Shown(NOT_APPLICABLE, "", answer.reason, f"NA:{answer.reason}")
    if answer.state is ValueState.NOT_KNOWN:
        return Shown(NOT_KNOWN, typed="?")
    if answer.value is None:
        text = clean_text(answer.typed)
        is_held = field.type is not FieldType.ROWS and len(text) <= LONGEST
        return Shown(value=text, typed=text, is_held=is_held)
    typed = typed_value(field, answer.value)
    if isinstance(answer.value, tuple):
        return Shown(typed=typed)
    value = _scalar(answer.value, typed)
    return Shown(value=value, typed=typed, is_held=len(typed) <= LONGEST)


def _scalar(value: Value, typed: str) -> Scalar:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | Decimal):
        return value if _digits(value) <= MOST_DIGITS else typed
    return value if isinstance(value, dt.date) else clean_text(str(value))


def _digits(value: int | Decimal) -> int:
    return len(Decimal(value).as_tuple().digits)


def write_scalar(sheet: Worksheet, row: int, column: int, value: Scalar, look: Format) -> None:
    """Numbers and dates as such; any text as text, whatever it looks like."""
    if isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value), look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), look)
    elif value:
        sheet.write_string(row, column, not_rich(value), look)
    else:
        sheet.write_blank(row, column, None, look)

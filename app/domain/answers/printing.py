"""Answers back to text: for people, for hashing, and for JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.domain.answers import numerals
from app.domain.answers.parsing import parse_answer
from app.domain.answers.values import Answer, Value, ValueState
from app.domain.forms import Column, Field, FieldType

#: By name; calling the enumeration costs as much as the rest of an answer.
_STATES: Final = {state.value: state for state in ValueState}
_AS_IT_IS: Final = (FieldType.INT, FieldType.VND, FieldType.BOOL)


def format_value(field: Field, value: Value) -> str:
    """As a Vietnamese reader expects it: ``4.410``, ``97,61``, ``14/6/2026``, ``Có``.

    Row tables come out one row a line, cells separated by '; '.
    """
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int):
        return numerals.format_whole(value)
    if isinstance(value, Decimal):
        return numerals.format_decimal(value, grouped=field.type is FieldType.M2)
    if isinstance(value, dt.date):
        return numerals.format_date(value)
    if isinstance(value, str):
        return value
    return "\n".join(_row_line(field, row) for row in value)


def typed_value(field: Field, value: Value) -> str:
    """The text that ``parse_answer`` reads back as this very value."""
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return format_value(field, value)


def retyped(field: Field, answer: Answer) -> str:
    """The text that ``parse_answer`` reads back as this very answer, its decimals as its
    author printed them; what a document said in words comes out in digits."""
    if answer.state is ValueState.NOT_APPLICABLE:
        return f"NA:{answer.reason}"
    if answer.value is None:
        return answer.typed
    again = parse_answer(field, answer.typed)
    is_same = again is not None and again.value == answer.value
    return answer.typed if is_same else typed_value(field, answer.value)


def canonical(answer: Answer) -> str:
    """One text per answer, equal exactly when the answers say the same; for hashing."""
    if answer.state is ValueState.NOT_APPLICABLE:
        return f"NA:{answer.reason}"
    if answer.state is ValueState.NOT_KNOWN:
        return "?"
    if answer.state is ValueState.INVALID or answer.value is None:
        return f"!{answer.typed}"
    encoded = _encode(answer.value)
    if isinstance(encoded, str):
        return encoded
    return json.dumps(encoded, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_json(answer: Answer) -> dict[str, Any]:
    """A JSON object; decimals and dates are strings, so that nothing is rounded."""
    value = None if answer.value is None else _encode(answer.value)
    document = {"code": answer.code, "state": answer.state.value, "value": value}
    if answer.typed:
        document["typed"] = answer.typed
    if answer.reason:
        document["reason"] = answer.reason
    if answer.problem:
        document["problem"] = answer.problem
    return document


def from_json(field: Field, document: Mapping[str, Any]) -> Answer:
    """The answer that ``to_json`` wrote."""
    said = document.get
    value = said("value")
    return Answer(
        # The form's own text, not one more of the same for each of a city's answers.
        field.code,
        _STATES[document["state"]],
        # A city's answers are read hundreds of thousands at a time, nearly all of them counts.
        value if value is None or field.type in _AS_IT_IS else _decode(field, value),
        said("typed", ""),
        said("reason", ""),
        said("problem", ""),
    )


def decimals_as_typed(answer: Answer) -> int:
    """Decimals of a percentage or score as its author printed it: 86,4 → 1.

    A document may have said it in words; then the digits of the value count.
    """
    typed = numerals.decimals(answer.typed)
    if typed is not None:
        return typed
    if isinstance(answer.value, Decimal):
        exponent = answer.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0
    return 0


def _encode(value: Value) -> Any:
    if isinstance(value, Decimal):
        return numerals.plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _decode(field: Field, value: Any) -> Value:
    if field.type in (FieldType.PCT, FieldType.SCORE, FieldType.M2):
        return Decimal(str(value))
    if field.type is FieldType.DATE:
        return dt.date.fromisoformat(value)
    if field.type is FieldType.ROWS:
        return tuple(dict(row) for row in value)
    read: Value = value
    return read


def _row_line(field: Field, row: Mapping[str, Any]) -> str:
    columns = (c for c in field.column_definitions if c.code in row)
    return "; ".join(_cell_text(column, row[column.code]) for column in columns)


def _cell_text(column: Column, cell: str) -> str:
    """A choice by its label, a day as it is written."""
    label = next((c.label_vi for c in column.choices if c.value == cell), "")
    if label:
        return label
    day = numerals.date(cell)
    return cell if day is None else numerals.format_date(day)

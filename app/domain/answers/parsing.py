"""What a person typed -> an Answer. Nothing here raises on any text.

A value that cannot be read, or that no report can hold, is kept as typed in the
state INVALID with a sentence that says what is wrong and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from app.domain.answers import numerals
from app.domain.answers.problems import BOUNDS, EARLIEST, LATEST, PROBLEMS
from app.domain.answers.rows import Refused, parse_rows
from app.domain.answers.text import (
    KEPT_MAX,
    NARRATIVE_MAX,
    REASON_MAX,
    ROWS_TEXT_MAX,
    SHORT_MAX,
    clean_line,
    clean_text,
    excerpt,
)
from app.domain.answers.values import Answer, Value, ValueState
from app.domain.forms import Field, FieldType

_YES = frozenset({"có", "true", "1"})
_NO = frozenset({"không", "false", "0"})
_NOT_APPLICABLE = re.compile(r"NA\s*(?::(?P<reason>.*))?", re.IGNORECASE | re.DOTALL)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_NOTHING = re.compile(r"[-\u2013\u2014]|(?:không|ko|chưa)(?: [^0-9]{0,30})?")


def parse_answer(field: Field, typed: str) -> Answer | None:
    """Read one answer as typed; None when nothing was typed.

    ``NA:reason`` is not applicable and ``?`` not yet known, for every type.
    """
    text = clean_text(typed)
    if not text:
        return None
    if text == "?":
        return Answer(field.code, ValueState.NOT_KNOWN, typed=text)
    if match := _NOT_APPLICABLE.fullmatch(text):
        return _not_applicable(field, text, clean_line(match["reason"] or ""))
    kept = text[: _longest(field.type)]
    try:
        value = _READERS[field.type](field, text)
    except Refused as refusal:
        return Answer(field.code, ValueState.INVALID, typed=kept, problem=str(refusal))
    if value == ():
        return None
    return Answer(field.code, ValueState.VALUE, value, typed=kept)


def _not_applicable(field: Field, text: str, reason: str) -> Answer:
    if reason:
        return Answer(
            field.code,
            ValueState.NOT_APPLICABLE,
            typed=text[: REASON_MAX + 4],
            reason=reason[:REASON_MAX],
        )
    problem = PROBLEMS["no_reason"]
    return Answer(field.code, ValueState.INVALID, typed=text[:SHORT_MAX], problem=problem)


def _longest(kind: FieldType) -> int:
    return {FieldType.TEXT: KEPT_MAX, FieldType.ROWS: ROWS_TEXT_MAX}.get(kind, SHORT_MAX)


def _count(field: Field, text: str) -> Value:
    return _bounded(field, numerals.whole(text), text, "whole")


def _rate(field: Field, text: str) -> Value:
    bare = text.removesuffix("%").rstrip() if field.type is FieldType.PCT else text
    return _bounded(field, numerals.decimal(bare), text, "rate")


def _area(field: Field, text: str) -> Value:
    return _bounded(field, numerals.area(text), text, "area")


def _bool(field: Field, text: str) -> Value:
    word = clean_line(text).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(_problem("bool", text))


def _date(field: Field, text: str) -> Value:
    value = numerals.date(text)
    if value is None:
        raise Refused(_why_not_a_number(text) or _problem("date", text))
    if not EARLIEST <= value <= LATEST:
        day = numerals.format_date(value)
        years = {"earliest": EARLIEST.year, "latest": LATEST.year}
        raise Refused(PROBLEMS["far_day"].format(day=day, **years))
    return value


def _text(field: Field, text: str) -> Value:
    if len(text) <= NARRATIVE_MAX:
        return text
    length, most = numerals.format_whole(len(text)), numerals.format_whole(NARRATIVE_MAX)
    raise Refused(PROBLEMS["long"].format(length=length, most=most))


def _problem(name: str, text: str) -> str:
    return PROBLEMS[name].format(said=excerpt(text))


def _why_not_a_number(text: str) -> str:
    """The sentence for the slips that deserve their own, or ''."""
    if _FOREIGN_DIGIT.search(text):
        return _problem("foreign_digit", text)
    if re.match(r"[-\u2212\u2013]\s*[0-9]", text):
        return _problem("negative", text)
    return ""


def _why_nothing(text: str) -> str:
    """People write in words that there was none: is that 0, or is nothing known?"""
    return _problem("nothing", text) if _NOTHING.fullmatch(clean_line(text).lower()) else ""


def _bounded(field: Field, value: int | Decimal | None, text: str, problem: str) -> Value:
    """A number within what a report can hold."""
    if value is None:
        raise Refused(_why_not_a_number(text) or _why_nothing(text) or _problem(problem, text))
    most = BOUNDS[field.type.value]
    if value > most:
        raise Refused(PROBLEMS["too_large"].format(most=numerals.format_whole(most)))
    return value


_READERS: dict[FieldType, Callable[[Field, str], Value]] = {
    FieldType.INT: _count,
    FieldType.VND: _count,
    FieldType.PCT: _rate,
    FieldType.SCORE: _rate,
    FieldType.M2: _area,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.TEXT: _text,
    FieldType.ROWS: parse_rows,
}

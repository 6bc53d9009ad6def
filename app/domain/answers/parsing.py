"""What a person typed -> an Answer. Nothing here raises on any text.

A value that cannot be read, or that no report can hold, is kept as typed in the
state INVALID with a sentence that says what is wrong and how to mend it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from app.domain.answers import numerals
from app.domain.answers.rows import Refused, parse_rows
from app.domain.answers.text import (
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

COUNT_MAX = 10**9
MONEY_MAX = 10**14
AREA_MAX = 10**10
# A share above 100 is kept, so that the rule on it can say so; this only stops slips
# that would not fit on a page.
RATE_MAX = 10**6
EARLIEST = dt.date(1945, 9, 2)
LATEST = dt.date(2100, 12, 31)

_YES = frozenset({"có", "true", "1"})
_NO = frozenset({"không", "false", "0"})
_NOT_APPLICABLE = re.compile(r"NA\s*(?::(?P<reason>.*))?", re.IGNORECASE | re.DOTALL)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


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
    problem = (
        "“Không áp dụng” phải kèm lý do. Hãy viết lý do sau dấu hai chấm, ví dụ NA:chưa có thôn."
    )
    return Answer(field.code, ValueState.INVALID, typed=text[:SHORT_MAX], problem=problem)


def _longest(kind: FieldType) -> int:
    return {FieldType.TEXT: NARRATIVE_MAX, FieldType.ROWS: ROWS_TEXT_MAX}.get(kind, SHORT_MAX)


def _count(field: Field, text: str) -> Value:
    limit = MONEY_MAX if field.type is FieldType.VND else COUNT_MAX
    value = numerals.whole(text)
    if value is None:
        raise Refused(
            _why_not_a_number(text)
            or f"“{excerpt(text)}” không phải là số nguyên. Viết liền hoặc nhóm ba chữ số "
            "bằng dấu chấm hay dấu cách, không ghi đơn vị; ví dụ 4410 hoặc 4.410."
        )
    _refuse_beyond(value, limit)
    return value


def _rate(field: Field, text: str) -> Value:
    bare = text.removesuffix("%").rstrip() if field.type is FieldType.PCT else text
    value = numerals.decimal(bare)
    if value is None:
        raise Refused(
            _why_not_a_number(text)
            or f"“{excerpt(text)}” không đọc được. Chỉ ghi một số, dùng một dấu phẩy hoặc "
            "một dấu chấm thập phân và nhiều nhất 6 chữ số lẻ; ví dụ 97,61."
        )
    _refuse_beyond(value, RATE_MAX)
    return value


def _area(field: Field, text: str) -> Value:
    value = numerals.area(text)
    if value is None:
        raise Refused(
            _why_not_a_number(text)
            or f"“{excerpt(text)}” không phải là diện tích. Dấu chấm hay dấu cách nhóm ba chữ "
            "số, dấu phẩy là phần lẻ (nhiều nhất 6 chữ số); ví dụ 2.345,5."
        )
    _refuse_beyond(value, AREA_MAX)
    return value


def _bool(field: Field, text: str) -> Value:
    word = clean_line(text).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(f"“{excerpt(text)}” không rõ là có hay không. Hãy ghi “có” hoặc “không”.")


def _date(field: Field, text: str) -> Value:
    value = numerals.date(text)
    if value is None:
        raise Refused(
            _why_not_a_number(text)
            or f"“{excerpt(text)}” không phải là một ngày có thật. Viết ngày/tháng/năm đủ "
            "bốn chữ số, ví dụ 14/6/2026."
        )
    if not EARLIEST <= value <= LATEST:
        raise Refused(
            f"Ngày {numerals.format_date(value)} nằm ngoài khoảng hợp lý "
            f"({EARLIEST.year}–{LATEST.year}). Hãy kiểm tra lại năm."
        )
    return value


def _text(field: Field, text: str) -> Value:
    if len(text) <= NARRATIVE_MAX:
        return text
    raise Refused(
        f"Nội dung dài {numerals.format_whole(len(text))} ký tự, quá mức "
        f"{numerals.format_whole(NARRATIVE_MAX)}. Hãy rút gọn hoặc đính kèm tệp."
    )


def _why_not_a_number(text: str) -> str:
    """The sentence for the slips that deserve their own, or ''."""
    if _FOREIGN_DIGIT.search(text):
        return f"“{excerpt(text)}” có chữ số lạ. Chỉ dùng các chữ số 0–9 của bàn phím thường."
    if re.match(r"[-\u2212\u2013]\s*[0-9]", text):
        return f"“{excerpt(text)}” là số âm. Số liệu báo cáo không được âm."
    return ""


def _refuse_beyond(value: int | Decimal, limit: int) -> None:
    if value > limit:
        raise Refused(
            f"Số này lớn quá mức có thể (tối đa {numerals.format_whole(limit)}). "
            "Hãy kiểm tra lại số chữ số và đơn vị tính."
        )


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

"""One ward's answers as a table for machines: ``code,value,revision``.

Values are as typed on the page: plain digits, ``NA:reason``, ``?``, rows as JSON; an
empty value says nothing. ``revision`` is the field's when the table was made.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.documents.parsing import Unreadable
from app.domain.answers import Answer, ValueState, typed_value
from app.domain.answers.numerals import plain
from app.domain.forms import Field, FieldType

COLUMNS: Final = ("code", "value", "revision")
_MOST_LINES: Final = 2_000
#: A spreadsheet takes a text that begins like this for a formula.
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class CsvLine:
    """``number`` is the line as an editor shows it; ``seen`` the revision that the
    value was made on, None where the table does not say."""

    number: int
    code: str
    value: str
    seen: int | None = None


def answers_csv(
    fields: Mapping[str, Field], answers: Mapping[str, Answer], revisions: Mapping[str, int]
) -> bytes:
    """Every question of the form on a line of its own; UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for code, field in fields.items():
        writer.writerow((code, _guarded(_typed(field, answers.get(code))), revisions.get(code, 0)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _typed(field: Field, answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.state is ValueState.NOT_APPLICABLE:
        return f"NA:{answer.reason}"
    if answer.state is ValueState.NOT_KNOWN:
        return "?"
    value = answer.value
    if value is None:
        return answer.typed
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        # A point before three digits groups an area.
        return plain(value).replace(".", "," if field.type is FieldType.M2 else ".")
    return value.isoformat() if isinstance(value, dt.date) else typed_value(field, value)


def _guarded(text: str) -> str:
    """An apostrophe goes before what a spreadsheet would run; reading takes it off again."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def read_answers_csv(content: bytes) -> list[CsvLine]:
    """The lines of a table. Raises ``Unreadable`` for one that is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("Tệp CSV không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.") from error
    try:
        return list(_lines(text))
    except csv.Error as error:
        raise Unreadable("Tệp CSV bị hỏng (dấu ngoặc kép không khép). Hãy xuất lại.") from error


def _lines(text: str) -> Iterator[CsvLine]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
    if missing:
        raise Unreadable(f"Tệp CSV thiếu cột: {', '.join(missing)}. Dòng đầu phải là code,value.")
    for at, row in enumerate(reader):
        if at >= _MOST_LINES:
            raise Unreadable(f"Tệp CSV dài quá {_MOST_LINES} dòng. Mẫu báo cáo không có nhiều thế.")
        inside = sum(text.count("\n") for text in row.values() if isinstance(text, str))
        code, value = (row["code"] or "").strip(), row["value"] or ""
        revision = (row.get("revision") or "").strip()
        if code or value.strip():
            value = value[1:] if _GUARDED.match(value) else value
            number = reader.line_num - inside
            yield CsvLine(number, code, value, int(revision) if revision.isdecimal() else None)


def _delimiter(text: str) -> str:
    """Spreadsheets of this country write semicolons."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","

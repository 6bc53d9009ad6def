"""A filled workbook as a report that was read: its text, and its figures with their places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from app.documents.entry_book.models import FilledBook, FilledCell
from app.domain.answers import Answer, ValueState, format_value
from app.domain.forms import FormDefinition
from app.domain.reading import DocumentHead, Read, Reading, Status
from app.domain.units import Unit

Span = tuple[int, int]
_QUOTE: Final = 300


def text_of(filled: FilledBook, form: FormDefinition) -> tuple[str, dict[str, Span]]:
    """The workbook as lines under the form's headings, and each question's place in them.

    Every question that says something, or that was changed, has its line.
    """
    pieces: list[str] = []
    spans: dict[str, Span] = {}
    length = 0
    headed = ""
    for cell in _in_order(filled, form):
        heading = _heading(form, cell)
        if heading != headed:
            pieces.append(f"{heading}\n")
            length += len(pieces[-1])
            headed = heading
        line = line_of(cell)
        spans[cell.field.code] = (length, length + len(line))
        pieces.append(f"{line}\n")
        length += len(pieces[-1])
    return "".join(pieces), spans


def quote_of(cell: FilledCell) -> str:
    """A cell's line, short enough to stand beside a question."""
    line = line_of(cell).replace("\n", " ")
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1]}…"


def line_of(cell: FilledCell) -> str:
    return f"{cell.field.name}: {said(cell)} (ô {cell.place})"


def said(cell: FilledCell) -> str:
    """What the cell says, in words."""
    answer = cell.answer
    if answer is None:
        return cell.typed or "để trống"
    if answer.state is ValueState.NOT_APPLICABLE:
        return f"không áp dụng: {answer.reason}"
    if answer.state is ValueState.NOT_KNOWN:
        return "chưa có số liệu"
    return answer.typed if answer.value is None else format_value(cell.field, answer.value)


def _in_order(filled: FilledBook, form: FormDefinition) -> Iterator[FilledCell]:
    codes = [*(f.code for f in form.header_fields), *form.fields]
    cells = (filled.cells[code] for code in codes if code in filled.cells)
    return (c for c in cells if c.answer is not None or not c.is_untouched)


def _heading(form: FormDefinition, cell: FilledCell) -> str:
    section = form.sections_by_code.get(cell.field.section)
    return f"{section.code}. {section.title_vi}" if section else cell.field.section


def understood(filled: FilledBook, form: FormDefinition, units: Sequence[Unit]) -> Reading:
    """The same as what the reading of a letter gives; only what counts is in it."""
    counted = {c: f for c, f in filled.cells.items() if f.answer is not None and f.answer.counts}
    answers = {code: cell.answer for code, cell in counted.items() if cell.answer is not None}
    _, spans = text_of(filled, form)
    return Reading(
        ward=next((u for u in units if u.code == filled.ticket.ward_code), None),
        period=filled.ticket.period_code,
        document=_head(answers),
        indicators={
            code: _read(cell, spans[code])
            for code, cell in counted.items()
            if cell.field.is_indicator and cell.field.section != "0"
        },
        mentions={},
        narratives={c: t for c, t in _texts(answers) if c in form.fields},
        rows={c: a.value for c, a in answers.items() if isinstance(a.value, tuple)},
    )


def _read(cell: FilledCell, span: Span) -> Read:
    value = cell.answer.value if cell.answer is not None else None
    assert isinstance(value, int | Decimal | dt.date), "indicators are numbers, dates, yes or no"
    return Read(value, cell.typed, quote_of(cell), *span, 1.0, Status.READ)


def _texts(answers: dict[str, Answer]) -> Iterator[tuple[str, str]]:
    return ((c, a.value) for c, a in answers.items() if isinstance(a.value, str))


def _head(answers: dict[str, Answer]) -> DocumentHead:
    texts = dict(_texts(answers))
    date = answers.get("document_date")
    to, cc = (
        tuple(p.strip() for p in texts.get(code, "").split(";") if p.strip())
        for code in ("recipients_to", "recipients_cc")
    )
    return DocumentHead(
        number=texts.get("document_number", ""),
        symbol=texts.get("document_symbol", ""),
        place=texts.get("place", ""),
        date=date.value if date is not None and isinstance(date.value, dt.date) else None,
        title=texts.get("title", ""),
        basis=texts.get("basis_document", ""),
        signer_name=texts.get("signer_name", ""),
        signer_position=texts.get("signer_position", ""),
        authority_line=texts.get("authority_line", ""),
        addressees=to,
        recipients=(*to, *cc),
    )

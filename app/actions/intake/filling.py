"""From what was read to the draft: phrases for all, answers where nothing stands yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app.actions.access import Report
from app.actions.answering import fill_empty, write_answer
from app.actions.intake.keeping import READ
from app.domain.answers import Answer, ValueState, canonical, parse_answer, typed_value
from app.domain.answers.text import CELL_MAX
from app.domain.forms import Field
from app.domain.reading import Read, Reading, Status
from app.domain.reading.unused import unused_figures
from app.standard.cues import standard_cues
from app.store import answers as answer_store
from app.store.findings import document_of
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction


def apply(tx: Transaction, report: Report, row: Upload, text: str, understood: Reading) -> None:
    """Write what was understood: phrases for all, answers where nothing stands yet.

    A file that names another unit or another period fills nothing by itself: each of
    its values waits for a person, who is told.
    """
    is_theirs = _is_of(report, understood)
    row.text, row.status, row.error = text, READ, ""
    row.header = _header(understood)
    row.findings = [document_of(finding) for finding in understood.findings if is_theirs]
    standing = answer_store.rows_of(tx.session, report.submission.id)
    found = {c: f for c, f in understood.indicators.items() if c in report.form.fields}
    values = {code: answer_from(report.form.field(code), f) for code, f in found.items()}
    sure = {c: values[c] for c, f in found.items() if f.status is Status.READ}
    texts = {field.code: answer for field, answer in _texts(report, understood)}
    written = _write(tx, report, standing, {**sure, **texts}) if is_theirs else set()
    row.texts = {
        code: {"typed": answer.typed, "decision": _text_decision(is_theirs, code in written)}
        for code, answer in texts.items()
    }
    row.unused = _unused(report, text, found)
    for code, f in found.items():
        phrase = _phrase(row, code, f, values[code].typed, _decision(f, code in written))
        if not is_theirs:
            phrase.status, phrase.decision = Status.UNCERTAIN.value, "pending"
        tx.session.add(phrase)


def _is_of(report: Report, understood: Reading) -> bool:
    """Whether the file contradicts neither the unit nor the period of the report."""
    is_unit = understood.ward is None or understood.ward.code == report.ward.code
    return is_unit and understood.period in (None, report.period.code)


def _write(
    tx: Transaction,
    report: Report,
    standing: Mapping[str, AnswerRow],
    answers: Mapping[str, Answer],
) -> set[str]:
    """Fill what is empty, replace earlier readings that nobody confirmed; the codes
    whose value now stands in the draft. What a person stands behind is kept."""
    on_behalf = report.submission.entered_by_department
    fields = report.form.fields
    open_ = {c: a for c, a in answers.items() if on_behalf or report.accepts(fields[c].section)}
    fill_empty(tx, report, {c: a for c, a in open_.items() if c not in standing}, confirmed=False)
    for code, answer in open_.items():
        row = standing.get(code)
        field = fields[code]
        if row is not None and not row.confirmed and not _says(field, row, answer):
            write_answer(tx, report.submission, field, answer, row.revision, confirmed=False)
    return {
        code
        for code, answer in open_.items()
        if code not in standing
        or not standing[code].confirmed
        or _says(fields[code], standing[code], answer)
    }


def _says(field: Field, row: AnswerRow, answer: Answer) -> bool:
    """Whether the draft says the same already, however it is spelled."""
    return canonical(answer_store.answer_of(field, row)) == canonical(answer)


def _decision(found: Read, is_written: bool) -> str:
    if found.status is not Status.READ:
        return "pending"
    return "applied" if is_written else "kept"


def _text_decision(is_theirs: bool, is_written: bool) -> str:
    if not is_theirs:
        return "pending"
    return "applied" if is_written else "kept"


def _unused(report: Report, text: str, found: Mapping[str, Read]) -> list[dict[str, Any]]:
    """The numbers that went to no field, as the row keeps them; what only repeats a value
    that its own section has is left out."""
    fields = report.form.fields
    known = {(fields[code].section, _number(f.value)) for code, f in found.items()}
    taken = [(f.start, f.end) for f in found.values()]
    numbers: list[dict[str, Any]] = [
        {
            "start": figure.start,
            "end": figure.end,
            "value": str(figure.value),
            "typed": figure.typed,
            "words": figure.words,
            "section": fields[figure.narrative].section if figure.narrative in fields else "",
        }
        for figure in unused_figures(text, taken, standard_cues())
    ]
    return [n for n in numbers if (n["section"], _number(Decimal(n["value"]))) not in known]


def _number(value: object) -> Decimal | None:
    """A read value as a number; None for a date or a switch."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None


def _header(understood: Reading) -> dict[str, Any]:
    head, ward = understood.document, understood.ward
    return {
        "ward": {"code": ward.code, "name": ward.name} if ward else None,
        "period": understood.period,
        "number": head.number,
        "symbol": head.symbol,
        "date": head.date.isoformat() if head.date else None,
        "signer": head.signer_name,
    }


def answer_from(field: Field, found: Read) -> Answer:
    """The domain answer of a read value; ``typed`` is the document's where it parses."""
    typed = found.typed.strip().rstrip("%").strip()
    parsed = parse_answer(field, typed)
    if parsed is not None and parsed.counts and parsed.value == found.value:
        return parsed
    again = parse_answer(field, typed_value(field, found.value))
    assert again is not None, "typed_value and parse_answer are inverse"
    return again


def _phrase(row: Upload, code: str, found: Read, typed: str, decision: str) -> SourcePhrase:
    return SourcePhrase(
        id=uuid4(),
        city_id=row.city_id,
        ward_id=row.ward_id,
        submission_id=row.submission_id,
        upload_id=row.id,
        code=code,
        typed=typed,
        quote=found.quote,
        starts_at=found.start,
        ends_at=found.end,
        confidence=found.confidence,
        status=found.status.value,
        decision=decision,
    )


def _texts(report: Report, understood: Reading) -> Iterator[tuple[Field, Answer]]:
    """Narratives, repeated rows and the letter's head, as answers."""
    fields = report.form.fields
    for code, text in understood.narratives.items():
        if code in fields and text.strip():
            yield from _parsed(fields[code], text)
    for code, rows in understood.rows.items():
        if code in fields and rows:
            kept = _fitting(fields[code], rows)
            yield from _parsed(fields[code], typed_value(fields[code], kept))
    for code, text in _head_texts(understood).items():
        if code in fields and text:
            yield from _parsed(fields[code], text)


def _fitting(field: Field, rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], ...]:
    """The rows by the columns of the form's table; a reading may tell more than it asks."""
    cells = (
        {code: str(row[code])[:CELL_MAX] for code in field.columns if row.get(code) is not None}
        for row in rows
    )
    return tuple(row for row in cells if row)


def _parsed(field: Field, typed: str) -> Iterator[tuple[Field, Answer]]:
    answer = parse_answer(field, typed)
    if answer is not None and answer.state is not ValueState.INVALID:
        yield field, answer


def _head_texts(understood: Reading) -> dict[str, str]:
    head = understood.document
    others = [r for r in head.recipients if r not in head.addressees]
    return {
        "document_number": head.number or "",
        "document_symbol": head.symbol or "",
        "place": head.place or "",
        "document_date": head.date.isoformat() if head.date else "",
        "title": head.title or "",
        "basis_document": head.basis or "",
        "recipients_to": "; ".join(head.addressees),
        "recipients_cc": "; ".join(others),
        "authority_line": head.authority_line or "",
        "signer_position": head.signer_position or "",
        "signer_name": head.signer_name or "",
    }

"""An entry workbook into its draft, cell by cell.

What was changed in the workbook is written; what the draft says otherwise by now, what
was emptied and what cannot be read waits for a person, each cell by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from app.actions.access import Report
from app.actions.answering import fill_empty, write_answer
from app.actions.drafting import settle_phrase
from app.actions.intake.keeping import READ
from app.documents.entry_book import (
    FilledBook,
    FilledCell,
    Ticket,
    fingerprint,
    quote_of,
    text_of,
)
from app.documents.parsing import Unreadable
from app.domain.answers import Origin, Source, parse_answer
from app.domain.merging import Known, Verdict, judge
from app.domain.reading import Status
from app.store import answers as answer_store
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction

_PENDING = (Verdict.CLEARED, Verdict.CONFLICT, Verdict.FAULTY)
#: The draft had what the file said: then, or until somebody changed it.
_TAKEN = ("applied", "confirmed", "corrected")


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a file's values: how many stand in the draft, how many wait for a
    person; and of a workbook each cell that says something new, by code."""

    verdicts: Mapping[str, Verdict]
    read: int
    waiting: int

    @classmethod
    def of(cls, verdicts: Mapping[str, Verdict]) -> Merged:
        said = list(verdicts.values())
        stands = sum(v in (Verdict.WRITE, Verdict.SAME) for v in said)
        return cls(verdicts, stands, sum(v in _PENDING for v in said))


def require_own(report: Report, ticket: Ticket, city_code: str) -> None:
    """Raises ``Unreadable`` for a workbook of another unit, period or form version."""
    own = (city_code, report.ward.code, report.period.code)
    if (ticket.city_code, ticket.ward_code, ticket.period_code) != own:
        raise Unreadable(
            f"Biểu Excel này là của {ticket.ward_name}, kỳ {ticket.period_code}; báo cáo đang mở "
            f"là của {report.ward.name}, kỳ {report.period.code}. Hãy mở đúng báo cáo, hoặc tải "
            "biểu của báo cáo này."
        )
    if ticket.form_id != str(report.form.id):
        raise Unreadable(
            f"Biểu Excel này theo mẫu báo cáo phiên bản {ticket.form_number}, kỳ này dùng phiên "
            f"bản {report.form.number}. Hãy tải biểu mới rồi chép số liệu sang."
        )


def merge(tx: Transaction, report: Report, row: Upload, filled: FilledBook) -> Merged:
    """Write what the workbook says anew, and keep a phrase for each such cell."""
    known = _known(tx, report, row, filled)
    text, spans = text_of(filled, report.form.definition)
    row.text, row.status, row.error, row.findings = text, READ, "", []
    standing = answer_store.rows_of(tx.session, report.submission.id)
    draft = answer_store.answers_of(report.form.fields, standing)
    verdicts = {
        code: judge(
            cell.now,
            known[code],
            fingerprint(draft.get(code)),
            is_faulty=bool(cell.fault) and not _is_as_known(cell, known[code]),
            is_open=_is_open(report, cell),
        )
        for code, cell in filled.cells.items()
    }
    new = {code: v for code, v in verdicts.items() if v is not Verdict.UNTOUCHED}
    written = [c for c, v in new.items() if v is Verdict.WRITE]
    _write(tx, report, filled, written, standing, Source(Origin.SHEET, row.filename))
    row.header = _header(filled, new)
    _remember(tx, row, filled, new, spans, standing)
    return Merged.of(new)


def _remember(
    tx: Transaction,
    row: Upload,
    filled: FilledBook,
    verdicts: Mapping[str, Verdict],
    spans: Mapping[str, tuple[int, int]],
    standing: Mapping[str, AnswerRow],
) -> None:
    """Phrases of the figures, and beside them the texts, tables and the letter's head.

    Where the draft says the same, it is quoted as the draft has it.
    """
    row.unused, row.texts = [], {}
    for code, verdict in verdicts.items():
        cell = filled.cells[code]
        typed = standing[code].typed if verdict is Verdict.SAME else _typed(cell)
        decision = _decision(verdict, code in standing)
        if _is_figure(cell):
            tx.session.add(_phrase(row, cell, typed, decision, spans.get(code, (0, 0))))
        elif verdict is not Verdict.FAULTY:
            row.texts = {**row.texts, code: {"typed": typed, "decision": decision}}


def _typed(cell: FilledCell) -> str:
    return cell.answer.typed if cell.answer is not None else cell.typed


def _is_figure(cell: FilledCell) -> bool:
    return cell.field.is_indicator and cell.field.section != "0"


def _decision(verdict: Verdict, stands: bool) -> str:
    """``kept`` is what the draft says otherwise: the page shows both."""
    if verdict is Verdict.LOCKED or (verdict is Verdict.CONFLICT and stands):
        return "kept"
    return "pending" if verdict in _PENDING else "applied"


def _is_as_known(cell: FilledCell, known: Known) -> bool:
    """A text that never parsed, and stands as it stood, is nothing new."""
    return not cell.problem and cell.now == known.last


def _is_open(report: Report, cell: FilledCell) -> bool:
    return report.submission.entered_by_department or report.accepts(cell.field.section)


def _known(tx: Transaction, report: Report, row: Upload, filled: FilledBook) -> dict[str, Known]:
    """What each cell said before: as made, then in earlier uploads of the same workbook."""
    before: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for upload in reversed(answer_store.uploads_of(tx.session, report.submission.id)):
        if upload.id != row.id and book_of(upload).get("id") == filled.ticket.book_id:
            for code, typed, decision in _said_in(tx, upload):
                if code in filled.cells:
                    answer = parse_answer(report.form.field(code), typed)
                    before[code].append((fingerprint(answer), decision in _TAKEN))
    return {code: Known.of(cell.was, before[code]) for code, cell in filled.cells.items()}


def _said_in(tx: Transaction, upload: Upload) -> Iterator[tuple[str, str, str]]:
    """What an earlier upload said anew: (code, typed, decision)."""
    for phrase in answer_store.phrases_of_upload(tx.session, upload.id):
        yield phrase.code, phrase.typed, phrase.decision
    for code, text in upload.texts.items():
        yield code, text["typed"], text["decision"]


def book_of(upload: Upload) -> dict[str, Any]:
    """What is kept of a workbook with its upload; empty for any other file."""
    found: dict[str, Any] = upload.header.get("workbook") or {}
    return found


def _header(filled: FilledBook, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """``faults`` are the sentences about figures, by code; those about texts are notes."""
    ticket = filled.ticket
    faulty = [filled.cells[code] for code, v in verdicts.items() if v is Verdict.FAULTY]
    told = [f"{c.field.name} (ô {c.place}): {c.fault}" for c in faulty if not _is_figure(c)]
    return {
        "ward": {"code": ticket.ward_code, "name": ticket.ward_name},
        "period": ticket.period_code,
        "workbook": {
            "id": ticket.book_id,
            "notes": [*filled.notes, *told],
            "faults": {c.field.code: c.fault for c in faulty if _is_figure(c)},
            "marked": "",
        },
    }


def _write(
    tx: Transaction,
    report: Report,
    filled: FilledBook,
    codes: list[str],
    standing: Mapping[str, AnswerRow],
    source: Source,
) -> None:
    """A person typed these, in the workbook: they stand as confirmed."""
    said = {code: filled.cells[code].answer for code in codes}
    fresh = {c: a for c, a in said.items() if a is not None and c not in standing}
    fill_empty(tx, report, fresh, source=source)
    for code, answer in said.items():
        if code in standing:
            field, revision = report.form.field(code), standing[code].revision
            write_answer(tx, report.submission, field, answer, revision, source=source)
        settle_phrase(tx, report.submission.id, code, answer)


def _phrase(
    row: Upload, cell: FilledCell, typed: str, decision: str, span: tuple[int, int]
) -> SourcePhrase:
    is_waiting = decision == "pending"
    return SourcePhrase(
        id=uuid4(),
        city_id=row.city_id,
        ward_id=row.ward_id,
        submission_id=row.submission_id,
        upload_id=row.id,
        code=cell.field.code,
        typed=typed,
        quote=quote_of(cell),
        starts_at=span[0],
        ends_at=span[1],
        confidence=0.5 if is_waiting else 1.0,
        status=(Status.UNCERTAIN if is_waiting else Status.READ).value,
        decision=decision,
    )

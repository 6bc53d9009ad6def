"""A ward's answers out to a table for machines, and in again line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.actions import access
from app.actions.access import Report
from app.actions.answering import AnswerConflict, write_answer
from app.actions.drafting import settle_phrase
from app.documents.answers_csv import CsvLine, answers_csv
from app.domain.answers import Answer, ValueState, canonical, parse_answer
from app.domain.errors import Conflict
from app.domain.permissions import Actor, Permission
from app.store import answers as answer_store
from app.store.reading import reading
from app.store.scope import Scope
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that changed nothing, and why."""

    line: CsvLine
    reason: str


@dataclass
class Tabulated:
    """How many lines the draft now says, how many of them were new, and the others."""

    accepted: int = 0
    written: int = 0
    refused: list[Refused] = field(default_factory=list)


def answers_table(scope: Scope, actor: Actor, submission_id: UUID) -> tuple[str, bytes]:
    """The draft as a table: its file name and its bytes."""
    with reading(scope) as session:
        report = access.report_for(session, actor, submission_id, Permission.SEE_DRAFT)
        rows = answer_store.rows_of(session, submission_id)
    fields = report.form.fields
    answers = answer_store.answers_of(fields, rows)
    revisions = {code: row.revision for code, row in rows.items()}
    name = f"so-lieu-{report.ward.code}-{report.period.code}.csv"
    return name, answers_csv(fields, answers, revisions)


def take_table(
    scope: Scope, actor: Actor, submission_id: UUID, lines: Iterable[CsvLine]
) -> Tabulated:
    """Write what the lines say; a refused line stops no other.

    Without a revision a line writes over nothing that another person saved. Raises
    ``Conflict`` where the report takes no edits at all.
    """
    done = Tabulated()
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        if not report.is_editable:
            raise Conflict(f"Không nhập được vì {report.why_locked}.")
        standing = answer_store.rows_of(tx.session, submission_id)
        draft = answer_store.answers_of(report.form.fields, standing)
        first: dict[str, int] = {}
        for line in lines:
            reason = _refusal(report, line, first) or _take(tx, report, line, draft, done)
            first.setdefault(line.code, line.number)
            if reason:
                done.refused.append(Refused(line, reason))
    return done


def _refusal(report: Report, line: CsvLine, first: dict[str, int]) -> str:
    found = report.form.fields.get(line.code)
    if found is None:
        return f"Mẫu báo cáo không có chỉ tiêu “{line.code}”."
    if line.code in first:
        return f"Chỉ tiêu này đã có ở dòng {first[line.code]}."
    answer = parse_answer(found, line.value)
    if answer is not None and answer.state is ValueState.INVALID:
        return answer.problem
    if answer is not None and not report.accepts(found.section):
        return f"Phần {found.section} đang khóa."
    return ""


def _take(
    tx: Transaction, report: Report, line: CsvLine, draft: dict[str, Answer], done: Tabulated
) -> str:
    """Write one good line; why it was not, if so. An empty value says nothing."""
    found = report.form.field(line.code)
    answer, before = parse_answer(found, line.value), draft.get(line.code)
    if answer is None:
        return ""
    if before is None or canonical(before) != canonical(answer):
        try:
            write_answer(tx, report.submission, found, answer, line.seen or 0)
        except AnswerConflict as conflict:
            return _conflict(conflict, line)
        settle_phrase(tx, report.submission.id, line.code, answer)
        done.written += 1
    done.accepted += 1
    return ""


def _conflict(conflict: AnswerConflict, line: CsvLine) -> str:
    theirs = conflict.theirs
    said = f"{theirs.updated_by_name} đã ghi “{theirs.typed[:100]}”"
    if line.seen is None:
        return f"{said}. Hãy tải lại tệp CSV để có cột revision rồi sửa trên tệp đó."
    return f"{said} sau khi bạn tải tệp. Hãy tải lại tệp CSV, hoặc sửa trên trang nhập."

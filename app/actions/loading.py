"""Bulk entry by the Department on the wards' behalf: answers from a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.actions import access, jobs
from app.actions.access import Report, advance
from app.actions.answering import fill_empty, write_answer
from app.actions.checking import draft_of, store_findings
from app.actions.drafting import ensure_submission
from app.actions.reviewing import bump_approved, close_remarks, let_go
from app.actions.submitting import freeze
from app.domain.answers import Answer, ValueState, parse_answer
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.lifecycle import Event, State
from app.domain.permissions import Actor, Permission
from app.store import answers as answer_store
from app.store import cities
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import AnswerRow
from app.store.transaction import Transaction, transaction

STATUSES = ("draft", "submitted", "approved")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, with its number in the file for messages."""

    number: int
    ward_code: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Rejected:
    line: Line
    reason: str


@dataclass
class Loaded:
    """How many lines became answers, and which did not, with why."""

    accepted: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def load_answers(
    scope: Scope, actor: Actor, period_code: str, status: str, lines: Iterable[Line]
) -> Loaded:
    """Enter answers ward by ward, one transaction each; a rejected line stops nothing.

    With a status beyond draft a version is frozen: findings stay open and never
    block. Raises ``NotFound`` for a period that is not open.
    """
    access.require(actor, Permission.ENTER_ON_BEHALF)
    loaded = Loaded()
    with reading(scope) as session:
        period = period_of(cities.period_by_code(session, period_code), period_code)
        wards = {ward.code: ward for ward in cities.wards(session)}
    for ward_code, own in _by_ward(lines).items():
        ward = wards.get(ward_code)
        if ward is None:
            reason = f"Không có đơn vị mã “{ward_code}” trong thành phố này."
            loaded.rejected += [Rejected(line, reason) for line in own]
            continue
        _load_ward(scope, actor, period, ward, status, own, loaded)
    loaded.rejected.sort(key=lambda rejected: rejected.line.number)
    return loaded


def period_of(period: Period | None, code: str) -> Period:
    if period is None:
        raise NotFound(
            f"Thành phố chưa mở kỳ “{code}”. Mở bằng: flask period open --period {code} …"
        )
    return period


def _by_ward(lines: Iterable[Line]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.ward_code].append(line)
    return groups


def _load_ward(
    scope: Scope,
    actor: Actor,
    period: Period,
    ward: Ward,
    status: str,
    lines: list[Line],
    loaded: Loaded,
) -> None:
    """All of a ward's good lines, or none of them where the report itself refuses."""
    try:
        with transaction(scope, actor) as tx:
            report = begin(tx, ward.id, period.id)
            rejected = list(_write_lines(tx, report, lines))
            complete(tx, report, status)
    except DomainError as error:
        rejected = [Rejected(line, str(error)) for line in lines]
    loaded.rejected += rejected
    loaded.accepted += len(lines) - len(rejected)


def begin(tx: Transaction, ward_id: UUID, period_id: UUID) -> Report:
    """The ward's report, locked, marked as the Department's entry."""
    submission = ensure_submission(tx, ward_id, period_id)
    report = access.report_for(
        tx.session, tx.actor, submission.id, Permission.SEE_SUBMITTED, lock=True
    )
    if report.state is State.SEALED:
        raise Conflict("Báo cáo đã chốt trong báo cáo thành phố nên không nhập thay được.")
    report.submission.entered_by_department = True
    return report


def _write_lines(tx: Transaction, report: Report, lines: list[Line]) -> Iterator[Rejected]:
    seen: dict[str, int] = {}
    answers: dict[str, Answer] = {}
    for line in lines:
        reason = _refusal(report, line, seen)
        if reason is not None:
            yield Rejected(line, reason)
            continue
        seen[line.code] = line.number
        answer = _parsed(report, line)
        if answer is not None:
            answers[line.code] = answer
    _write(tx, report, answers)


def _write(tx: Transaction, report: Report, answers: Mapping[str, Answer]) -> None:
    """All at once into an empty report; over what stands, one by one."""
    if not answer_store.rows_of(tx.session, report.submission.id):
        fill_empty(tx, report, answers)
        return
    for code, answer in answers.items():
        overwrite(tx, report, code, answer)


def _refusal(report: Report, line: Line, seen: dict[str, int]) -> str | None:
    if line.code not in report.form.fields:
        return f"Mẫu báo cáo không có chỉ tiêu “{line.code}”."
    if line.code in seen:
        return f"Chỉ tiêu này đã có ở dòng {seen[line.code]}."
    answer = _parsed(report, line)
    if answer is not None and answer.state is ValueState.INVALID:
        return answer.problem
    return None


def _parsed(report: Report, line: Line) -> Answer | None:
    return parse_answer(report.form.fields[line.code], line.value)


def overwrite(
    tx: Transaction,
    report: Report,
    code: str,
    answer: Answer | None,
    *,
    confirmed: bool = True,
) -> None:
    """Write an answer over whatever stands there; an empty one leaves it alone."""
    if answer is None:
        return
    row = tx.session.get(AnswerRow, (report.submission.id, code))
    write_answer(
        tx,
        report.submission,
        report.form.field(code),
        answer,
        row.revision if row else 0,
        confirmed=confirmed,
    )


def complete(tx: Transaction, report: Report, status: str) -> None:
    """Freeze and, if asked, approve what the Department entered."""
    if status == "draft":
        return
    draft = draft_of(tx.session, report)
    was_approved = report.submission.approved_version is not None
    report.submission.unlocked_sections = None
    version = freeze(tx, report, draft.answers, on_behalf=True)
    advance(tx, report, Event.ENTERED_BY_DEPARTMENT, version=version.number)
    let_go(report)
    close_remarks(tx, report)
    store_findings(tx, report.submission, draft.flags)
    if status == "approved":
        advance(tx, report, Event.CLAIMED)
        advance(tx, report, Event.APPROVED, version=version.number)
        report.submission.approved_version = version.number
    elif was_approved:
        report.submission.approved_version = None
    if status == "approved" or was_approved:
        bump_approved(tx, report.period.id)
    jobs.enqueue(tx, "detect", coalesce=f"{report.period.id}", period_id=report.period.id)

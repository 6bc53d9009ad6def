"""From draft to receipt: hand over, decline, sign off and submit, recall."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access, attaching, jobs
from app.actions.access import Report, advance
from app.actions.checking import Draft, Flag, draft_of, store_findings
from app.actions.notifying import tell_of
from app.domain.answers import Answer, clean_text, to_json
from app.domain.errors import Conflict, Invalid, NotAllowed, Problem
from app.domain.evidence import Frozen, documents_of
from app.domain.lifecycle import Event, State
from app.domain.notices import Kind
from app.domain.periods import Shut
from app.domain.permissions import Actor, Permission
from app.domain.signing import Signing, signature
from app.domain.vectors import pack
from app.store import evidence, filing, submissions
from app.store.filing import Found
from app.store.scope import Scope
from app.store.submissions import Beside
from app.store.tables.reviews import Remark
from app.store.tables.submissions import AnswerRow, Version
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ward keeps: number, time, hash of what was frozen."""

    receipt: str
    number: int
    sha256: str
    submitted_at: dt.datetime


def hand_over(scope: Scope, actor: Actor, submission_id: UUID) -> None:
    """Pass the draft to the ward's leader. Raises ``Invalid`` while something blocks."""
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, lock=True)
        _require_open(report)
        _require_ready(tx, report, submissions.beside(tx.session, submission_id))
        advance(tx, report, Event.HANDED_OVER)


def decline(scope: Scope, actor: Actor, submission_id: UUID, reason: str) -> None:
    """The leader gives the draft back to its drafter, saying why."""
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.SIGN_OFF, lock=True)
        advance(tx, report, Event.DECLINED, reason=require_reason(reason))


def recall(scope: Scope, actor: Actor, submission_id: UUID) -> None:
    """Take a submitted report back, as long as nobody has begun to review it."""
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.SIGN_OFF, lock=True)
        if report.shut is not None:
            raise NotAllowed(f"Không rút lại được vì {report.shut.reason}.")
        advance(tx, report, Event.RECALLED)


def submit(
    scope: Scope,
    actor: Actor,
    submission_id: UUID,
    idempotency_key: str,
    *,
    signing: Signing = Signing.AS_WRITTEN,
    seen: str = "",
) -> Receipt:
    """Sign off and submit: freeze a version and give its receipt.

    ``seen`` is the ``draft_digest`` of what the leader read before signing; with it, a draft
    that somebody has changed since raises ``Conflict``.

    Repeating a call with the same key gives the same receipt and does nothing
    else. Raises ``Invalid`` with what blocks, or ``InvalidMove``.
    """
    access.require(actor, Permission.SIGN_OFF)
    questions = filing.questions(submission_id, idempotency_key)
    with transaction(scope, actor, *questions) as tx:
        found = filing.found(tx.asked)
        report = access.report_asked(tx, found, Permission.SIGN_OFF)
        assert found is not None, "there is no report without it"
        done = submissions.version(tx.session, submission_id, found.beside.answered)
        if done is not None:
            return receipt_of(done)
        return _submit(tx, report, found, idempotency_key, signing, seen)


def _submit(
    tx: Transaction,
    report: Report,
    found: Found,
    idempotency_key: str,
    signing: Signing,
    seen: str,
) -> Receipt:
    _require_open(report)
    if report.state in (State.DRAFT, State.RETURNED):
        # A leader who drafts alone hands over to themselves in one step.
        advance(tx, report, Event.HANDED_OVER)
    draft = _require_ready(tx, report, found.beside, found.rows)
    _require_seen(tx, report, draft, seen)
    signed = signature(signing, tx.actor.name)
    version = freeze(tx, report, draft.answers, signed=signed, has_files=found.beside.attachments)
    # The ward has made it its own: its next draft is again not the Department's to read.
    report.submission.entered_by_department = False
    advance(
        tx,
        report,
        Event.SUBMITTED,
        version=version.number,
        idempotency_key=idempotency_key,
        details={"receipt": version.receipt, "sha256": version.sha256},
    )
    store_findings(tx, report.submission, draft.flags, are_first=not found.beside.findings)
    if version.number > 1 and report.submission.unlocked_sections is not None:
        tell_of(tx, Kind.RESUBMITTED, report)
    tx.send(*filing.moved(report.submission))
    # From the job on the reports of a city wait for one another, so it goes last.
    jobs.enqueue(tx, "detect", coalesce=f"{report.period.id}", period_id=report.period.id)
    return version


def draft_digest(session: Session, report: Report, draft: Draft) -> str:
    """The hash of what would be frozen now, but for the signature."""
    rows = evidence.present(evidence.of_report(session, report.submission.id))
    attached = tuple(map(evidence.as_frozen, rows))
    return digest_of(content_of(report, draft.answers, attached))


def _require_seen(tx: Transaction, report: Report, draft: Draft, seen: str) -> None:
    if seen and seen != draft_digest(tx.session, report, draft):
        raise Conflict("Báo cáo vừa được sửa sau khi bạn mở trang ký. Hãy xem lại rồi ký.")


def receipt_of(version: Version) -> Receipt:
    return Receipt(version.receipt, version.number, version.sha256, version.submitted_at)


def _require_open(report: Report) -> None:
    if report.shut is Shut.CLOSED:
        raise NotAllowed("Kỳ báo cáo đã đóng. Hãy liên hệ Sở Nội vụ nếu cần nộp bổ sung.")
    if report.shut is not None:
        raise NotAllowed(f"Chưa nộp được vì {report.shut.reason}.")


def _require_ready(
    tx: Transaction, report: Report, beside: Beside, rows: Mapping[str, AnswerRow] | None = None
) -> Draft:
    """The draft, if nothing blocks it. Raises ``Invalid`` with everything that does."""
    draft = draft_of(tx.session, report, beside=beside, rows=rows)
    remarks = submissions.remarks_of(tx.session, report.submission.id) if beside.remarks else []
    problems = blocking(report, draft, remarks)
    if problems:
        raise Invalid(problems)
    return draft


def blocking(report: Report, draft: Draft, remarks: Iterable[Remark]) -> list[Problem]:
    """All that keeps a draft from being submitted: invalid values, open flags, remarks."""
    problems = [
        *(_invalid(report, answer) for answer in draft.invalid),
        *(_open_flag(flag) for flag in draft.blocking),
        *(
            Problem("remark", (r.code or r.section,), f"Chưa trả lời yêu cầu: “{r.text}”")
            for r in remarks
            if r.closed_at is None and not r.answer
        ),
    ]
    if not draft.answers:
        problems.append(Problem("empty", (), "Báo cáo chưa có nội dung nào."))
    return problems


def _invalid(report: Report, answer: Answer) -> Problem:
    name = report.form.field(answer.code).name
    return Problem("invalid", (answer.code,), f"{name}: {answer.problem}")


def _open_flag(flag: Flag) -> Problem:
    return Problem(flag.finding.rule, flag.finding.fields, flag.finding.message)


def require_reason(reason: str) -> str:
    """Clean text of at least three letters. Raises ``Invalid``."""
    text = clean_text(reason)[:4000]
    if len(text) < 3:
        raise Invalid([Problem("reason", (), "Hãy nêu lý do, ít nhất vài chữ.")])
    return text


def content_of(
    report: Report,
    answers: Mapping[str, Answer],
    attached: Sequence[Frozen] = (),
    signed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The canonical content of a version: what was said, for whom, on which form.

    ``attachments`` and ``signature`` are there only where there are any: contents without them
    hash as they did before there were such things.
    """
    content: dict[str, Any] = {
        "city_id": str(report.submission.city_id),
        "ward": {"code": report.ward.code, "name": report.ward.name},
        "period": report.period.code,
        "form": {
            "key": report.form.definition.key,
            "number": report.form.number,
            "sha256": report.form.sha256,
        },
        "answers": {code: to_json(answers[code]) for code in sorted(answers)},
    }
    proof = {"attachments": documents_of(attached)} if attached else {}
    return content | proof | ({"signature": dict(signed)} if signed else {})


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content's canonical JSON (sorted keys, UTF-8, no white space)."""
    return _digest(_canonical(content))


_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(
    tx: Transaction,
    report: Report,
    answers: Mapping[str, Answer],
    *,
    on_behalf: bool = False,
    signed: Mapping[str, Any] | None = None,
    has_files: bool = True,
) -> Receipt:
    """Write the next version of the report. It can never be changed.

    ``has_files`` is False where the caller has seen that none are attached.
    """
    submission = report.submission
    submission.last_version += 1
    number = submission.last_version
    attached = attaching.freeze(tx, report, number) if has_files else ()
    text = _canonical(content_of(report, answers, attached, signed))
    receipt = Receipt(
        f"{report.period.code}-{report.ward.code}-{number:02d}", number, _digest(text), tx.now
    )
    submission.first_submitted_at = submission.first_submitted_at or tx.now
    row = {
        "id": uuid4(),
        "city_id": submission.city_id,
        "ward_id": submission.ward_id,
        "submission_id": submission.id,
        "period_id": submission.period_id,
        "number": number,
        "sha256": receipt.sha256,
        "vector": pack(report.form.definition, answers),
        "receipt": receipt.receipt,
        "submitted_at": tx.now,
        "submitted_by": tx.actor.person_id,
        "submitted_by_name": tx.actor.name,
        "on_behalf": on_behalf,
    }
    tx.send(*filing.frozen(row, text))
    return receipt

"""The Department's moves: claim, release, return, propose, approve, unapprove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from app.actions import access, jobs
from app.actions.access import Report, advance
from app.actions.notifying import tell_of
from app.actions.second_person import require_may_approve, require_may_take, require_not_own
from app.actions.submitting import require_reason
from app.domain.answers import clean_text
from app.domain.desk import CLAIM_LASTS, Claim, is_held_by_another
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.lifecycle import Event, State
from app.domain.notices import Kind
from app.domain.permissions import Actor, Permission
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.reviews import DraftRemark, Remark
from app.store.tables.submissions import EventRow
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class RemarkInput:
    """One thing to mend: a section, perhaps a field in it, and what is asked.

    ``follows`` is the remark that this one asks again about, ``draft`` the one that was
    written at the desk and goes out with this return.
    """

    section: str
    text: str
    code: str = ""
    follows: UUID | None = None
    draft: UUID | None = None


def claim(scope: Scope, actor: Actor, submission_id: UUID) -> None:
    """Take the report for review; a claim that slept for 15 minutes may be taken over."""
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        held = report.submission
        require_may_judge(tx, report)
        if report.state is not State.IN_REVIEW or held.claimed_by != actor.person_id:
            slept = held.claimed_by_name
            advance(tx, report, Event.CLAIMED, details={"taken_from": slept} if slept else None)
        held.claimed_by, held.claimed_at, held.claimed_by_name = actor.person_id, tx.now, actor.name


def keep(scope: Scope, actor: Actor, submission_id: UUID) -> dt.datetime | None:
    """Whoever claimed the report is at work on it: until when the claim now holds.

    None where the actor holds nothing. Raises ``Conflict`` where another one took it over.
    """
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        if report.state is State.IN_REVIEW:
            require_claim_free(tx, report.submission)
        return renew(tx, report)


def renew(tx: Transaction, report: Report) -> dt.datetime | None:
    """The 15 minutes begin anew for whoever holds the report; None where the actor does not."""
    held = report.submission
    is_theirs = held.claimed_by is not None and held.claimed_by == tx.actor.person_id
    if report.state is not State.IN_REVIEW or not is_theirs:
        return None
    held.claimed_at = tx.now
    return tx.now + CLAIM_LASTS


def require_claim_free(tx: Transaction, held: Claim) -> None:
    """Raises ``Conflict`` while another reviewer is at the report."""
    if is_held_by_another(held, tx.actor.person_id, tx.now):
        raise Conflict(f"{held.claimed_by_name} đang thẩm định báo cáo này.")


def require_may_judge(tx: Transaction, report: Report) -> None:
    """Raises ``Conflict`` while another reviewer is at the report, ``NotAllowed`` where the
    city keeps its authors from it."""
    require_claim_free(tx, report.submission)
    require_may_take(tx, report.submission.id)


def release(scope: Scope, actor: Actor, submission_id: UUID) -> None:
    """Put the report back into the queue."""
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        require_claim_free(tx, report.submission)
        advance(tx, report, Event.RELEASED)
        let_go(report)


def let_go(report: Report) -> None:
    """Nobody reviews it any longer."""
    report.submission.claimed_by = report.submission.claimed_at = None
    report.submission.claimed_by_name = ""


def report_at_desk(tx: Transaction, submission_id: UUID) -> Report:
    """The report, locked, for whoever may review."""
    return access.report_for(tx.session, tx.actor, submission_id, Permission.REVIEW, lock=True)


def _require_seen(report: Report, seen_version: int) -> None:
    if report.submission.last_version != seen_version:
        raise Conflict(
            f"Đơn vị đã nộp bản số {report.submission.last_version} sau bản số {seen_version}"
            " mà bạn đang xem. Hãy tải lại trang."
        )


def return_(
    scope: Scope,
    actor: Actor,
    submission_id: UUID,
    *,
    seen_version: int,
    remarks: Sequence[RemarkInput],
    reason: str,
    due_on: dt.date | None,
    idempotency_key: str,
) -> None:
    """Send named sections back with a reason each; only those unlock for the ward."""
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        if _was_done(tx, submission_id, idempotency_key, Event.RETURNED):
            return
        _require_seen(report, seen_version)
        require_may_judge(tx, report)
        cleaned = checked_remarks(report, remarks)
        sections = sorted({remark.section for remark in cleaned})
        report.submission.unlocked_sections = sections
        report.submission.return_due_on = due_on
        advance(
            tx,
            report,
            Event.RETURNED,
            reason=require_reason(reason),
            version=seen_version,
            idempotency_key=idempotency_key,
            details={"sections": sections, "due_on": due_on.isoformat() if due_on else None},
        )
        _ask(tx, report, cleaned)
        let_go(report)
        tell_of(tx, Kind.RETURNED, report, due_on=due_on.isoformat() if due_on else None)


def _ask(tx: Transaction, report: Report, remarks: Sequence[RemarkInput]) -> None:
    """The remarks become the ward's to answer. What is asked again is closed by what
    follows it; a thread that nobody settled stays open."""
    own = report.submission.id
    followed = [remark.follows for remark in remarks if remark.follows]
    tx.session.execute(
        update(Remark)
        .where(Remark.submission_id == own, Remark.id.in_(followed))
        .values(closed_at=tx.now)
    )
    sent = [remark.draft for remark in remarks if remark.draft]
    tx.session.execute(
        delete(DraftRemark).where(DraftRemark.submission_id == own, DraftRemark.id.in_(sent))
    )
    tx.session.add_all(_remark_row(tx, report, remark) for remark in remarks)


def checked_remarks(report: Report, remarks: Sequence[RemarkInput]) -> list[RemarkInput]:
    """With their words cleaned. Raises ``Invalid`` for one that asks nothing."""
    cleaned = [replace(r, text=clean_text(r.text)[:4000]) for r in remarks]
    unknown = [r for r in cleaned if r.section not in report.form.definition.sections_by_code]
    if unknown:
        raise NotFound(f"Mẫu báo cáo không có phần “{unknown[0].section}”.")
    if not cleaned:
        problem = "Hãy chọn ít nhất một phần cần sửa và nêu lý do cho phần đó."
        raise Invalid([Problem("remarks", (), problem)])
    empty = [
        Problem("remarks", (r.section,), f"Phần {r.section}: hãy nêu điều cần sửa.")
        for r in cleaned
        if len(r.text) < 3
    ]
    if empty:
        raise Invalid(empty)
    return cleaned


def _remark_row(tx: Transaction, report: Report, remark: RemarkInput) -> Remark:
    return Remark(
        id=uuid4(),
        city_id=report.submission.city_id,
        ward_id=report.submission.ward_id,
        submission_id=report.submission.id,
        version=report.submission.last_version,
        section=remark.section,
        code=remark.code,
        text=remark.text,
        made_by=tx.actor.name,
        made_at=tx.now,
        follows_id=remark.follows,
    )


def close_remarks(tx: Transaction, report: Report) -> None:
    """What was asked of the ward is settled with the report."""
    tx.session.execute(
        update(Remark)
        .where(Remark.submission_id == report.submission.id, Remark.closed_at.is_(None))
        .values(closed_at=tx.now)
    )


def answer_remark(scope: Scope, actor: Actor, remark_id: UUID, answer: str) -> UUID:
    """The ward says what it did about a remark. The report's id, for the way back."""
    text = require_reason(answer)
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.FILL)
        remark = tx.session.get(Remark, remark_id)
        if remark is None or remark.closed_at is not None:
            raise NotFound("Yêu cầu này không còn.")
        report = access.report_for(
            tx.session, actor, remark.submission_id, Permission.FILL, hold=True
        )
        if report.state.is_with_department:
            raise Conflict(f"Báo cáo {report.state.label.lower()} nên câu trả lời không đổi được.")
        remark.answer, remark.answered_by, remark.answered_at = text, actor.name, tx.now
        return remark.submission_id


def approve(
    scope: Scope, actor: Actor, submission_id: UUID, *, seen_version: int, idempotency_key: str
) -> None:
    """Approve the version that was looked at; the city's figures follow in the background.

    Raises ``NotAllowed`` for one's own report or without the city's second person,
    ``Conflict`` for a newer version.
    """
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        if _was_done(tx, submission_id, idempotency_key, Event.APPROVED):
            return
        _require_seen(report, seen_version)
        require_claim_free(tx, report.submission)
        require_may_approve(tx, report)
        advance(tx, report, Event.APPROVED, version=seen_version, idempotency_key=idempotency_key)
        stand_approved(tx, report)
        bump_approved(tx, report.period.id)


def stand_approved(tx: Transaction, report: Report) -> None:
    """The newest version is the approved one; nothing of the report is anybody's to do."""
    report.submission.approved_version = report.submission.last_version
    report.submission.unlocked_sections = None
    close_remarks(tx, report)
    let_go(report)


def propose(
    scope: Scope, actor: Actor, submission_id: UUID, *, seen_version: int, idempotency_key: str
) -> None:
    """Propose the approval of the version that was looked at, for another one to confirm.

    The report stays under review in nobody's hands. Raises as ``approve`` does.
    """
    with transaction(scope, actor) as tx:
        report = report_at_desk(tx, submission_id)
        if _was_done(tx, submission_id, idempotency_key, Event.PROPOSED):
            return
        _require_seen(report, seen_version)
        require_claim_free(tx, report.submission)
        require_not_own(tx, report)
        advance(tx, report, Event.PROPOSED, version=seen_version, idempotency_key=idempotency_key)
        let_go(report)


def unapprove(scope: Scope, actor: Actor, submission_id: UUID, reason: str) -> None:
    """Take an approval back, with a reason; the report returns to review."""
    with transaction(scope, actor) as tx:
        report = access.report_for(
            tx.session, actor, submission_id, Permission.UNAPPROVE, lock=True
        )
        withdraw_approval(tx, report, require_reason(reason))
        bump_approved(tx, report.period.id)


def withdraw_approval(
    tx: Transaction, report: Report, reason: str, details: Mapping[str, object] | None = None
) -> None:
    """The report is under review again, and its ward hears of it."""
    advance(tx, report, Event.UNAPPROVED, reason=reason, details=details)
    report.submission.approved_version = None
    tell_of(tx, Kind.UNAPPROVED, report)


def bump_approved(tx: Transaction, period_id: UUID) -> None:
    """The set of approved reports changed: raise its revision and have the city added up.

    What wards say is gathered by the schedule, once for all that were approved meanwhile.
    """
    tx.session.execute(
        update(Period)
        .where(Period.id == period_id)
        .values(approved_revision=Period.approved_revision + 1)
    )
    jobs.enqueue(tx, "consolidate", coalesce=f"{period_id}", period_id=period_id)


def _was_done(tx: Transaction, submission_id: UUID, key: str, event: Event) -> bool:
    """Whether this very move was made with this key; another move's key is no repetition."""
    found = tx.session.execute(
        select(EventRow.id).where(
            EventRow.submission_id == submission_id,
            EventRow.idempotency_key == key,
            EventRow.kind == event.value,
        )
    )
    return bool(key) and found.first() is not None


Document = dict[str, Any]


def changes(
    before: Mapping[str, Document], after: Mapping[str, Document]
) -> dict[str, tuple[Document | None, Document | None]]:
    """Codes whose answers differ between two frozen versions: (old, new), None = none."""
    codes = sorted(before.keys() | after.keys())
    pairs = {code: (before.get(code), after.get(code)) for code in codes}
    return {code: pair for code, pair in pairs.items() if _said(pair[0]) != _said(pair[1])}


def _said(document: Document | None) -> tuple[object, ...]:
    """What an answer says; how it was typed does not matter."""
    if document is None:
        return ()
    return tuple(document.get(k) for k in ("state", "value", "reason"))

"""Threads at the desk: a remark is written, changed, dropped, settled; a return sends it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.actions.access import Report
from app.actions.reviewing import (
    RemarkInput,
    checked_remarks,
    renew,
    report_at_desk,
    require_may_judge,
)
from app.domain.errors import Conflict, NotFound
from app.domain.lifecycle import State
from app.domain.permissions import Actor
from app.store.scope import Scope
from app.store.tables.reviews import DraftRemark, Remark
from app.store.transaction import Transaction, transaction


def note(
    scope: Scope, actor: Actor, submission_id: UUID, draft_id: UUID, remark: RemarkInput
) -> None:
    """Write a remark, or change its words, until a return sends it.

    ``draft_id`` is new for each form, so that a form sent twice writes one remark. Raises
    ``Invalid`` for one that asks nothing, ``NotFound`` for a thread of another report.
    """
    with transaction(scope, actor) as tx:
        report = _under_review(tx, submission_id)
        (cleaned,) = checked_remarks(report, [remark])
        if cleaned.follows is not None:
            _require_own(tx, report, cleaned.follows)
        own = report.submission
        values = {"section": cleaned.section, "code": cleaned.code, "text": cleaned.text}
        written = insert(DraftRemark).values(
            id=draft_id,
            city_id=own.city_id,
            ward_id=own.ward_id,
            submission_id=own.id,
            follows_id=cleaned.follows,
            made_by=actor.name,
            made_at=tx.now,
            **values,
        )
        is_ours = DraftRemark.submission_id == own.id
        kept = tx.session.execute(
            written.on_conflict_do_update(
                index_elements=["id"], set_=values, where=is_ours
            ).returning(DraftRemark.id)
        )
        if kept.first() is None:
            raise Conflict("Ý kiến này thuộc báo cáo khác. Hãy tải lại trang.")


def drop(scope: Scope, actor: Actor, submission_id: UUID, draft_id: UUID) -> None:
    """Take back a remark that was not sent."""
    with transaction(scope, actor) as tx:
        report = _under_review(tx, submission_id)
        row = tx.session.get(DraftRemark, draft_id)
        if row is None or row.submission_id != report.submission.id:
            raise NotFound("Ý kiến này không còn.")
        tx.session.delete(row)


def settle(scope: Scope, actor: Actor, submission_id: UUID, remark_id: UUID) -> None:
    """The ward's answer is enough: its thread is closed."""
    with transaction(scope, actor) as tx:
        report = _under_review(tx, submission_id)
        remark = _require_own(tx, report, remark_id)
        if remark.closed_at is None:
            remark.closed_at, remark.closed_by = tx.now, actor.name
            tx.record("remark_settled", remark.section, ward_id=remark.ward_id, code=remark.code)


def reopen(scope: Scope, actor: Actor, submission_id: UUID, remark_id: UUID) -> None:
    """A thread that was settled by mistake is open again."""
    with transaction(scope, actor) as tx:
        report = _under_review(tx, submission_id)
        remark = _require_own(tx, report, remark_id)
        if remark.closed_by:
            remark.closed_at, remark.closed_by = None, ""
            tx.record("remark_reopened", remark.section, ward_id=remark.ward_id, code=remark.code)


def _under_review(tx: Transaction, submission_id: UUID) -> Report:
    """A report that waits for the Department, in nobody else's hands; its claim is renewed."""
    report = report_at_desk(tx, submission_id)
    if report.state not in (State.SUBMITTED, State.IN_REVIEW):
        raise Conflict(f"Báo cáo {report.state.label.lower()} nên chưa ghi ý kiến được.")
    require_may_judge(tx, report)
    renew(tx, report)
    return report


def _require_own(tx: Transaction, report: Report, remark_id: UUID) -> Remark:
    remark = tx.session.get(Remark, remark_id)
    if remark is None or remark.submission_id != report.submission.id:
        raise NotFound("Yêu cầu này không còn.")
    return remark

"""The Department approves many reports in one go, exactly those in which nothing is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.actions import access, reviewing
from app.actions.access import Report, advance
from app.actions.submitting import require_reason
from app.domain import desk
from app.domain.desk import DeskReport, Look
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.lifecycle import Event, State
from app.domain.permissions import Actor, Permission
from app.store import approvals, cities, review_queue
from app.store.scope import Scope
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class Chosen:
    """A report with the version that stood on the list."""

    submission_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of it: reports approved, and those left out because they had changed."""

    approved: tuple[UUID, ...]
    left_out: tuple[UUID, ...] = ()


def approve_together(
    scope: Scope, actor: Actor, period_id: UUID, chosen: Sequence[Chosen], batch_id: UUID
) -> Approved:
    """Approve each report of the list in which there is still nothing open.

    Each is a move of its own. What changed since the list was shown is left out. The same
    ``batch_id`` sent again approves nothing more. Raises ``Invalid`` for an empty list.
    """
    if not chosen:
        raise Invalid([Problem("chosen", (), "Hãy chọn ít nhất một báo cáo.")])
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        period = cities.period(tx.session, period_id)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        # In one order for everybody, so that two who approve at once do not lock each other.
        ordered = sorted(chosen, key=lambda one: one.submission_id)
        reports = [reviewing.report_at_desk(tx, one.submission_id) for one in ordered]
        if done := approvals.of_batch(tx.session, batch_id):
            return Approved(tuple(row.submission_id for row in done))
        standing = {r.submission_id: r for r in review_queue.desk_reports(tx.session, period)}
        look = review_queue.look_of(tx.session, period_id, actor.person_id, tx.now)
        versions = {one.submission_id: one.version for one in chosen}
        return _approve_clean(tx, period_id, reports, batch_id, Seen(versions, standing, look))


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions on the list, and how the reports stand now."""

    versions: Mapping[UUID, int]
    standing: Mapping[UUID, DeskReport]
    look: Look

    def is_clean(self, report: Report) -> bool:
        own = report.submission.id
        now = self.standing.get(own)
        is_same = report.submission.last_version == self.versions[own]
        return is_same and now is not None and desk.obstacle(now, self.look) is None


def _approve_clean(
    tx: Transaction, period_id: UUID, reports: Sequence[Report], batch_id: UUID, seen: Seen
) -> Approved:
    clean = [report for report in reports if seen.is_clean(report)]
    for report in clean:
        _approve(tx, report, batch_id)
    if clean:
        reviewing.bump_approved(tx, period_id)
    approved = tuple(report.submission.id for report in clean)
    left = tuple(r.submission.id for r in reports if r.submission.id not in approved)
    return Approved(approved, left)


def _approve(tx: Transaction, report: Report, batch_id: UUID) -> None:
    """Taken and approved at once: two moves, as of one who opens it."""
    batch = {"batch": str(batch_id)}
    if report.state is State.SUBMITTED:
        advance(tx, report, Event.CLAIMED, details=batch)
    version = report.submission.last_version
    key = str(batch_id)
    advance(tx, report, Event.APPROVED, version=version, details=batch, idempotency_key=key)
    reviewing.stand_approved(tx, report)


def take_back(scope: Scope, actor: Actor, batch_id: UUID, reason: str) -> int:
    """Take back what still stands of an approval of many, with one reason; how many.

    What was sealed, taken back or submitted anew since stays as it is.
    """
    given = require_reason(reason)
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.UNAPPROVE)
        rows = approvals.of_batch(tx.session, batch_id)
        if not rows:
            raise NotFound("Không có lượt duyệt này.")
        in_order = sorted(row.submission_id for row in rows if row.stands)
        reports = [_locked(tx, submission_id) for submission_id in in_order]
        standing = [report for report in reports if report.state is State.APPROVED]
        for report in standing:
            reviewing.withdraw_approval(tx, report, given, {"batch": str(batch_id)})
        if standing:
            reviewing.bump_approved(tx, rows[0].period_id)
        return len(standing)


def _locked(tx: Transaction, submission_id: UUID) -> Report:
    return access.report_for(tx.session, tx.actor, submission_id, Permission.UNAPPROVE, lock=True)

"""The only way to obtain somebody's row: through the wall, with a permission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from app.domain.errors import NotAllowed, NotFound
from app.domain.lifecycle import Event, State, Unlocked, move
from app.domain.periods import Shut, is_late
from app.domain.permissions import Actor, Permission, Role
from app.store import answers, cities, rules, submissions
from app.store.filing import Placed
from app.store.forms import CompiledForm
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import EventRow, Submission
from app.store.transaction import Transaction
from app.store.trips import Statement

# What a worker may do for the person who dropped a batch, their roles being checked then.
ON_BEHALF = frozenset({Role.REVIEWER, Role.CITY_ADMIN})


@dataclass(frozen=True, slots=True)
class Report:
    """A submission with what is needed to speak about it."""

    submission: Submission
    ward: Ward
    period: Period
    form: CompiledForm
    shut: Shut | None = None

    @property
    def state(self) -> State:
        return State(self.submission.state)

    @property
    def is_returned(self) -> bool:
        """The ward is mending what was returned, its leader's turn included."""
        is_opened = self.submission.unlocked_sections is not None
        return is_opened and not self.state.is_with_department

    @property
    def unlocked(self) -> Unlocked:
        sections = self.submission.unlocked_sections
        return Unlocked(None if sections is None else frozenset(sections))

    @property
    def is_editable(self) -> bool:
        """Whether the ward may work at it at all now."""
        return self.state.accepts_edits and self.shut is None

    @property
    def why_locked(self) -> str:
        """Why it may not, as it follows "vì"."""
        if self.shut is not None and self.state.accepts_edits:
            return self.shut.reason
        return f"báo cáo ở trạng thái “{self.state.label}”"

    def accepts(self, section: str) -> bool:
        """Whether the ward may type in this section now. The header goes with any."""
        return self.is_editable and (section == "0" or self.unlocked.allows(section))


def require(actor: Actor, permission: Permission) -> None:
    """Raises ``NotAllowed`` where no role of the actor grants it."""
    if not actor.may(permission):
        raise NotAllowed("Bạn không có quyền làm việc này.")


def report_for(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    permission: Permission,
    *,
    lock: bool = False,
    hold: bool = False,
) -> Report:
    """The report, if the session's wall shows it and the actor's roles allow it.

    ``lock`` is for moves, ``hold`` for what must not meet one: many may hold a report at
    once, and whoever moves it waits for them.

    A draft that the ward still holds is not the Department's to read, unless the
    Department entered it. "Not yours" and "not there" raise the same ``NotFound``.
    """
    require(actor, permission)
    found = submissions.placed(session, submission_id, lock=lock, hold=hold)
    if found is None:
        raise NotFound("Không tìm thấy báo cáo.")
    return _placed(session, *found)


def report_asked(tx: Transaction, found: Placed | None, permission: Permission) -> Report:
    """The same of what the transaction asked as it opened: locked or held, and its changes
    are written by whoever makes them."""
    require(tx.actor, permission)
    if found is None:
        raise NotFound("Không tìm thấy báo cáo.")
    return _placed(tx.session, found.submission, found.ward, found.period)


def _placed(session: Session, submission: Submission, ward: Ward, period: Period) -> Report:
    form = rules.of_report(session, submission, period)
    return Report(submission, ward, period, form, _shut(session, submission, period))


def _shut(session: Session, submission: Submission, period: Period) -> Shut | None:
    """Whether the period's days are over for this ward. An extension carries the ward past
    them, and what the Department returned is mended by the day of its return."""
    if period.closed_at is not None:
        return Shut.CLOSED
    return shut_by_days(
        submission,
        period,
        dt.datetime.now(dt.UTC),
        has_begun=lambda: _has_begun(session, submission),
        extended_to=lambda: submissions.extension_of(session, period, submission.ward_id),
    )


def shut_by_days(
    submission: Submission,
    period: Period,
    now: dt.datetime,
    *,
    has_begun: Callable[[], bool],
    extended_to: Callable[[], dt.datetime | None],
) -> Shut | None:
    """Which of the period's last days is over for a ward. What it takes to know is asked only
    where a day has passed at all."""
    over = _over(period, now)
    if over is None or submission.unlocked_sections is not None:
        return None
    if over is Shut.BEGINNING_OVER and has_begun():
        return None
    extended = extended_to()
    return over if extended is None or is_late(now, extended) else None


def _over(period: Period, now: dt.datetime) -> Shut | None:
    if period.edits_until is not None and is_late(now, period.edits_until):
        return Shut.EDITS_OVER
    if period.begins_until is not None and is_late(now, period.begins_until):
        return Shut.BEGINNING_OVER
    return None


def _has_begun(session: Session, submission: Submission) -> bool:
    is_past_draft = submission.state != State.DRAFT.value or submission.last_version > 0
    return is_past_draft or answers.are_any(session, submission.id)


def report_of(session: Session, submission: Submission) -> Report:
    """A submission that the wall let through, with its ward, period and form."""
    ward = cities.ward(session, submission.ward_id)
    period = cities.period(session, submission.period_id)
    if ward is None or period is None:
        raise NotFound("Không tìm thấy báo cáo.")
    return _placed(session, submission, ward, period)


def report_for_system(session: Session, submission_id: UUID, *, lock: bool = True) -> Report:
    """For work that a person's act started: the act was allowed, this only finishes it."""
    submission = submissions.by_id(session, submission_id, lock=lock)
    if submission is None:
        raise NotFound("Không tìm thấy báo cáo.")
    return report_of(session, submission)


def form_of(session: Session, period: Period) -> CompiledForm:
    """The form that a period asks, with the rules it is under."""
    return rules.in_force(session, period.form_version_id, period.rule_book_id)


def may_read_draft(actor: Actor, report: Report) -> bool:
    """The ward reads its own draft; the Department only one that it entered."""
    return actor.may(Permission.SEE_DRAFT) or report.submission.entered_by_department


def readable_version(report: Report, events: Sequence[EventRow]) -> int | None:
    """The newest version that is the Department's to read.

    What a ward recalled is its own again; what was returned stays readable as it
    was returned, whatever the ward types now.
    """
    if report.state.is_with_department:
        return report.submission.last_version
    if report.submission.unlocked_sections is None:
        return None
    returned = [e.version for e in events if e.kind == Event.RETURNED.value]
    return returned[-1] if returned else None


_EVENT_COLUMNS = (
    *("city_id", "ward_id", "submission_id", "kind", "from_state", "to_state", "at"),
    *("person_id", "person_name", "reason", "version", "details", "idempotency_key"),
)
_HAPPENED = Statement(insert(cast(Table, EventRow.__table__)), _EVENT_COLUMNS)


def advance(
    tx: Transaction,
    report: Report,
    event: Event,
    *,
    reason: str = "",
    version: int | None = None,
    idempotency_key: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Move the report through the one table and leave the event and the audit line."""
    submission = report.submission
    before = report.state
    after = move(before, event, was_returned=submission.unlocked_sections is not None)
    submission.state, submission.updated_at = after.value, tx.now
    happened = {
        "city_id": submission.city_id,
        "ward_id": submission.ward_id,
        "submission_id": submission.id,
        "kind": event.value,
        "from_state": before.value,
        "to_state": after.value,
        "at": tx.now,
        "person_id": tx.actor.person_id,
        "person_name": tx.actor.name,
        "reason": reason,
        "version": version,
        "details": dict(details or {}),
        "idempotency_key": idempotency_key,
    }
    tx.send(_HAPPENED, happened)
    tx.record(
        event.value,
        f"{report.period.code}/{report.ward.code}",
        ward_id=submission.ward_id,
        before=before.value,
        after=after.value,
        reason=reason,
        version=version,
    )

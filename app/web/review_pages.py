"""View data of the review desk: one report on one screen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, checking
from app.actions.access import Report
from app.documents import numerals
from app.domain import desk
from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.lifecycle import State
from app.domain.periods import VIETNAM, owed_at
from app.domain.permissions import Actor, Permission
from app.domain.second_person import SecondPerson, standing_proposal
from app.store import answers as answer_store
from app.store import authors, editions, review_queue, review_rules, submissions
from app.web import report_parts as parts
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.tables.submissions import EventRow, Version

_WAITING: Final = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Desk:
    """A report as the Department may read it.

    ``number`` is the frozen version on the screen, 0 for a draft that the Department
    entered; ``answers`` is None where there is nothing to read: the ward's own draft.
    ``newest`` is the version that a decision would be about; ``is_author`` says that this
    person wrote or signed the report, which nobody approves themselves.
    """

    report: Report
    actor: Actor
    now: dt.datetime
    due_at: dt.datetime
    events: Sequence[EventRow]
    version: Version | None
    newest: int | None
    answers: Mapping[str, Answer] | None
    rule: SecondPerson
    is_author: bool

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    @property
    def is_newest(self) -> bool:
        return self.version is not None and self.version.number == self.newest

    @property
    def is_mine(self) -> bool:
        submission = self.report.submission
        is_held = self.report.state is State.IN_REVIEW and submission.claimed_by is not None
        return is_held and submission.claimed_by == self.actor.person_id

    @property
    def claim_until(self) -> dt.datetime | None:
        """Until when the claim keeps others out; None without one, or once it has run out."""
        at = self.report.submission.claimed_at
        if self.report.state is not State.IN_REVIEW or at is None:
            return None
        until = at + desk.CLAIM_LASTS
        return until if until > self.now else None

    @property
    def is_others(self) -> bool:
        """Somebody else is at it now."""
        return self.claim_until is not None and not self.is_mine

    @property
    def proposal(self) -> EventRow | None:
        """Who has proposed to approve this very version, where that still stands."""
        if self.report.state is not State.IN_REVIEW:
            return None
        return standing_proposal(self.events, self.number)

    @property
    def is_confirmed(self) -> bool:
        """Nothing more is needed than this person's own approval."""
        proposal = self.proposal
        is_others = proposal is not None and proposal.person_id != self.actor.person_id
        return not self.rule.needs_second or is_others

    @property
    def may_review(self) -> bool:
        return self.actor.may(Permission.REVIEW) and self.is_newest

    @property
    def may_claim(self) -> bool:
        state = self.report.state
        is_free = state is State.SUBMITTED or (
            state is State.IN_REVIEW and not self.is_mine and not self.is_others
        )
        is_barred = self.rule.bars_own_review and self.is_author
        return self.may_review and is_free and not is_barred

    @property
    def may_return(self) -> bool:
        return self.may_review and self.is_mine

    @property
    def may_decide(self) -> bool:
        is_barred = self.rule.bars_own_review and self.is_author
        is_waiting = self.report.state in _WAITING and not is_barred
        return self.may_review and is_waiting and not self.is_others

    def moves(self) -> View:
        """Which buttons the page has."""
        state = self.report.state
        may_judge = self.may_return and not self.is_author
        return {
            "may_claim": self.may_claim,
            "may_release": self.may_return,
            "may_decide": self.may_decide,
            "may_return": self.may_return,
            "may_approve": may_judge and self.is_confirmed,
            "may_propose": may_judge and not self.is_confirmed and self.proposal is None,
            "may_unapprove": self.is_newest
            and state in (State.APPROVED, State.SEALED)
            and self.actor.may(Permission.UNAPPROVE),
            "why_not": self.why_not(),
        }

    def why_not(self) -> str:
        """Why this person may not decide here; '' where they may, or nothing waits."""
        if self.answers is None:
            return _("Đơn vị chưa nộp nên Sở chỉ thấy trạng thái; bản nháp là của đơn vị.")
        if not self.version:
            return _("Bản nháp do Sở nhập thay, chưa nộp.")
        if not self.is_newest:
            return _("Đây là bản số %(n)s đã cũ, chỉ để xem.", n=self.number)
        if not self.report.state.is_with_department:
            return _("Đơn vị đang sửa. Dưới đây là bản số %(n)s đã trả lại.", n=self.number)
        if self.is_others and self.actor.may(Permission.REVIEW):
            name = self.report.submission.claimed_by_name
            return _("%(name)s đang thẩm định báo cáo này.", name=name)
        if self.is_author and self.may_review and self.report.state in _WAITING:
            if self.rule.bars_own_review:
                return _("Bạn đã viết, ký hoặc nộp báo cáo này nên không thể thẩm định.")
            return _("Bạn đã viết, ký hoặc nộp báo cáo này nên không thể tự duyệt.")
        return self._waits_for_second()

    def _waits_for_second(self) -> str:
        """In a city of two persons: whose word is still missing."""
        proposal = self.proposal if self.rule.needs_second else None
        if proposal is None:
            return ""
        if proposal.person_id == self.actor.person_id:
            return _("Bạn đã đề nghị duyệt; chờ người thứ hai xác nhận.")
        name = proposal.person_name
        return _("%(name)s đã đề nghị duyệt; cần một người khác xác nhận.", name=name)


def open_desk(session: Session, actor: Actor, submission_id: UUID, number: int = 0) -> Desk:
    """One report with the frozen version ``number`` (0: the newest that may be read).

    Raises ``NotFound`` behind the wall, and for a version that may not be read.
    """
    report = access.report_for(session, actor, submission_id, Permission.SEE_SUBMITTED)
    events = submissions.events_of(session, submission_id)
    newest = access.readable_version(report, events)
    wanted = number or newest
    if number and (newest is None or number > newest):
        raise NotFound(_("Không có bản số %(n)s.", n=number))
    version = submissions.version(session, submission_id, wanted)
    return Desk(
        report=report,
        actor=actor,
        now=dt.datetime.now(dt.UTC),
        due_at=owed_at(
            submissions.due_at(session, report.period, report.ward.id),
            report.submission.return_due_on,
            is_returned=report.is_returned,
        ),
        events=events,
        version=version,
        newest=newest,
        answers=_answers(session, report, actor, version),
        rule=review_rules.of_city(session),
        is_author=authors.is_one(session, submission_id, actor.person_id),
    )


def _answers(
    session: Session, report: Report, actor: Actor, version: Version | None
) -> Mapping[str, Answer] | None:
    if version is not None:
        return checking.answers_in(report.form, version.content)
    if access.may_read_draft(actor, report):
        rows = answer_store.rows_of(session, report.submission.id)
        return answer_store.answers_of(report.form.fields, rows)
    return None


def strip(session: Session, shown: Desk, open_count: int = 0) -> View:
    """The head of every page about the report."""
    report = shown.report
    held = report.state.is_with_department
    until = shown.claim_until
    is_started = bool(shown.newest) or bool(answer_store.rows_of(session, report.submission.id))
    return {
        "submission_id": report.submission.id,
        "ward_name": report.ward.name,
        "period_name": parts.period_title(report.period.code),
        "version_label": _("Bản số %(n)s", n=shown.number) if shown.number else _("Bản nháp"),
        "version": shown.number,
        "state": parts.shown_state(report, is_started),
        "due_at": shown.due_at,
        "days_left": None if held else parts.days_left(shown.due_at, shown.now),
        "claimed_by": report.submission.claimed_by_name if until or shown.is_mine else "",
        "is_mine": shown.is_mine,
        "claim_until": until,
        "minutes_left": math.ceil((until - shown.now).total_seconds() / 60) if until else 0,
        "open_count": open_count,
    }


def stale_reports(session: Session, report: Report) -> list[str]:
    """Editions of the city report that count this report as it is approved."""
    return [
        _(
            "%(period)s, bản số %(number)s (%(day)s)",
            period=parts.period_title(report.period.code),
            number=edition.number,
            day=numerals.day(edition.requested_at.astimezone(VIETNAM).date()),
        )
        for edition in editions.of_period(session, report.period.id)
        if (report.ward.code, report.submission.approved_version)
        in {(one["ward"], one["version"]) for one in edition.inputs}
    ]


def next_url(session: Session, report: Report) -> str | None:
    """The next report that waits, in the queue's order."""
    ordered = desk.in_order(review_queue.desk_reports(session, report.period))
    following = desk.after(ordered, report.submission.id)
    if following is None:
        return None
    return url_for("review.submission", submission_id=following.submission_id)


def fresh_id() -> UUID:
    """A name for what a form may write: sent twice, it is written once."""
    return uuid4()


def fresh_key() -> str:
    """A new idempotency key: one for each page that is shown."""
    return uuid4().hex

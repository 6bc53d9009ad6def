"""View data of the review desk: the queue and one report on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, checking
from app.actions.access import Report
from app.documents import numerals
from app.domain import desk
from app.domain.answers import Answer
from app.domain.desk import DeskReport, Look
from app.domain.errors import NotFound
from app.domain.lifecycle import State
from app.domain.periods import VIETNAM
from app.domain.permissions import Actor, Permission
from app.store import answers as answer_store
from app.store import cities, exports, review_queue, submissions
from app.web import chosen_period
from app.web import report_parts as parts
from app.web.paging import page_of
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.tables.submissions import EventRow, Version

PER_PAGE = 50


def filter_names() -> dict[str, str]:
    return {
        "waiting": _("Chờ thẩm định"),
        "mine": _("Của tôi"),
        "new": _("Mới nộp"),
        "resubmitted": _("Nộp lại"),
        "returned": _("Chờ đơn vị sửa"),
        "overdue": _("Quá hạn nộp"),
        "flagged": _("Còn chỗ cần xem"),
        "approved": _("Đã duyệt"),
        "all": _("Tất cả"),
    }


def queue(session: Session, actor: Actor) -> View:
    """The queue of the chosen period, filtered. Raises ``NotFound`` for no such filter."""
    look = Look(actor.person_id, dt.datetime.now(dt.UTC))
    periods = cities.periods(session)
    period = chosen_period.chosen(periods, look.now)
    chosen = request.args.get("show", "waiting")
    if chosen not in desk.FILTERS:
        raise NotFound(_("Không có mục này trong hàng chờ."))
    code = period.code if period else None

    def url(show: str, page: int | None = None, of: str | None = code) -> str:
        return url_for("review.queue", period=of, show=show, page=page)

    ordered = desk.in_order(review_queue.desk_reports(session, period)) if period else []
    shown, pages = page_of(desk.matching(ordered, chosen, look), PER_PAGE, lambda n: url(chosen, n))
    return {
        "periods": chosen_period.chips(periods, period, lambda of: url(chosen, of=of)),
        "filters": [
            {
                "name": words,
                "count": len(desk.matching(ordered, name, look)),
                "url": url(name),
                "is_current": name == chosen,
            }
            for name, words in filter_names().items()
        ],
        "reports": [_queue_row(report, look) for report in shown],
        "pages": pages,
    }


def _queue_row(report: DeskReport, look: Look) -> View:
    return {
        "submission_id": report.submission_id,
        "ward_name": report.ward_name,
        "state": report.shown_state,
        "is_resubmission": report.is_resubmission,
        "version": report.last_version,
        "submitted_at": report.submitted_at,
        "errors": report.weight.errors,
        "warnings": report.weight.warnings,
        "asked": report.weight.asked,
        "effect": "",
        "claimed_by": report.claimed_by_name if report.state is State.IN_REVIEW else "",
        "is_mine": report.is_held_by(look.person_id),
        "days_waiting": (look.now - report.submitted_at).days if report.submitted_at else 0,
    }


@dataclass(frozen=True, slots=True)
class Desk:
    """A report as the Department may read it.

    ``number`` is the frozen version on the screen, 0 for a draft that the Department
    entered; ``answers`` is None where there is nothing to read: the ward's own draft.
    ``newest`` is the version that a decision would be about.
    """

    report: Report
    actor: Actor
    now: dt.datetime
    due_at: dt.datetime
    events: Sequence[EventRow]
    version: Version | None
    newest: int | None
    answers: Mapping[str, Answer] | None

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
    def is_own_entry(self) -> bool:
        """Nobody approves what they entered or submitted themselves."""
        return (
            self.version is not None
            and self.actor.person_id is not None
            and self.version.submitted_by == self.actor.person_id
        )

    @property
    def may_review(self) -> bool:
        return self.actor.may(Permission.REVIEW) and self.is_newest

    @property
    def may_return(self) -> bool:
        return self.may_review and self.is_mine

    @property
    def may_decide(self) -> bool:
        is_waiting = self.report.state in (State.SUBMITTED, State.IN_REVIEW)
        return self.may_review and is_waiting and not self.is_others

    def moves(self) -> View:
        """Which buttons the page has."""
        state = self.report.state
        is_free = state is State.SUBMITTED or (
            state is State.IN_REVIEW and not self.is_mine and not self.is_others
        )
        return {
            "may_claim": self.may_review and is_free,
            "may_release": self.may_return,
            "may_decide": self.may_decide,
            "may_return": self.may_return,
            "may_approve": self.may_return and not self.is_own_entry,
            "may_unapprove": self.is_newest
            and state is State.APPROVED
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
        if self.is_own_entry and self.may_return:
            return _("Bạn đã nhập hoặc nộp báo cáo này nên không thể tự duyệt.")
        return ""


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
        due_at=submissions.due_at(session, report.period, report.ward.id),
        events=events,
        version=version,
        newest=newest,
        answers=_answers(session, report, actor, version),
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
        "open_count": open_count,
    }


def stale_reports(session: Session, report: Report) -> list[str]:
    """City reports that were made with this approval in them."""
    return [
        _(
            "%(period)s (%(format)s, %(day)s)",
            period=parts.period_title(report.period.code),
            format=export.format.upper(),
            day=numerals.day(export.requested_at.astimezone(VIETNAM).date()),
        )
        for export in exports.ready_of_period(session, report.period.id)
    ]


def next_url(session: Session, report: Report) -> str | None:
    """The next report that waits, in the queue's order."""
    ordered = desk.in_order(review_queue.desk_reports(session, report.period))
    following = desk.after(ordered, report.submission.id)
    if following is None:
        return None
    return url_for("review.submission", submission_id=following.submission_id)


def fresh_key() -> str:
    """A new idempotency key: one for each page that is shown."""
    return uuid4().hex

"""View data of approving many: the list before, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.approving import Chosen
from app.domain import desk
from app.domain.desk import DeskReport, Obstacle
from app.domain.errors import NotFound
from app.domain.permissions import Actor, Permission
from app.store import approvals, cities, review_queue
from app.web import chosen_period, queue_page
from app.web.queue_page import Asked, Queue
from app.web.report_parts import View, period_title

if TYPE_CHECKING:
    from app.store.tables.city import Period


def obstacle_words(obstacle: Obstacle | None, report: DeskReport) -> str:
    """Why a report is not among those approved together."""
    words = {
        Obstacle.NOT_WAITING: _("không còn chờ thẩm định"),
        Obstacle.OPEN: _("còn %(n)s chỗ chưa quyết định", n=report.weight.open),
        Obstacle.ASKED: _("Sở đang hỏi %(n)s chỗ", n=report.weight.asked),
        Obstacle.REMARKS: _("còn %(n)s yêu cầu chưa khép", n=report.weight.remarks),
        Obstacle.HELD: _("%(name)s đang thẩm định", name=report.claimed_by_name),
        Obstacle.OWN: _("bạn đã viết, ký hoặc nộp báo cáo này"),
        Obstacle.SECOND: _("cần người khác đề nghị duyệt trước"),
    }
    return words[obstacle] if obstacle else _("đã có bản mới, hãy xem lại")


def _asked_period(session: Session) -> Period:
    period = chosen_period.chosen(cities.periods(session), dt.datetime.now(dt.UTC))
    if period is None:
        raise NotFound(_("Chưa có kỳ nào được mở."))
    return period


def page(session: Session, actor: Actor) -> View:
    """The reports of ``?only=``, else all that the queue's filters let through: those in
    which nothing is open, and apart from them those that must be opened."""
    period = _asked_period(session)
    opened = queue_page.open_queue(session, actor, period, Asked.of(request.args))
    reports = _chosen(opened, request.args.getlist("only"))
    clean = [report for report in reports if desk.obstacle(report, opened.look) is None]
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "reports": [
            _row(report) | {"value": f"{report.submission_id}.{report.last_version}"}
            for report in clean
        ],
        "left_out": [
            _row(report) | {"why": obstacle_words(desk.obstacle(report, opened.look), report)}
            for report in reports
            if report not in clean
        ],
        "batch": uuid4(),
        "back_url": opened.url(opened.asked),
    }


def _chosen(opened: Queue, only: Sequence[str]) -> list[DeskReport]:
    if not only:
        return desk.matching(opened.narrowed, "clean", opened.look)
    return [report for report in opened.reports if str(report.submission_id) in only]


def _row(report: DeskReport) -> View:
    return {
        "submission_id": report.submission_id,
        "ward_name": report.ward_name,
        "version": report.last_version,
        "submitted_at": report.submitted_at,
        "is_resubmission": report.is_resubmission,
    }


def chosen_of(values: Sequence[str]) -> list[Chosen]:
    """``<report>.<version>`` of each; raises ``NotFound`` for what no page of ours sends."""
    try:
        pairs = [value.partition(".") for value in values]
        return [Chosen(UUID(own), int(version)) for own, _dot, version in pairs]
    except ValueError as error:
        raise NotFound(_("Danh sách gửi lên bị hỏng. Hãy tải lại trang.")) from error


def batch(session: Session, actor: Actor, batch_id: UUID) -> View:
    """What was approved in one go and how it stands now, with who was left out."""
    rows = approvals.of_batch(session, batch_id)
    left = set(request.args.get("left", "").split(","))
    if not rows and not left - {""}:
        raise NotFound(_("Không có lượt duyệt này."))
    period = cities.period(session, rows[0].period_id) if rows else _asked_period(session)
    if period is None:
        raise NotFound(_("Không có lượt duyệt này."))
    opened = queue_page.open_queue(session, actor, period, Asked())
    reports = {report.submission_id: report for report in opened.reports}
    approved = [(row, reports[row.submission_id]) for row in rows if row.submission_id in reports]
    may_take_back = actor.may(Permission.UNAPPROVE)
    return {
        "batch_id": batch_id,
        "period": {"code": period.code, "name": period_title(period.code)},
        "at": rows[0].at if rows else None,
        "who": rows[0].person_name if rows else "",
        "approved": [
            _row(report) | {"state": report.shown_state, "stands": row.stands}
            for row, report in approved
        ],
        "standing": sum(
            row.stands and report.state.value == "approved" for row, report in approved
        ),
        "left_out": [
            _row(report) | {"why": obstacle_words(desk.obstacle(report, opened.look), report)}
            for report in opened.reports
            if report.ward_code in left
        ],
        "may_take_back": may_take_back,
        "queue_url": url_for("review.queue", period=period.code),
    }


def left_codes(session: Session, period_code: str, left: Sequence[UUID]) -> str:
    """The wards of these reports, for the address of the page that names them."""
    if not left:
        return ""
    period = chosen_period.named(session, period_code)
    reports = review_queue.desk_reports(session, period)
    return ",".join(r.ward_code for r in reports if r.submission_id in left)

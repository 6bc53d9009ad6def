"""The review desk: queue, one report, the moves, the return composer, comparisons."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField

from app.actions import checking, deciding, reviewing
from app.domain.answers import to_json
from app.domain.errors import Conflict, Invalid, InvalidMove, NotFound
from app.domain.periods import VIETNAM, parse_period_code
from app.domain.permissions import Permission
from app.store import submissions
from app.store.reading import reading
from app.web import review_answers, review_pages, review_return
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import sentence

blueprint = Blueprint("review", __name__, url_prefix="/review")

REPORT = "/submissions/<uuid:submission_id>"
Page = str | Response | tuple[str, int]


class ApproveInput(FlaskForm):
    seen_version = IntegerField()
    idempotency_key = StringField()


class UnapproveInput(FlaskForm):
    reason = TextAreaField()


@blueprint.get("/")
@needs(Permission.REVIEW)
def queue() -> str:
    with reading(scope()) as session:
        return render_template("review/queue.html", **review_pages.queue(session, actor()))


@blueprint.get(REPORT)
@needs(Permission.SEE_CITY)
def submission(submission_id: UUID) -> str:
    """``?version=`` shows an older frozen version, without the moves."""
    number = request.args.get("version", 0, type=int)
    with reading(scope()) as session:
        shown = review_pages.open_desk(session, actor(), submission_id, number)
        return render_template(
            "review/submission.html", **review_answers.submission(session, shown)
        )


def _ward_name(submission_id: UUID) -> str:
    with reading(scope()) as session:
        return review_pages.open_desk(session, actor(), submission_id).report.ward.name


def _back(submission_id: UUID, anchor: str | None = None) -> Response:
    return redirect(url_for("review.submission", submission_id=submission_id, _anchor=anchor))


@blueprint.post(f"{REPORT}/claim")
@needs(Permission.REVIEW)
def claim(submission_id: UUID) -> Response:
    reviewing.claim(scope(), actor(), submission_id)
    return _back(submission_id)


@blueprint.post(f"{REPORT}/release")
@needs(Permission.REVIEW)
def release(submission_id: UUID) -> Response:
    reviewing.release(scope(), actor(), submission_id)
    flash(_("Đã trả báo cáo về hàng chờ."), "good")
    return _back(submission_id)


@blueprint.post(f"{REPORT}/approve")
@needs(Permission.REVIEW)
def approve(submission_id: UUID) -> Response:
    sent = ApproveInput()
    reviewing.approve(
        scope(),
        actor(),
        submission_id,
        seen_version=sent.seen_version.data or 0,
        idempotency_key=(sent.idempotency_key.data or "")[:64],
    )
    flash(_("Đã duyệt báo cáo của %(ward)s.", ward=_ward_name(submission_id)), "good")
    return redirect(url_for("review.queue"))


@blueprint.post(f"{REPORT}/unapprove")
@needs(Permission.UNAPPROVE)
def unapprove(submission_id: UUID) -> Response:
    """The reason is compulsory; without one the page says so and nothing moved."""
    try:
        reviewing.unapprove(scope(), actor(), submission_id, UnapproveInput().reason.data or "")
    except Invalid as error:
        flash(_("Chưa hủy duyệt: %(why)s", why=sentence(str(error))), "mend")
        return _back(submission_id)
    flash(_("Đã hủy duyệt. Số liệu thành phố được tổng hợp lại."), "good")
    return _back(submission_id)


def _decide(submission_id: UUID, finding_id: UUID, decision: str) -> Response:
    deciding.decide(scope(), actor(), finding_id, decision)
    return _back(submission_id, f"flag-{finding_id}")


@blueprint.post(f"{REPORT}/findings/<uuid:finding_id>/accept")
@needs(Permission.REVIEW)
def accept_explanation(submission_id: UUID, finding_id: UUID) -> Response:
    return _decide(submission_id, finding_id, "accepted")


@blueprint.post(f"{REPORT}/findings/<uuid:finding_id>/dismiss")
@needs(Permission.REVIEW)
def dismiss(submission_id: UUID, finding_id: UUID) -> Response:
    return _decide(submission_id, finding_id, "dismissed")


@blueprint.post(f"{REPORT}/findings/<uuid:finding_id>/ask")
@needs(Permission.REVIEW)
def ask(submission_id: UUID, finding_id: UUID) -> Response:
    """Noted for the return: the composer begins with what was asked."""
    return _decide(submission_id, finding_id, "asked")


@blueprint.get(f"{REPORT}/return")
@needs(Permission.REVIEW)
def return_composer(submission_id: UUID) -> Page:
    with reading(scope()) as session:
        shown = review_pages.open_desk(session, actor(), submission_id)
        if not shown.may_return:
            flash(_("Hãy nhận thẩm định trước khi trả lại báo cáo."), "look")
            return _back(submission_id)
        view = review_return.page(session, shown, review_return.proposed(session, shown))
        return render_template("review/return.html", **view)


@blueprint.post(f"{REPORT}/return")
@needs(Permission.REVIEW)
def return_(submission_id: UUID) -> Page:
    """Send sections back. What is wrong is said in the page, with all that was typed."""
    composed = review_return.posted()
    with reading(scope()) as session:
        shown = review_pages.open_desk(session, actor(), submission_id)
        codes = review_return.codes_by_message(session, shown)
    try:
        due_on = review_return.due_day(composed, dt.datetime.now(VIETNAM).date())
        reviewing.return_(
            scope(),
            actor(),
            submission_id,
            seen_version=composed.seen_version,
            remarks=composed.remarks(shown.report.form.definition, codes),
            reason=composed.note,
            due_on=due_on,
            idempotency_key=composed.idempotency_key,
        )
    except (Invalid, Conflict, InvalidMove) as error:
        return _composer_again(submission_id, composed, error)
    flash(_("Đã trả lại báo cáo cho %(ward)s.", ward=_ward_name(submission_id)), "good")
    return redirect(url_for("review.queue"))


def _composer_again(
    submission_id: UUID, composed: review_return.Composed, error: Invalid | Conflict | InvalidMove
) -> tuple[str, int]:
    with reading(scope()) as session:
        shown = review_pages.open_desk(session, actor(), submission_id)
        problems = (
            review_return.problem_views(error, shown)
            if isinstance(error, Invalid)
            else ({"anchor": "", "message": sentence(str(error))},)
        )
        view = review_return.page(session, shown, dataclasses.replace(composed, problems=problems))
        status = 400 if isinstance(error, Invalid) else 409
        return render_template("review/return.html", **view), status


@blueprint.get(f"{REPORT}/compare/<int:number>")
@needs(Permission.SEE_CITY)
def compare(submission_id: UUID, number: int) -> str:
    """An earlier version beside the newest one that may be read."""
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        other = submissions.version(session, submission_id, number)
        if other is None or number > shown.number:
            raise NotFound(_("Không có bản số %(n)s.", n=number))
        view = review_answers.comparison(session, shown, other.content["answers"])
        choices = _choices(session, shown, number)
        return render_template(
            "review/compare.html", **view, other_label=_current(choices), choices=choices
        )


@blueprint.get(f"{REPORT}/compare/last-year")
@needs(Permission.SEE_CITY)
def compare_last_year(submission_id: UUID) -> str:
    """The same period of the year before beside this report."""
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        last = parse_period_code(shown.report.period.code).same_last_year
        answers = checking.past_answers(session, shown.report, last)
        if answers is None:
            raise NotFound(_("Đơn vị chưa nộp báo cáo cùng kỳ năm trước trên hệ thống."))
        documents = {code: to_json(answer) for code, answer in answers.items()}
        view = review_answers.comparison(session, shown, documents)
        choices = _choices(session, shown, 0)
        return render_template(
            "review/compare.html", **view, other_label=_current(choices), choices=choices
        )


def _comparable(session: Session, submission_id: UUID) -> Desk:
    shown = review_pages.open_desk(session, actor(), submission_id)
    if shown.version is None:
        raise NotFound(_("Đơn vị chưa nộp bản nào để so sánh."))
    return shown


def _choices(session: Session, shown: Desk, chosen: int) -> list[View]:
    """Earlier versions, and the same period of the year before where there is one."""
    own = shown.report.submission.id
    earlier = [
        {
            "words": _("Bản số %(n)s", n=version.number),
            "url": url_for("review.compare", submission_id=own, number=version.number),
            "is_current": version.number == chosen,
        }
        for version in submissions.versions_of(session, shown.report.submission.id)
        if version.number < shown.number or version.number == chosen
    ]
    last = parse_period_code(shown.report.period.code).same_last_year
    if checking.past_answers(session, shown.report, last) is not None:
        words, url = _("Cùng kỳ năm trước"), url_for("review.compare_last_year", submission_id=own)
        earlier.append({"words": words, "url": url, "is_current": chosen == 0})
    return earlier


def _current(choices: list[View]) -> str:
    return next(str(choice["words"]) for choice in choices if choice["is_current"])

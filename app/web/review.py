"""The review desk: queue, one report, the moves, the return composer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField

from app.actions import deciding, reviewing
from app.domain.decisions import OPEN
from app.domain.errors import Conflict, Invalid, InvalidMove
from app.domain.periods import VIETNAM
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import queue_page, review_answers, review_pages, review_return
from app.web.access import actor, needs, scope
from app.web.words import sentence

blueprint = Blueprint("review", __name__, url_prefix="/review")

REPORT = "/submissions/<uuid:submission_id>"
Page = str | Response | tuple[str, int]


class ApproveInput(FlaskForm):
    seen_version = IntegerField()
    idempotency_key = StringField()


class NoteInput(FlaskForm):
    """What the reviewer says of a decision; the ward never reads it."""

    note = TextAreaField()


class UnapproveInput(FlaskForm):
    reason = TextAreaField()


@blueprint.get("/")
@needs(Permission.REVIEW)
def queue() -> str:
    with reading(scope()) as session:
        return render_template("review/queue.html", **queue_page.queue(session, actor()))


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


@blueprint.post(f"{REPORT}/keep")
@needs(Permission.REVIEW)
def keep(submission_id: UUID) -> Response:
    """The page says that its reviewer is at work; for how many seconds the claim now holds."""
    until = reviewing.keep(scope(), actor(), submission_id)
    left = (until - dt.datetime.now(dt.UTC)).total_seconds() if until else None
    return jsonify(seconds=left)


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
    return _onwards(submission_id)


@blueprint.post(f"{REPORT}/propose")
@needs(Permission.REVIEW)
def propose(submission_id: UUID) -> Response:
    """Where the city wants two persons: the first one says that it may be approved."""
    sent = ApproveInput()
    reviewing.propose(
        scope(),
        actor(),
        submission_id,
        seen_version=sent.seen_version.data or 0,
        idempotency_key=(sent.idempotency_key.data or "")[:64],
    )
    ward = _ward_name(submission_id)
    flash(
        _("Đã đề nghị duyệt báo cáo của %(ward)s. Chờ người thứ hai xác nhận.", ward=ward), "good"
    )
    return _onwards(submission_id)


def _onwards(submission_id: UUID) -> Response:
    """To the queue as it was left, at the report that comes next."""
    with reading(scope()) as session:
        shown = review_pages.open_desk(session, actor(), submission_id)
        return redirect(queue_page.back_url(session, actor(), shown.report))


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
    deciding.decide(scope(), actor(), finding_id, decision, NoteInput().note.data or "")
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


@blueprint.post(f"{REPORT}/findings/<uuid:finding_id>/again")
@needs(Permission.REVIEW)
def decide_again(submission_id: UUID, finding_id: UUID) -> Response:
    """A decision that was a slip: the flag is open again."""
    return _decide(submission_id, finding_id, OPEN)


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
        gathered = review_return.gathered(session, shown)
    try:
        due_on = review_return.due_day(composed, dt.datetime.now(VIETNAM).date())
        reviewing.return_(
            scope(),
            actor(),
            submission_id,
            seen_version=composed.seen_version,
            remarks=composed.remarks(shown.report.form.definition, gathered),
            reason=composed.note,
            due_on=due_on,
            idempotency_key=composed.idempotency_key,
        )
    except (Invalid, Conflict, InvalidMove) as error:
        return _composer_again(submission_id, composed, error)
    flash(_("Đã trả lại báo cáo cho %(ward)s.", ward=_ward_name(submission_id)), "good")
    return _onwards(submission_id)


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

"""One field by itself: its past, and taking a value back out of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import access, drafting
from app.actions.answering import AnswerConflict
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import answer_reply, history_page, others_here, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, needs, scope
from app.web.ward import REPORT, whole_number

blueprint = Blueprint("fields", __name__, url_prefix="/ward")


@blueprint.get(f"{REPORT}/answers/<code>/history")
@needs(Permission.SEE_DRAFT)
def history(submission_id: UUID, code: str) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        field = opened.report.form.field(code)
        return render_template("ward/history.html", **history_page.page(session, opened, field))


@blueprint.get(f"{REPORT}/sections/<section>/standing")
@needs(Permission.SEE_DRAFT)
def standing(submission_id: UUID, section: str) -> Response:
    """What the section computes and complains of now: JSON of ``answer_reply.standing_view``."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        wanted = ward_pages.section_of(opened, section)
        return jsonify(answer_reply.standing_view(session, opened, wanted))


@blueprint.post(f"{REPORT}/sections/<section>/here")
@needs(Permission.FILL)
def here(submission_id: UUID, section: str) -> Response:
    """A page's sign of life: JSON {words}, who else is there or '' where nobody is."""
    with reading(scope()) as session:
        report = access.report_for(session, actor(), submission_id, Permission.FILL)
        names = others_here.note(session, report, section, actor())
    return jsonify(words=others_here.words_of(names))


@blueprint.post(f"{REPORT}/sections/<section>/carry")
@needs(Permission.FILL)
def carry_over(submission_id: UUID, section: str) -> Response:
    """Keep what every stable fact of a section last was, where it is still empty."""
    kept = drafting.carry_over(scope(), actor(), submission_id, section)
    flash(_("Đã giữ nguyên %(n)s nội dung của kỳ trước. Hãy xem lại từng ô.", n=kept), "good")
    return redirect(url_for("ward.section", submission_id=submission_id, section=section))


@blueprint.post(f"{REPORT}/answers/<code>/restore")
@needs(Permission.FILL)
def restore(submission_id: UUID, code: str) -> Response:
    """Bring an earlier value back, if the field still is as the person saw it."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        field = opened.report.form.field(code)
    sent = request.form
    try:
        drafting.restore(
            scope(),
            actor(),
            submission_id,
            code,
            whole_number(sent.get("restored")),
            whole_number(sent.get("revision")),
        )
    except AnswerConflict as conflict:
        flash(_("%(who)s vừa sửa ô này. Hãy xem lại rồi chọn.", who=conflict.theirs.updated_by_name), "mend")  # fmt: skip  # noqa: E501
        return redirect(url_for("fields.history", submission_id=submission_id, code=code))
    flash(_("Đã dùng lại giá trị trước."), "good")
    section = field.section or parts.HEADER
    address = url_for("ward.section", submission_id=submission_id, section=section)
    return redirect(f"{address}#f-{code}")

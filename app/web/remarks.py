"""Threads at the desk: a remark is written, changed, dropped, settled or opened again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.actions import remarking
from app.actions.reviewing import RemarkInput
from app.domain.permissions import Permission
from app.web.access import actor, needs, scope

blueprint = Blueprint("remarks", __name__, url_prefix="/review/submissions/<uuid:submission_id>")

REMARK = "/remarks/<uuid:remark_id>"


class NoteInput(FlaskForm):
    """``place``: a section, or a section and one of its fields: ``III.3:dossiers_received``."""

    place = StringField()
    text = TextAreaField()
    follows = StringField()


@blueprint.post(REMARK)
@needs(Permission.REVIEW)
def note(submission_id: UUID, remark_id: UUID) -> Response:
    """Write it, or change its words: nothing is sent before the report is returned."""
    sent = NoteInput()
    section, _colon, code = (sent.place.data or "").partition(":")
    remark = RemarkInput(section, sent.text.data or "", code, _follows(sent.follows.data))
    remarking.note(scope(), actor(), submission_id, remark_id, remark)
    return _back(submission_id, str(remark.follows or remark_id))


def _follows(text: str | None) -> UUID | None:
    """The remark that is asked again about; what is no name of one is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@blueprint.post(f"{REMARK}/drop")
@needs(Permission.REVIEW)
def drop(submission_id: UUID, remark_id: UUID) -> Response:
    remarking.drop(scope(), actor(), submission_id, remark_id)
    return _back(submission_id, request.form.get("back", ""))


@blueprint.post(f"{REMARK}/settle")
@needs(Permission.REVIEW)
def settle(submission_id: UUID, remark_id: UUID) -> Response:
    remarking.settle(scope(), actor(), submission_id, remark_id)
    return _back(submission_id, str(remark_id))


@blueprint.post(f"{REMARK}/reopen")
@needs(Permission.REVIEW)
def reopen(submission_id: UUID, remark_id: UUID) -> Response:
    remarking.reopen(scope(), actor(), submission_id, remark_id)
    return _back(submission_id, str(remark_id))


def _back(submission_id: UUID, remark: str) -> Response:
    anchor = f"remark-{remark}" if remark else "threads"
    return redirect(url_for("review.submission", submission_id=submission_id, _anchor=anchor))

"""Evidence over HTTP: sent, taken away and brought back by the ward; seen by those who may."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.actions import access, attaching
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.evidence import Kind
from app.domain.permissions import Permission
from app.outbound.files import files
from app.store import evidence as store
from app.store.reading import reading
from app.web import review_pages
from app.web.access import actor, needs, scope
from app.web.evidence_parts import limits
from app.web.ward import show_section
from app.web.words import sentence

if TYPE_CHECKING:
    from app.store.tables.evidence import Attachment

blueprint = Blueprint("evidence", __name__)

WARD = "/ward/submissions/<uuid:submission_id>"
DESK = "/review/submissions/<uuid:submission_id>"
ONE = "/evidence/<uuid:attachment_id>"

# Whatever a file holds, in a browser it may do nothing and load nothing.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.post(f"{WARD}/sections/<section>/evidence")
@needs(Permission.FILL)
def attach(submission_id: UUID, section: str) -> Response | tuple[str | Response, int]:
    """Keep files, one after the other. A script that asks for JSON hears {"problem"} or {"url"}."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        for file in _sent():
            name = file.filename or ""
            attaching.attach(scope(), actor(), submission_id, section, name, file.read(), limits())
    except (Invalid, Conflict, NotFound) as error:
        problem = sentence(str(error))
        if wants_json:
            return jsonify({"problem": problem}), 400
        told = [{"anchor": "evidence-file", "message": problem}]
        return show_section(submission_id, section, told), 400
    target = _section_url(submission_id, section)
    return jsonify({"url": target}) if wants_json else redirect(target)


def _sent() -> list[FileStorage]:
    found = [file for file in request.files.getlist("file") if file.filename]
    if not found:
        raise NotFound(_("Hãy chọn một tệp minh chứng."))
    return found


def _section_url(submission_id: UUID, section: str) -> str:
    return url_for("ward.section", submission_id=submission_id, section=section, _anchor="evidence")


@blueprint.post(f"{WARD}{ONE}/remove")
@needs(Permission.FILL)
def remove(submission_id: UUID, attachment_id: UUID) -> Response:
    section = attaching.remove(scope(), actor(), submission_id, attachment_id)
    flash(_("Đã bỏ tệp minh chứng. Có thể lấy lại ở cuối danh sách."), "good")
    return redirect(_section_url(submission_id, section))


@blueprint.post(f"{WARD}{ONE}/restore")
@needs(Permission.FILL)
def restore(submission_id: UUID, attachment_id: UUID) -> Response:
    section = attaching.restore(scope(), actor(), submission_id, attachment_id, limits())
    flash(_("Đã lấy lại tệp minh chứng."), "good")
    return redirect(_section_url(submission_id, section))


@blueprint.get(f"{WARD}{ONE}/file")
@needs(Permission.SEE_DRAFT)
def file(submission_id: UUID, attachment_id: UUID) -> Response:
    with reading(scope()) as session:
        return _original(_own(session, submission_id, attachment_id))


@blueprint.get(f"{WARD}{ONE}/picture.jpg")
@needs(Permission.SEE_DRAFT)
def picture(submission_id: UUID, attachment_id: UUID) -> Response:
    with reading(scope()) as session:
        return _picture(_own(session, submission_id, attachment_id))


def _own(session: Session, submission_id: UUID, attachment_id: UUID) -> Attachment:
    access.report_for(session, actor(), submission_id, Permission.SEE_DRAFT)
    return _row(session, submission_id, attachment_id)


@blueprint.get(f"{DESK}{ONE}/file")
@needs(Permission.SEE_CITY)
def submitted_file(submission_id: UUID, attachment_id: UUID) -> Response:
    with reading(scope()) as session:
        return _original(_submitted(session, submission_id, attachment_id))


@blueprint.get(f"{DESK}{ONE}/picture.jpg")
@needs(Permission.SEE_CITY)
def submitted_picture(submission_id: UUID, attachment_id: UUID) -> Response:
    with reading(scope()) as session:
        return _picture(_submitted(session, submission_id, attachment_id))


def _submitted(session: Session, submission_id: UUID, attachment_id: UUID) -> Attachment:
    """The Department reads what belongs to a version that it may read, and no draft's."""
    shown = review_pages.open_desk(session, actor(), submission_id)
    row = _row(session, submission_id, attachment_id)
    was_submitted = row.frozen_in is not None and row.frozen_in <= (shown.newest or 0)
    if not was_submitted and not access.may_read_draft(actor(), shown.report):
        raise NotFound(_("Không tìm thấy tệp này."))
    return row


def _row(session: Session, submission_id: UUID, attachment_id: UUID) -> Attachment:
    row = store.by_id(session, attachment_id)
    if row is None or row.submission_id != submission_id:
        raise NotFound(_("Không tìm thấy tệp này."))
    return row


def _original(row: Attachment) -> Response:
    """To be kept, never opened in the page; only if it still is what its hash says."""
    content = files().get(row.storage_key)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Conflict(_("Tệp trên máy chủ không còn nguyên vẹn. Hãy báo quản trị."))
    return _guarded(
        send_file(
            io.BytesIO(content),
            mimetype=Kind(row.kind).media_type,
            as_attachment=True,
            download_name=row.filename,
        )
    )


def _picture(row: Attachment) -> Response:
    if not row.preview_key:
        raise NotFound(_("Tệp này chưa có hình xem trước."))
    return _guarded(send_file(io.BytesIO(files().get(row.preview_key)), mimetype="image/jpeg"))


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response

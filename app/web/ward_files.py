"""A ward's report files: sent, read, and held against the draft."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.actions import intake
from app.actions.answering import AnswerConflict
from app.actions.intake import Choice
from app.domain.errors import Conflict, DomainError, Invalid, NotFound
from app.domain.permissions import Permission
from app.outbound.files import files
from app.store.reading import reading
from app.web import reading_page, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.upload_progress import progress_of
from app.web.ward import REPORT, blueprint, submission_page, whole_number
from app.web.words import name_of, sentence

if TYPE_CHECKING:
    from app.store.tables.submissions import Upload

READING = f"{REPORT}/reading/<uuid:upload_id>"


@blueprint.post(f"{REPORT}/upload")
@needs(Permission.FILL)
def upload(submission_id: UUID) -> Response | tuple[str, int] | tuple[Response, int]:
    """Keep report files, one after the other; a worker reads each.

    A script that asks for JSON hears {"problem"} or {"url"}.
    """
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        for file in _sent_files():
            name = file.filename or ""
            intake.upload(scope(), actor(), submission_id, name, file.read())
    except (Invalid, NotFound, Conflict) as error:
        problem = sentence(str(error))
        if wants_json:
            return jsonify({"problem": problem}), 400
        return submission_page(submission_id, problem), 400
    target = url_for("ward.submission", submission_id=submission_id, _anchor="uploads")
    return jsonify({"url": target}) if wants_json else redirect(target)


def _sent_files() -> list[FileStorage]:
    found = [file for file in request.files.getlist("file") if file.filename]
    if not found:
        raise NotFound(_("Hãy chọn một tệp báo cáo."))
    return found


@blueprint.get(READING, endpoint="reading")
@needs(Permission.SEE_DRAFT)
def reading_(submission_id: UUID, upload_id: UUID) -> str:
    """The document beside the draft; until it was read, where the reading stands."""
    return _reading_page(submission_id, upload_id, [])


def _reading_page(submission_id: UUID, upload_id: UUID, problems: list[View]) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        found = _upload_of(opened, upload_id)
        progress = progress_of(upload_id) if found.status == "waiting" else None
        view = reading_page.reading_view(session, opened, found, problems, progress)
        return render_template("ward/reading.html", **view)


def _upload_of(opened: ward_pages.Opened, upload_id: UUID) -> Upload:
    found = next((u for u in opened.draft.uploads if u.id == upload_id), None)
    if found is None:
        raise NotFound(_("Không tìm thấy tệp này."))
    return found


@blueprint.get(f"{READING}/file")
@needs(Permission.SEE_DRAFT)
def original(submission_id: UUID, upload_id: UUID) -> Response:
    """The file as it came, to be kept and never to be opened in the page."""
    with reading(scope()) as session:
        found = _upload_of(ward_pages.open_report(session, actor(), submission_id), upload_id)
        content = io.BytesIO(files().get(found.storage_key))
        return send_file(
            content,
            mimetype="application/octet-stream",
            as_attachment=True,
            download_name=found.filename,
        )


@blueprint.post(READING)
@needs(Permission.FILL)
def decide_reading(submission_id: UUID, upload_id: UUID) -> Response | tuple[str, int]:
    """Take, correct or leave what the file offers; what has no choice goes on waiting."""
    choices = dict(_sent_choices())
    problems = _unreadable(submission_id, choices)
    if problems:
        return _reading_page(submission_id, upload_id, problems), 400
    conflicts = intake.decide(scope(), actor(), upload_id, choices)
    if conflicts:
        told = [_told(submission_id, code, c) for code, c in conflicts.items()]
        return _reading_page(submission_id, upload_id, told), 409
    flash(_("Đã ghi nhận %(n)s lựa chọn.", n=len(choices)), "good")
    return redirect(_address(submission_id, upload_id))


def _address(submission_id: UUID, upload_id: UUID, anchor: str = "") -> str:
    return url_for(
        "ward.reading", submission_id=submission_id, upload_id=upload_id, _anchor=anchor or None
    )


def _sent_choices() -> Iterator[tuple[str, Choice]]:
    sent = request.form
    for name, what in sent.items():
        if name.startswith("decision.") and what:
            code = name.removeprefix("decision.")
            seen = whole_number(sent[f"seen.{code}"]) if f"seen.{code}" in sent else None
            yield code, Choice(what, sent.get(f"value.{code}", ""), seen)


def _unreadable(submission_id: UUID, choices: dict[str, Choice]) -> list[View]:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
    checks = (
        (code, reading_page.unreadable(opened.report.form.field(code), choice.value))
        for code, choice in choices.items()
        if choice.what == "correct"
    )
    return [{"anchor": f"value-{code}", "message": why} for code, why in checks if why]


def _told(submission_id: UUID, code: str, conflict: AnswerConflict) -> View:
    """Somebody was quicker: their value, and that ours was not written."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
    field = opened.report.form.field(code)
    words = _(
        "%(field)s: %(who)s vừa ghi “%(value)s”. Ô này chưa đổi, hãy chọn lại.",
        field=name_of(field),
        who=conflict.theirs.updated_by_name,
        value=parts.shortened(conflict.theirs.typed),
    )
    return {"anchor": f"f-{code}", "message": words}


@blueprint.post(f"{READING}/numbers")
@needs(Permission.FILL)
def assign_number(submission_id: UUID, upload_id: UUID) -> Response | tuple[str, int]:
    """A number that the reading could not place becomes the answer of a chosen field."""
    code, _colon, seen = request.form.get("field", "").partition(":")
    start = whole_number(request.form.get("number", ""))
    try:
        if not code or "number" not in request.form:
            raise NotFound(_("Hãy chọn một số trong văn bản và một chỉ tiêu."))
        intake.assign_number(scope(), actor(), upload_id, start, code, whole_number(seen))
    except DomainError as error:
        told = {"anchor": "unused", "message": sentence(str(error))}
        return _reading_page(submission_id, upload_id, [told]), 400
    flash(_("Đã ghi số này vào bản nháp."), "good")
    return redirect(_address(submission_id, upload_id, "unused"))


@blueprint.post(f"{READING}/again")
@needs(Permission.FILL)
def reread(submission_id: UUID, upload_id: UUID) -> Response:
    """Have a kept file read once more."""
    intake.reread(scope(), actor(), upload_id)
    return redirect(_address(submission_id, upload_id))

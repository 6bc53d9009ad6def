"""A ward's answers as files of cells: the Excel workbook, and a table for machines."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, flash, jsonify, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import entry_books, tabulating
from app.actions.tabulating import Refused, Tabulated
from app.documents.answers_csv import read_answers_csv
from app.documents.parsing import Unreadable
from app.domain.errors import Conflict
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import ward_pages
from app.web.access import actor, needs, scope
from app.web.report_parts import View, shortened
from app.web.ward import REPORT
from app.web.words import name_of, sentence

blueprint = Blueprint("sheets", __name__, url_prefix="/ward")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_VALUE = 60


@blueprint.get(f"{REPORT}/workbook.xlsx")
@needs(Permission.SEE_DRAFT)
def workbook(submission_id: UUID) -> Response:
    """The ward's form as an Excel workbook with what the draft says."""
    found = entry_books.entry_book(scope(), actor(), submission_id)
    return _sent(found.content, found.name, WORKBOOK)


@blueprint.get(f"{REPORT}/reading/<uuid:upload_id>/marked.xlsx")
@needs(Permission.SEE_DRAFT)
def marked(submission_id: UUID, upload_id: UUID) -> Response:
    """The uploaded workbook with its faults written into the cells."""
    found = entry_books.marked_copy(scope(), actor(), submission_id, upload_id)
    return _sent(found.content, found.name, WORKBOOK)


def _sent(content: bytes, name: str, mimetype: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)


@blueprint.get(f"{REPORT}/answers.csv")
@needs(Permission.SEE_DRAFT)
def answers_csv(submission_id: UUID) -> Response:
    name, content = tabulating.answers_table(scope(), actor(), submission_id)
    return _sent(content, name, "text/csv")


@blueprint.get(f"{REPORT}/table")
@needs(Permission.SEE_DRAFT)
def table(submission_id: UUID) -> str:
    """What the table for machines is, to take it and to bring it back."""
    return _page(submission_id)


def _page(submission_id: UUID, problem: str = "", done: Tabulated | None = None) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        return render_template(
            "ward/table.html",
            report=opened.strip(),
            problems=[{"anchor": "file", "message": problem}] if problem else [],
            outcome=_outcome(opened, done) if done else None,
        )


def _outcome(opened: ward_pages.Opened, done: Tabulated) -> View:
    return {
        "accepted": done.accepted,
        "written": done.written,
        "refused": [_refused(opened, refused) for refused in done.refused],
    }


def _refused(opened: ward_pages.Opened, refused: Refused) -> View:
    field = opened.report.form.fields.get(refused.line.code)
    return {
        "line": refused.line.number,
        "code": refused.line.code,
        "label": name_of(field) if field else "",
        "value": shortened(refused.line.value, _SHOWN_VALUE),
        "reason": refused.reason,
    }


@blueprint.post(f"{REPORT}/table")
@needs(Permission.FILL)
def take_table(submission_id: UUID) -> str | Response | tuple[str | Response, int]:
    """Write a table's good lines; the others are named with why.

    A script that asks for JSON hears {"accepted", "rejected": [{line, code, value, reason}]}.
    """
    wants_json = request.accept_mimetypes.best == "application/json"
    file = request.files.get("file")
    content = file.read() if file is not None else b""
    try:
        if not content.strip():
            raise Unreadable(_("Hãy chọn một tệp CSV có nội dung."))
        lines = read_answers_csv(content)
        done = tabulating.take_table(scope(), actor(), submission_id, lines)
    except (Unreadable, Conflict) as error:
        problem = sentence(str(error))
        if wants_json:
            return jsonify({"problem": problem}), 400
        return _page(submission_id, problem), 400
    if wants_json:
        return jsonify(_document(done))
    if not done.refused:
        flash(_("Đã ghi %(n)s giá trị mới từ tệp CSV.", n=done.written), "good")
    return _page(submission_id, done=done)


def _document(done: Tabulated) -> View:
    return {
        "accepted": done.accepted,
        "rejected": [
            {"line": r.line.number, "code": r.line.code, "value": r.line.value, "reason": r.reason}
            for r in done.refused
        ],
    }

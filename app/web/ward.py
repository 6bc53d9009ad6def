"""The ward's pages: its tasks, one report, its sections, sign-off, receipt."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import drafting, explaining, reporting, reviewing, submitting
from app.actions.answering import AnswerConflict
from app.domain.answers import clean_line, parse_answer
from app.domain.errors import DomainError, NotFound
from app.domain.forms import Field, FieldType
from app.domain.permissions import Permission
from app.domain.signing import signing_of
from app.store import submissions
from app.store.reading import reading
from app.web import answer_reply, check_page, returned_work, section_page, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, needs, own_ward_id, scope
from app.web.report_parts import View
from app.web.words import name_of

blueprint = Blueprint("ward", __name__, url_prefix="/ward")

REPORT = "/submissions/<uuid:submission_id>"


@blueprint.get("/")
@needs(Permission.SEE_WARD_HOME)
def home() -> str:
    with reading(scope()) as session:
        return render_template("ward/home.html", **ward_pages.home(session, actor(), own_ward_id()))


@blueprint.get(REPORT)
@needs(Permission.SEE_DRAFT)
def submission(submission_id: UUID) -> str:
    return submission_page(submission_id)


def submission_page(submission_id: UUID, upload_problem: str = "") -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        view = ward_pages.submission(session, opened, upload_problem)
        return render_template("ward/submission.html", **view)


@blueprint.get(f"{REPORT}/sections/<section>")
@needs(Permission.SEE_DRAFT)
def section(submission_id: UUID, section: str) -> str:
    return show_section(submission_id, section, [])


def show_section(submission_id: UUID, code: str, problems: list[View]) -> str:
    """A section as it stands, with what is to be mended at its head."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        view = section_page.section(session, opened, ward_pages.section_of(opened, code), problems)
        return render_template("ward/section.html", **view)


@blueprint.post(f"{REPORT}/sections/<section>")
@needs(Permission.FILL)
def save_section(submission_id: UUID, section: str) -> Response | tuple[str, int]:
    """Without JavaScript: save every field of the section that was changed."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        fields = parts.fields_of(opened.report, ward_pages.section_of(opened, section))
        following = _following(opened, section)
    problems = [p for field in fields for p in _save_sent(submission_id, opened, field)]
    if problems:
        return show_section(submission_id, section, problems), 400
    goes_on = request.form.get("go") == "next" and following
    target = following if goes_on else section
    flash(_("Đã lưu phần %(code)s.", code=section), "good")
    return redirect(url_for("ward.section", submission_id=submission_id, section=target))


def _following(opened: ward_pages.Opened, code: str) -> str | None:
    codes = [s.code for s in opened.report.form.definition.sections]
    at = codes.index(code)
    return codes[at + 1] if at + 1 < len(codes) else None


def _save_sent(submission_id: UUID, opened: ward_pages.Opened, field: Field) -> list[View]:
    """Save one posted field if it says something new; its problem, if any."""
    sent = request.form
    if field.code not in sent and f"{field.code}.revision" not in sent:
        return []
    value: Any = _sent_rows(field) if field.type is FieldType.ROWS else sent.get(field.code, "")
    state, reason = sent.get(f"{field.code}.state", "value"), sent.get(f"{field.code}.reason", "")
    typed = typed_as(value, state, reason)
    if _says_the_same(opened, field, typed):
        return []
    revision = sent.get(f"{field.code}.revision", "0")
    try:
        saved = drafting.save_answer(
            scope(), actor(), submission_id, field.code, typed, whole_number(revision)
        )
    except DomainError as error:
        return [{"anchor": f"a-{field.code}", "message": f"{name_of(field)}: {error}"}]
    if saved.answer is not None and saved.answer.problem:
        message = f"{name_of(field)}: {saved.answer.problem}"
        return [{"anchor": f"a-{field.code}", "message": message}]
    return []


def _says_the_same(opened: ward_pages.Opened, field: Field, typed: str) -> bool:
    before, after = opened.draft.answers.get(field.code), parse_answer(field, typed)
    if before is None or after is None:
        return before is after
    return (before.state, before.value, before.reason) == (after.state, after.value, after.reason)


def _sent_rows(field: Field) -> list[dict[str, str]]:
    """Rows posted as <code>.<n>.<column>, in their order, empty ones left out."""
    prefix = f"{field.code}."
    numbers = {
        int(name.split(".")[-2])
        for name in request.form
        if name.startswith(prefix) and name.count(".") >= 2 and name.split(".")[-2].isdecimal()
    }
    rows = [
        {c: clean_line(request.form.get(f"{prefix}{n}.{c}", "")) for c in field.columns}
        for n in sorted(numbers)
    ]
    return [row for row in rows if any(row.values())]


def whole_number(sent: Any) -> int:
    """A revision as a page sent it; anything else than digits is none at all."""
    text = str(sent)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def typed_as(value: Any, state: str, reason: str) -> str:
    """The words of "values as typed" for what the controls of one field say; ``value`` is
    a list of rows for a table."""
    if state == "not_applicable":
        return f"NA:{reason}"
    if state == "not_known":
        return "?"
    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict) and any(row.values())]
        return json.dumps(rows, ensure_ascii=False) if rows else ""
    return str(value)


@blueprint.patch(f"{REPORT}/answers/<code>")
@needs(Permission.FILL)
def save_answer(submission_id: UUID, code: str) -> Response | tuple[Response, int]:
    """Save one field as it is typed. The reply says how it now stands; what its section
    computes and complains of is asked for once the typing rests."""
    sent = request.get_json()
    if not isinstance(sent, dict):
        abort(400)
    typed = typed_as(
        sent.get("value", ""), str(sent.get("state", "value")), str(sent.get("reason", ""))
    )
    try:
        saved = drafting.save_answer(
            scope(),
            actor(),
            submission_id,
            code,
            typed,
            whole_number(sent.get("revision")),
            is_carried=sent.get("carried") is True,
        )
    except AnswerConflict as conflict:
        return jsonify(answer_reply.conflict_view(typed, conflict)), 409
    return jsonify(answer_reply.saved_view(saved))


@blueprint.post(f"{REPORT}/explain")
@needs(Permission.FILL)
def explain(submission_id: UUID) -> Response:
    """A reason for a soft flag, bound to the values it saw."""
    sent = request.form
    explaining.explain(
        scope(),
        actor(),
        submission_id,
        sent.get("key", ""),
        sent.get("inputs_hash", ""),
        sent.get("reason", ""),
    )
    flash(_("Đã lưu giải trình. Nó hết hiệu lực khi số liệu thay đổi."), "good")
    return redirect(_back(submission_id))


@blueprint.post(f"{REPORT}/confirm")
@needs(Permission.FILL)
def confirm(submission_id: UUID) -> Response:
    """Stand behind the value that stands, where the file contradicted itself."""
    drafting.confirm(scope(), actor(), submission_id, request.form.getlist("code"))
    flash(_("Đã xác nhận giá trị đang có."), "good")
    return redirect(_back(submission_id))


def _back(submission_id: UUID) -> str:
    """The page of this report that the person came from."""
    home_of = url_for("ward.submission", submission_id=submission_id)
    came_from = request.referrer or ""
    path = came_from.removeprefix(request.host_url.rstrip("/"))
    return path if path.startswith(home_of) else home_of


@blueprint.post(f"{REPORT}/remarks/<uuid:remark_id>/answer")
@needs(Permission.FILL)
def answer_remark(submission_id: UUID, remark_id: UUID) -> Response:
    reviewing.answer_remark(scope(), actor(), remark_id, request.form.get("text", ""))
    came_from = _back(submission_id)
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        asked = returned_work.checklist(opened, came_from.rpartition("/")[2])
    flash(_("Đã gửi trả lời."), "good")
    following = asked["next_url"] if asked and "/sections/" in came_from else None
    return redirect(following or came_from)


@blueprint.get(f"{REPORT}/check")
@needs(Permission.SEE_DRAFT)
def review_page(submission_id: UUID) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        return render_template("ward/check.html", **check_page.check(session, opened))


@blueprint.post(f"{REPORT}/hand-over")
@needs(Permission.FILL)
def hand_over(submission_id: UUID) -> Response:
    submitting.hand_over(scope(), actor(), submission_id)
    flash(_("Đã trình lãnh đạo ký duyệt."), "good")
    return redirect(url_for("ward.home"))


@blueprint.post(f"{REPORT}/decline")
@needs(Permission.SIGN_OFF)
def decline(submission_id: UUID) -> Response:
    submitting.decline(scope(), actor(), submission_id, request.form.get("reason", ""))
    flash(_("Đã chuyển lại người soạn."), "good")
    return redirect(url_for("ward.home"))


@blueprint.post(f"{REPORT}/submit")
@needs(Permission.SIGN_OFF)
def submit(submission_id: UUID) -> Response:
    sent = request.form
    receipt = submitting.submit(
        scope(),
        actor(),
        submission_id,
        sent.get("idempotency_key", ""),
        signing=signing_of(sent.get("signed_as", "")),
        seen=sent.get("seen", ""),
    )
    return redirect(url_for("ward.receipt", submission_id=submission_id, number=receipt.number))


@blueprint.post(f"{REPORT}/recall")
@needs(Permission.SIGN_OFF)
def recall(submission_id: UUID) -> Response:
    submitting.recall(scope(), actor(), submission_id)
    flash(_("Đã rút lại. Báo cáo mở để sửa."), "good")
    return redirect(url_for("ward.submission", submission_id=submission_id))


@blueprint.get(f"{REPORT}/versions/<int:number>")
@needs(Permission.SEE_DRAFT)
def receipt(submission_id: UUID, number: int) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        version = submissions.version(session, submission_id, number)
        if version is None:
            raise NotFound(_("Không có bản số %(n)s.", n=number))
        view = check_page.receipt(session, opened, version)
        return render_template("ward/receipt.html", **view)


MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@blueprint.get(f"{REPORT}/report.<any(pdf, docx):format>")
@needs(Permission.SEE_DRAFT)
def document(submission_id: UUID, format: str) -> Response:
    """The official report from the same data, as it stands, or of ``?version=``."""
    number = request.args.get("version", 0, type=int)
    content = reporting.ward_report_bytes(scope(), actor(), submission_id, format, number)
    response = send_file(
        io.BytesIO(content),
        mimetype=MEDIA[format],
        as_attachment=format == "docx",
        download_name=f"bao-cao.{format}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response

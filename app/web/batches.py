"""The Department drops many files at once and sees what became of each."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import batch_mending, batching
from app.domain.errors import Invalid, NotFound
from app.domain.permissions import Permission
from app.store import batches as store
from app.store import cities
from app.store.reading import reading
from app.web import batch_views, reading_page, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, needs, scope
from app.web.batch_views import View
from app.web.words import sentence

blueprint = Blueprint("batches", __name__, url_prefix="/batches")


@blueprint.get("/")
@needs(Permission.ENTER_ON_BEHALF)
def home() -> str:
    return _home_page([])


def _home_page(problems: list[View]) -> str:
    with reading(scope()) as session:
        periods = cities.periods(session)
        found = [batch_views.batch_line(row) for row in store.batches(session)]
    return render_template(
        "batches/home.html",
        batches=found,
        periods=[{"value": str(p.id), "label": parts.period_title(p.code)} for p in periods],
        chosen=request.form.get("period", ""),
        largest_bytes=current_app.config["MAX_CONTENT_LENGTH"],
        problems=problems,
    )


@blueprint.post("/")
@needs(Permission.ENTER_ON_BEHALF)
def start() -> Response | tuple[str, int] | tuple[Response, int]:
    """Take ZIPs of reports, or reports; a script that asks for JSON hears {problem} or {url}."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        sent = [(f.filename or "", f.read()) for f in request.files.getlist("file") if f.filename]
        if not sent:
            raise NotFound(_("Hãy chọn tệp ZIP các báo cáo, hoặc một báo cáo."))
        made = batching.start_all(scope(), actor(), _uuid(request.form.get("period", "")), sent)
    except (Invalid, NotFound) as error:
        problem = sentence(str(error))
        if wants_json:
            return jsonify({"problem": problem}), 400
        return _home_page([{"anchor": "file", "message": problem}]), 400
    one = url_for("batches.batch", batch_id=made[0])
    target = one if len(made) == 1 else url_for("batches.home")
    return jsonify({"url": target}) if wants_json else redirect(target)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("Hãy chọn kỳ báo cáo.")) from None


@blueprint.get("/<uuid:batch_id>")
@needs(Permission.ENTER_ON_BEHALF)
def batch(batch_id: UUID) -> str:
    """File by file: whose it is, what was read, what is wrong; live while it goes on."""
    return _batch_page(batch_id, [])


def _batch_page(batch_id: UUID, problems: list[View]) -> str:
    with reading(scope()) as session:
        found = store.batch(session, batch_id)
        if found is None:
            raise NotFound(_("Không tìm thấy đợt nạp này."))
        files = batch_views.file_views(store.files(session, batch_id))
        wards = cities.wards(session)
    chosen = request.args.get("state", "")
    return render_template(
        "batches/batch.html",
        batch=batch_views.batch_view(found, files),
        filters=batch_views.filters(str(batch_id), files, chosen),
        files=[file for file in files if chosen in ("", file["group"])],
        wards=batch_views.ward_options(wards),
        problems=problems,
    )


@blueprint.get("/<uuid:batch_id>/files.csv")
@needs(Permission.ENTER_ON_BEHALF)
def table(batch_id: UUID) -> Response:
    """The whole list of a batch as CSV."""
    with reading(scope()) as session:
        if store.batch(session, batch_id) is None:
            raise NotFound(_("Không tìm thấy đợt nạp này."))
        files = batch_views.file_views(store.files(session, batch_id))
    words = {
        batching.READ: _("Đã điền bản nháp"),
        batching.WAITING: _("Đang chờ đọc"),
        batching.UNMATCHED: _("Chưa rõ đơn vị"),
        batching.FAILED: _("Chưa nạp được"),
    }
    response = make_response(batch_views.table(files, words))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="dot-nap-{batch_id}.csv"'
    return response


@blueprint.post("/<uuid:batch_id>/retry")
@needs(Permission.ENTER_ON_BEHALF)
def retry(batch_id: UUID) -> Response:
    """Have all that failed read again."""
    count = batch_mending.retry(scope(), actor(), batch_id)
    flash(_("Đang đọc lại %(n)s tệp.", n=count), "good")
    return redirect(url_for("batches.batch", batch_id=batch_id))


@blueprint.get("/files/<uuid:file_id>")
@needs(Permission.ENTER_ON_BEHALF)
def file(file_id: UUID) -> str:
    """One file: its text with the phrases marked, and what each of them filled."""
    with reading(scope()) as session:
        row = store.file(session, file_id)
        if row is None:
            raise NotFound(_("Không tìm thấy tệp này."))
        line = next(r for r in store.files(session, row.batch_id) if r.BatchFile.id == file_id)
        read = None
        if row.submission_id and row.upload_id:
            opened = ward_pages.open_for_department(session, actor(), row.submission_id)
            kept = next(u for u in opened.draft.uploads if u.id == row.upload_id)
            read = reading_page.reading_view(session, opened, kept)
        return render_template(
            "batches/file.html",
            file=batch_views.file_view(line),
            batch_id=str(row.batch_id),
            wards=batch_views.ward_options(cities.wards(session)),
            read=read,
        )


@blueprint.post("/files/<uuid:file_id>")
@needs(Permission.ENTER_ON_BEHALF)
def assign(file_id: UUID) -> Response | tuple[str, int]:
    """Say whose the file is, or have it read again."""
    try:
        name = request.form.get("ward", "")
        batch_id = batch_mending.assign(scope(), actor(), file_id, name)
    except NotFound as error:
        return _refused(file_id, str(error)), 400
    return redirect(url_for("batches.batch", batch_id=batch_id))


def _refused(file_id: UUID, problem: str) -> str:
    """The batch's page with what is wrong about the name that was typed."""
    with reading(scope()) as session:
        row = store.file(session, file_id)
    if row is None:
        raise NotFound(_("Không tìm thấy tệp này."))
    message = f"{row.name}: {sentence(problem)}"
    return _batch_page(row.batch_id, [{"anchor": f"ward-{file_id}", "message": message}])


@blueprint.post("/files/<uuid:file_id>/withdraw")
@needs(Permission.ENTER_ON_BEHALF)
def withdraw(file_id: UUID) -> Response:
    """Take back what the file filled; it waits for another ward."""
    batch_id = batch_mending.withdraw(scope(), actor(), file_id)
    flash(_("Đã lấy lại những gì tệp này điền. Hãy chọn đơn vị đúng."), "good")
    return redirect(url_for("batches.batch", batch_id=batch_id))

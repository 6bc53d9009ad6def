"""The Department drops many files at once and sees what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import batching
from app.domain.errors import Invalid, NotFound
from app.domain.permissions import Permission
from app.store import batches as store
from app.store import cities
from app.store.reading import reading
from app.web import report_parts as parts
from app.web.access import actor, needs, scope
from app.web.provenance import read_by
from app.web.words import sentence

if TYPE_CHECKING:
    from app.store.rows import AnyRow

View = dict[str, Any]

blueprint = Blueprint("batches", __name__, url_prefix="/batches")


@blueprint.get("/")
@needs(Permission.ENTER_ON_BEHALF)
def home() -> str:
    return _home_page([])


def _home_page(problems: list[View]) -> str:
    with reading(scope()) as session:
        periods = cities.periods(session)
        found = [_batch_view(row) for row in store.batches(session)]
    return render_template(
        "batches/home.html",
        batches=found,
        periods=[{"value": str(p.id), "label": parts.period_title(p.code)} for p in periods],
        chosen=request.form.get("period", ""),
        problems=problems,
    )


def _batch_view(row: AnyRow) -> View:
    total, waiting = row.total or 0, row.waiting or 0
    is_opening = row.Batch.status == batching.WAITING
    return {
        "batch_id": str(row.Batch.id),
        "name": row.Batch.filename,
        "period_name": parts.period_title(row.Period.code),
        "who": row.Batch.created_by,
        "at": row.Batch.created_at,
        "total": total,
        "settled": row.settled or 0,
        "open": total - waiting - (row.settled or 0),
        "is_busy": is_opening or waiting > 0,
        "problem": row.Batch.error,
    }


@blueprint.post("/")
@needs(Permission.ENTER_ON_BEHALF)
def start() -> Response | tuple[str, int]:
    """Take a ZIP of reports, or one report."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise NotFound(_("Hãy chọn tệp ZIP các báo cáo, hoặc một báo cáo."))
        batch_id = batching.start(
            scope(), actor(), _uuid(request.form.get("period", "")), file.filename, file.read()
        )
    except (Invalid, NotFound) as error:
        return _home_page([{"anchor": "file", "message": sentence(str(error))}]), 400
    return redirect(url_for("batches.batch", batch_id=batch_id))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("Hãy chọn kỳ báo cáo.")) from None


@blueprint.get("/<uuid:batch_id>")
@needs(Permission.ENTER_ON_BEHALF)
def batch(batch_id: UUID) -> str:
    """File by file: whose it is, what was read, what is wrong; live while it goes on."""
    with reading(scope()) as session:
        found = store.batch(session, batch_id)
        if found is None:
            raise NotFound(_("Không tìm thấy đợt nạp này."))
        rows = store.files(session, batch_id)
        wards = cities.wards(session)
    files = [_file_view(row) for row in rows]
    waiting = sum(file["status"] == batching.WAITING for file in files)
    return render_template(
        "batches/batch.html",
        batch={
            "batch_id": str(batch_id),
            "name": found.Batch.filename,
            "period_name": parts.period_title(found.Period.code),
            "problem": sentence(found.Batch.error),
            "is_busy": found.Batch.status == batching.WAITING or waiting > 0,
            "total": len(files),
            "done": len(files) - waiting,
            "read": sum(file["status"] == batching.READ for file in files),
        },
        files=sorted(files, key=_needs_a_person_first),
        wards=[{"value": str(w.id), "label": w.name} for w in wards],
    )


def _needs_a_person_first(file: View) -> int:
    order = (batching.UNMATCHED, batching.FAILED, batching.WAITING, batching.READ)
    return order.index(file["status"])


def _file_view(row: AnyRow) -> View:
    file = row.BatchFile
    return {
        "file_id": str(file.id),
        "name": file.name,
        "status": file.status,
        "ward_name": row.Ward.name if row.Ward else "",
        "submission_id": str(file.submission_id) if file.submission_id else "",
        "read": file.read,
        "uncertain": file.uncertain,
        "findings": file.findings,
        "problem": sentence(file.error),
        "read_by": read_by(row.reader or "", row.sureness or 0.0),
    }


@blueprint.post("/files/<uuid:file_id>")
@needs(Permission.ENTER_ON_BEHALF)
def assign(file_id: UUID) -> Response:
    """Say whose the file is, or have it read again."""
    chosen = request.form.get("ward", "")
    batch_id = batching.assign(scope(), actor(), file_id, _uuid(chosen) if chosen else None)
    return redirect(url_for("batches.batch", batch_id=batch_id))

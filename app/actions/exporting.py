"""Documents: asked for in a row, made by a worker, kept on the shelf for a while."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from app.actions import access, jobs
from app.actions.reporting import city_report_bytes
from app.domain.errors import Conflict, NotFound
from app.domain.permissions import SYSTEM, Actor, Permission
from app.outbound.files import files
from app.store import cities
from app.store.consolidation import INCLUDES
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.results import Export
from app.store.transaction import transaction

FORMATS = ("docx", "pdf", "xlsx", "csv", "json")
KEPT_FOR = dt.timedelta(days=30)
REQUESTED, BUILDING, READY, FAILED = "requested", "building", "ready", "failed"


def request_export(
    scope: Scope, actor: Actor, period_id: UUID, file_format: str, include: str
) -> UUID:
    """Ask for the city report; a worker makes it. The request's id."""
    access.require(actor, Permission.EXPORT)
    if file_format not in FORMATS or include not in INCLUDES:
        raise NotFound("Không có định dạng này.")
    with transaction(scope, actor) as tx:
        period = cities.period(tx.session, period_id)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        export = Export(
            id=uuid4(),
            city_id=scope.city,
            period_id=period_id,
            format=file_format,
            include=include,
            status=REQUESTED,
            step="Đang chờ đến lượt",
            requested_by=actor.name,
            requested_at=tx.now,
        )
        tx.session.add(export)
        tx.record("export_requested", period.code, format=file_format, include=include)
        jobs.enqueue(tx, "build_export", export_id=export.id)
        return export.id


def build_export(scope: Scope, export_id: UUID) -> None:
    """The worker's half. Safe to run twice: a ready document is left as it is."""
    export, period = _begin(scope, export_id)
    if export.status == READY:
        return
    with reading(scope) as session:
        built = city_report_bytes(session, scope, period, export.include, export.format)
    _step(scope, export_id, "Đang ghi tệp", 90)
    stored = files().put(built.content)
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.get_one(Export, export_id)
        row.status, row.step, row.progress = READY, "Xong", 100
        row.storage_key, row.sha256, row.size = stored.key, stored.sha256, stored.size
        row.revision, row.finished_at = built.revision, tx.now
        row.expires_at = tx.now + KEPT_FOR


def _begin(scope: Scope, export_id: UUID) -> tuple[Export, Period]:
    with transaction(scope, SYSTEM) as tx:
        export = tx.session.get(Export, export_id)
        if export is None:
            raise NotFound("Yêu cầu này không còn.")
        period = cities.period(tx.session, export.period_id)
        assert period is not None, "a foreign key says so"
        if export.status != READY:
            export.status, export.error = BUILDING, ""
            export.step, export.progress = "Đang tổng hợp và dàn trang", 20
        return export, period


def _step(scope: Scope, export_id: UUID, step: str, progress: int) -> None:
    with transaction(scope, SYSTEM) as tx:
        export = tx.session.get_one(Export, export_id)
        export.step, export.progress = step, progress


def fail_export(scope: Scope, export_id: UUID, sentence: str) -> None:
    """Say on the page that it failed, and why."""
    with transaction(scope, SYSTEM) as tx:
        export = tx.session.get(Export, export_id)
        if export is not None and export.status != READY:
            export.status, export.error, export.step = FAILED, sentence, "Không thành công"


def retry_export(scope: Scope, actor: Actor, export_id: UUID) -> None:
    """Put a failed request back into the queue."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        export = tx.session.get(Export, export_id)
        if export is None or export.status != FAILED:
            raise Conflict("Yêu cầu này không ở trạng thái lỗi.")
        export.status, export.error, export.progress = REQUESTED, "", 0
        export.step = "Đang chờ đến lượt"
        jobs.enqueue(tx, "build_export", export_id=export_id)


def download(scope: Scope, actor: Actor, export_id: UUID) -> tuple[Export, bytes]:
    """The finished file; who took it is recorded."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        export = tx.session.get(Export, export_id)
        is_kept = export is not None and (export.expires_at is None or export.expires_at > tx.now)
        if export is None or export.status != READY or not is_kept:
            raise NotFound("Tài liệu chưa sẵn sàng hoặc đã hết hạn.")
        tx.record("export_downloaded", str(export_id), sha256=export.sha256)
    return export, files().get(export.storage_key)

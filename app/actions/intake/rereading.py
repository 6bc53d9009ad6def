"""A kept file that could not be read is read once more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.actions import access, jobs
from app.actions.intake.keeping import FAILED, WAITING
from app.domain.errors import Conflict, NotFound
from app.domain.permissions import Actor, Permission
from app.store.scope import Scope
from app.store.tables.submissions import Upload
from app.store.transaction import transaction


def reread(scope: Scope, actor: Actor, upload_id: UUID) -> None:
    """Have a kept file read once more after it failed.

    Raises ``NotFound``, or ``Conflict`` for a file that waits or was read already.
    """
    with transaction(scope, actor) as tx:
        row = tx.session.execute(
            select(Upload).where(Upload.id == upload_id).with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("Không tìm thấy tệp này.")
        report = access.report_for(tx.session, actor, row.submission_id, Permission.FILL, hold=True)
        if not report.is_editable:
            raise Conflict(f"Không đọc lại được vì {report.why_locked}.")
        if row.status != FAILED:
            raise Conflict("Tệp này đang chờ đọc hoặc đã được đọc.")
        row.status, row.error = WAITING, ""
        jobs.enqueue(tx, "read_upload", upload_id=row.id, by=actor.person_id)

"""Asking for the wards' reports in one file, stopping it, fetching it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access, jobs
from app.actions.bundles.printing import FORMATS
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.outbound.files import files
from app.store import bundles
from app.store.editions import CANCELLED, FAILED, READY, REQUESTED, UNFINISHED, is_over
from app.store.scope import Scope
from app.store.tables.bundles import Bundle
from app.store.tables.city import Period
from app.store.transaction import transaction

#: What making one takes, in order.
STEPS: Final = ("Xem những báo cáo đã duyệt", "Làm văn bản của từng đơn vị", "Đóng gói tệp ZIP")
READ, PRINT, PACK = range(len(STEPS))
NOTHING: Final = "Kỳ này chưa có báo cáo nào được duyệt nên chưa có gì để đóng gói."


def request_bundle(scope: Scope, actor: Actor, period_id: UUID, formats: Sequence[str]) -> UUID:
    """Ask for a period's approved reports; a worker makes the file. Its id.

    Raises ``Invalid``, ``NotFound``.
    """
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        period = tx.session.get(Period, period_id)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        _check(tx.session, period_id, formats)
        bundle = Bundle(
            id=uuid4(),
            city_id=scope.city,
            period_id=period_id,
            formats=[name for name in FORMATS if name in formats],
            requested_by=actor.name,
            requested_at=tx.now,
        )
        tx.session.add(bundle)
        tx.session.flush()
        tx.record("bundle_requested", period.code, formats=bundle.formats)
        jobs.enqueue(tx, "build_bundle", bundle_id=bundle.id)
        return bundle.id


def _check(session: Session, period_id: UUID, formats: Sequence[str]) -> None:
    checks = (
        ("bundle-formats", bool(formats), "Hãy chọn ít nhất một định dạng."),
        ("bundle-formats", set(formats) <= set(FORMATS), "Không có định dạng này."),
        ("bundle-period", bundles.is_any_approved(session, period_id), NOTHING),
    )
    problems = [Problem(field, (field,), words) for field, holds, words in checks if not holds]
    if problems:
        raise Invalid(problems)


def cancel(scope: Scope, actor: Actor, bundle_id: UUID) -> None:
    """Stop one that is not finished; the worker lets go within a second."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        bundle = bundle_named(tx.session, bundle_id, lock=True)
        if bundle.status not in UNFINISHED:
            raise Conflict("Tệp này không còn đang làm.")
        bundle.status, bundle.finished_at = CANCELLED, tx.now
        tx.record("bundle_cancelled", _period_code(tx.session, bundle))


def retry(scope: Scope, actor: Actor, bundle_id: UUID) -> None:
    """Have one that failed or was stopped made after all; what was printed stays printed."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        bundle = bundle_named(tx.session, bundle_id, lock=True)
        if bundle.status not in (FAILED, CANCELLED):
            raise Conflict("Tệp này không ở trạng thái lỗi hoặc đã hủy.")
        bundle.status, bundle.error, bundle.finished_at = REQUESTED, "", None
        bundle.step = bundle.done = bundle.total = 0
        jobs.enqueue(tx, "build_bundle", bundle_id=bundle_id)


def download(scope: Scope, actor: Actor, bundle_id: UUID) -> tuple[Bundle, str, Path]:
    """A finished file, with its period's code and where it lies; who took it is recorded."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        bundle = bundle_named(tx.session, bundle_id)
        if bundle.status != READY or is_over(bundle, tx.now) or not bundle.storage_key:
            raise NotFound("Tệp không còn. Hãy yêu cầu tệp mới.")
        code = _period_code(tx.session, bundle)
        tx.record("bundle_downloaded", code, formats=bundle.formats, sha256=bundle.sha256)
    return bundle, code, files().path(bundle.storage_key)


def bundle_named(session: Session, bundle_id: UUID, *, lock: bool = False) -> Bundle:
    """Raises ``NotFound``."""
    bundle = bundles.bundle(session, bundle_id, lock=lock)
    if bundle is None:
        raise NotFound("Không có tệp này.")
    return bundle


def _period_code(session: Session, bundle: Bundle) -> str:
    return session.get_one(Period, bundle.period_id).code

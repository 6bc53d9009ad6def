"""A person mends a batch: whose a file is, read it again, take back what it filled."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.actions import access, jobs
from app.actions.access import Report
from app.actions.batching import FAILED, READ, UNMATCHED, WAITING
from app.actions.intake import take_back
from app.domain.errors import Conflict, NotFound
from app.domain.permissions import Actor, Permission
from app.domain.vietnamese.text import canonical, fold
from app.store import batches as store
from app.store import cities
from app.store.scope import Scope
from app.store.tables.batches import BatchFile
from app.store.tables.city import Ward
from app.store.tables.submissions import AnswerRow, Upload
from app.store.transaction import Transaction, transaction

_NAMED = 4


def assign(scope: Scope, actor: Actor, file_id: UUID, ward_name: str = "") -> UUID:
    """Say whose file it is, by name or code, or only try again. The batch's id.

    Raises ``Conflict`` for a file that was read already, ``NotFound`` where the name
    means no ward, or several.
    """
    access.require(actor, Permission.ENTER_ON_BEHALF)
    with transaction(scope, actor) as tx:
        row = _held(tx, file_id)
        if row.status == READ:
            raise Conflict("Tệp này đã được đọc.")
        if ward_name.strip():
            row.ward_id = ward_named(cities.wards(tx.session), ward_name).id
        _wait(tx, row)
        return row.batch_id


def _held(tx: Transaction, file_id: UUID) -> BatchFile:
    row = tx.session.execute(
        select(BatchFile).where(BatchFile.id == file_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("Không tìm thấy tệp này.")
    return row


def _wait(tx: Transaction, row: BatchFile) -> None:
    row.status, row.error = WAITING, ""
    jobs.enqueue(tx, "read_batch_file", file_id=row.id)


def ward_named(wards: Sequence[Ward], typed: str) -> Ward:
    """The ward of this code or name; marks, capitals and its type may be left out."""
    wanted = _plain(typed)
    exact = [w for w in wards if wanted in (_plain(w.code), _plain(w.name))]
    short = [w for w in wards if _plain(w.short_name) == wanted]
    words = set(wanted.split())
    partly = [w for w in wards if words <= set(_plain(w.name).split())]
    found = next((some for some in (exact, short, partly) if some), [])
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"Không có đơn vị nào tên “{typed.strip()}”.")
    names = ", ".join(ward.name for ward in found[:_NAMED])
    more = " …" if len(found) > _NAMED else ""
    raise NotFound(f"“{typed.strip()}” có thể là {names}{more}. Hãy gõ đủ tên, hoặc mã đơn vị.")


def _plain(text: str) -> str:
    return fold(canonical(text)).strip()


def retry(scope: Scope, actor: Actor, batch_id: UUID) -> int:
    """Have every file that could not be read, read again. How many."""
    access.require(actor, Permission.ENTER_ON_BEHALF)
    with transaction(scope, actor) as tx:
        if store.batch(tx.session, batch_id) is None:
            raise NotFound("Không tìm thấy đợt nạp này.")
        failed = tx.session.execute(
            select(BatchFile)
            .where(BatchFile.batch_id == batch_id, BatchFile.status == FAILED)
            .order_by(BatchFile.position)
            .with_for_update()
        ).scalars()
        rows = list(failed)
        for row in rows:
            _wait(tx, row)
        return len(rows)


def withdraw(scope: Scope, actor: Actor, file_id: UUID) -> UUID:
    """Take back what a file filled, so that it can be given to another ward. The batch's id.

    What a person has confirmed since stays. Raises ``Conflict`` for a file that filled
    nothing, or whose report has been handed in since.
    """
    access.require(actor, Permission.ENTER_ON_BEHALF)
    with transaction(scope, actor) as tx:
        row = _held(tx, file_id)
        kept = tx.session.get(Upload, row.upload_id) if row.upload_id else None
        if row.status != READ or kept is None:
            raise Conflict("Tệp này chưa điền gì vào bản nháp nào.")
        report = access.report_for(
            tx.session, actor, kept.submission_id, Permission.SEE_SUBMITTED, lock=True
        )
        if not report.state.accepts_edits:
            raise Conflict(f"Báo cáo {report.state.label.lower()} nên không lấy lại được.")
        take_back(tx, report, kept)
        tx.session.flush()
        _let_go(tx, row, report)
        return row.batch_id


def _let_go(tx: Transaction, row: BatchFile, report: Report) -> None:
    """The file waits for a ward again; a draft that nothing is left of is the ward's own."""
    ward = report.ward
    row.status, row.error = UNMATCHED, f"Đã lấy lại khỏi {ward.name}. Hãy chọn đơn vị."
    row.submission_id = row.upload_id = row.ward_id = None
    row.read = row.uncertain = row.findings = 0
    tx.session.flush()
    if not _is_fed(tx, report):
        report.submission.entered_by_department = False
    tx.record("withdrawn", f"{report.period.code}/{ward.code}", ward_id=ward.id, file=row.name)


def _is_fed(tx: Transaction, report: Report) -> bool:
    """Whether the draft holds anything still, or was handed in by the Department once."""
    answers = tx.session.execute(
        select(func.count())
        .select_from(AnswerRow)
        .where(AnswerRow.submission_id == report.submission.id)
    ).scalar_one()
    return answers > 0 or report.submission.last_version > 0

"""A whole city's files at once: the Department drops a ZIP and gets prefilled drafts.

Each file is a job of its own, so that a restart goes on where it stopped, and one
broken file stops nothing.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from uuid import UUID, uuid4

from sqlalchemy import select

from app.actions import access, intake, jobs
from app.actions.checking import draft_of
from app.actions.intake import NAME_MAX, PICTURES, Taken
from app.actions.loading import begin
from app.documents.parsing import Unreadable, unpack
from app.domain.answers import clean_line
from app.domain.errors import Conflict, DomainError, Invalid, NotFound, Problem
from app.domain.permissions import SYSTEM, Actor, Permission
from app.domain.reading import Reading
from app.outbound.files import files
from app.store import batches as store
from app.store import cities
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.batches import Batch, BatchFile
from app.store.tables.city import Period, Ward
from app.store.transaction import transaction

_NO_NAME = "Không tìm thấy tên đơn vị trong tệp. Hãy chọn đơn vị."
# Nothing says which photographs belong together, so each is a document of its own.
_NO_NAME_ON_PICTURE = (
    "Không tìm thấy tên đơn vị trong ảnh. Mỗi ảnh được đọc như một văn bản riêng: hãy chọn đơn vị,"
    " hoặc gộp các trang của một báo cáo thành một tệp PDF rồi nạp lại."
)
WAITING, READ, UNMATCHED, FAILED, OPENED = "waiting", "read", "unmatched", "failed", "opened"


def start_all(
    scope: Scope, actor: Actor, period_id: UUID, sent: Sequence[tuple[str, bytes]]
) -> list[UUID]:
    """A batch of each ZIP, and one of all the loose files together; (name, content) each.

    Raises as ``start`` does; what came before the file at fault has been kept.
    """
    loose = [(name, content) for name, content in sent if not _is_zip(name)]
    lots = [file for file in sent if _is_zip(file[0])]
    if len(loose) > 1:
        lots.append((f"{len(loose)} tệp.zip", _zipped(loose)))
    else:
        lots += loose
    return [start(scope, actor, period_id, name, content) for name, content in lots]


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _zipped(loose: Sequence[tuple[str, bytes]]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in loose:
            archive.writestr(clean_line(PurePath(name).name)[-NAME_MAX:], content)
    return kept.getvalue()


def start(scope: Scope, actor: Actor, period_id: UUID, filename: str, content: bytes) -> UUID:
    """Keep a ZIP (or one report) and have it unpacked. The batch's id.

    Raises ``Invalid`` for an empty file, ``NotFound`` for a period that is not open.
    """
    access.require(actor, Permission.ENTER_ON_BEHALF)
    name = clean_line(PurePath(filename).name)[-NAME_MAX:]
    if not content:
        raise Invalid([Problem("file", ("file",), f"Tệp “{name}” rỗng.")])
    with transaction(scope, actor) as tx:
        period = cities.period(tx.session, period_id)
        if period is None:
            raise NotFound("Kỳ báo cáo này chưa được mở.")
        stored = files().put(content)
        batch = Batch(
            id=uuid4(),
            city_id=scope.city,
            period_id=period_id,
            filename=name,
            storage_key=stored.key,
            created_by=actor.name,
            created_by_id=actor.person_id,
            created_at=tx.now,
        )
        tx.session.add(batch)
        tx.record("batch_started", period.code, file=name, sha256=stored.sha256)
        jobs.enqueue(tx, "open_batch", batch_id=batch.id)
        return batch.id


def open_batch(scope: Scope, batch_id: UUID) -> None:
    """Unpack into one row and one job per file. Safe to run twice."""
    with reading(scope) as session:
        found = store.batch(session, batch_id)
    if found is None or found.Batch.status != WAITING:
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            kept = _shelve(found.Batch, Path(folder))
        except Unreadable as error:
            _finish_opening(scope, batch_id, [], str(error))
            return
    _finish_opening(scope, batch_id, kept, "" if kept else "Trong tệp không có báo cáo nào.")


def fail_opening(scope: Scope, batch_id: UUID, sentence: str, *, goes_on: bool) -> None:
    """Say why a batch is not open yet, or (without ``goes_on``) will not be."""
    with transaction(scope, SYSTEM) as tx:
        batch = tx.session.get(Batch, batch_id)
        if batch is not None and batch.status == WAITING:
            batch.status, batch.error = WAITING if goes_on else FAILED, sentence


def _shelve(batch: Batch, folder: Path) -> list[tuple[str, str]]:
    """(name, storage key) of every file inside, or of the file itself."""
    path = files().path(batch.storage_key)
    if not (zipfile.is_zipfile(path) and _is_zip(batch.filename)):
        return [(batch.filename, batch.storage_key)]
    return [
        (clean_line(name)[-NAME_MAX:], files().put(inner.read_bytes()).key)
        for inner, name in unpack(path, folder)
    ]


def _finish_opening(scope: Scope, batch_id: UUID, kept: list[tuple[str, str]], error: str) -> None:
    with transaction(scope, SYSTEM) as tx:
        batch = tx.session.execute(
            select(Batch).where(Batch.id == batch_id).with_for_update()
        ).scalar_one()
        if batch.status != WAITING:
            return
        batch.status, batch.error = (FAILED, error) if error else (OPENED, "")
        for position, (name, key) in enumerate(kept):
            row = BatchFile(
                id=uuid4(),
                city_id=batch.city_id,
                batch_id=batch_id,
                position=position,
                name=name,
                storage_key=key,
            )
            tx.session.add(row)
            jobs.enqueue(tx, "read_batch_file", file_id=row.id)


def read_file(scope: Scope, file_id: UUID) -> None:
    """Read one file into its ward's draft, or say why not. Safe to run twice."""
    with reading(scope) as session:
        row = store.file(session, file_id)
        found = store.batch(session, row.batch_id) if row else None
    if row is None or found is None or row.status != WAITING:
        return
    actor = Actor(found.Batch.created_by_id, found.Batch.created_by, access.ON_BEHALF)
    try:
        taken = _taken(scope, row, found.Period)
        _enter(scope, actor, file_id, found.Period, taken)
    except Unmatched as error:
        settle(scope, file_id, UNMATCHED, str(error))
    except (Unreadable, DomainError) as error:
        settle(scope, file_id, FAILED, str(error))


def _taken(scope: Scope, row: BatchFile, period: Period) -> Taken:
    with reading(scope) as session:
        wards, form = cities.wards(session), access.form_of(session, period)
    return intake.take(files().path(row.storage_key), row.name, form, intake.units_of(wards))


class Unmatched(NotFound):
    """The file does not say whose it is: a person must."""


def settle(scope: Scope, file_id: UUID, status: str, sentence: str) -> None:
    """What became of a file that was not read."""
    with transaction(scope, SYSTEM) as tx:
        row = store.file(tx.session, file_id)
        if row is not None and row.status != READ:
            row.status, row.error = status, sentence


def _enter(scope: Scope, actor: Actor, file_id: UUID, period: Period, taken: Taken) -> None:
    city_code = intake.city_code_of(scope)
    with transaction(scope, actor) as tx:
        row = tx.session.execute(
            select(BatchFile).where(BatchFile.id == file_id).with_for_update()
        ).scalar_one()
        if row.status != WAITING:
            return
        ward = _ward_of(row, taken.understood, cities.wards(tx.session))
        if row.ward_id is not None:
            # A person says whose it is: the name in the file no longer speaks against it.
            taken = replace(taken, understood=replace(taken.understood, ward=None))
        _require_period(taken.understood, period)
        report = begin(tx, ward.id, period.id)
        if not report.state.accepts_edits:
            raise Conflict(f"{ward.name}: báo cáo {report.state.label.lower()}, không nạp đè.")
        kept = intake.keep(tx, report, row.name, files().get(row.storage_key))
        merged = intake.enter(tx, report, kept, taken, city_code)
        tx.session.flush()
        row.ward_id, row.status, row.error = ward.id, READ, ""
        row.read, row.uncertain = merged.read, merged.waiting
        row.period_code = taken.understood.period or ""
        row.submission_id, row.upload_id = report.submission.id, kept.id
        row.findings = len(draft_of(tx.session, report).blocking)


def _ward_of(row: BatchFile, understood: Reading, wards: list[Ward]) -> Ward:
    """The ward that a person assigned, or the one that the report names."""
    if row.ward_id is not None:
        return next(ward for ward in wards if ward.id == row.ward_id)
    if understood.ward is None:
        is_picture = PurePath(row.name).suffix.lower() in PICTURES
        raise Unmatched(_NO_NAME_ON_PICTURE if is_picture else _NO_NAME)
    return next(ward for ward in wards if ward.code == understood.ward.code)


def _require_period(understood: Reading, period: Period) -> None:
    if understood.period and understood.period != period.code:
        raise Conflict(
            f"Báo cáo ghi kỳ {understood.period}, không phải {period.code}."
            " Hãy nạp tệp này vào đúng kỳ."
        )

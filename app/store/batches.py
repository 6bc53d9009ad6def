"""Queries about batches of report files."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.batches import Batch, BatchFile
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import Upload


def batches(session: Session) -> Sequence[AnyRow]:
    """The city's batches, newest first: (Batch, Period, total, waiting, settled)."""
    waiting = func.count().filter(BatchFile.status == "waiting")
    settled = func.count().filter(BatchFile.status == "read")
    counts = (
        select(
            BatchFile.batch_id,
            func.count().label("total"),
            waiting.label("waiting"),
            settled.label("settled"),
        )
        .group_by(BatchFile.batch_id)
        .subquery()
    )
    return session.execute(
        select(Batch, Period, counts.c.total, counts.c.waiting, counts.c.settled)
        .join(Period, Period.id == Batch.period_id)
        .outerjoin(counts, counts.c.batch_id == Batch.id)
        .order_by(Batch.created_at.desc())
    ).all()


def batch(session: Session, batch_id: UUID) -> AnyRow | None:
    """(Batch, Period) of one batch."""
    return session.execute(
        select(Batch, Period).join(Period, Period.id == Batch.period_id).where(Batch.id == batch_id)
    ).one_or_none()


def files(session: Session, batch_id: UUID) -> Sequence[AnyRow]:
    """(BatchFile, Ward or None, reader, sureness) in the order of the archive; the last
    two are None for a file that was not read.
    """
    return session.execute(
        select(BatchFile, Ward, Upload.reader, Upload.sureness)
        .outerjoin(Ward, Ward.id == BatchFile.ward_id)
        .outerjoin(Upload, Upload.id == BatchFile.upload_id)
        .where(BatchFile.batch_id == batch_id)
        .order_by(BatchFile.position)
    ).all()


def file(session: Session, file_id: UUID) -> BatchFile | None:
    return session.execute(select(BatchFile).where(BatchFile.id == file_id)).scalar_one_or_none()

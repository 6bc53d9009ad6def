"""Many report files at once: the Department's batches, file by file."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, city_key, new_id, ward_owned_key

Instant = DateTime(timezone=True)


class Batch(DepartmentOnly, Model):
    """A ZIP, or a few files, as somebody of the Department dropped it."""

    __table_args__ = (UniqueConstraint("city_id", "id"), city_key("period_id", "period"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    filename: Mapped[str]
    storage_key: Mapped[str]
    status: Mapped[str] = mapped_column(default="waiting")
    error: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    created_by_id: Mapped[UUID | None]
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class BatchFile(DepartmentOnly, Model):
    """One file of a batch: ``waiting``, ``read``, ``unmatched`` (whose is it?) or
    ``failed``. The content stays on the shelf, whatever became of it; ``upload_id`` is
    the ward's own copy, once it was read."""

    __table_args__ = (
        ForeignKeyConstraint(["city_id", "batch_id"], ["batch.city_id", "batch.id"]),
        UniqueConstraint("batch_id", "position"),
        ward_owned_key("submission_id", "submission"),
        ward_owned_key("upload_id", "upload"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    batch_id: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int]
    name: Mapped[str]
    storage_key: Mapped[str]
    status: Mapped[str] = mapped_column(default="waiting")
    error: Mapped[str] = mapped_column(default="")
    ward_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    upload_id: Mapped[UUID | None]
    period_code: Mapped[str] = mapped_column(default="")
    read: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[int] = mapped_column(default=0)
    findings: Mapped[int] = mapped_column(default=0)

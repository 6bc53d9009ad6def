"""Files that a ward attaches to a section of its report."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import WardOwned, new_id, ward_owned_key

Instant = DateTime(timezone=True)


class Attachment(WardOwned, Model):
    """One file of evidence. Taken away is not gone: ``removed_at`` is cleared to undo it.

    ``frozen_in`` is the first version that the file belongs to (None: none yet); which files
    belong to a version, with their hashes, is told by the version's own content.
    ``preview``: ``waiting``, ``ready`` (a JPEG at ``preview_key``), ``failed`` (why is in
    ``preview_problem``) or ``none`` for kinds that are not drawn.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        ward_owned_key("submission_id", "submission"),
        Index("ix_attachment_submission_id", "submission_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    section: Mapped[str]
    filename: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    preview: Mapped[str]
    preview_key: Mapped[str] = mapped_column(default="")
    preview_problem: Mapped[str] = mapped_column(default="")
    frozen_in: Mapped[int | None]
    attached_at: Mapped[dt.datetime] = mapped_column(Instant)
    attached_by: Mapped[str]
    removed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    removed_by: Mapped[str] = mapped_column(default="")

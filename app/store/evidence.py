"""Queries about evidence."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import Frozen, Kind
from app.store.tables.evidence import Attachment


def of_report(session: Session, submission_id: UUID) -> list[Attachment]:
    """Every file of a report, those that were taken away too, oldest first."""
    return list(
        session.execute(
            select(Attachment)
            .where(Attachment.submission_id == submission_id)
            .order_by(Attachment.attached_at, Attachment.id)
        ).scalars()
    )


def present(rows: Iterable[Attachment]) -> list[Attachment]:
    """Those that belong to the draft."""
    return [row for row in rows if row.removed_at is None]


def by_id(session: Session, attachment_id: UUID) -> Attachment | None:
    """One file, if the wall lets it through."""
    return session.get(Attachment, attachment_id)


def as_frozen(row: Attachment) -> Frozen:
    """The file as a version tells of it."""
    return Frozen(row.id, row.section, row.filename, Kind(row.kind), row.size, row.sha256)

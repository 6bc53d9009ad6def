"""Remarks that wait at the desk for the return that sends them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.tables.reviews import DraftRemark


def of_report(session: Session, submission_id: UUID) -> list[DraftRemark]:
    """In the order in which they were begun."""
    return list(
        session.execute(
            select(DraftRemark)
            .where(DraftRemark.submission_id == submission_id)
            .order_by(DraftRemark.made_at, DraftRemark.id)
        ).scalars()
    )

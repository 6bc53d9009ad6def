"""The ways in which a city groups its units."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.tables.results import GroupingRow


def groupings(session: Session) -> list[GroupingRow]:
    """Every grouping of the city, by name."""
    return list(session.execute(select(GroupingRow).order_by(GroupingRow.name)).scalars())


def grouping(session: Session, grouping_id: UUID) -> GroupingRow | None:
    return session.execute(
        select(GroupingRow).where(GroupingRow.id == grouping_id)
    ).scalar_one_or_none()

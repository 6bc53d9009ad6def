"""Later due times that were granted."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.city import Extension, Ward


def of_ward(session: Session, period_id: UUID, ward_id: UUID) -> list[Extension]:
    """One ward's, in the order they were granted."""
    return list(
        session.execute(
            select(Extension)
            .where(Extension.period_id == period_id, Extension.ward_id == ward_id)
            .order_by(Extension.granted_at)
        ).scalars()
    )


def by_period(session: Session) -> dict[UUID, list[AnyRow]]:
    """(Extension, ward name) of every period of the city, in Vietnamese order."""
    rows = session.execute(
        select(Extension, Ward.name.label("ward_name"))
        .join(Ward, Ward.id == Extension.ward_id)
        .order_by(Ward.sort_key, Extension.granted_at)
    )
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.Extension.period_id].append(row)
    return found

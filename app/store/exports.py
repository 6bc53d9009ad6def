"""The city reports that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.city import Period
from app.store.tables.results import Export

NEWEST = 40


def newest(session: Session) -> Sequence[AnyRow]:
    """(Export, period code), newest first."""
    return session.execute(
        select(Export, Period.code.label("period_code"))
        .join(Period, Period.id == Export.period_id)
        .order_by(Export.requested_at.desc(), Export.id)
        .limit(NEWEST)
    ).all()


def ready_of_period(session: Session, period_id: UUID) -> list[Export]:
    """Finished documents that hold the period's figures, newest first."""
    return list(
        session.execute(
            select(Export)
            .where(Export.period_id == period_id, Export.status == "ready")
            .order_by(Export.requested_at.desc())
        ).scalars()
    )

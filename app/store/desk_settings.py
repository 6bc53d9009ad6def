"""Queries about how people of the Department work: their filters, the wards in their care."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Permission, Role, may
from app.store import staff
from app.store.rows import AnyRow
from app.store.staff import Colleague
from app.store.tables.city import Ward
from app.store.tables.desk import SavedFilter, WardReviewer


def filters_of(session: Session, person_id: UUID | None) -> list[SavedFilter]:
    """A person's filters by name."""
    query = select(SavedFilter).where(SavedFilter.person_id == person_id)
    return list(session.execute(query.order_by(SavedFilter.name)).scalars())


def wards_with_reviewers(session: Session) -> Sequence[AnyRow]:
    """(Ward, WardReviewer or None) in Vietnamese order."""
    return session.execute(
        select(Ward, WardReviewer)
        .outerjoin(WardReviewer, WardReviewer.ward_id == Ward.id)
        .order_by(Ward.sort_key, Ward.code)
    ).all()


def reviewers(session: Session, city_id: UUID) -> list[Colleague]:
    """Who may review and can sign in, or was invited to, by name."""
    return [
        one
        for one in staff.colleagues(session, city_id)
        if one.ward_id is None and one.is_active and may(map(Role, one.roles), Permission.REVIEW)
    ]

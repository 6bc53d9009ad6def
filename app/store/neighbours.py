"""The wards that a report of a period may be held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.store.tables.city import Ward
from app.store.tables.submissions import Submission

_HELD: Final = [state.value for state in State if state.is_with_department]


def held_wards(session: Session, period_id: UUID) -> Sequence[Ward]:
    """Wards whose report of the period the Department holds, in Vietnamese order."""
    query = (
        select(Ward)
        .join(Submission, Submission.ward_id == Ward.id)
        .where(Submission.period_id == period_id, Submission.state.in_(_HELD))
        .order_by(Ward.sort_key)
    )
    return session.execute(query).scalars().all()

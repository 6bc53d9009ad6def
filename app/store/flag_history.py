"""What the Department decided earlier on a ward's flags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.store.rows import AnyRow
from app.store.tables.city import Period
from app.store.tables.desk import FindingDecision
from app.store.tables.submissions import Submission

_OPEN: Final = "open"
#: More than this of one ward is read by nobody.
_MOST: Final = 600


def decisions_of_ward(session: Session, ward_id: UUID) -> Sequence[AnyRow]:
    """(FindingDecision, period code) of every period of a ward, newest first; without what
    was taken back."""
    undoing = aliased(FindingDecision)
    undone = exists().where(
        undoing.undoes == FindingDecision.batch_id,
        undoing.finding_id == FindingDecision.finding_id,
    )
    return session.execute(
        select(FindingDecision, Period.code.label("period_code"))
        .join(Submission, Submission.id == FindingDecision.submission_id)
        .join(Period, Period.id == Submission.period_id)
        .where(FindingDecision.ward_id == ward_id, FindingDecision.decision != _OPEN, ~undone)
        .order_by(FindingDecision.at.desc())
        .limit(_MOST)
    ).all()

"""Queries about what was approved in one go: which reports, by whom, and how they stand now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Event
from app.store.rows import AnyRow
from app.store.tables.submissions import EventRow, Submission

_IN_BATCH = EventRow.details["batch"].astext


@dataclass(frozen=True, slots=True)
class Batch:
    """One approval of many reports."""

    batch_id: UUID
    at: dt.datetime
    who: str
    count: int


def batches(session: Session, period_id: UUID, most: int) -> list[Batch]:
    """The newest approvals of many in a period."""
    rows = session.execute(
        select(_IN_BATCH.label("batch"), EventRow.at, EventRow.person_name, func.count().label("n"))
        .join(Submission, Submission.id == EventRow.submission_id)
        .where(
            Submission.period_id == period_id,
            EventRow.kind == Event.APPROVED.value,
            EventRow.details.has_key("batch"),
        )
        .group_by(_IN_BATCH, EventRow.at, EventRow.person_name)
        .order_by(EventRow.at.desc())
        .limit(most)
    )
    return [Batch(UUID(row.batch), row.at, row.person_name, row.n) for row in rows]


def of_batch(session: Session, batch_id: UUID) -> Sequence[AnyRow]:
    """Each approval of a batch: submission_id, period_id, version, at, person_name, and
    ``stands``, whether that version is still the approved one."""
    return session.execute(
        select(
            EventRow.submission_id,
            Submission.period_id,
            EventRow.version,
            EventRow.at,
            EventRow.person_name,
            func.coalesce(Submission.approved_version == EventRow.version, False).label("stands"),
        )
        .join(Submission, Submission.id == EventRow.submission_id)
        .where(EventRow.kind == Event.APPROVED.value, str(batch_id) == _IN_BATCH)
        .order_by(EventRow.submission_id)
    ).all()

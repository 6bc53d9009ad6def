"""What consolidation reads: packed vectors and standings, one narrow query each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.consolidation import Standing
from app.domain.lifecycle import State
from app.store.rows import AnyRow
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.results import RollupRow
from app.store.tables.submissions import Submission, Version

APPROVED, SUBMITTED = "approved", "submitted"
INCLUDES = (APPROVED, SUBMITTED)

_HELD = [s.value for s in State if s.is_with_department]


@dataclass(frozen=True, slots=True)
class WardVector:
    """One ward's frozen numbers."""

    ward_code: str
    vector: bytes


def _included(include: str) -> Any:
    """The join that picks each report's version: the approved one, or the newest that
    the Department holds (what was returned or recalled is the ward's again)."""
    if include == APPROVED:
        return and_(
            Version.submission_id == Submission.id, Version.number == Submission.approved_version
        )
    return and_(
        Version.submission_id == Submission.id,
        Version.number == Submission.last_version,
        Submission.state.in_(_HELD),
    )


def version_vectors(session: Session, period_id: UUID, include: str) -> list[WardVector]:
    """The vectors of a period's included versions, in ward order."""
    rows = session.execute(
        select(Ward.code, Version.vector)
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, Version.period_id == period_id)
        .order_by(Ward.code)
    )
    return [WardVector(code, vector) for code, vector in rows]


def included_versions(session: Session, period_id: UUID, include: str) -> Sequence[AnyRow]:
    """(Ward, Submission, Version) of what a consolidation includes, in Vietnamese order."""
    return session.execute(
        select(Ward, Submission, Version)
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id)
        .order_by(Ward.sort_key)
    ).all()


def standings(session: Session, period: Period) -> list[Standing]:
    """Where every ward stands in the period; its own extension counts for lateness."""
    extended = (
        select(Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .where(Extension.period_id == period.id)
        .group_by(Extension.ward_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Ward.code,
            Ward.unit_type,
            Submission.first_submitted_at,
            Submission.approved_version,
            extended.c.due_at,
        )
        .outerjoin(
            Submission, and_(Submission.ward_id == Ward.id, Submission.period_id == period.id)
        )
        .outerjoin(extended, extended.c.ward_id == Ward.id)
        .order_by(Ward.code)
    )
    return [_standing(row, period.ward_due_at) for row in rows]


def _standing(row: AnyRow, common_due: dt.datetime) -> Standing:
    due = max(row.due_at, common_due) if row.due_at else common_due
    first = row.first_submitted_at
    return Standing(
        row.code,
        row.unit_type,
        is_submitted=first is not None,
        is_approved=row.approved_version is not None,
        is_late=first is not None and first > due,
    )


def rollup(session: Session, period_id: UUID, include: str) -> RollupRow | None:
    return session.execute(
        select(RollupRow).where(RollupRow.period_id == period_id, RollupRow.include == include)
    ).scalar_one_or_none()


def behind(session: Session) -> list[UUID]:
    """Periods of the scope's city whose stored rollup is older than their approvals."""
    return list(
        session.execute(
            select(Period.id)
            .outerjoin(
                RollupRow,
                and_(RollupRow.period_id == Period.id, RollupRow.include == APPROVED),
            )
            .where(Period.approved_revision > func.coalesce(RollupRow.revision, -1))
        ).scalars()
    )

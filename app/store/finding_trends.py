"""How findings went over periods: by rule and by ward; returns; dispensations in force."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from app.domain.decisions import SETTLED
from app.domain.lifecycle import Event, State
from app.store.rows import AnyRow
from app.store.tables.city import Ward
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.rules import RuleDispensation
from app.store.tables.submissions import EventRow, Submission

# What a ward recalled is its own again, and what was found in it with it.
_IS_HELD = Submission.state.not_in((State.DRAFT.value, State.AWAITING_LEADER.value))


def _standing(period_ids: Sequence[UUID]) -> Subquery:
    """Every current finding of these periods."""
    own = (
        select(Submission.period_id, FindingRow.ward_id, FindingRow.rule, FindingRow.decision)
        .join(Submission, Submission.id == FindingRow.submission_id)
        .where(Submission.period_id.in_(period_ids), FindingRow.is_current, _IS_HELD)
    )
    cross = select(
        DepartmentFinding.period_id,
        DepartmentFinding.ward_id,
        DepartmentFinding.rule,
        DepartmentFinding.decision,
    ).where(DepartmentFinding.period_id.in_(period_ids), DepartmentFinding.is_current)
    return own.union_all(cross).subquery()


def by_rule(session: Session, period_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """period_id, rule, found, wards, still_open, dismissed, settled (dismissed or accepted)."""
    every = _standing(period_ids)
    return session.execute(
        select(
            every.c.period_id,
            every.c.rule,
            func.count().label("found"),
            func.count(every.c.ward_id.distinct()).label("wards"),
            func.count().filter(every.c.decision == "open").label("still_open"),
            func.count().filter(every.c.decision == "dismissed").label("dismissed"),
            func.count().filter(every.c.decision.in_(SETTLED)).label("settled"),
        ).group_by(every.c.period_id, every.c.rule)
    ).all()


def by_ward(session: Session, period_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """period_id, code and name of the ward, found; wards in Vietnamese order."""
    every = _standing(period_ids)
    return session.execute(
        select(every.c.period_id, Ward.code, Ward.name, func.count().label("found"))
        .join(Ward, Ward.id == every.c.ward_id)
        .group_by(every.c.period_id, Ward.code, Ward.name, Ward.sort_key)
        .order_by(Ward.sort_key)
    ).all()


def repeat_returns(session: Session, period_id: UUID, least: int) -> Sequence[AnyRow]:
    """Wards whose report was sent back so often: name, submission_id, times; most first."""
    times = func.count().label("times")
    return session.execute(
        select(Ward.name, Submission.id.label("submission_id"), times)
        .select_from(EventRow)
        .join(Submission, Submission.id == EventRow.submission_id)
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, EventRow.kind == Event.RETURNED.value)
        .group_by(Ward.name, Ward.sort_key, Submission.id)
        .having(func.count() >= least)
        .order_by(times.desc(), Ward.sort_key)
    ).all()


def dispensations(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """(RuleDispensation, name of the ward) in force in a period."""
    return session.execute(
        select(RuleDispensation, Ward.name)
        .join(Submission, Submission.id == RuleDispensation.submission_id)
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, RuleDispensation.lifted_at.is_(None))
        .order_by(RuleDispensation.rule, Ward.sort_key)
    ).all()

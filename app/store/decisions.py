"""Queries about what the Department decided: a finding's past, what was decided together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.store import submissions
from app.store.rows import AnyRow
from app.store.tables.desk import FindingDecision
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.submissions import Submission

AnyFinding = FindingRow | DepartmentFinding
Past = dict[tuple[UUID, str], list[FindingDecision]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person decided in one go."""

    batch_id: UUID
    decision: str
    note: str
    at: dt.datetime
    count: int


def past_of(session: Session, submission_ids: Iterable[UUID]) -> Past:
    """Every decision by (report, key of the finding), the newest first."""
    rows = session.execute(
        select(FindingDecision)
        .where(FindingDecision.submission_id.in_(set(submission_ids)))
        .order_by(FindingDecision.at.desc())
    ).scalars()
    return _by_key(rows)


def last_batch(session: Session, period_id: UUID, person_id: UUID | None) -> Batch | None:
    """The newest of a person's batches in a period that was not taken back."""
    undoing = aliased(FindingDecision)
    undone = select(undoing.undoes).where(undoing.undoes.is_not(None))
    row = session.execute(
        select(
            FindingDecision.batch_id,
            FindingDecision.decision,
            FindingDecision.note,
            FindingDecision.at,
            func.count().label("n"),
        )
        .where(
            FindingDecision.period_id == period_id,
            FindingDecision.person_id == person_id,
            FindingDecision.batch_id.is_not(None),
            FindingDecision.batch_id.not_in(undone),
        )
        .group_by(
            FindingDecision.batch_id,
            FindingDecision.decision,
            FindingDecision.note,
            FindingDecision.at,
        )
        .order_by(FindingDecision.at.desc())
        .limit(1)
    ).one_or_none()
    return Batch(row.batch_id, row.decision, row.note, row.at, row.n) if row else None


def of_batch(session: Session, batch_id: UUID) -> Sequence[FindingDecision]:
    query = select(FindingDecision).where(FindingDecision.batch_id == batch_id)
    return session.execute(query).scalars().all()


def is_undone(session: Session, batch_id: UUID) -> bool:
    query = select(FindingDecision.id).where(FindingDecision.undoes == batch_id)
    return session.execute(query.limit(1)).first() is not None


def held_findings(session: Session, ids: Iterable[UUID]) -> dict[UUID, AnyFinding]:
    """Current findings of either kind, locked: first their reports, as a submit does, so
    that neither waits for the other; then they themselves, in one order for everybody."""
    wanted = set(ids)
    reports = select(FindingRow.submission_id).where(FindingRow.id.in_(wanted))
    across = select(DepartmentFinding.submission_id).where(DepartmentFinding.id.in_(wanted))
    submissions.hold_all(session, session.execute(reports.union(across)).scalars())
    return {**_held(session, FindingRow, wanted), **_held(session, DepartmentFinding, wanted)}


Kind = TypeVar("Kind", FindingRow, DepartmentFinding)


def _held(session: Session, kind: type[Kind], wanted: set[UUID]) -> dict[UUID, Kind]:
    rows = session.execute(
        select(kind)
        .where(kind.id.in_(wanted), kind.is_current)
        .order_by(kind.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.id: row for row in rows}


def reports_of(session: Session, findings: Iterable[AnyFinding]) -> dict[UUID, AnyRow]:
    """State, claim and period of the reports that findings are about, by report."""
    ids = {finding.submission_id for finding in findings}
    rows = session.execute(
        select(
            Submission.id,
            Submission.period_id,
            Submission.state,
            Submission.claimed_by,
            Submission.claimed_by_name,
            Submission.claimed_at,
        ).where(Submission.id.in_(ids))
    )
    return {row.id: row for row in rows}


def past_of_period(session: Session, period_id: UUID) -> Past:
    """As ``past_of``, for every report of a period."""
    rows = session.execute(
        select(FindingDecision)
        .where(FindingDecision.period_id == period_id)
        .order_by(FindingDecision.at.desc())
    ).scalars()
    return _by_key(rows)


def _by_key(rows: Iterable[FindingDecision]) -> Past:
    found: Past = {}
    for row in rows:
        found.setdefault((row.submission_id, row.key), []).append(row)
    return found

"""Where every report of a period stands, with what speaks against it: two narrow queries.

The queue and the city's board both read from here.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.desk import DeskReport, Weight
from app.domain.lifecycle import State
from app.store.rows import AnyRow
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.submissions import AnswerRow, Submission, Version

_HELD = [state.value for state in State if state.is_with_department]


def desk_reports(session: Session, period: Period) -> list[DeskReport]:
    """A period's reports in Vietnamese order of their wards, each with its weight."""
    weights = weights_of(session, period.id)
    return [
        _desk_report(row, period, weights.get(row.submission_id, Weight()))
        for row in _rows(session, period.id)
    ]


def _rows(session: Session, period_id: UUID) -> list[AnyRow]:
    extended = (
        select(Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .where(Extension.period_id == period_id)
        .group_by(Extension.ward_id)
        .subquery()
    )
    newest = and_(Version.submission_id == Submission.id, Version.number == Submission.last_version)
    return list(
        session.execute(
            select(
                Ward.code.label("ward_code"),
                Ward.name.label("ward_name"),
                Ward.short_name,
                Ward.lat,
                Ward.lon,
                Submission.id.label("submission_id"),
                Submission.state,
                Submission.unlocked_sections,
                Submission.last_version,
                Submission.first_submitted_at,
                Submission.return_due_on,
                Submission.claimed_by,
                Submission.claimed_by_name,
                Version.submitted_at,
                extended.c.due_at,
                exists().where(AnswerRow.submission_id == Submission.id).label("is_started"),
            )
            .join(Submission, Submission.ward_id == Ward.id)
            .outerjoin(Version, newest)
            .outerjoin(extended, extended.c.ward_id == Ward.id)
            .where(Submission.period_id == period_id)
            .order_by(Ward.sort_key, Ward.code)
        ).all()
    )


def _desk_report(row: AnyRow, period: Period, weight: Weight) -> DeskReport:
    return DeskReport(
        submission_id=row.submission_id,
        ward_code=row.ward_code,
        ward_name=row.ward_name,
        short_name=row.short_name,
        lat=row.lat,
        lon=row.lon,
        state=State(row.state),
        is_started=row.is_started,
        was_returned=row.unlocked_sections is not None,
        last_version=row.last_version,
        first_submitted_at=row.first_submitted_at,
        submitted_at=row.submitted_at,
        due_at=max(row.due_at, period.ward_due_at) if row.due_at else period.ward_due_at,
        return_due_on=row.return_due_on,
        claimed_by=row.claimed_by,
        claimed_by_name=row.claimed_by_name,
        weight=weight,
    )


def _is_readable() -> ColumnElement[bool]:
    """What a ward recalled is its own again, and what was found in it with it."""
    return or_(Submission.state.in_(_HELD), Submission.unlocked_sections.is_not(None))


def weights_of(session: Session, period_id: UUID) -> dict[UUID, Weight]:
    """What is undecided about each report of a period, the Department's own included."""
    own = (
        select(FindingRow.submission_id, FindingRow.severity, FindingRow.decision, FindingRow.score)
        .join(Submission, Submission.id == FindingRow.submission_id)
        .where(Submission.period_id == period_id, FindingRow.is_current, _is_readable())
    )
    cross = select(
        DepartmentFinding.submission_id,
        DepartmentFinding.severity,
        DepartmentFinding.decision,
        DepartmentFinding.score,
    ).where(DepartmentFinding.period_id == period_id, DepartmentFinding.is_current)
    every = own.union_all(cross).subquery()
    is_open = every.c.decision == "open"
    rows = session.execute(
        select(
            every.c.submission_id,
            func.count().filter(is_open, every.c.severity == "error").label("errors"),
            func.count().filter(is_open, every.c.severity == "warning").label("warnings"),
            func.count().filter(every.c.decision == "asked").label("asked"),
            func.max(every.c.score).filter(is_open, every.c.severity != "info").label("score"),
        ).group_by(every.c.submission_id)
    )
    return {
        row.submission_id: Weight(row.errors, row.warnings, row.asked, row.score or 0.0)
        for row in rows
    }

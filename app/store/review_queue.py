"""Where every report of a period stands, with what speaks against it: two narrow queries.

The queue and the city's board both read from here.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.domain.desk import DeskReport, Look, Weight
from app.domain.findings import ABOUT_WORDS, HIGH_SHARE
from app.domain.lifecycle import State
from app.domain.second_person import standing_proposal
from app.store import authors, review_rules
from app.store.rows import AnyRow
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.desk import WardReviewer
from app.store.tables.reviews import DepartmentFinding, FindingRow, Remark
from app.store.tables.submissions import AnswerRow, EventRow, Submission, Version

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
                Ward.unit_type,
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
                Submission.claimed_at,
                WardReviewer.person_id.label("reviewer_id"),
                WardReviewer.person_name.label("reviewer_name"),
                Version.submitted_at,
                extended.c.due_at,
                exists().where(AnswerRow.submission_id == Submission.id).label("is_started"),
            )
            .join(Submission, Submission.ward_id == Ward.id)
            .outerjoin(Version, newest)
            .outerjoin(extended, extended.c.ward_id == Ward.id)
            .outerjoin(WardReviewer, WardReviewer.ward_id == Ward.id)
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
        claimed_at=row.claimed_at,
        unit_type=row.unit_type,
        reviewer_id=row.reviewer_id,
        reviewer_name=row.reviewer_name or "",
    )


def _is_readable() -> ColumnElement[bool]:
    """What a ward recalled is its own again, and what was found in it with it."""
    return or_(Submission.state.in_(_HELD), Submission.unlocked_sections.is_not(None))


def weights_of(session: Session, period_id: UUID) -> dict[UUID, Weight]:
    """What is undecided about each report of a period, the Department's own included."""
    every = _every_finding(period_id)
    is_open = every.c.decision == "open"
    waits = and_(is_open, every.c.severity != "info")
    share = every.c.effect["share"].astext.cast(Float)
    is_high = and_(waits, or_(every.c.severity == "error", func.abs(share) >= HIGH_SHARE))
    effects = func.array_agg(aggregate_order_by(every.c.effect, every.c.score.desc()))
    rows = session.execute(
        select(
            every.c.submission_id,
            func.count().filter(is_open, every.c.severity == "error").label("errors"),
            func.count().filter(is_open, every.c.severity == "warning").label("warnings"),
            func.count().filter(is_high).label("high"),
            func.count().filter(every.c.decision == "asked").label("asked"),
            func.max(_weighed(every, period_id)).filter(waits).label("score"),
            func.array_agg(every.c.rule.distinct()).filter(waits).label("rules"),
            effects.filter(waits, every.c.effect.is_not(None)).label("effects"),
        ).group_by(every.c.submission_id)
    )
    remarks = _unsettled_remarks(session, period_id)
    found = {row.submission_id: _weight(row, remarks.pop(row.submission_id, 0)) for row in rows}
    return found | {own: Weight(remarks=count) for own, count in remarks.items()}


def _weighed(every: Subquery, period_id: UUID) -> ColumnElement[float]:
    wards = select(func.count()).where(Submission.period_id == period_id).scalar_subquery()
    return case((every.c.rule.in_(ABOUT_WORDS), every.c.score / wards), else_=every.c.score)


def _every_finding(period_id: UUID) -> Subquery:
    own = (
        select(
            FindingRow.submission_id,
            FindingRow.rule,
            FindingRow.severity,
            FindingRow.decision,
            FindingRow.score,
            FindingRow.details["effect"].label("effect"),
        )
        .join(Submission, Submission.id == FindingRow.submission_id)
        .where(Submission.period_id == period_id, FindingRow.is_current, _is_readable())
    )
    cross = select(
        DepartmentFinding.submission_id,
        DepartmentFinding.rule,
        DepartmentFinding.severity,
        DepartmentFinding.decision,
        DepartmentFinding.score,
        DepartmentFinding.details["effect"].label("effect"),
    ).where(DepartmentFinding.period_id == period_id, DepartmentFinding.is_current)
    return own.union_all(cross).subquery()


def _unsettled_remarks(session: Session, period_id: UUID) -> dict[UUID, int]:
    rows = session.execute(
        select(Remark.submission_id, func.count().label("n"))
        .join(Submission, Submission.id == Remark.submission_id)
        .where(Submission.period_id == period_id, Remark.closed_at.is_(None))
        .group_by(Remark.submission_id)
    )
    return {row.submission_id: row.n for row in rows}


def _weight(row: AnyRow, remarks: int) -> Weight:
    return Weight(
        errors=row.errors,
        warnings=row.warnings,
        high=row.high,
        asked=row.asked,
        score=row.score or 0.0,
        remarks=remarks,
        rules=frozenset(row.rules or ()),
        effect=row.effects[0] if row.effects else {},
    )


def look_of(session: Session, period_id: UUID, person_id: UUID | None, now: dt.datetime) -> Look:
    """A person at the queue of a period, with the reports that they may not approve alone."""
    own = authors.of_period(session, period_id, person_id)
    return Look(person_id, now, own, _unproposed(session, period_id, person_id))


def _unproposed(session: Session, period_id: UUID, person_id: UUID | None) -> frozenset[UUID]:
    """Waiting reports that nobody else has proposed to approve, where the city wants that."""
    if not review_rules.of_city(session).needs_second:
        return frozenset()
    newest = Submission.last_version
    rows = session.execute(
        select(Submission.id, newest.label("newest"), EventRow)
        .outerjoin(EventRow, EventRow.submission_id == Submission.id)
        .where(Submission.period_id == period_id)
        .order_by(EventRow.id)
    ).all()
    told = {row.id: (row.newest, list[EventRow]()) for row in rows}
    for row in rows:
        if row.EventRow is not None:
            told[row.id][1].append(row.EventRow)
    proposed = {own: standing_proposal(events, at) for own, (at, events) in told.items()}
    return frozenset(
        own for own, one in proposed.items() if one is None or one.person_id == person_id
    )


def first_submissions(session: Session, period_id: UUID) -> list[dt.datetime]:
    """When each report of a period came in for the first time, in no order."""
    came = Submission.first_submitted_at
    query = select(came).where(Submission.period_id == period_id, came.is_not(None))
    return [at for at in session.execute(query).scalars() if at is not None]

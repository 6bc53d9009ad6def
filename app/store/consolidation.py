"""What consolidation reads: packed vectors and standings, one narrow query each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.orm import Session

from app.domain.consolidation import Coverage, Median, Standing, loads, parse_medians
from app.domain.lifecycle import State
from app.store import trips
from app.store.rows import AnyRow
from app.store.succession import owing
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.results import PeerMedians, RollupRow
from app.store.tables.submissions import Submission, Version
from app.store.trips import Question, Statement

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
        Submission.state == any_(bindparam("held", _HELD, type_=ARRAY(Text()))),
    )


def _vectors_of(include: str) -> Select[str, bytes]:
    """Ward code and vector of each included version of the period ``:period_id``."""
    period_id = bindparam("period_id", type_=Uuid())
    return (
        select(Ward.code, Version.vector)
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, Version.period_id == period_id)
        .order_by(Ward.code)
    )


_VECTORS = {include: Statement(_vectors_of(include)) for include in INCLUDES}


def version_vectors(session: Session, period_id: UUID, include: str) -> list[WardVector]:
    """The vectors of a period's included versions, in ward order."""
    (rows,) = trips.ask(session.connection(), _asking_vectors(period_id, include))
    return [WardVector(code, vector) for code, vector in rows]


def _asking_vectors(period_id: UUID, include: str) -> Question:
    return Question(_VECTORS[include], {"period_id": period_id})


def _reported(include: str) -> Select[str, str, str, int, str, bytes]:
    """Who and which version of each included report of ``:period_id``, with its vector."""
    period_id = bindparam("period_id", type_=Uuid())
    in_utc = func.timezone("UTC", Version.submitted_at)
    return (
        select(
            Ward.code,
            Ward.name,
            Ward.unit_type,
            Version.number,
            # As text: it is only printed.
            func.to_char(in_utc, 'YYYY-MM-DD"T"HH24:MI:SS"Z"').label("submitted_at"),
            Version.vector,
        )
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, Version.period_id == period_id)
        .order_by(Ward.sort_key)
    )


_REPORTED = {include: Statement(_reported(include)) for include in INCLUDES}


def reported(session: Session, period_id: UUID, include: str) -> Sequence[AnyRow]:
    """What a consolidation includes, in Vietnamese order: the ward's code, name and type, and
    the version's number, moment (ISO 8601, UTC) and vector."""
    asked = Question(_REPORTED[include], {"period_id": period_id})
    (rows,) = trips.ask(session.connection(), asked)
    return rows


def included_marks(session: Session, period_id: UUID, include: str) -> Sequence[AnyRow]:
    """What a consolidation includes, in Vietnamese order: the ward's code and name, and the
    version's number and hash."""
    return session.execute(
        select(Ward.code, Ward.name, Version.number, Version.sha256)
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id)
        .order_by(Ward.sort_key)
    ).all()


def included_versions(
    session: Session, period_id: UUID, include: str, ward_ids: Sequence[UUID]
) -> dict[UUID, AnyRow]:
    """Of these wards what a consolidation includes, by ward: the version's number, receipt,
    hash, moment and frozen content. A content is large: ask for some wards at a time."""
    found = session.execute(
        select(
            Submission.ward_id,
            Version.number,
            Version.receipt,
            Version.sha256,
            Version.submitted_at,
            Version.content,
        )
        .select_from(Submission)
        .join(Version, _included(include))
        .where(Submission.period_id == period_id, Submission.ward_id.in_(ward_ids))
    )
    return {row.ward_id: row for row in found}


def included_contents(
    session: Session, period_id: UUID, include: str, codes: Sequence[str]
) -> Sequence[AnyRow]:
    """(ward_code, answers) of what a consolidation includes, in Vietnamese order: of the frozen
    answers only those with one of the codes."""
    each = func.jsonb_each(Version.content["answers"]).table_valued(
        column("key", Text()), column("value", JSONB())
    )
    wanted = (
        select(func.coalesce(func.jsonb_object_agg(each.c.key, each.c.value), text("'{}'::jsonb")))
        .where(each.c.key.in_(codes))
        .scalar_subquery()
    )
    return session.execute(
        select(Ward.code.label("ward_code"), wanted.label("answers"))
        .select_from(Submission)
        .join(Version, _included(include))
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id)
        .order_by(Ward.sort_key)
    ).all()


def summands(session: Session, period: Period, include: str) -> tuple[list[WardVector], Coverage]:
    """All that a rollup is made of, in one trip: vectors in ward order, and the coverage."""
    asked = (_asking_vectors(period.id, include), _asking_coverage(period))
    rows, (covered,) = trips.ask(session.connection(), *asked)
    return [WardVector(code, vector) for code, vector in rows], _covered(covered)


def _coverage() -> Select[int, int, int, Sequence[str], Sequence[str]]:
    """Expected, submitted, approved, late codes and missing codes of ``:period_id``."""
    period_id = bindparam("period_id", type_=Uuid())
    common_due = bindparam("due_at", type_=DateTime(timezone=True))
    extended = (
        select(Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .where(Extension.period_id == period_id)
        .group_by(Extension.ward_id)
        .subquery()
    )
    first = Submission.first_submitted_at
    due = func.greatest(func.coalesce(extended.c.due_at, common_due), common_due)
    codes = func.array_agg(aggregate_order_by(Ward.code, Ward.code))
    return (
        select(
            func.count().label("expected"),
            func.count(first).label("submitted"),
            func.count(Submission.approved_version).label("approved"),
            codes.filter(first > due).label("late"),
            codes.filter(first.is_(None)).label("missing"),
        )
        .select_from(Ward)
        .join(Period, owing(period_id))
        .outerjoin(
            Submission, and_(Submission.ward_id == Ward.id, Submission.period_id == period_id)
        )
        .outerjoin(extended, extended.c.ward_id == Ward.id)
    )


_COVERAGE = Statement(_coverage())


def coverage(session: Session, period: Period) -> Coverage:
    """Where the wards that owe a report stand in the period, counted by the database.

    A ward is late when its first version came after its due time: the period's, or
    its own newest extension. What never came is missing, never zero.
    """
    ((row,),) = trips.ask(session.connection(), _asking_coverage(period))
    return _covered(row)


def _asking_coverage(period: Period) -> Question:
    return Question(_COVERAGE, {"period_id": period.id, "due_at": period.ward_due_at})


def _covered(row: AnyRow) -> Coverage:
    expected, submitted, approved, late, missing = row
    return Coverage(expected, submitted, approved, tuple(late or ()), tuple(missing or ()))


def standings(session: Session, period: Period) -> list[Standing]:
    """Where each ward stands in the period, in Vietnamese order."""
    seen = coverage(session, period)
    missing, late = set(seen.missing), set(seen.late)
    rows = session.execute(
        select(Ward.code, Ward.unit_type, Submission.approved_version)
        .select_from(Ward)
        .join(Period, owing(period.id))
        .outerjoin(
            Submission, and_(Submission.ward_id == Ward.id, Submission.period_id == period.id)
        )
        .order_by(Ward.sort_key)
    )
    return [
        Standing(
            ward_code=row.code,
            unit_type=row.unit_type,
            is_submitted=row.code not in missing,
            is_approved=row.approved_version is not None,
            is_late=row.code in late,
        )
        for row in rows
    ]


def rollup(session: Session, period_id: UUID, include: str) -> RollupRow | None:
    return session.execute(
        select(RollupRow).where(RollupRow.period_id == period_id, RollupRow.include == include)
    ).scalar_one_or_none()


_MEDIANS = Statement(
    select(PeerMedians.content)
    .join(Period, Period.id == PeerMedians.period_id)
    .where(
        Period.code == bindparam("code", type_=Text()),
        PeerMedians.unit_type == bindparam("unit_type", type_=Text()),
    )
)


def medians_of(
    session: Session, period_codes: Sequence[str], unit_type: str
) -> dict[str, dict[str, Median]]:
    """What the wards of one type may know of some periods, by code: {} of one that was not
    added up. Shared: callers must not change it."""
    asked = (Question(_MEDIANS, {"code": code, "unit_type": unit_type}) for code in period_codes)
    found = trips.ask(session.connection(), *asked)
    return {
        code: _medians(rows[0].content) if rows else {}
        for code, rows in zip(period_codes, found, strict=True)
    }


def peer_medians(session: Session, period_code: str, unit_type: str) -> dict[str, Median]:
    """The same of one period."""
    return medians_of(session, [period_code], unit_type)[period_code]


@lru_cache(maxsize=64)
def _medians(content: str) -> dict[str, Median]:
    """The same text says the same medians: all wards of a type read one."""
    return parse_medians(loads(content))


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

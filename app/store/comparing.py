"""What the detectors read of a period: plain rows, and of a version only what they look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.store.rows import AnyRow
from app.store.succession import owing
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.results import DetectionRun
from app.store.tables.submissions import Submission, Version

_HELD = [state.value for state in State if state.is_with_department]
_CODES = bindparam("codes", type_=ARRAY(Text()))


def _texts() -> Any:
    """The asked narratives of a version as {code: answer}, unpacked once."""
    answer = func.jsonb_each(Version.content["answers"]).table_valued("key", "value")
    return (
        select(func.jsonb_object_agg(answer.c.key, answer.c.value))
        .where(answer.c.key == any_(_CODES))
        .scalar_subquery()
        .cast(JSONB)
        .label("texts")
    )


_NEWEST = and_(
    Version.submission_id == Submission.id,
    Version.number == Submission.last_version,
    Submission.state.in_(_HELD),
)
_UNIT = (Ward.code, Ward.name, Ward.unit_type, Ward.established_on)


def held_versions(session: Session, period_id: UUID, codes: Collection[str]) -> Sequence[AnyRow]:
    """What the Department holds of a period, in Vietnamese order: the ward's code, name,
    unit_type and established_on, vector, and the texts of ``codes``."""
    query = (
        select(*_UNIT, Version.vector, _texts())
        .select_from(Submission)
        .join(Version, _NEWEST)
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == bindparam("period_id", type_=Uuid()))
        .order_by(Ward.sort_key, Ward.code)
    )
    return session.execute(query, {"period_id": period_id, "codes": list(codes)}).all()


def last_texts(
    session: Session, before: dt.date, codes: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """Each ward's texts in its last report of a period that ended before a day."""
    query = (
        select(Ward.code, _texts())
        .ext(distinct_on(Ward.code))
        .select_from(Submission)
        .join(Version, _NEWEST)
        .join(Ward, Ward.id == Submission.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .where(Period.data_to < before)
        .order_by(Ward.code, Period.data_to.desc(), Period.data_from)
    )
    rows = session.execute(query, {"codes": list(codes)})
    return {code: texts or {} for code, texts in rows}


def units(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """code, name, unit_type and established_on of every unit that owes a report."""
    return session.execute(
        select(*_UNIT)
        .select_from(Ward)
        .join(Period, owing(period_id))
        .order_by(Ward.sort_key, Ward.code)
    ).all()


def filings(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """Of every unit that owes a report: code, submission_id, first_submitted_at,
    entered_by_department (all None without a report) and due_at, its own newest extension."""
    extended = (
        select(Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .where(Extension.period_id == period_id)
        .group_by(Extension.ward_id)
        .subquery()
    )
    own = and_(Submission.ward_id == Ward.id, Submission.period_id == period_id)
    return session.execute(
        select(
            Ward.code,
            Submission.id.label("submission_id"),
            Submission.first_submitted_at,
            Submission.entered_by_department,
            extended.c.due_at,
        )
        .select_from(Ward)
        .join(Period, owing(period_id))
        .outerjoin(Submission, own)
        .outerjoin(extended, extended.c.ward_id == Ward.id)
    ).all()


def reports(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """code, ward_id, submission_id and dispensed of every report of a period."""
    return session.execute(
        select(
            Ward.code,
            Ward.id.label("ward_id"),
            Submission.id.label("submission_id"),
            Submission.dispensed,
        )
        .join(Submission, Submission.ward_id == Ward.id)
        .where(Submission.period_id == period_id)
    ).all()


def detection_run(session: Session, period_id: UUID) -> DetectionRun | None:
    """The newest run of the detectors over a period; None before the first."""
    return session.execute(
        select(DetectionRun).where(DetectionRun.period_id == period_id)
    ).scalar_one_or_none()

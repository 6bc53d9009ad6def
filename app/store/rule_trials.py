"""What a trial of a rule reads: the versions of a period, narrowed to a few fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, and_, any_, bindparam, exists, func, literal, or_, select
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.store.rows import AnyRow
from app.store.tables.city import Period, Ward
from app.store.tables.reviews import DepartmentFinding, FindingRow, Remark
from app.store.tables.submissions import Submission, Version

_HELD = [state.value for state in State if state.is_with_department]


@dataclass(frozen=True, slots=True)
class FrozenAnswers:
    """One version of one ward's report: some answers as JSON documents by code."""

    ward: Ward
    submission_id: UUID
    number: int
    answers: Mapping[str, dict[str, Any]]


def versions(
    session: Session, period_id: UUID, codes: Collection[str], most: int | None = None
) -> list[FrozenAnswers]:
    """Every version that the Department has received, ward by ward, the oldest first; or the
    first ``most`` of them.

    What a ward recalled before anybody saw it is its own again and is left out.
    """
    # Opened once per version: a path into it for every code would open it as often.
    opened = func.jsonb_each(Version.content["answers"]).table_valued("key", "value").lateral()
    asked = as_type(bindparam("codes"), ARRAY(Text()))
    picked = (
        select(func.jsonb_object_agg(opened.c.key, as_type(opened.c.value, JSONB)))
        .where(opened.c.key == any_(asked))
        .scalar_subquery()
    )
    received = or_(Submission.state.in_(_HELD), Submission.unlocked_sections.is_not(None))
    query = (
        select(Ward, Submission.id, Version.number, picked.label("answers"))
        .select_from(Submission)
        .join(Version, Version.submission_id == Submission.id)
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, received)
        .order_by(Ward.sort_key, Version.number)
        .limit(most)
    )
    rows = session.execute(query, {"codes": list(codes)}).all()
    return [FrozenAnswers(row.Ward, row.id, row.number, row.answers or {}) for row in rows]


def received_periods(session: Session) -> list[str]:
    """The codes of the periods that anything was received for, the newest first."""
    query = (
        select(Period.code)
        .where(exists().where(Submission.period_id == Period.id, Submission.last_version > 0))
        .order_by(Period.data_to.desc(), Period.data_from.desc())
    )
    return list(session.execute(query).scalars())


def decisions(session: Session, period_id: UUID, codes: Collection[str]) -> dict[UUID, set[str]]:
    """What was decided about these fields, by report: ``asked``, ``dismissed``, ``accepted``.

    A remark on one of them is an ``asked`` too.
    """
    found: dict[UUID, set[str]] = {}
    for table in (FindingRow, DepartmentFinding):
        for row in _decided(session, table, period_id, codes):
            found.setdefault(row.submission_id, set()).add(row.decision)
    for submission_id in _remarked(session, period_id, codes):
        found.setdefault(submission_id, set()).add("asked")
    return found


def _decided(
    session: Session,
    table: type[FindingRow] | type[DepartmentFinding],
    period_id: UUID,
    codes: Collection[str],
) -> Sequence[AnyRow]:
    touches = table.fields.has_any(as_type(literal(list(codes), ARRAY(Text())), ARRAY(Text())))
    return session.execute(
        select(table.submission_id, table.decision)
        .join(Submission, Submission.id == table.submission_id)
        .where(Submission.period_id == period_id, table.decision != "open", touches)
        .distinct()
    ).all()


def _remarked(session: Session, period_id: UUID, codes: Collection[str]) -> list[UUID]:
    query = (
        select(Remark.submission_id)
        .join(
            Submission,
            and_(Submission.id == Remark.submission_id, Submission.period_id == period_id),
        )
        .where(Remark.code.in_(list(codes)))
        .distinct()
    )
    return list(session.execute(query).scalars())

"""What stands behind one city figure: each included version, its numbers, and its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.store.consolidation import APPROVED
from app.store.rows import AnyRow
from app.store.tables.city import Ward
from app.store.tables.reviews import Explanation, FindingRow
from app.store.tables.submissions import AnswerHistory, Submission, Version

_HELD = [s.value for s in State if s.is_with_department]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frozen version without its content; ``reason`` goes with "not applicable"."""

    ward_code: str
    ward_name: str
    submission_id: UUID
    number: int
    vector: bytes
    reason: str
    submitted_at: dt.datetime
    submitted_by: str


def _included(include: str) -> Any:
    """Which version of a report is counted: the approved one, or the newest that the
    Department holds."""
    if include == APPROVED:
        return Submission.approved_version
    return case((Submission.state.in_(_HELD), Submission.last_version))


def frames(session: Session, period_id: UUID, include: str, code: str) -> list[Frame]:
    """The versions that a consolidation includes, in Vietnamese order of their wards."""
    rows = session.execute(
        select(
            Ward.code,
            Ward.name,
            Submission.id,
            Version.number,
            Version.vector,
            Version.content["answers"][code]["reason"].astext.label("reason"),
            Version.submitted_at,
            Version.submitted_by_name,
        )
        .select_from(Submission)
        .join(
            Version,
            and_(Version.submission_id == Submission.id, Version.number == _included(include)),
        )
        .join(Ward, Ward.id == Submission.ward_id)
        .where(Submission.period_id == period_id, Version.period_id == period_id)
        .order_by(Ward.sort_key, Ward.code)
    )
    return [_frame(row) for row in rows]


def _frame(row: AnyRow) -> Frame:
    return Frame(
        ward_code=row.code,
        ward_name=row.name,
        submission_id=row.id,
        number=row.number,
        vector=row.vector,
        reason=row.reason or "",
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by_name,
    )


def writers(session: Session, period_id: UUID, codes: Sequence[str]) -> dict[UUID, AnyRow]:
    """Who last wrote one of the fields in each report, up to its newest version:
    person_name, at."""
    rows = session.execute(
        select(AnswerHistory.submission_id, AnswerHistory.person_name, AnswerHistory.at)
        .join(Submission, Submission.id == AnswerHistory.submission_id)
        .join(
            Version,
            and_(Version.submission_id == Submission.id, Version.number == Submission.last_version),
        )
        .where(
            Submission.period_id == period_id,
            AnswerHistory.code.in_(codes),
            AnswerHistory.at <= Version.submitted_at,
        )
        .order_by(AnswerHistory.submission_id, AnswerHistory.id.desc())
        .ext(distinct_on(AnswerHistory.submission_id))
    )
    return {row.submission_id: row for row in rows}


def explained(session: Session, period_id: UUID) -> dict[tuple[UUID, str], str]:
    """Hash of the values for which a reason was given, by (report, key of the finding);
    the reason for the finding's present values wins over older ones."""
    rows = session.execute(
        select(Explanation.submission_id, Explanation.key, Explanation.inputs_hash)
        .join(
            FindingRow,
            and_(
                FindingRow.submission_id == Explanation.submission_id,
                FindingRow.key == Explanation.key,
            ),
        )
        .join(Submission, Submission.id == Explanation.submission_id)
        .where(Submission.period_id == period_id, FindingRow.is_current)
        .order_by(FindingRow.inputs_hash == Explanation.inputs_hash)
    )
    return {(row.submission_id, row.key): row.inputs_hash for row in rows}

"""Who wrote or signed a report: whoever did never approves it.

Everybody counts who ever saved, explained or entered anything in it, handed it over or
submitted a version, whatever became of their words later: a paragraph that another one
mended is still the first one's. What the command line or the application did is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Event
from app.store.tables.reviews import Explanation
from app.store.tables.submissions import AnswerHistory, EventRow, Submission
from app.store.tables.themes import ThemeStep

#: To hand a report over, to sign or to enter it is to stand behind it.
_SIGNING: Final = (Event.HANDED_OVER, Event.SUBMITTED, Event.ENTERED_BY_DEPARTMENT)


def is_one(session: Session, submission_id: UUID, person_id: UUID | None) -> bool:
    """Whether this person is one of the report's authors."""
    return bool(of_these(session, [submission_id], person_id))


def of_these(
    session: Session, submission_ids: Iterable[UUID], person_id: UUID | None
) -> frozenset[UUID]:
    """Those of the reports that this person wrote or signed."""
    return _own(session, Submission.id.in_(set(submission_ids)), person_id)


def of_period(session: Session, period_id: UUID, person_id: UUID | None) -> frozenset[UUID]:
    """A period's reports that this person wrote or signed."""
    return _own(session, Submission.period_id == period_id, person_id)


def _own(session: Session, which: ColumnElement[bool], person_id: UUID | None) -> frozenset[UUID]:
    if person_id is None:
        return frozenset()
    query = select(Submission.id).where(which, _is_author(person_id))
    return frozenset(session.execute(query).scalars())


def _is_author(person_id: UUID) -> ColumnElement[bool]:
    own = Submission.id
    return or_(
        exists().where(AnswerHistory.submission_id == own, AnswerHistory.person_id == person_id),
        exists().where(
            EventRow.submission_id == own,
            EventRow.person_id == person_id,
            EventRow.kind.in_([event.value for event in _SIGNING]),
        ),
        exists().where(Explanation.submission_id == own, Explanation.person_id == person_id),
    )


def has_edited_themes(session: Session, period_id: UUID, person_id: UUID | None) -> bool:
    """Whether this person worked on what the city's report of the period says in words."""
    if person_id is None:
        return False
    query = select(ThemeStep.id).where(
        ThemeStep.period_id == period_id, ThemeStep.person_id == person_id
    )
    return session.execute(query.limit(1)).first() is not None

"""What every page of a report asks first, in one trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.store import answers, submissions, trips
from app.store.submissions import Beside

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.submissions import AnswerRow, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """``rows`` are the draft's answers by code, to read only; ``due_at`` is the period's
    date, or that of the ward's newest extension."""

    beside: Beside
    rows: Mapping[str, AnswerRow]
    due_at: dt.datetime


def standing(session: Session, submission: Submission, period: Period) -> Standing:
    """The report as it stands, before anything is judged."""
    beside, rows, extended = trips.ask(
        session.connection(),
        submissions.asking_beside(submission.id, ""),
        answers.asking_rows(submission.id),
        submissions.asking_extension(period, submission.ward_id),
    )
    due_at = submissions.extended_to(period, extended)
    return Standing(Beside(*beside[0]), answers.by_code(rows), due_at)

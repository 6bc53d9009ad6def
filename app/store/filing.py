"""A report as a submit needs it, locked, in one trip; and what a submit leaves of it. And as a
save needs it, held in its place.

The rows are plain: the report is an object that no session watches, so what is changed in
it is written by ``MOVED`` and by nothing else.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Text, Uuid, bindparam, insert, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import JSONB

from app.store import answers, submissions
from app.store.rows import AnyRow
from app.store.submissions import Beside
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import AnswerRow, Submission, Version
from app.store.trips import Question, Statement

_SUBMISSION = cast(Table, Submission.__table__)
_WARD = cast(Table, Ward.__table__)
_PERIOD = cast(Table, Period.__table__)
_ANSWER = cast(Table, AnswerRow.__table__)
_VERSION = cast(Table, Version.__table__)


@dataclass(frozen=True, slots=True)
class Placed:
    """The report with its ward and period."""

    submission: Submission
    ward: Ward
    period: Period


@dataclass(frozen=True, slots=True)
class Found(Placed):
    """And with what stands around it; ``rows`` are its answers, to read only."""

    beside: Beside
    rows: Mapping[str, AnswerRow]


def holding(submission_id: UUID) -> Question:
    """What ``held`` understands: many may hold a report at once, and whoever moves it waits."""
    return Question(_HELD, {"id": submission_id})


def held(placed: Sequence[AnyRow]) -> Placed | None:
    """None where the wall shows no such report."""
    return Placed(*_parts(placed[0])) if placed else None


def questions(submission_id: UUID, key: str) -> tuple[Question, ...]:
    """What ``found`` understands. The lock is taken first and each sees what was committed
    before it is asked, so a copy of the same call finds what the first one has done."""
    return (
        Question(_PLACED, {"id": submission_id}),
        submissions.asking_beside(submission_id, key),
        Question(_ANSWERS, {"id": submission_id}),
    )


def found(asked: Sequence[Sequence[AnyRow]]) -> Found | None:
    """None where the wall shows no such report."""
    placed, beside, rows = asked
    if not placed:
        return None
    return Found(
        *_parts(placed[0]),
        Beside(*beside[0]),
        cast("Mapping[str, AnswerRow]", {answer.code: answer for answer in rows}),
    )


def _parts(placed: AnyRow) -> tuple[Submission, Ward, Period]:
    row = tuple(placed)
    return (
        cast(Submission, SimpleNamespace(**dict(zip(_SUBMISSION_COLUMNS, row, strict=False)))),
        cast(Ward, _WardRow(*row[_OF_WARD])),
        cast(Period, _PeriodRow(*row[_OF_PERIOD])),
    )


def moved(submission: Submission) -> Question:
    """Write what a submit changes in the report."""
    values = {name: getattr(submission, name) for name in _CHANGED}
    return Question(_MOVED, {"of_submission": submission.id, **values})


def frozen(version: Mapping[str, Any], content: str) -> Question:
    """Write a version. ``content`` is its canonical JSON, as it was hashed."""
    return Question(_FROZEN, {**version, "content": content})


_SUBMISSION_COLUMNS = tuple(_SUBMISSION.columns.keys())
_WardRow = namedtuple("_WardRow", _WARD.columns.keys())  # type: ignore[misc]
_PeriodRow = namedtuple("_PeriodRow", _PERIOD.columns.keys())  # type: ignore[misc]
_OF_WARD = slice(len(_SUBMISSION.columns), len(_SUBMISSION.columns) + len(_WARD.columns))
_OF_PERIOD = slice(_OF_WARD.stop, None)


def _placed(**lock: bool) -> Statement:
    """Columns in the order of the tables; a column of each has a name of its own."""
    asked = [
        *_SUBMISSION.columns,
        *(column.label(f"w_{column.name}") for column in _WARD.columns),
        *(column.label(f"p_{column.name}") for column in _PERIOD.columns),
    ]
    return Statement(
        select(*asked)
        .join(_WARD, _WARD.c.id == _SUBMISSION.c.ward_id)
        .join(_PERIOD, _PERIOD.c.id == _SUBMISSION.c.period_id)
        .where(_SUBMISSION.c.id == bindparam("id", type_=Uuid()))
        .with_for_update(of=_SUBMISSION, **lock)
    )


#: What a submit looks at in an answer.
_LOOKED_AT = ("code", *answers.VALUE_COLUMNS, "confirmed", "updated_at")
_PLACED = _placed()
# The lock that a key to the report takes anyway, only sooner.
_HELD = _placed(read=True, key_share=True)
_ANSWERS = Statement(
    select(*(_ANSWER.c[name] for name in _LOOKED_AT)).where(
        _ANSWER.c.submission_id == bindparam("id", type_=Uuid())
    )
)
_CHANGED = ("state", "last_version", "first_submitted_at", "entered_by_department", "updated_at")
_MOVED = Statement(
    update(_SUBMISSION)
    .where(_SUBMISSION.c.id == bindparam("of_submission", type_=Uuid()))
    .values({name: bindparam(name, type_=_SUBMISSION.c[name].type) for name in _CHANGED})
)
_FROZEN = Statement(
    insert(_VERSION).values(content=as_type(bindparam("content", type_=Text()), JSONB)),
    _VERSION.columns.keys(),
)

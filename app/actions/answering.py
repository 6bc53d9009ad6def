"""How one answer, or a whole report of them, is written: where the revision matches,
and never without a line of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Insert, Table, Text, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.actions.access import Report
from app.domain.answers import READ, TYPED, Answer, Source, ValueState
from app.domain.errors import Conflict
from app.domain.forms import Field
from app.store import trips
from app.store.answers import VALUE_COLUMNS, columns_of, history_of
from app.store.tables.submissions import AnswerHistory, AnswerRow, Submission
from app.store.transaction import Transaction
from app.store.trips import Question, Statement

CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Saved:
    """The field as it now stands; revision 0 means that it was cleared."""

    field: Field
    answer: Answer | None
    revision: int


class AnswerConflict(Conflict):
    """Another person saved the same field since; both values are shown."""

    def __init__(self, field: Field, theirs: AnswerRow) -> None:
        self.field, self.theirs = field, theirs
        super().__init__(f"{theirs.updated_by_name} vừa sửa ô này. Hãy chọn giá trị để giữ.")


def write_answer(
    tx: Transaction,
    submission: Submission,
    field: Field,
    answer: Answer | None,
    seen_revision: int,
    *,
    confirmed: bool = True,
    source: Source = TYPED,
) -> Saved:
    """Write or clear one answer where the revision matches, and append its history.

    What nobody has confirmed was read from a file, whatever ``source`` says.
    """
    if answer is None:
        return _clear(tx, submission, field, seen_revision, source)
    values = columns_of(field, answer) | _stamp(tx, confirmed)
    came_from = source if confirmed else READ
    again = _again(submission, field, values, seen_revision, came_from)
    revision = (
        _saved_again(tx, again)
        or _first(tx, submission, field, values, seen_revision, answer, came_from)
        # Somebody inserted in between: perhaps the same person, in another tab.
        or _saved_again(tx, again)
    )
    if revision is None:
        raise AnswerConflict(field, _theirs(tx, submission, field))
    return Saved(field, answer, revision)


def fill_empty(
    tx: Transaction,
    report: Report,
    answers: Mapping[str, Answer],
    *,
    confirmed: bool = True,
    source: Source = TYPED,
) -> None:
    """Write fields that have no answer: three statements, however many fields.

    The caller has seen, in this transaction, that no row of them stands. Raises
    an ``IntegrityError`` by its key where somebody has answered one meanwhile.
    """
    if not answers:
        return
    submission, own = report.submission, _owned(report.submission)
    past = _last_revisions(tx, submission.id)
    fields = [(report.form.field(code), answers[code]) for code in sorted(answers)]
    rows = [
        own
        | {"code": f.code, "revision": past.get(f.code, 0) + 1}
        | columns_of(f, answer)
        | _stamp(tx, confirmed)
        for f, answer in fields
    ]
    tx.session.execute(insert(cast(Table, AnswerRow.__table__)), rows)
    source = source if confirmed else READ
    history = [_history(tx, submission, f, past.get(f.code, 0) + 1, a, source) for f, a in fields]
    tx.session.execute(insert(cast(Table, AnswerHistory.__table__)), history)


def _last_revisions(tx: Transaction, submission_id: UUID) -> dict[str, int]:
    """How far each field's history goes: a revision never comes twice."""
    rows = tx.session.execute(
        select(AnswerHistory.code, func.max(AnswerHistory.revision).label("last"))
        .where(AnswerHistory.submission_id == submission_id)
        .group_by(AnswerHistory.code)
    )
    return {row.code: row.last for row in rows}


def _owned(submission: Submission) -> dict[str, Any]:
    return {
        "city_id": submission.city_id,
        "ward_id": submission.ward_id,
        "submission_id": submission.id,
    }


def _stamp(tx: Transaction, confirmed: bool) -> dict[str, Any]:
    return {
        "confirmed": confirmed,
        "updated_at": tx.now,
        "updated_by": tx.actor.person_id,
        "updated_by_name": tx.actor.name,
    }


def _mine_or_seen(tx: Transaction, seen_revision: int) -> Any:
    """People conflict with others, never with themselves."""
    return or_(AnswerRow.revision == seen_revision, AnswerRow.updated_by == tx.actor.person_id)


def _save_again() -> Insert:
    """A standing answer changed and the change noted in its history, in one statement.

    Made once: on deadline day this is asked more than anything else.
    """
    changed = (
        update(_ANSWER)
        .where(
            _ANSWER.c.submission_id == bindparam("of_submission"),
            _ANSWER.c.code == bindparam("of_code"),
            # People conflict with others, never with themselves.
            or_(
                _ANSWER.c.revision == bindparam("seen"),
                _ANSWER.c.updated_by == bindparam("updated_by"),
            ),
        )
        .values(
            {name: bindparam(name) for name in (*VALUE_COLUMNS, *_STAMPED)}
            | {"revision": _ANSWER.c.revision + 1}
        )
        .returning(*(_ANSWER.c[name] for name in _NOTED.values()))
        .cte("changed")
    )
    noted = select(
        *(changed.c[name] for name in _NOTED.values()),
        *(bindparam(name, type_=Text()) for name in _ORIGIN),
    )
    return insert(_HISTORY).from_select([*_NOTED, *_ORIGIN], noted).returning(_HISTORY.c.revision)


_ANSWER = cast(Table, AnswerRow.__table__)
_HISTORY = cast(Table, AnswerHistory.__table__)
_STAMPED = ("confirmed", "updated_at", "updated_by", "updated_by_name")
_ORIGIN = ("origin", "origin_detail")
# Column of the history: column of the answer it is taken from.
_NOTED = {
    **{name: name for name in ("city_id", "ward_id", "submission_id", "code", "revision")},
    **{name: name for name in ("state", "typed", "reason")},
    "at": "updated_at",
    "person_id": "updated_by",
    "person_name": "updated_by_name",
}
_SAVE_AGAIN = Statement(_save_again())


def _saved_again(tx: Transaction, again: dict[str, Any]) -> int | None:
    """The new revision, None where the one that was seen does not stand any more."""
    (noted,) = trips.ask(tx.connection, Question(_SAVE_AGAIN, again))
    return noted[0].revision if noted else None


def _again(
    submission: Submission, field: Field, values: dict[str, Any], seen: int, source: Source
) -> dict[str, Any]:
    return values | {
        "of_submission": submission.id,
        "of_code": field.code,
        "seen": seen,
        "origin": source.origin.value,
        "origin_detail": source.detail,
    }


def _first(
    tx: Transaction,
    submission: Submission,
    field: Field,
    values: dict[str, Any],
    seen: int,
    answer: Answer,
    source: Source,
) -> int | None:
    revision = _insert(tx, submission, field, values, seen)
    if revision is not None:
        _append_history(tx, submission, field, revision, answer, source)
    return revision


def _insert(
    tx: Transaction, submission: Submission, field: Field, values: dict[str, Any], seen: int
) -> int | None:
    """A first answer continues the field's history, so that no revision comes twice.

    None where a row stands already, or another person cleared the field unseen. An insert
    that began before a clearing was committed would not see its revision and would use it
    again: the history's key refuses that, and the person sees a conflict.
    """
    if seen and _cleared_by_another(tx, submission, field, seen):
        return None
    past = (
        select(func.coalesce(func.max(AnswerHistory.revision), 0) + 1)
        .where(AnswerHistory.submission_id == submission.id, AnswerHistory.code == field.code)
        .scalar_subquery()
    )
    return tx.session.execute(
        insert_or_skip(AnswerRow)
        .values(
            city_id=submission.city_id,
            ward_id=submission.ward_id,
            submission_id=submission.id,
            code=field.code,
            revision=past,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(AnswerRow.revision)
    ).scalar()


def _clear(
    tx: Transaction, submission: Submission, field: Field, seen: int, source: Source
) -> Saved:
    revision = tx.session.execute(
        delete(AnswerRow)
        .where(
            AnswerRow.submission_id == submission.id,
            AnswerRow.code == field.code,
            _mine_or_seen(tx, seen),
        )
        .returning(AnswerRow.revision)
    ).scalar()
    if revision is None:
        if tx.session.get(AnswerRow, (submission.id, field.code)) is not None:
            raise AnswerConflict(field, _theirs(tx, submission, field))
        return Saved(field, None, 0)
    _append_history(tx, submission, field, revision + 1, None, source)
    return Saved(field, None, 0)


def _cleared_by_another(tx: Transaction, submission: Submission, field: Field, seen: int) -> bool:
    past = history_of(tx.session, submission.id, field.code)[:1]
    return any(
        row.state == CLEARED and row.revision > seen and row.person_id != tx.actor.person_id
        for row in past
    )


def _theirs(tx: Transaction, submission: Submission, field: Field) -> AnswerRow:
    """What stands there now; for a field that was cleared, an empty row of its clearing."""
    standing = tx.session.execute(
        select(AnswerRow)
        .where(AnswerRow.submission_id == submission.id, AnswerRow.code == field.code)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if standing is not None:
        return standing
    last = history_of(tx.session, submission.id, field.code)[0]
    return AnswerRow(
        code=field.code,
        state=ValueState.VALUE.value,
        typed="",
        reason="",
        problem="",
        revision=0,
        updated_at=last.at,
        updated_by_name=last.person_name,
    )


def _append_history(
    tx: Transaction,
    submission: Submission,
    field: Field,
    revision: int,
    answer: Answer | None,
    source: Source,
) -> None:
    values = _history(tx, submission, field, revision, answer, source)
    tx.session.execute(insert(AnswerHistory).values(**values))


def _history(
    tx: Transaction,
    submission: Submission,
    field: Field,
    revision: int,
    answer: Answer | None,
    source: Source,
) -> dict[str, Any]:
    return _owned(submission) | {
        "code": field.code,
        "revision": revision,
        "state": answer.state.value if answer else CLEARED,
        "typed": answer.typed if answer else "",
        "reason": answer.reason if answer else "",
        "at": tx.now,
        "person_id": tx.actor.person_id,
        "person_name": tx.actor.name,
        "origin": source.origin.value,
        "origin_detail": source.detail,
    }

"""The ward writes: start a report, save a field, give a reason for a flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.actions import access
from app.actions.access import Report
from app.domain.answers import Answer, ValueState, clean_text, parse_answer
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.forms import Field
from app.domain.lifecycle import State
from app.domain.permissions import Actor, Permission
from app.store import cities, submissions
from app.store.answers import answer_of, columns_of, history_of
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.tables.reviews import Explanation
from app.store.tables.submissions import AnswerHistory, AnswerRow, SourcePhrase, Submission
from app.store.transaction import Transaction, transaction

CLEARED = "cleared"
EXPLANATION_MAX = 2000


@dataclass(frozen=True, slots=True)
class Saved:
    """The field as it now stands; revision 0 means that it was cleared."""

    answer: Answer | None
    revision: int


class AnswerConflict(Conflict):
    """Another person saved the same field since; both values are shown."""

    def __init__(self, theirs: AnswerRow) -> None:
        self.theirs = theirs
        super().__init__(f"{theirs.updated_by_name} vừa sửa ô này. Hãy chọn giá trị để giữ.")


def begin_reports(tx: Transaction, period: Period) -> None:
    """A report for every ward that has none yet in the period: one statement for all."""
    wards = select(
        func.gen_random_uuid(),
        Ward.city_id,
        Ward.id,
        *(literal(value) for value in _fresh(tx, period).values()),
    )
    columns = ["id", "city_id", "ward_id", *_fresh(tx, period)]
    tx.session.execute(
        insert_or_skip(Submission).from_select(columns, wards).on_conflict_do_nothing()
    )


def _fresh(tx: Transaction, period: Period) -> dict[str, Any]:
    return {
        "period_id": period.id,
        "form_version_id": period.form_version_id,
        "state": State.DRAFT.value,
        "last_version": 0,
        "entered_by_department": False,
        "claimed_by_name": "",
        "created_at": tx.now,
        "updated_at": tx.now,
    }


def ensure_submission(tx: Transaction, ward_id: UUID, period_id: UUID) -> Submission:
    """Find or begin the report; raises ``NotFound`` for a period that is not open."""
    found = submissions.of_ward(tx.session, ward_id, period_id)
    if found is not None:
        return found
    period = cities.period(tx.session, period_id)
    if period is None:
        raise NotFound("Kỳ báo cáo này chưa được mở.")
    tx.session.execute(
        insert_or_skip(Submission)
        .values(id=uuid4(), city_id=tx.scope.city, ward_id=ward_id, **_fresh(tx, period))
        .on_conflict_do_nothing()
    )
    submission = submissions.of_ward(tx.session, ward_id, period_id)
    assert submission is not None, "inserted here or by whoever came first"
    return submission


def save_answer(
    scope: Scope, actor: Actor, submission_id: UUID, code: str, typed: str, seen_revision: int
) -> Saved:
    """Save one field as typed; what does not parse is kept and not counted.

    ``seen_revision`` is the revision the person typed on (0: an empty field).
    Raises ``AnswerConflict``, ``NotFound``, ``NotAllowed``, or ``Conflict`` where
    the section is locked.
    """
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        field = report.form.field(code)
        require_unlocked(report, field)
        saved = write_answer(
            tx, report.submission, field, parse_answer(field, typed), seen_revision
        )
        settle_phrase(tx, submission_id, code, saved.answer)
        return saved


def confirm(scope: Scope, actor: Actor, submission_id: UUID, codes: Sequence[str]) -> None:
    """Stand behind values that a file gave: what it contradicted itself on is settled.

    The values stay as they are; their history says who confirmed them.
    """
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        for code in sorted(codes):
            field = report.form.field(code)
            row = tx.session.get(AnswerRow, (submission_id, code))
            if row is not None:
                require_unlocked(report, field)
                write_answer(tx, report.submission, field, answer_of(field, row), row.revision)


def require_unlocked(report: Report, field: Field) -> None:
    if not report.accepts(field.section):
        raise Conflict(
            f"Phần {field.section} đang khóa vì báo cáo ở trạng thái “{report.state.label}”."
            " Giá trị bạn gõ chưa được lưu."
        )


def write_answer(
    tx: Transaction,
    submission: Submission,
    field: Field,
    answer: Answer | None,
    seen_revision: int,
    *,
    confirmed: bool = True,
) -> Saved:
    """Write or clear one answer where the revision matches, and append its history."""
    if answer is None:
        return _clear(tx, submission, field, seen_revision)
    values = columns_of(field, answer) | _stamp(tx, confirmed)
    revision = (
        _update(tx, submission, field, values, seen_revision)
        or _insert(tx, submission, field, values, seen_revision)
        # Somebody inserted in between: perhaps the same person, in another tab.
        or _update(tx, submission, field, values, seen_revision)
    )
    if revision is None:
        raise AnswerConflict(_theirs(tx, submission, field))
    _append_history(tx, submission, field, revision, answer.state.value, answer)
    return Saved(answer, revision)


def fill_empty(
    tx: Transaction, report: Report, answers: Mapping[str, Answer], *, confirmed: bool = True
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
    history = [
        _history(tx, submission, f, past.get(f.code, 0) + 1, a.state.value, a) for f, a in fields
    ]
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


def _update(
    tx: Transaction, submission: Submission, field: Field, values: dict[str, Any], seen: int
) -> int | None:
    return tx.session.execute(
        update(AnswerRow)
        .where(
            AnswerRow.submission_id == submission.id,
            AnswerRow.code == field.code,
            _mine_or_seen(tx, seen),
        )
        .values(**values, revision=AnswerRow.revision + 1)
        .returning(AnswerRow.revision)
    ).scalar()


def _insert(
    tx: Transaction, submission: Submission, field: Field, values: dict[str, Any], seen: int
) -> int | None:
    """A first answer continues the field's history, so that no revision comes twice.

    None where a row stands already, or another person cleared the field unseen.
    """
    _keep_row_away(tx, submission, field)
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


def _clear(tx: Transaction, submission: Submission, field: Field, seen: int) -> Saved:
    _keep_row_away(tx, submission, field)
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
            raise AnswerConflict(_theirs(tx, submission, field))
        return Saved(None, 0)
    _append_history(tx, submission, field, revision + 1, CLEARED, None)
    return Saved(None, 0)


def _keep_row_away(tx: Transaction, submission: Submission, field: Field) -> None:
    """One at a time takes a field's row away or puts it there: an insert that began while
    a clearing was still open would not see its revision, and would use it again."""
    key = func.hashtextextended(f"{submission.id}/{field.code}", 0)
    tx.session.execute(select(func.pg_advisory_xact_lock(key)))


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
    state: str,
    answer: Answer | None,
) -> None:
    values = _history(tx, submission, field, revision, state, answer)
    tx.session.execute(insert(AnswerHistory).values(**values))


def _history(
    tx: Transaction,
    submission: Submission,
    field: Field,
    revision: int,
    state: str,
    answer: Answer | None,
) -> dict[str, Any]:
    return _owned(submission) | {
        "code": field.code,
        "revision": revision,
        "state": state,
        "typed": answer.typed if answer else "",
        "reason": answer.reason if answer else "",
        "at": tx.now,
        "person_id": tx.actor.person_id,
        "person_name": tx.actor.name,
    }


def settle_phrase(tx: Transaction, submission_id: UUID, code: str, answer: Answer | None) -> None:
    """What a person saved answers the question that an uncertain reading asked."""
    typed = answer.typed if answer else ""
    decision = "rejected" if answer is None else "corrected"
    tx.session.execute(
        update(SourcePhrase)
        .where(SourcePhrase.submission_id == submission_id, SourcePhrase.code == code)
        .values(decision=decision)
    )
    if answer is not None and answer.state is ValueState.VALUE:
        tx.session.execute(
            update(SourcePhrase)
            .where(
                SourcePhrase.submission_id == submission_id,
                SourcePhrase.code == code,
                SourcePhrase.typed == typed,
            )
            .values(decision="confirmed")
        )


def explain(
    scope: Scope, actor: Actor, submission_id: UUID, key: str, inputs_hash: str, reason: str
) -> None:
    """Give the ward's reason for a soft flag, bound to the values that it saw.

    Raises ``Invalid`` for an empty reason, ``Conflict`` once the Department has the report:
    what is under review does not change under the reviewer's eyes.
    """
    text = clean_text(reason)[:EXPLANATION_MAX]
    if len(text) < 3:
        raise Invalid([Problem("reason", (), "Hãy viết lý do, ít nhất vài chữ.")])
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        if report.state.is_with_department:
            raise Conflict(f"Báo cáo {report.state.label.lower()} nên không thêm giải trình được.")
        tx.session.execute(
            insert_or_skip(Explanation)
            .values(
                id=uuid4(),
                city_id=report.submission.city_id,
                ward_id=report.submission.ward_id,
                submission_id=submission_id,
                key=key,
                rule=key.partition(":")[0],
                inputs_hash=inputs_hash,
                text=text,
                at=tx.now,
                person_id=actor.person_id,
                person_name=actor.name,
            )
            .on_conflict_do_update(
                index_elements=["submission_id", "key", "inputs_hash"],
                set_={
                    "text": text,
                    "at": tx.now,
                    "person_id": actor.person_id,
                    "person_name": actor.name,
                },
            )
        )

"""The ward writes: start a report, save a field, stand behind a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, Text, Update, bindparam, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.actions import access, recalling
from app.actions.access import Report
from app.actions.answering import Saved, write_answer
from app.domain.answers import (
    TYPED,
    Answer,
    Origin,
    Source,
    ValueState,
    canonical,
    parse_answer,
)
from app.domain.errors import Conflict, NotFound
from app.domain.forms import Field
from app.domain.lifecycle import State
from app.domain.permissions import Actor, Permission
from app.store import cities, filing, submissions, trips
from app.store.answers import answer_of, history_of
from app.store.scope import Scope
from app.store.succession import owes, owing
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import AnswerRow, SourcePhrase, Submission
from app.store.transaction import Transaction, transaction
from app.store.trips import Question, Statement


def begin_reports(tx: Transaction, period: Period) -> None:
    """A report for every ward that owes one and has none yet: one statement for all."""
    wards = select(
        func.gen_random_uuid(),
        Ward.city_id,
        Ward.id,
        *(literal(value) for value in _fresh(tx, period).values()),
    ).join(Period, owing(period.id))
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
    """Find or begin the report; raises ``NotFound`` for a period that is not open or that
    does not expect this unit."""
    found = submissions.of_ward(tx.session, ward_id, period_id)
    if found is not None:
        return found
    period = cities.period(tx.session, period_id)
    if period is None:
        raise NotFound("Kỳ báo cáo này chưa được mở.")
    if not owes(tx.session, ward_id, period_id):
        raise NotFound("Đơn vị này không phải báo cáo kỳ này: đã sáp nhập, chia tách.")
    tx.session.execute(
        insert_or_skip(Submission)
        .values(id=uuid4(), city_id=tx.scope.city, ward_id=ward_id, **_fresh(tx, period))
        .on_conflict_do_nothing()
    )
    submission = submissions.of_ward(tx.session, ward_id, period_id)
    assert submission is not None, "inserted here or by whoever came first"
    return submission


def save_answer(
    scope: Scope,
    actor: Actor,
    submission_id: UUID,
    code: str,
    typed: str,
    seen_revision: int,
    *,
    is_carried: bool = False,
) -> Saved:
    """Save one field as typed; what does not parse is kept and not counted.

    ``seen_revision`` is the revision the person typed on (0: an empty field). Where the
    person kept what the field last was (``is_carried``) and it is that, the history says so.
    Raises ``AnswerConflict``, ``NotFound``, ``NotAllowed``, or ``Conflict`` where
    the section is locked.
    """
    with transaction(scope, actor, filing.holding(submission_id)) as tx:
        report = access.report_asked(tx, filing.held(tx.asked[0]), Permission.FILL)
        field = report.form.field(code)
        require_unlocked(report, field)
        answer = parse_answer(field, typed)
        source = _carried(tx, report, field, answer) if is_carried else TYPED
        saved = write_answer(tx, report.submission, field, answer, seen_revision, source=source)
        tx.send(_SETTLED, _settling(submission_id, code, saved.answer))
        return saved


def _carried(tx: Transaction, report: Report, field: Field, answer: Answer | None) -> Source:
    known = recalling.last_known(recalling.earlier_reports(tx.session, report), field)
    if known is None or answer is None or canonical(answer) != canonical(known[1]):
        return TYPED
    return Source(Origin.CARRIED, str(known[0]))


def carry_over(scope: Scope, actor: Actor, submission_id: UUID, section: str) -> int:
    """Keep what the stable facts of a section last were, where they are still empty.

    How many were kept. Raises ``NotAllowed``, ``NotFound``, or ``Conflict`` where the
    section is locked.
    """
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        kept = recalling.to_carry(tx.session, report, section)
        for field, period, answer in kept:
            require_unlocked(report, field)
            source = Source(Origin.CARRIED, str(period))
            write_answer(tx, report.submission, field, answer, 0, source=source)
        return len(kept)


def restore(
    scope: Scope, actor: Actor, submission_id: UUID, code: str, revision: int, seen_revision: int
) -> Saved:
    """Bring back what the field said at ``revision``; its history goes on from there.

    Raises as ``save_answer`` does, and ``NotFound`` where the field never had that revision.
    """
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        field = report.form.field(code)
        require_unlocked(report, field)
        past = history_of(tx.session, submission_id, code)
        row = next((row for row in past if row.revision == revision), None)
        if row is None:
            raise NotFound("Ô này không có giá trị ấy trong lịch sử.")
        source = Source(Origin.RESTORED, f"{revision}")
        answer = parse_answer(field, row.typed)
        saved = write_answer(tx, report.submission, field, answer, seen_revision, source=source)
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
            f"Phần {field.section} đang khóa vì {report.why_locked}. Giá trị bạn gõ chưa được lưu."
        )


def _settled() -> Update:
    """The decision on every phrase that a file gave for a field, by what was saved."""
    return (
        update(_PHRASE)
        .where(
            _PHRASE.c.submission_id == bindparam("of_submission"),
            _PHRASE.c.code == bindparam("of_code"),
        )
        .values(
            decision=case(
                (_PHRASE.c.typed == bindparam("saved", type_=Text()), "confirmed"),
                else_=bindparam("otherwise", type_=Text()),
            )
        )
    )


_PHRASE = cast(Table, SourcePhrase.__table__)
_SETTLED = Statement(_settled())


def settle_phrase(tx: Transaction, submission_id: UUID, code: str, answer: Answer | None) -> None:
    """What a person saved answers the question that an uncertain reading asked."""
    trips.ask(tx.connection, Question(_SETTLED, _settling(submission_id, code, answer)))


def _settling(submission_id: UUID, code: str, answer: Answer | None) -> dict[str, Any]:
    is_value = answer is not None and answer.state is ValueState.VALUE
    return {
        "of_submission": submission_id,
        "of_code": code,
        "saved": answer.typed if answer is not None and is_value else None,
        "otherwise": "rejected" if answer is None else "corrected",
    }

"""Many fields of one report in one request: each saved or refused by itself, in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.actions import access
from app.actions.access import Report
from app.actions.answering import AnswerConflict, Saved, write_answer
from app.actions.drafting import require_unlocked, settle_phrase
from app.domain.answers import parse_answer
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.permissions import Actor, Permission
from app.store.scope import Scope
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as typed, on the revision that its author saw (0: an empty field)."""

    code: str
    typed: str
    revision: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one field: ``saved``, or else ``refusal`` says why not."""

    code: str
    saved: Saved | None = None
    refusal: DomainError | None = None


def save_answers(
    scope: Scope, actor: Actor, submission_id: UUID, sent: Sequence[Typed]
) -> list[Outcome]:
    """Save fields in the order of their codes; outcomes are in the order they were sent.

    A field that conflicts, is locked or unknown (``AnswerConflict``, ``Conflict``,
    ``NotFound`` in its outcome) stops no other. Raises ``NotFound`` or ``NotAllowed`` for
    the report as a whole, ``Conflict`` where another's clearing of a field came between twice.
    """
    try:
        return _save(scope, actor, submission_id, sent)
    except Conflict:
        # The key of a history refused a revision that somebody took a moment ago, and with
        # it the whole transaction: the second time that revision is seen.
        return _save(scope, actor, submission_id, sent)


def _save(scope: Scope, actor: Actor, submission_id: UUID, sent: Sequence[Typed]) -> list[Outcome]:
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        # Two batches that meet take their rows in one order, or each would wait for the other.
        order = sorted(range(len(sent)), key=lambda at: sent[at].code)
        done = {at: _save_one(tx, report, sent[at]) for at in order}
        return [done[at] for at in range(len(sent))]


def _save_one(tx: Transaction, report: Report, typed: Typed) -> Outcome:
    try:
        field = report.form.field(typed.code)
        require_unlocked(report, field)
        answer = parse_answer(field, typed.typed)
        saved = write_answer(tx, report.submission, field, answer, typed.revision)
    except (AnswerConflict, Conflict, NotFound) as refusal:
        return Outcome(typed.code, refusal=refusal)
    settle_phrase(tx, report.submission.id, typed.code, saved.answer)
    return Outcome(typed.code, saved)

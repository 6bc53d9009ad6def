"""A person's word on what the reading was not sure of."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.actions import access
from app.actions.access import Report
from app.actions.answering import write_answer
from app.actions.drafting import require_unlocked, settle_phrase
from app.domain.answers import parse_answer
from app.domain.errors import NotFound
from app.domain.permissions import Actor, Permission
from app.store.scope import Scope
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction, transaction


def decide(
    scope: Scope,
    actor: Actor,
    upload_id: UUID,
    decisions: Mapping[str, str],
    values: Mapping[str, str],
) -> None:
    """Confirm, correct or reject uncertain values; what has no decision goes on waiting."""
    with transaction(scope, actor) as tx:
        row = tx.session.get(Upload, upload_id)
        if row is None:
            raise NotFound("Không tìm thấy tệp này.")
        report = access.report_for(tx.session, actor, row.submission_id, Permission.FILL)
        phrases = {p.code: p for p in _phrases(tx, upload_id)}
        for code in sorted(decisions):
            if code in phrases:
                _decide(tx, report, phrases[code], decisions[code], values.get(code, ""))


def _phrases(tx: Transaction, upload_id: UUID) -> list[SourcePhrase]:
    query = select(SourcePhrase).where(SourcePhrase.upload_id == upload_id)
    return list(tx.session.execute(query).scalars())


def _decide(
    tx: Transaction, report: Report, phrase: SourcePhrase, decision: str, value: str
) -> None:
    field = report.form.field(phrase.code)
    require_unlocked(report, field)
    if decision == "reject":
        phrase.decision = "rejected"
        return
    typed = phrase.typed if decision == "confirm" else value
    answer = parse_answer(field, typed)
    standing = tx.session.get(AnswerRow, (report.submission.id, field.code))
    revision = standing.revision if standing else 0
    saved = write_answer(tx, report.submission, field, answer, revision)
    settle_phrase(tx, report.submission.id, field.code, saved.answer)

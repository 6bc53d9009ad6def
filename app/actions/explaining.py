"""The ward gives reasons for soft flags: one, or many at once; never one for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.actions import access
from app.actions.access import Report
from app.domain.answers import clean_text
from app.domain.answers.text import excerpt
from app.domain.errors import Conflict, Invalid, Problem
from app.domain.explanations import repeated
from app.domain.permissions import Actor, Permission
from app.store import submissions
from app.store.scope import Scope
from app.store.tables.reviews import Explanation
from app.store.transaction import Transaction, transaction

EXPLANATION_MAX = 2000


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for the flag ``key``, bound to the values that it saw."""

    key: str
    inputs_hash: str
    text: str


def explain(
    scope: Scope, actor: Actor, submission_id: UUID, key: str, inputs_hash: str, reason: str
) -> None:
    """Give the ward's reason for one soft flag. Raises as ``explain_many`` does."""
    explain_many(scope, actor, submission_id, [Reason(key, inputs_hash, reason)])


def explain_many(
    scope: Scope, actor: Actor, submission_id: UUID, reasons: Sequence[Reason]
) -> None:
    """Give reasons for several soft flags: all of them are kept, or none.

    Raises ``Invalid`` with every reason that is empty or stands for other flags too (each
    problem's field is the flag's key), ``Conflict`` once the Department has the report: what
    is under review does not change under the reviewer's eyes.
    """
    given = [Reason(r.key, r.inputs_hash, clean_text(r.text)[:EXPLANATION_MAX]) for r in reasons]
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        if report.state.is_with_department:
            raise Conflict(f"Báo cáo {report.state.label.lower()} nên không thêm giải trình được.")
        problems = [*_empty(given), *_repeated(tx, submission_id, given)]
        if problems:
            raise Invalid(problems)
        for reason in given:
            _write(tx, report, reason)


def _empty(given: Sequence[Reason]) -> list[Problem]:
    sentence = "Hãy viết lý do, ít nhất vài chữ."
    return [Problem("reason", (r.key,), sentence) for r in given if len(r.text) < 3]


def _repeated(tx: Transaction, submission_id: UUID, given: Sequence[Reason]) -> list[Problem]:
    rows = submissions.explanations_of(tx.session, submission_id).values()
    standing = {row.key: row.text for row in sorted(rows, key=lambda row: row.at)}
    texts = {reason.key: reason.text for reason in given}
    return [
        Problem("same_reason", (key,), _refusal(texts[key], count))
        for key, count in repeated(standing, texts).items()
        if len(texts[key]) >= 3
    ]


def _refusal(text: str, others: int) -> str:
    return (
        f"Lý do “{excerpt(text)}” đã dùng cho {others} chỗ khác nên không giải thích được riêng chỗ"
        " nào. Hãy nêu số liệu, văn bản hoặc việc cụ thể của chỗ này."
    )


def _write(tx: Transaction, report: Report, reason: Reason) -> None:
    said = {
        "text": reason.text,
        "at": tx.now,
        "person_id": tx.actor.person_id,
        "person_name": tx.actor.name,
    }
    tx.session.execute(
        insert_or_skip(Explanation)
        .values(
            id=uuid4(),
            city_id=report.submission.city_id,
            ward_id=report.submission.ward_id,
            submission_id=report.submission.id,
            key=reason.key,
            rule=reason.key.partition(":")[0],
            inputs_hash=reason.inputs_hash,
            **said,
        )
        .on_conflict_do_update(index_elements=["submission_id", "key", "inputs_hash"], set_=said)
    )

"""What a file filled is taken back: each field has again what it had before."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.access import Report
from app.actions.answering import CLEARED, write_answer
from app.domain.answers import Answer, canonical, parse_answer
from app.domain.forms import Field
from app.store import answers as answer_store
from app.store.answers import answer_of, history_of
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction

WITHDRAWN = "withdrawn"


def take_back(tx: Transaction, report: Report, row: Upload) -> None:
    """Undo a file's values that stand as it wrote them; what a person changed or confirmed
    stays. Its phrases and texts count as rejected, its findings no longer speak."""
    phrases = list(
        tx.session.execute(select(SourcePhrase).where(SourcePhrase.upload_id == row.id)).scalars()
    )
    given = {p.code: p.typed for p in phrases if p.decision == "applied"}
    given |= {c: t["typed"] for c, t in row.texts.items() if t["decision"] == "applied"}
    standing = answer_store.rows_of(tx.session, report.submission.id)
    for code in sorted(given.keys() & standing.keys()):
        _restore(tx, report, report.form.field(code), standing[code], given[code])
    for phrase in phrases:
        phrase.decision = "rejected"
    row.texts = {c: {**t, "decision": "rejected"} for c, t in row.texts.items()}
    row.status, row.error, row.findings, row.unused = WITHDRAWN, "", [], []


def _restore(tx: Transaction, report: Report, field: Field, row: AnswerRow, typed: str) -> None:
    given = parse_answer(field, typed)
    stands = answer_of(field, row)
    if row.confirmed or given is None or canonical(stands) != canonical(given):
        return
    before = _before(tx, report, field)
    write_answer(tx, report.submission, field, before, row.revision, confirmed=False)


def _before(tx: Transaction, report: Report, field: Field) -> Answer | None:
    """What the field had before its last writing; None: nothing."""
    past = history_of(tx.session, report.submission.id, field.code)[1:2]
    if not past or past[0].state == CLEARED:
        return None
    return parse_answer(field, past[0].typed)

"""A person's word on what a file offers: what the reading was not sure of, what differs
from the draft, and the numbers that it could not place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.actions import access
from app.actions.access import Report
from app.actions.answering import AnswerConflict, write_answer
from app.actions.drafting import require_unlocked, settle_phrase
from app.domain.answers import Answer, ValueState, parse_answer
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.forms import Field
from app.domain.permissions import Actor, Permission
from app.store.scope import Scope
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction, transaction

# What a decision leaves on a phrase or a text of the file.
_SETTLED = {"confirm": "confirmed", "correct": "corrected", "append": "corrected"}


@dataclass(frozen=True, slots=True)
class Choice:
    """``what``: confirm (the file's value), correct (``value``), append (the file's text
    below the draft's), reject (leave the draft alone) or clear (take out what the file
    gave). ``seen`` is the revision of the draft's field on the page, None: unknown."""

    what: str
    value: str = ""
    seen: int | None = None


def decide(
    scope: Scope, actor: Actor, upload_id: UUID, choices: Mapping[str, Choice]
) -> dict[str, AnswerConflict]:
    """Take, correct or reject what a file offers; what has no choice goes on waiting.

    Fields that somebody else changed since the page was made stay as they are; they are
    given back with what stands there now.
    """
    conflicts: dict[str, AnswerConflict] = {}
    with transaction(scope, actor) as tx:
        row, report = _opened(tx, actor, upload_id)
        phrases = {p.code: p for p in _phrases(tx, upload_id)}
        for code in sorted(choices.keys() & (phrases.keys() | row.texts.keys())):
            try:
                _decide(tx, report, row, phrases.get(code), code, choices[code])
            except AnswerConflict as conflict:
                conflicts[code] = conflict
    return conflicts


def _opened(tx: Transaction, actor: Actor, upload_id: UUID) -> tuple[Upload, Report]:
    row = tx.session.execute(
        select(Upload).where(Upload.id == upload_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("Không tìm thấy tệp này.")
    return row, access.report_for(tx.session, actor, row.submission_id, Permission.FILL, hold=True)


def _phrases(tx: Transaction, upload_id: UUID) -> list[SourcePhrase]:
    query = select(SourcePhrase).where(SourcePhrase.upload_id == upload_id)
    return list(tx.session.execute(query).scalars())


def _decide(
    tx: Transaction,
    report: Report,
    row: Upload,
    phrase: SourcePhrase | None,
    code: str,
    choice: Choice,
) -> None:
    field = report.form.field(code)
    require_unlocked(report, field)
    if choice.what != "reject":
        offered = phrase.typed if phrase else row.texts[code]["typed"]
        _write(tx, report, field, choice, offered)
    decision = _SETTLED.get(choice.what, "rejected")
    if phrase is None:
        row.texts = {**row.texts, code: {**row.texts[code], "decision": decision}}
    elif choice.what == "reject":
        phrase.decision = decision


def _write(tx: Transaction, report: Report, field: Field, choice: Choice, offered: str) -> None:
    standing = tx.session.get(AnswerRow, (report.submission.id, field.code))
    typed = _typed(choice, offered, standing.typed if standing else "")
    revision = standing.revision if standing else 0
    seen = revision if choice.seen is None else choice.seen
    answer = parse_answer(field, typed)
    saved = write_answer(tx, report.submission, field, answer, seen)
    settle_phrase(tx, report.submission.id, field.code, saved.answer)


def _typed(choice: Choice, offered: str, standing: str) -> str:
    if choice.what == "correct":
        return choice.value
    if choice.what == "append":
        return f"{standing.rstrip()}\n{offered}"
    return "" if choice.what == "clear" else offered


def assign_number(
    scope: Scope, actor: Actor, upload_id: UUID, start: int, code: str, seen: int | None
) -> None:
    """Take a number that the reading could not place as the answer of a field.

    ``start`` is its place in the text. Raises ``NotFound`` where no such number waits,
    ``Invalid`` where the field cannot hold it, ``AnswerConflict`` where somebody else has
    answered the field since.
    """
    with transaction(scope, actor) as tx:
        row, report = _opened(tx, actor, upload_id)
        number = next((n for n in row.unused if n["start"] == start), None)
        if number is None:
            raise NotFound("Số này đã được dùng. Hãy tải lại trang.")
        field = report.form.field(code)
        require_unlocked(report, field)
        answer = _answer(field, number)
        _write(tx, report, field, Choice("correct", answer.typed, seen), "")
        row.unused = [n for n in row.unused if n["start"] != start]
        _place(tx, row, field, number, answer)


def _answer(field: Field, number: Mapping[str, Any]) -> Answer:
    """The number in the field's own type, as the file spells it where that parses."""
    spelled = str(number["typed"]).strip().rstrip("%").strip()
    plain = str(number["value"]).replace(".", ",")
    for typed in (spelled, plain):
        answer = parse_answer(field, typed)
        if answer is not None and answer.state is ValueState.VALUE:
            return answer
    sentence = f"{field.name} không nhận giá trị “{number['typed']}”. Hãy chọn chỉ tiêu khác."
    raise Invalid([Problem("number", (field.code,), sentence)])


def _place(
    tx: Transaction, row: Upload, field: Field, number: Mapping[str, Any], answer: Answer
) -> None:
    """The field's phrase in this file is now the one that the person picked."""
    found = tx.session.execute(
        select(SourcePhrase).where(
            SourcePhrase.upload_id == row.id, SourcePhrase.code == field.code
        )
    ).scalar_one_or_none()
    phrase = found or SourcePhrase(
        id=uuid4(),
        city_id=row.city_id,
        ward_id=row.ward_id,
        submission_id=row.submission_id,
        upload_id=row.id,
        code=field.code,
    )
    phrase.typed, phrase.quote = answer.typed, number["words"]
    phrase.starts_at, phrase.ends_at = number["start"], number["end"]
    phrase.confidence, phrase.status, phrase.decision = 1.0, "read", "confirmed"
    tx.session.add(phrase)

"""What the rules say of a report, and whether its ward has answered.

The same evaluation serves the draft's pages (read only), the submit, and the
stored findings that reviewers decide on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, Uuid, bindparam, case, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from app.actions.access import Report
from app.actions.stated import stated_by
from app.domain.answers import Answer, ValueState, from_json
from app.domain.findings import Finding, Severity
from app.domain.narrative_rules import JUDGED_HERE, judge_narratives
from app.domain.periods import PeriodCode, parse_period_code
from app.domain.rules import Context, evaluate
from app.store import answers as answer_store
from app.store import submissions, succession
from app.store.findings import finding_of
from app.store.forms import CompiledForm
from app.store.submissions import Beside
from app.store.tables.reviews import Explanation, FindingRow
from app.store.tables.submissions import AnswerRow, Submission, Upload
from app.store.transaction import Transaction
from app.store.trips import Statement

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with the ward's reason for it, where one was given for these values.

    ``is_of_file``: the fault is the file's, not the answers'; it falls when a person
    confirms or changes the value.
    """

    finding: Finding
    explanation: Explanation | None = None
    is_of_file: bool = False

    @property
    def reason(self) -> str:
        return self.explanation.text if self.explanation else ""

    @property
    def is_open(self) -> bool:
        """Hard flags stay open until mended; soft ones until a reason is given."""
        if self.finding.details.get("follows"):
            return False  # A consequence: mending its cause mends it.
        if self.finding.is_hard:
            return True
        return self.finding.severity is not Severity.INFO and not self.reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's answers with their rows, and what the rules say of them in their context."""

    rows: Mapping[str, AnswerRow]
    answers: Mapping[str, Answer]
    uploads: Sequence[Upload]
    flags: tuple[Flag, ...]
    context: Context

    @property
    def invalid(self) -> tuple[Answer, ...]:
        """Kept as typed and not counted: they block the submit."""
        return tuple(a for a in self.answers.values() if a.state is ValueState.INVALID)

    @property
    def blocking(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.is_open)


def draft_of(
    session: Session,
    report: Report,
    *,
    is_frozen: bool = False,
    beside: Beside | None = None,
    rows: Mapping[str, AnswerRow] | None = None,
) -> Draft:
    """Read the draft and judge it; or, ``is_frozen``, what the newest version says.

    ``beside`` says what else is there to read, and ``rows`` are its answers, where the caller
    knows them already.
    """
    beside = beside or submissions.beside(session, report.submission.id)
    rows = answer_store.read_rows(session, report.submission.id) if rows is None else rows
    answers = answer_store.answers_of(report.form.fields, rows)
    if is_frozen:
        newest = report.submission.last_version
        version = submissions.version(session, report.submission.id, newest)
        answers = answers_in(report.form, version.content) if version else answers
    uploads = answer_store.uploads_of(session, report.submission.id) if beside.uploads else []
    context = context_of(session, report, beside.past)
    findings = findings_for(report, answers, rows, uploads, context)
    reasons = _reasons(session, report) if beside.explanations else {}
    flags = tuple(
        Flag(f, reasons.get((f.key, f.inputs_hash)), f.details.get("is_of_file", False))
        for f in findings
    )
    return Draft(rows, answers, uploads, flags, context)


def _reasons(session: Session, report: Report) -> dict[tuple[str, str], Explanation]:
    return submissions.explanations_of(session, report.submission.id)


def findings_for(
    report: Report,
    answers: Mapping[str, Answer],
    rows: Mapping[str, AnswerRow],
    uploads: Sequence[Upload],
    context: Context,
) -> list[Finding]:
    """The rules over the answers and narratives, and what still stands of the file's faults."""
    rules, form = report.form.rules, report.form.definition
    found = evaluate(rules, answers, context)
    found += judge_narratives(rules, form, answers, stated_by(report.form))
    keys = {finding.key for finding in found}
    muted = report.form.rules.muted
    for finding in _standing(uploads, rows):
        if finding.key not in keys and finding.rule not in muted:
            keys.add(finding.key)
            found.append(replace(finding, details={**finding.details, "is_of_file": True}))
    return sorted(found, key=lambda f: _RANK[f.severity])


def _standing(uploads: Sequence[Upload], rows: Mapping[str, AnswerRow]) -> list[Finding]:
    """A fault of the newest letter falls when a person has since stood behind one of its
    fields. A workbook of cells, or a file that was not read, says nothing of a letter."""
    newest = next((u for u in uploads if u.status == "read" and "workbook" not in u.header), None)
    if newest is None:
        return []
    confirmed = {
        code for code, row in rows.items() if row.confirmed and row.updated_at > newest.uploaded_at
    }
    return [
        finding
        for finding in map(finding_of, newest.findings)
        if confirmed.isdisjoint(finding.fields) and finding.rule not in JUDGED_HERE
    ]


def context_of(session: Session, report: Report, submitted: Sequence[str]) -> Context:
    """What the rules must know beside the answers: window, unit, the ward's own past.

    ``submitted`` are the periods for which the ward submitted anything.
    """
    period, code = report.period, parse_period_code(report.period.code)
    asked = [str(past) for past in (code.same_last_year, code.first_half) if past]
    earlier = [past for past in asked if past in submitted]
    past = _pasts(session, report, earlier) if earlier else {}
    return Context(
        form=report.form.definition,
        period_kind=period.kind,
        data_from=period.data_from,
        data_to=period.data_to,
        unit_established_on=report.ward.established_on,
        is_document=False,
        previous=past.get(str(code.same_last_year)),
        first_half=past.get(str(code.first_half)),
    )


def past_answers(session: Session, report: Report, code: PeriodCode) -> dict[str, Answer] | None:
    """What the ward last submitted for another period, or its predecessors; None where
    neither did."""
    return _pasts(session, report, [str(code)]).get(str(code))


def _pasts(session: Session, report: Report, codes: Sequence[str]) -> dict[str, dict[str, Answer]]:
    """Answers by period; a merged or split unit's figures are its predecessors'."""
    own = submissions.contents_of(session, report.ward.id, codes)
    past = {name: answers_in(report.form, content) for name, content in own.items()}
    for name, content in succession.estimates_of(session, report.ward.id, codes).items():
        estimate = answers_in(report.form, content)
        past[name] = with_own_texts(estimate, past.get(name, {}))
    return past


def with_own_texts(estimate: Mapping[str, Answer], own: Mapping[str, Answer]) -> dict[str, Answer]:
    """Estimated figures with the texts and rows of a report that the unit itself filed."""
    return {c: a for c, a in own.items() if isinstance(a.value, str | tuple)} | dict(estimate)


def answers_in(form: CompiledForm, content: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers of a frozen version."""
    said = ((form.fields.get(code), document) for code, document in content["answers"].items())
    return {field.code: from_json(field, document) for field, document in said if field}


def store_findings(
    tx: Transaction,
    submission: Submission,
    flags: Sequence[Flag],
    *,
    are_first: bool = False,
) -> None:
    """Replace the report's findings by key: a decision lives until the inputs change.

    ``are_first`` where the caller has seen that there were none before.
    """
    if not are_first:
        tx.send(_NO_LONGER, {"of_submission": submission.id})
    owned = {
        "city_id": submission.city_id,
        "ward_id": submission.ward_id,
        "submission_id": submission.id,
    }
    for flag in flags:
        row = owned | {"id": uuid4(), "found_at": tx.now} | _found(flag.finding)
        tx.send(_FOUND, row)


def _found(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "message": finding.message,
        "expected": None if finding.expected is None else f"{finding.expected:f}",
        "actual": None if finding.actual is None else f"{finding.actual:f}",
        "assumed": list(finding.assumed),
        "inputs": dict(finding.inputs),
        "inputs_hash": finding.inputs_hash,
        "details": dict(finding.details),
        "score": finding.score,
        "is_current": True,
        "decision": "open",
        "decided_by": "",
        "decided_at": None,
    }


_FINDING = cast(Table, FindingRow.__table__)
_NO_LONGER = Statement(
    update(_FINDING)
    .where(_FINDING.c.submission_id == bindparam("of_submission", type_=Uuid()))
    .values(is_current=False)
)
#: What a person decided, and when it was found: kept while the inputs are the same.
_DECIDED = ("decision", "decided_by", "decided_at", "found_at")


def _found_again() -> Insert:
    """A finding new, or the one of its key in its new words."""
    again = insert(_FINDING)
    is_same = _FINDING.c.inputs_hash == again.excluded.inputs_hash
    owned = ("id", "city_id", "ward_id", "submission_id", "key")
    values: dict[str, Any] = {
        column.name: again.excluded[column.name]
        for column in _FINDING.columns
        if column.name not in owned
    }
    values |= {
        name: case((is_same, _FINDING.c[name]), else_=again.excluded[name]) for name in _DECIDED
    }
    return again.on_conflict_do_update(index_elements=["submission_id", "key"], set_=values)


_FOUND = Statement(_found_again())

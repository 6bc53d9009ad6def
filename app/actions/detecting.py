"""Judging a period's reports: each by the rules, and all of them against each other."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.actions import access
from app.actions.checking import draft_of, store_findings
from app.actions.comparing import city_columns
from app.domain.anomalies import WardFinding, detect_all
from app.domain.errors import NotFound
from app.domain.findings import Finding
from app.domain.lifecycle import State
from app.domain.permissions import Actor, Permission
from app.store import cities, lineage, submissions
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.submissions import Submission
from app.store.transaction import Transaction, transaction

log = logging.getLogger(__name__)

_UNSENT = (State.DRAFT, State.AWAITING_LEADER)


def detect(scope: Scope, actor: Actor, period_id: UUID) -> None:
    """Judge every report that the Department holds; decisions survive by key and inputs."""
    for submission_id in _held(scope, period_id):
        _judge(scope, actor, submission_id)
    compare(scope, actor, period_id)


def compare(scope: Scope, actor: Actor, period_id: UUID) -> None:
    """Run the detectors that look at all wards together; store what they say."""
    with transaction(scope, actor) as tx:
        period = cities.period(tx.session, period_id)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        detection = detect_all(city_columns(tx.session, period))
        for name, fault in detection.failed.items():
            log.error("detector %s failed: %s", name, fault)
        _store_compared(tx, period, detection.findings)


def _store_compared(tx: Transaction, period: Period, found: Sequence[WardFinding]) -> None:
    """Replace the period's comparing findings by key; decisions live until inputs change."""
    own = DepartmentFinding.period_id == period.id
    known = {
        (row.submission_id, row.key): row
        for row in tx.session.execute(select(DepartmentFinding).where(own)).scalars()
    }
    board = {row.Ward.code: row.Submission for row in submissions.city_board(tx.session, period.id)}
    for row in known.values():
        row.is_current = False
    for item in found:
        submission = board.get(item.ward)
        if submission is not None and item.finding.rule not in submission.dispensed:
            at = submission.id, item.finding.key
            known[at] = _compared(tx, submission, item.finding, known.get(at))


def _compared(
    tx: Transaction, submission: Submission, finding: Finding, row: DepartmentFinding | None
) -> DepartmentFinding:
    if row is None:
        row = DepartmentFinding(
            id=uuid4(),
            city_id=submission.city_id,
            ward_id=submission.ward_id,
            period_id=submission.period_id,
            submission_id=submission.id,
            key=finding.key,
            rule=finding.rule,
            inputs_hash="",
        )
        tx.session.add(row)
    if row.inputs_hash != finding.inputs_hash:
        row.decision, row.decided_by, row.decided_at = "open", "", None
        row.found_at = tx.now
    row.severity, row.message = finding.severity.value, finding.message
    row.fields, row.others = list(finding.fields), list(finding.others)
    row.inputs, row.inputs_hash = dict(finding.inputs), finding.inputs_hash
    row.details, row.score, row.is_current = dict(finding.details), finding.score, True
    return row


def _held(scope: Scope, period_id: UUID) -> list[UUID]:
    held = [state.value for state in State if state.is_with_department]
    with reading(scope) as session:
        return list(
            session.execute(
                select(Submission.id).where(
                    Submission.period_id == period_id, Submission.state.in_(held)
                )
            ).scalars()
        )


def _judge(scope: Scope, actor: Actor, submission_id: UUID) -> None:
    with transaction(scope, actor) as tx:
        submission = submissions.by_id(tx.session, submission_id, lock=True)
        if submission is None or not State(submission.state).is_with_department:
            return  # Returned or recalled since: the ward's again.
        report = access.report_of(tx.session, submission)
        flags = draft_of(tx.session, report, is_frozen=True).flags
        store_findings(tx, submission_id, submission.city_id, submission.ward_id, flags)


def findings_of(
    scope: Scope, actor: Actor, period_code: str, ward_code: str = ""
) -> Iterator[dict[str, Any]]:
    """Every finding of a period, judged anew: one document each, in ward order.

    Drafts are judged too, for whoever runs the command line. Raises ``NotFound``.
    """
    access.require(actor, Permission.SEE_CITY)
    with reading(scope) as session:
        period = cities.period_by_code(session, period_code)
        known = not ward_code or cities.ward_by_code(session, ward_code) is not None
    if period is None or not known:
        raise NotFound(f"Không có kỳ “{period_code}” hoặc đơn vị mã “{ward_code}”.")
    detect(scope, actor, period.id)
    with reading(scope) as session:
        for line in _lines(session, period.id):
            if ward_code in ("", line["ward"]):
                yield line


def _lines(session: Any, period_id: UUID) -> Iterable[dict[str, Any]]:
    for ward, row in lineage.findings_of_period(session, period_id):
        yield _document(ward.code, row)
    for row in submissions.city_board(session, period_id):
        submission = row.Submission
        if submission is None or State(submission.state) not in _UNSENT:
            continue
        report = access.report_of(session, submission)
        for flag in draft_of(session, report).flags:
            status = "explained" if flag.reason else "open"
            yield {"ward": row.Ward.code, **_public(flag.finding), "status": status}


def _document(ward_code: str, row: FindingRow | DepartmentFinding) -> dict[str, Any]:
    return {
        "ward": ward_code,
        "rule": row.rule,
        "severity": row.severity,
        "fields": row.fields,
        "message": row.message,
        "expected": _number(getattr(row, "expected", None)),
        "actual": _number(getattr(row, "actual", None)),
        "score": row.score,
        "status": row.decision,
        "others": getattr(row, "others", []),
    }


def _public(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "score": finding.score,
        "others": list(finding.others),
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

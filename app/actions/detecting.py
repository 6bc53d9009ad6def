"""Judging a period's reports: each by the rules, and all of them against each other."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions import access
from app.actions.checking import draft_of, store_findings
from app.actions.comparing import city_columns
from app.actions.keeping_findings import keep_compared
from app.domain.anomalies import detect_all
from app.domain.anomalies.absent import Imputing
from app.domain.anomalies.report_effects import scored_in_report
from app.domain.errors import NotFound
from app.domain.findings import Finding
from app.domain.lifecycle import State
from app.domain.permissions import Actor, Permission
from app.domain.rules.figures import Figures
from app.store import cities, comparing, lineage, submissions
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.submissions import Submission
from app.store.transaction import Transaction, transaction

log = logging.getLogger(__name__)

#: Reports judged in one transaction: their wards wait for it if they act meanwhile.
_AT_ONCE: Final = 20
_UNSENT = (State.DRAFT, State.AWAITING_LEADER)


def detect(scope: Scope, actor: Actor, period_id: UUID) -> None:
    """Judge every report that the Department holds; decisions survive by key and inputs."""
    imputing = _imputing(scope, period_id)
    held = _held(scope, period_id)
    for start in range(0, len(held), _AT_ONCE):
        with transaction(scope, actor) as tx:
            for submission_id in held[start : start + _AT_ONCE]:
                _judge(tx, submission_id, imputing)
    compare(scope, actor, period_id)


def compare(scope: Scope, actor: Actor, period_id: UUID) -> None:
    """Run the detectors that look at all wards together; store what they say.

    Nothing is held while they think: whatever is filed meanwhile has them run again.
    """
    with reading(scope) as session:
        city = city_columns(session, _period(session, period_id))
    detection = detect_all(city)
    for name, fault in detection.faults.items():
        log.error("detector %s failed", name, exc_info=fault)
    with transaction(scope, actor) as tx:
        keep_compared(tx, period_id, len(city.wards), detection)


def _period(session: Session, period_id: UUID) -> Period:
    period = cities.period(session, period_id)
    if period is None:
        raise NotFound("Không có kỳ báo cáo này.")
    return period


def _imputing(scope: Scope, period_id: UUID) -> Imputing:
    """The city figures as they stand: by what share of them a mended value would count, and
    what would be expected where there is none."""
    with reading(scope) as session:
        return Imputing(city_columns(session, _period(session, period_id), has_texts=False))


def _held(scope: Scope, period_id: UUID) -> list[UUID]:
    """In the order in which reports are locked (``submissions.lock_all``)."""
    held = [state.value for state in State if state.is_with_department]
    with reading(scope) as session:
        return list(
            session.execute(
                select(Submission.id)
                .where(Submission.period_id == period_id, Submission.state.in_(held))
                .order_by(Submission.id)
            ).scalars()
        )


def _judge(tx: Transaction, submission_id: UUID, imputing: Imputing) -> None:
    submission = submissions.by_id(tx.session, submission_id, lock=True)
    if submission is None or not State(submission.state).is_with_department:
        return  # Returned or recalled since: the ward's again.
    report = access.report_of(tx.session, submission)
    draft = draft_of(tx.session, report, is_frozen=True)
    numbers, form, ward = Figures(draft.answers).numbers, report.form, report.ward.code

    def weighed(finding: Finding) -> Finding:
        return scored_in_report(
            finding,
            form.rules,
            form.definition,
            numbers,
            imputing.totals,
            lambda absent: imputing.weighed(ward, absent, absent.fields),
        )

    flags = [replace(flag, finding=weighed(flag.finding)) for flag in draft.flags]
    store_findings(tx, submission, flags)


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


def failures_of(scope: Scope, actor: Actor, period_code: str) -> Mapping[str, str]:
    """What of the period's newest run could not finish: sentences by the detector's name."""
    access.require(actor, Permission.SEE_CITY)
    with reading(scope) as session:
        period = cities.period_by_code(session, period_code)
        run = None if period is None else comparing.detection_run(session, period.id)
        return {} if run is None else run.failed


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
        "effect": row.details.get("effect"),
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

"""What the detectors found, kept by key: in bulk, with people's decisions surviving."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Table, Text, Uuid, any_, bindparam, case, exists, func, or_, update
from sqlalchemy.dialects.postgresql import Insert, insert

from app.domain.anomalies import DETECTORS, Detection, WardFinding
from app.domain.findings import Finding
from app.store import comparing as store
from app.store import submissions
from app.store.rows import AnyRow
from app.store.tables.results import DetectionRun
from app.store.tables.reviews import DepartmentFinding
from app.store.transaction import Transaction

_TABLE = cast(Table, DepartmentFinding.__table__)
_RUN = cast(Table, DetectionRun.__table__)
#: Rows of one statement: more would only wait longer in memory.
_AT_ONCE: Final = 500


def keep_compared(tx: Transaction, period_id: UUID, wards: int, detection: Detection) -> None:
    """Replace what the detectors that finished said of a period; decisions live until the
    inputs change. What a failed one found before still stands."""
    reports = {row.code: row for row in store.reports(tx.session, period_id)}
    rows = list(_rows(tx, period_id, reports, detection.findings))
    # Their keys would be held one by one as the rows are written, in the rows' order.
    submissions.hold_all(tx.session, (row["submission_id"] for row in rows))
    gone = {
        "of_period": period_id,
        "rules": _spoken_of(detection.failed),
        "reports": [row["submission_id"] for row in rows],
        "keys": [row["key"] for row in rows],
    }
    tx.session.execute(_GONE, gone)
    for start in range(0, len(rows), _AT_ONCE):
        tx.session.execute(_FOUND, rows[start : start + _AT_ONCE])
    run = {
        "id": uuid4(),
        "city_id": tx.scope.city,
        "period_id": period_id,
        "ran_at": tx.now,
        "wards": wards,
        "found": len(rows),
        "failed": dict(detection.failed),
    }
    tx.session.execute(_RAN, run)


def _spoken_of(failed: Collection[str]) -> list[str]:
    """The rules of the detectors that finished: of others nothing is known anew."""
    finished = (detector for detector in DETECTORS if detector.name not in failed)
    return [rule for detector in finished for rule in detector.speaks_of]


def _rows(
    tx: Transaction,
    period_id: UUID,
    reports: Mapping[str, AnyRow],
    found: Collection[WardFinding],
) -> Iterator[dict[str, Any]]:
    """One row per report and key; what the report is dispensed from is passed over."""
    for item in found:
        report = reports.get(item.ward)
        if report is None or item.finding.rule in (report.dispensed or ()):
            continue
        yield {
            "id": uuid4(),
            "city_id": tx.scope.city,
            "period_id": period_id,
            "ward_id": report.ward_id,
            "submission_id": report.submission_id,
            "found_at": tx.now,
            **_said(item.finding),
        }


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "message": finding.message,
        "others": list(finding.others),
        "inputs": dict(finding.inputs),
        "inputs_hash": finding.inputs_hash,
        "details": dict(finding.details),
        "score": finding.score,
        "is_current": True,
        "decision": "open",
        "decided_by": "",
        "decided_at": None,
    }


#: What names a finding and never changes; the rest is said anew.
_NAMES: Final = ("id", "city_id", "period_id", "ward_id", "submission_id", "key")
#: What a person decided, and when it was found: kept while the inputs are the same.
_DECIDED: Final = ("decision", "decided_by", "decided_at", "found_at")


def _reset(again: Insert) -> dict[str, Any]:
    """A decision stands while the inputs do; changed inputs open the finding again."""
    is_same = _TABLE.c.inputs_hash == again.excluded.inputs_hash
    return {name: case((is_same, _TABLE.c[name]), else_=again.excluded[name]) for name in _DECIDED}


def _found_again() -> Insert:
    """A finding new, or the one of its key in its new words; the same again writes nothing."""
    again = insert(_TABLE)
    said = [column.name for column in _TABLE.columns if column.name not in (*_NAMES, *_DECIDED)]
    values: dict[str, Any] = {name: again.excluded[name] for name in said}
    is_news = or_(*(_TABLE.c[name].is_distinct_from(again.excluded[name]) for name in said))
    return again.on_conflict_do_update(
        index_elements=["city_id", "submission_id", "key"],
        set_=values | _reset(again),
        where=is_news,
    )


def _no_longer_found() -> Any:
    found = (
        func.unnest(
            bindparam("reports", type_=ARRAY(Uuid())), bindparam("keys", type_=ARRAY(Text()))
        )
        .table_valued("report", "key", name="found")
        .render_derived()
    )
    is_found = exists().where(found.c.report == _TABLE.c.submission_id, found.c.key == _TABLE.c.key)
    return (
        update(_TABLE)
        .where(
            _TABLE.c.period_id == bindparam("of_period", type_=Uuid()),
            _TABLE.c.is_current,
            _TABLE.c.rule == any_(bindparam("rules", type_=ARRAY(Text()))),
            ~is_found,
        )
        .values(is_current=False)
    )


def _run_again() -> Insert:
    again = insert(_RUN)
    values = {name: again.excluded[name] for name in ("ran_at", "wards", "found", "failed")}
    return again.on_conflict_do_update(index_elements=["city_id", "period_id"], set_=values)


_FOUND = _found_again()
_GONE = _no_longer_found()
_RAN = _run_again()

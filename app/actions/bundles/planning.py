"""Where every unit of a period stands: what goes into its ZIP, and what is said of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from app.actions.bundles.printing import FORMATS, Approved, Piece
from app.documents.bundle_list import BundleLine, Packed
from app.domain.file_names import apart, safe_name
from app.domain.lifecycle import State
from app.domain.periods import is_late, parse_period_code
from app.outbound.files import Stored
from app.store import bundles, cities, submissions
from app.store.reading import reading
from app.store.rows import AnyRow
from app.store.scope import Scope

LATE: Final = "Nộp muộn"
OVERDUE: Final = "Quá hạn, chưa nộp"
NOT_BEGUN: Final = "Chưa bắt đầu"


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the list before anything is printed; ``report`` is None where none is approved."""

    line: BundleLine
    report: Approved | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a period's bundle is of, as it stood at one moment."""

    period_title: str
    units: Sequence[Unit]

    @property
    def reports(self) -> list[Approved]:
        return [unit.report for unit in self.units if unit.report is not None]


def plan(scope: Scope, period_id: UUID) -> Plan:
    """Every unit that owes a report of the period, in Vietnamese order."""
    now = dt.datetime.now(dt.UTC)
    with reading(scope) as session:
        period = cities.period(session, period_id)
        assert period is not None, "a foreign key says so"
        approved = bundles.approved_versions(session, period_id)
        board = submissions.city_board(session, period_id)
    due = period.ward_due_at
    units = [_unit(row, max(row.due_at or due, due), approved, now) for row in board]
    return Plan(parse_period_code(period.code).title_vi, units)


def _unit(
    row: AnyRow, due_at: dt.datetime, approved: Mapping[UUID, AnyRow], now: dt.datetime
) -> Unit:
    report = row.Submission
    first = report.first_submitted_at if report else None
    line = BundleLine(
        code=row.Ward.code,
        name=row.Ward.name,
        state=State(report.state).label if report and row.is_started else NOT_BEGUN,
        timeliness=_timeliness(first, due_at, now),
        first_submitted_at=first,
    )
    version = approved.get(report.id) if report else None
    if version is None:
        return Unit(line, None)
    frozen = {"version": version.number, "receipt": version.receipt, "sha256": version.sha256}
    line = replace(line, state=State(report.state).label, **frozen)
    return Unit(line, Approved(report.id, version.number))


def _timeliness(first: dt.datetime | None, due_at: dt.datetime, now: dt.datetime) -> str:
    if first is None:
        return OVERDUE if is_late(now, due_at) else ""
    return LATE if is_late(first, due_at) else ""


def settled(plan: Plan, pieces: Iterable[Piece]) -> tuple[list[BundleLine], dict[str, Stored]]:
    """The list's lines with what became of each document, and the files of the ZIP by name, in
    one order whatever was printed first."""
    found: dict[UUID, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: FORMATS.index(piece.format)):
        found.setdefault(piece.submission_id, []).append(piece)
    lines, packed = [], dict[str, Stored]()
    names = apart(safe_name(f"{unit.line.code} {unit.line.name}") for unit in plan.units)
    for unit, name in zip(plan.units, names, strict=True):
        own = found.get(unit.report.submission_id, ()) if unit.report else ()
        lines.append(_settled(unit.line, name, own, packed))
    return lines, packed


def _settled(
    line: BundleLine, name: str, own: Iterable[Piece], packed: dict[str, Stored]
) -> BundleLine:
    files, problems = dict[str, Packed](), dict[str, str]()
    for piece in own:
        if piece.stored is None:
            problems[piece.format] = piece.problem
            continue
        filename = f"{name}.{piece.format}"
        packed[filename] = piece.stored
        files[piece.format] = Packed(filename, piece.stored.sha256)
    return replace(line, files=files, problems=problems)


def told(lines: Sequence[BundleLine]) -> dict[str, Any]:
    """What the page says of a finished bundle, as it is kept."""
    submitted = [line for line in lines if line.first_submitted_at is not None]
    return {
        "units": len(lines),
        "packed": sum(bool(line.files) for line in lines),
        "unapproved": sum(not line.version for line in submitted),
        "missing": len(lines) - len(submitted),
        "late": sum(line.timeliness == LATE for line in lines),
        "failed": [
            {"name": line.name, "format": name, "why": why}
            for line in lines
            for name, why in line.problems.items()
        ],
    }

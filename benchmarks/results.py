"""Rows of the result table, their verdicts, and how they are printed and kept."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.measuring import Duel, Series

KEPT = Path(__file__).parent / "results"


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    REFUSED = "no verdict"
    SHOWN = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. ``value`` is held against ``limit`` by ``bound`` ('<=' or '>=').

    Seconds are per call; ``cpu`` is of the measuring process alone. ``moved`` is
    by how much the reference's own rounds differed. A row without a limit is
    only shown.
    """

    goal: str
    what: str
    n: int
    value: float
    bound: str = ""
    limit: float | None = None
    verdict: Verdict = Verdict.SHOWN
    reference_wall: float | None = None
    ours_wall: float | None = None
    reference_cpu: float | None = None
    ours_cpu: float | None = None
    moved: float | None = None
    note: str = ""


def against_floor(goal: str, what: str, n: int, measured: Duel, limit: float) -> Row:
    """Ours may take at most ``limit`` times as long as the floor."""
    return Row(
        goal,
        what,
        n,
        measured.times,
        "<=",
        limit,
        judge(measured.times, "<=", limit, measured.is_steady),
        measured.floor.wall,
        measured.ours.wall,
        measured.floor.cpu,
        measured.ours.cpu,
        measured.floor.moved,
    )


def against_rival(
    goal: str, what: str, n: int, measured: Duel, limit: float, scale: float = 1, note: str = ""
) -> Row:
    """A rival, measured as the floor of ``measured``, takes at least ``limit`` times as long.

    ``scale`` is how much more work the rival would have had than was measured.
    """
    rival, ours = measured.floor.wall * scale, measured.ours
    return Row(
        goal,
        what,
        n,
        rival / ours.wall,
        ">=",
        limit,
        judge(rival / ours.wall, ">=", limit, True),
        reference_wall=rival,
        ours_wall=ours.wall,
        reference_cpu=measured.floor.cpu * scale,
        ours_cpu=ours.cpu,
        note=note,
    )


def shown(goal: str, what: str, n: int, timed: Series) -> Row:
    """A time that no goal is set for, in milliseconds."""
    return Row(goal, what, n, timed.wall * 1000, ours_wall=timed.wall, ours_cpu=timed.cpu)


def judge(value: float, bound: str, limit: float, is_steady: bool) -> Verdict:
    """No verdict on shaky ground, whichever way it would have gone."""
    if not is_steady:
        return Verdict.REFUSED
    met = value <= limit if bound == "<=" else value >= limit
    return Verdict.MET if met else Verdict.MISSED


def printed(rows: Iterable[Row]) -> str:
    """The table for a terminal."""
    head = ("goal", "what", "n", "value", "limit", "verdict", "reference", "ours", "cpu", "moved")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(_line(line, widths) for line in lines)


def keep(rows: Sequence[Row], path: Path) -> None:
    """Write the run as JSON, with what is needed to tell machines apart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
        },
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    limit = f"{row.bound} {row.limit:g}" if row.limit is not None else ""
    moved = f"{row.moved:.0%}" if row.moved is not None else ""
    return (
        row.goal,
        row.what + (f" ({row.note})" if row.note else ""),
        f"{row.n:,}",
        f"{row.value:.2f}",
        limit,
        row.verdict.value,
        seconds(row.reference_wall),
        seconds(row.ours_wall),
        seconds(row.ours_cpu),
        moved,
    )


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def _line(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    right = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join(left + right).rstrip()

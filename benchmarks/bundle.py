"""G10: all wards' official reports of a period in one ZIP, made as a worker makes it.

The wards are those of the demonstration, their documents as long as real ones. A first ZIP prints
everything; the next prints only what has changed since. Two processes are held against one.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text

from app.actions import demonstrating
from app.actions.bundles import asking, making, printing
from app.actions.bundles.planning import plan
from app.domain.permissions import COMMAND_LINE
from app.store import bundles, cities
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.bundles import Bundle
from benchmarks.database import application, owner
from benchmarks.measuring import Duel, Series, Timing, in_turns, series
from benchmarks.results import Row, judge, shown
from benchmarks.servers import peak_megabytes

_WARDS, _SEED = 114, 2026
_MOST_SECONDS = 60.0
_SPEED_UP = 1.7
_MEGABYTES = 200.0
#: As many as tell one process from two, so that the rounds do not take minutes.
_COMPARED = 16


def run() -> Iterator[Row]:
    """Yield G10's rows of the ZIP as they are measured."""
    with application() as app:
        demonstrating.load_demonstration(_WARDS, _SEED, lambda _: None)
        scope, period_id = _fullest()
        for name in asking.FORMATS:
            yield from _making(app, scope, period_id, name)
        yield _processes(app, scope, period_id)


def _fullest() -> tuple[Scope, UUID]:
    """The period of any city that has the most approved reports."""
    with reading(LOBBY) as session:
        scopes = [Scope.department(city.id) for city in cities.all_cities(session)]
    counted = []
    for scope in scopes:
        with reading(scope) as session:
            counts = bundles.approved_counts(session)
        counted += [(count, scope, period_id) for period_id, count in counts.items()]
    _count, scope, period_id = max(counted, key=lambda one: one[0])
    return scope, period_id


def _making(app: Flask, scope: Scope, period_id: UUID, name: str) -> Iterator[Row]:
    """From nothing, then again with nothing changed."""
    _forget(app)
    _forget_peak()
    before = peak_megabytes()
    seconds = _once(lambda: _make(scope, period_id, name))
    reports = len(plan(scope, period_id).reports)
    what = f"ZIP of all reports as {name.upper()}"
    yield _held(f"{what}, seconds", reports, seconds.wall, _MOST_SECONDS, seconds)
    yield _held(f"{what}, MB on top", reports, peak_megabytes() - before, _MEGABYTES)
    yield shown("G10", f"{what}, nothing changed, ms", reports, _once_more(scope, period_id, name))


def _once_more(scope: Scope, period_id: UUID, name: str) -> Series:
    return series(lambda: _make(scope, period_id, name), rounds=3)


def _make(scope: Scope, period_id: UUID, name: str) -> None:
    """Ask, make, and look whether it is whole."""
    bundle_id = asking.request_bundle(scope, COMMAND_LINE, period_id, [name])
    making.build_bundle(scope, bundle_id)
    with reading(scope) as session:
        made = session.execute(select(Bundle).where(Bundle.id == bundle_id)).scalar_one()
    _row, _code, path = asking.download(scope, COMMAND_LINE, bundle_id)
    assert made.told["failed"] == [], made.told["failed"]
    assert _entries(path) == made.told["packed"] + 1


def _entries(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return len(archive.namelist())


def _processes(app: Flask, scope: Scope, period_id: UUID) -> Row:
    """The same documents printed by one process and by two, in turns."""
    reports = plan(scope, period_id).reports[:_COMPARED]

    def printed(processes: int) -> Callable[[], object]:
        def work() -> None:
            _forget(app)
            assert all(p.stored for p in printing.pieces(scope, reports, ["pdf"], processes))

        return work

    duel = in_turns(printed(1), printed(2), rounds=5)
    return _ratio(duel, len(reports))


def _ratio(duel: Duel, reports: int) -> Row:
    value = duel.floor.wall / duel.ours.wall
    return Row(
        "G10",
        "one process / two processes, PDF",
        reports,
        value,
        ">=",
        _SPEED_UP,
        judge(value, ">=", _SPEED_UP, duel.is_steady),
        duel.floor.wall,
        duel.ours.wall,
        moved=duel.floor.moved,
    )


def _once(work: Callable[[], object]) -> Timing:
    """The first time, which no warming up may take away, with the processor time of the
    processes that it started and that have ended: steadier than the clock of a busy machine."""
    cpu, started = _processor_seconds(), time.perf_counter()
    work()
    return Timing(time.perf_counter() - started, _processor_seconds() - cpu)


def _processor_seconds() -> float:
    own, theirs = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def _held(what: str, wards: int, value: float, limit: float, timed: Timing | None = None) -> Row:
    verdict = judge(value, "<=", limit, True)
    wall, cpu = (timed.wall, timed.cpu) if timed is not None else (None, None)
    return Row("G10", what, wards, value, "<=", limit, verdict, ours_wall=wall, ours_cpu=cpu)


def _forget(app: Flask) -> None:
    """As if nothing had ever been printed."""
    with owner(app) as connection:
        connection.execute(text("TRUNCATE printed_report"))


def _forget_peak() -> None:
    """The most memory that was held is counted from here on."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")

"""G5 and G12: how soon the city's figures follow an approval, and what the background costs.

A worker process runs as installed and takes what reports leave for it: job rows, joined
while one waits. G5 times an approval's commit until the stored rollup has seen it, and holds
the worker's processor time against that of a submit. G12 submits and approves as on deadline
day and counts the job rows that this caused.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.actions import consolidating, jobs, reviewing
from app.domain.consolidation import dumps
from app.domain.lifecycle import State
from app.domain.permissions import COMMAND_LINE, SYSTEM, Actor, Role
from app.standard import standard_form
from app.store import cities
from app.store import consolidation as store
from app.store import jobs as job_rows
from app.store.consolidation import APPROVED
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.city import Period
from app.store.tables.lobby import Job
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from benchmarks import submitting as drafts
from benchmarks.city import SIZES, make_city
from benchmarks.database import LaidCity, application, lay_city, vacuum
from benchmarks.measuring import duel
from benchmarks.results import Row
from benchmarks.servers import processor_seconds
from benchmarks.sides import environ_of, row
from benchmarks.sites import PROJECT

G5, G12 = "G5", "G12"
#: Approvals that are each waited for, and those of one reviewer's busy half hour at once.
_ALONE, _TOGETHER = 20, 200
_COUNTRY = SIZES[1]
_WARDS = 640
_PATIENCE = 40.0
#: Job kinds that add a city up, or look at all of its wards.
_WHOLE_CITY = ("consolidate", "detect", "gather_themes")


def freshness() -> Iterator[Row]:
    """Yield the rows of G5 as they are measured."""
    with application() as app:
        cost = _submit_all(app, drafts.lay_drafts(app)[1])
        _forget_jobs()
        city = _waiting_city(app)
        reports = _reports(city)
        with _worker(app) as pid:
            _seconds_until_fresh(city, reports.pop())  # The worker has started.
            waited = [_seconds_until_fresh(city, report) for report in reports[:_ALONE]]
            yield row(G5, "approval to figures, s: median", _WARDS, median(waited), "<=", 1)
            yield row(G5, "approval to figures, s: slowest", _WARDS, max(waited), "<=", 1)
            share, note = _share_of_a_submit(city, pid, reports[_ALONE:][:_TOGETHER], cost)
            yield row(G5, "processor time / a submit's", _TOGETHER, share, "<=", 0.15, note=note)
            _check_rebuild(city)
            yield row(G5, "figures that a full rebuild changes", _WARDS, 0, "<=", 0)
            lay_city(app, "lon", make_city(standard_form(), _COUNTRY))
            vacuum(app)
            rest = reports[_ALONE + _TOGETHER :][:_ALONE]
            beside = median(_seconds_until_fresh(city, report) for report in rest)
            yield row(G5, "beside a city of 3,321 / without", _COUNTRY, beside / median(waited))


def background() -> Iterator[Row]:
    """Yield the rows of G12 that are about jobs."""
    with application() as app:
        city = _waiting_city(app)
        reports = _reports(city)
        with _worker(app):
            _seconds_until_fresh(city, reports[0])  # The worker has started.
            before = _written(city)
            for report in reports[1:]:
                _approve(city, report)
            _idle(city)
            yield _caused(city, "approvals", len(reports) - 1, before)
            _check_rebuild(city)
            busy, leaders = drafts.lay_drafts(app)
            _submit_all(app, leaders)
            # All drafts are alike, so one look at them all is long: it is not waited for.
            yield _caused(busy, "submits", len(leaders), Counter())
        yield _enqueuing(city, "joins one that waits", f"{city.period_id}")
        yield _enqueuing(city, "is new", "")


def _waiting_city(app: Flask) -> LaidCity:
    """A city of which every report waits for approval."""
    city = lay_city(app, "cho", make_city(standard_form(), _WARDS))
    with transaction(city.scope, COMMAND_LINE) as tx:
        waits = {"state": State.IN_REVIEW.value, "approved_version": None}
        tx.session.execute(
            update(Submission).where(Submission.period_id == city.period_id).values(waits)
        )
        tx.session.execute(
            update(Period).where(Period.id == city.period_id).values(approved_revision=0)
        )
    return city


def _forget_jobs() -> None:
    """Leave the worker nothing but what is measured."""
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(update(Job).values(status=job_rows.DONE))


def _caused(city: LaidCity, what: str, n: int, before: Counter[str]) -> Row:
    """Works over the whole city that ``n`` moves in a row caused, scaled to a country's."""
    written = _written(city) - before
    caused = {kind: written[kind] for kind in _WHOLE_CITY}
    note = ", ".join(f"{kind} {count}" for kind, count in caused.items()) + f" at {n}, scaled"
    scaled = max(caused.values()) * _COUNTRY / n
    return row(G12, f"works over the city by 3,321 {what}", n, scaled, "<=", 100, note=note)


def _enqueuing(city: LaidCity, what: str, coalesce: str) -> Row:
    """What a job row adds to a transaction, with the offer of it where the row is new."""

    def write(*, with_job: bool) -> None:
        with transaction(city.scope, COMMAND_LINE) as tx:
            tx.session.execute(
                update(Period).where(Period.id == city.period_id).values(basis_document="đo")
            )
            if with_job:
                jobs.enqueue(tx, "measured", coalesce=coalesce, period_id=city.period_id)

    timed = duel(lambda: write(with_job=False), lambda: write(with_job=True))
    added = 1000 * (timed.ours.wall - timed.floor.wall)
    note = f"processor {1000 * (timed.ours.cpu - timed.floor.cpu):.2f} ms"
    return row(G12, f"enqueue, ms: {what}", 1, added, "<=", 0.6, timed.is_steady, note)


@contextmanager
def _worker(app: Flask) -> Iterator[int]:
    """The real worker as a process; its id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.worker"],
        cwd=PROJECT,
        env={**os.environ, **environ_of(app)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _reports(city: LaidCity) -> list[UUID]:
    with reading(city.scope) as session:
        return list(session.execute(select(Submission.id).order_by(Submission.id)).scalars())


def _submit_all(app: Flask, leaders: Sequence[drafts.Leader]) -> float:
    """Submit every draft as its leader's program does; processor seconds of one, in here."""
    asked = [drafts.client([leader])(0) for leader in leaders]
    environs = [
        EnvironBuilder(path, method=method, headers=headers).get_environ()
        for method, path, _body, headers in asked
    ]
    started = time.process_time()
    statuses = [run_wsgi_app(app.wsgi_app, environ, buffered=True)[1] for environ in environs]
    taken = time.process_time() - started
    if set(statuses) != {"200 OK"}:
        raise AssertionError(f"submits were refused: {set(statuses)}")
    return taken / len(leaders)


def _approve(city: LaidCity, report: UUID) -> None:
    reviewer = Actor(uuid4(), "Chuyên viên", frozenset({Role.REVIEWER}), None)
    reviewing.approve(city.scope, reviewer, report, seen_version=1, idempotency_key=uuid4().hex)


def _seconds_until_fresh(city: LaidCity, report: UUID) -> float:
    _approve(city, report)
    started = time.perf_counter()
    while not _is_fresh(city):
        _give_up_after(started)
        time.sleep(0.005)
    waited = time.perf_counter() - started
    _idle(city)
    return waited


def _share_of_a_submit(
    city: LaidCity, pid: int, reports: Sequence[UUID], submit: float
) -> tuple[float, str]:
    """The worker's processor time for each of many approvals over that of a submit.

    A job's process is waited for by the worker, so its time stands with the worker's.
    """
    written, before = _written(city), _with_ended(pid)
    for report in reports:
        _approve(city, report)
    _idle(city)
    each = (_with_ended(pid) - before) / len(reports)
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted((_written(city) - written).items()))
    return each / submit, f"{1000 * each:.2f} of {1000 * submit:.2f} ms for {kinds}"


def _with_ended(pid: int) -> float:
    """Processor seconds of a process, of its children, and of those that have ended."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return processor_seconds([pid]) + ended


def _is_fresh(city: LaidCity) -> bool:
    with reading(city.scope) as session:
        period = cities.period(session, city.period_id)
        stored = store.rollup(session, city.period_id, APPROVED)
        assert period is not None
        return stored is not None and stored.revision >= period.approved_revision


def _idle(city: LaidCity) -> None:
    """Wait until the worker has nothing left to do for the city."""
    started = time.perf_counter()
    while True:
        with reading(LOBBY) as session:
            if not job_rows.unfinished(session, city.scope.city):
                return
        _give_up_after(started)
        time.sleep(0.01)
        jobs.sweep()


def _give_up_after(started: float) -> None:
    if time.perf_counter() - started > _PATIENCE:
        raise RuntimeError("the worker did not finish in time")


def _written(city: LaidCity) -> Counter[str]:
    """How many job rows of each kind there were ever."""
    with reading(LOBBY) as session:
        kinds = session.execute(select(Job.kind).where(Job.city_id == city.scope.city)).scalars()
        return Counter(kinds)


def _check_rebuild(city: LaidCity) -> None:
    """What was kept by the worker is what a full computation comes to."""
    with reading(city.scope) as session:
        period = cities.period(session, city.period_id)
        stored = store.rollup(session, city.period_id, APPROVED)
        assert period is not None
        assert stored is not None
        again = consolidating.compute(session, period, APPROVED)
    if stored.content != dumps(again.rollup.figures()):
        raise AssertionError("a full rebuild gives other figures than those stored")

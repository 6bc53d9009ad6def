"""The real worker process: it does what is enqueued, and what dies with it is done by the next."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select, text, update

from app.actions import jobs, loading
from app.actions.loading import Line
from app.domain.permissions import COMMAND_LINE, SYSTEM
from app.outbound import queue
from app.store import consolidation as rollups
from app.store import jobs as store
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.city import Period
from app.store.tables.lobby import Job
from app.store.tables.results import DetectionRun
from app.store.transaction import transaction
from config import Settings
from tests import worlds
from tests.worlds import Town, World

PROJECT = Path(__file__).parents[2]
PATIENCE = 180.0  # seconds, on a machine that is busy with other things


def until(is_so: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"It never came so far: {what}."
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process has forked."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


@contextmanager
def worker(app: Flask, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the world's database and queue; it and what it forked are ended."""
    chosen: Settings = app.config["SETTINGS"]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "INSTANCE_DIR": str(chosen.instance_dir),
        "DATABASE_URL": chosen.database_url,
        "WORKER_DATABASE_URL": chosen.worker_database_url,
        "REDIS_URL": chosen.redis_url,
        "SECRET_KEY": chosen.secret_key,
        **more,
    }
    log = (chosen.instance_dir / "worker-under-test.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.worker"],
        cwd=PROJECT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        yield process
    finally:
        forked = children(process.pid)
        process.kill()
        process.wait(timeout=60)
        kill([pid for pid in forked if Path(f"/proc/{pid}").exists()])
        log.close()


@pytest.fixture
def carried(app: Flask) -> Iterator[Redis]:
    url = app.config["SETTINGS"].redis_url
    redis = Redis.from_url(url)
    redis.flushdb()
    app.extensions["carrier"] = queue.Carrier(url)
    yield redis
    redis.flushdb()
    redis.close()


def approve_one(town: Town) -> UUID:
    """Something to consolidate; the id of its job."""
    lines = [Line(n, town.place.code, c, v) for n, (c, v) in enumerate(worlds.FIGURES.items())]
    loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, "approved", lines)
    query = select(Job.id).where(Job.city_id == town.city_id, Job.kind == "consolidate")
    with reading(LOBBY) as session:
        return session.execute(query.order_by(Job.created_at.desc()).limit(1)).scalar_one()


def job(job_id: UUID) -> Job:
    with reading(LOBBY) as session:
        return session.get_one(Job, job_id)


def is_fresh(town: Town) -> bool:
    with reading(town.scope) as session:
        return town.period_id not in rollups.behind(session)


def is_idle(town: Town) -> bool:
    with reading(LOBBY) as session:
        return not store.unfinished(session, town.city_id)


@contextmanager
def begun_and_stuck(town: Town, kind: str = "consolidate") -> Iterator[UUID]:
    """A job that a worker has begun and cannot finish as long as this lasts.

    Storing what was found for the first time checks the key to the period, and later on
    changes the row: all are locked here before the job is offered.
    """
    with transaction(town.scope, SYSTEM) as tx:
        bump = update(Period).values(approved_revision=Period.approved_revision + 1)
        tx.session.execute(bump.where(Period.id == town.period_id))
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(text("SELECT id FROM period FOR UPDATE"))
        for table in ("rollup", "detection_run"):
            tx.session.execute(text(f"SELECT id FROM {table} FOR UPDATE"))
        job_id = offer(town, kind)

        def is_begun() -> bool:
            # The database ends a transaction in which nothing happens for a minute.
            tx.session.execute(text("SELECT 1"))
            return job(job_id).status == store.RUNNING

        until(is_begun, "the job begun")
        yield job_id


def offer(town: Town, kind: str) -> UUID:
    with transaction(town.scope, SYSTEM) as tx:
        return jobs.enqueue(tx, kind, period_id=town.period_id)


def looked_at(town: Town) -> dt.datetime | None:
    """When the detectors last went over the period."""
    with reading(town.scope) as session:
        return session.execute(select(DetectionRun.ran_at)).scalar_one_or_none()


def let_time_pass(job_id: UUID) -> None:
    """The dead one's lease runs out, and the last offer is long ago."""
    past = dt.datetime.now(dt.UTC) - store.LEASE
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(Job).where(Job.id == job_id).values(leased_until=past, kicked_at=past)
        )


def test_what_every_job_needs_is_loaded_before_any_fork() -> None:
    script = (
        "import sys; from workers import worker; worker.warm_up();"
        "print({'workers.jobs', 'sklearn', 'docx', 'xhtml2pdf'} <= sys.modules.keys())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "True"


def test_a_worker_does_the_job_and_again_after_its_work_horse_was_killed(
    app: Flask, world: World, carried: Redis
) -> None:
    town = world.here
    with worker(app) as process:
        first = approve_one(town)
        until(lambda: job(first).status == store.DONE, "the first job done")
        assert is_fresh(town)
        # What else the approval caused would wait at the rows that are locked next.
        until(lambda: is_idle(town), "the rest that the approval caused")
        before = looked_at(town)
        with begun_and_stuck(town, "detect") as second:
            until(lambda: children(process.pid), "a work-horse to kill")
            kill(children(process.pid))
            until(lambda: not children(process.pid), "the work-horse gone")
        assert process.poll() is None, "only its work-horse was killed"
        assert (job(second).status, looked_at(town)) == (store.RUNNING, before)
        let_time_pass(second)
        assert jobs.sweep() >= 1
        until(lambda: job(second).status == store.DONE, "the second job done by another horse")
        assert job(second).fence == 2
        assert looked_at(town) != before


def test_the_city_is_added_up_in_the_worker_itself(
    app: Flask, world: World, carried: Redis
) -> None:
    """A fork for it would cost several times the work, after every approval."""
    town = world.here
    with worker(app) as process:
        with begun_and_stuck(town) as job_id:
            assert children(process.pid) == []
        until(lambda: job(job_id).status == store.DONE, "the figures fresh")
        assert is_fresh(town)


def test_what_dies_with_a_worker_is_done_by_the_next(
    app: Flask, world: World, carried: Redis
) -> None:
    town = world.here
    with worker(app) as process, begun_and_stuck(town) as job_id:
        horses = children(process.pid)
        kill([process.pid, *horses])
        process.wait(timeout=60)
    assert (job(job_id).status, is_fresh(town)) == (store.RUNNING, False)
    offered_at = job(job_id).kicked_at
    jobs.sweep()
    assert job(job_id).kicked_at == offered_at, "its lease still runs: it is not offered again"
    let_time_pass(job_id)
    with worker(app):
        assert jobs.sweep() >= 1
        until(lambda: job(job_id).status == store.DONE, "the job done by the next worker")
    assert (job(job_id).fence, is_fresh(town)) == (2, True)

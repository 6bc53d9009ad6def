"""The job table: one lease at a time, one finish, nothing lost, nothing done for nobody."""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import text

from app.domain.permissions import SYSTEM
from app.store import jobs, trips
from app.store.database import db
from app.store.scope import LOBBY
from app.store.tables.lobby import Job
from app.store.transaction import Transaction, transaction
from app.store.trips import Question
from tests import worlds
from tests.worlds import World

SEED = int(os.environ.get("TEST_SEED", "20260630"))
NOW = dt.datetime(2026, 6, 30, 8, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def add(world: World, key: str = "", kind: str = "consolidate", now: dt.datetime = NOW) -> UUID:
    with transaction(LOBBY, SYSTEM) as tx:
        return written(tx, world, key, kind, now)


def written(tx: Transaction, world: World, key: str, kind: str, now: dt.datetime) -> UUID:
    """Write or join at once, where an action's own write goes with its commit."""
    city_id = world.here.city_id
    row = jobs.adding(city_id=city_id, kind=kind, arguments={}, coalesce_key=key, now=now)
    ((job,),) = trips.ask(tx.session.connection(), Question(jobs.ADD, row))
    job_id: UUID = job.id
    return job_id


def claim(job_id: UUID, now: dt.datetime = NOW) -> int | None:
    """The fence of the lease, or None."""
    with transaction(LOBBY, SYSTEM) as tx:
        job = jobs.claim(tx.session, job_id, now)
        return None if job is None else job.fence


def finish(job_id: UUID, fence: int, now: dt.datetime = NOW) -> bool:
    with transaction(LOBBY, SYSTEM) as tx:
        return jobs.finish(tx.session, job_id, fence, now)


def fail(job_id: UUID, fence: int, error: str = "lỗi", now: dt.datetime = NOW) -> None:
    with transaction(LOBBY, SYSTEM) as tx:
        jobs.fail(tx.session, job_id, fence, error, now)


def ready(now: dt.datetime) -> list[UUID]:
    with transaction(LOBBY, SYSTEM) as tx:
        return jobs.ready(tx.session, now)


def row(job_id: UUID) -> Job:
    with transaction(LOBBY, SYSTEM) as tx:
        return tx.session.get_one(Job, job_id)


# --- lease and fence ------------------------------------------------------------------------


def test_a_job_is_leased_to_one_at_a_time(world: World) -> None:
    job_id = add(world)
    assert claim(job_id) == 1
    assert claim(job_id) is None
    assert claim(job_id, NOW + jobs.LEASE - SECOND) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_late_one_may_not_finish(world: World) -> None:
    job_id = add(world)
    late = NOW + jobs.LEASE + SECOND
    assert (claim(job_id), claim(job_id, late)) == (1, 2)
    assert finish(job_id, 1, late) is False
    fail(job_id, 1, "too late", late)
    assert row(job_id).status == jobs.RUNNING
    assert finish(job_id, 2, late) is True
    assert finish(job_id, 2, late) is False
    assert row(job_id).status == jobs.DONE


def test_what_is_done_or_not_yet_due_or_unknown_is_not_claimed(world: World) -> None:
    job_id = add(world)
    assert claim(job_id, NOW - SECOND) is None
    assert claim(uuid4()) is None
    finish(job_id, claim(job_id) or 0)
    assert claim(job_id, NOW + 10 * jobs.LEASE) is None


def test_of_many_who_ask_at_once_one_gets_the_job(app: Flask, world: World) -> None:
    for _ in range(5):
        job_id = add(world)
        got = worlds.at_once(app, [lambda j=job_id: claim(j)] * 8)
        assert sorted(got, key=str) == [1, *[None] * 7]


def test_a_claim_waits_for_who_is_joining_the_job(app: Flask, world: World) -> None:
    """Else the one offer that was made would be spent, and the joined rows wait for the sweep."""
    job_id = add(world, "period")
    with ThreadPoolExecutor(1) as pool:
        with transaction(LOBBY, SYSTEM) as tx:
            assert written(tx, world, "period", "consolidate", NOW) == job_id
            claimed = pool.submit(worlds.at_once, app, [lambda: claim(job_id)])
            time.sleep(0.2)
            assert not claimed.done()
        assert claimed.result(60) == [1]


# --- failing --------------------------------------------------------------------------------


def test_a_failure_waits_longer_each_time_and_is_parked_after_the_last(world: World) -> None:
    job_id, now = add(world), NOW
    pauses = []
    for fence in range(1, jobs.MAX_TRIES + 1):
        assert claim(job_id, now) == fence
        fail(job_id, fence, f"lỗi {fence}", now)
        kept = row(job_id)
        pauses.append(kept.run_after - now)
        assert claim(job_id, kept.run_after - SECOND) is None
        now = kept.run_after
    assert pauses[:-1] == sorted(set(pauses[:-1])), "each pause is longer than the one before"
    assert (row(job_id).status, row(job_id).error) == (jobs.PARKED, f"lỗi {jobs.MAX_TRIES}")
    assert claim(job_id, now + 10 * jobs.LEASE) is None


def test_a_long_error_is_kept_short(world: World) -> None:
    job_id = add(world)
    fail(job_id, claim(job_id) or 0, "x" * 10_000)
    assert len(row(job_id).error) == 2000


def test_a_failure_while_the_same_work_waits_anew_leaves_it_to_the_newer(world: World) -> None:
    """Two waiting rows for one work are not allowed: the failed one must not want to be one."""
    first = add(world, "period")
    fence = claim(first) or 0
    second = add(world, "period")
    assert second != first
    fail(first, fence, "lỗi tạm thời")
    assert (row(first).status, row(second).status) == (jobs.DONE, jobs.QUEUED)
    assert "lỗi tạm thời" in row(first).error
    assert claim(second) == 1


# --- the sweep ------------------------------------------------------------------------------


def test_the_sweep_offers_what_the_queue_lost(world: World) -> None:
    job_id = add(world)
    assert job_id not in ready(NOW + SECOND), "it was offered when it was written"
    later = NOW + jobs.KICK_AGAIN + SECOND
    assert job_id in ready(later)
    assert job_id not in ready(later + SECOND), "offered a moment ago"
    assert job_id in ready(later + jobs.KICK_AGAIN + SECOND)


def test_the_sweep_offers_what_a_dead_worker_left(world: World) -> None:
    job_id = add(world)
    claim(job_id)
    assert job_id not in ready(NOW + jobs.LEASE - SECOND)
    assert job_id in ready(NOW + jobs.LEASE + SECOND)


def test_the_sweep_does_not_offer_what_pauses_after_a_failure(world: World) -> None:
    job_id = add(world)
    fail(job_id, claim(job_id) or 0)
    due = row(job_id).run_after
    assert job_id not in ready(due - SECOND)
    assert job_id in ready(due + SECOND)


def test_the_sweep_parks_what_kills_its_workers(world: World) -> None:
    job_id, now = add(world), NOW
    for fence in range(1, jobs.MAX_TRIES + 1):
        assert claim(job_id, now) == fence
        now += jobs.LEASE + SECOND
    assert job_id not in ready(now)
    assert row(job_id).status == jobs.PARKED
    assert row(job_id).error


# --- coalescing -----------------------------------------------------------------------------


def test_the_same_waiting_work_is_written_once(world: World) -> None:
    first = add(world, "period")
    assert add(world, "period") == first
    assert add(world, "another") != first
    assert add(world, "period", kind="detect") != first
    assert add(world) != add(world), "work without a key is always its own"


def test_work_that_began_is_not_joined(world: World) -> None:
    """It may have read before our rows were there."""
    first = add(world, "period")
    claim(first)
    second = add(world, "period")
    assert second != first
    assert add(world, "period") == second
    finish(first, 1)
    assert add(world, "period") == second


def waiting_for_a_lock() -> int:
    with db.engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
        ).scalar_one()


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.01)


def test_joining_waits_for_a_claim_in_flight_and_then_writes_anew(app: Flask, world: World) -> None:
    first = add(world, "period")
    with ThreadPoolExecutor(1) as pool:
        with transaction(LOBBY, SYSTEM) as tx:
            assert jobs.claim(tx.session, first, NOW) is not None
            joined = pool.submit(inside(app, lambda: add(world, "period")))
            until(waiting_for_a_lock)
            assert not joined.done()
        second = joined.result(timeout=60)
    assert second != first
    assert (row(first).status, row(second).status) == (jobs.RUNNING, jobs.QUEUED)


def inside(app: Flask, work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with app.app_context():
            return work()

    return run


def test_many_joiners_at_once_leave_one_waiting_row(app: Flask, world: World) -> None:
    for turn in range(5):
        ids = worlds.at_once(app, [lambda t=turn: add(world, f"burst {t}")] * 8)
        assert len(set(ids)) == 1, ids


# --- exactly once ---------------------------------------------------------------------------


def test_every_job_is_finished_once_whatever_dies(app: Flask, world: World) -> None:
    """Workers abandon, stall past their lease, fail and finish at random; the clock is the
    test's own. Each job ends done by exactly one finish, or parked after its tries."""
    print(f"TEST_SEED={SEED}")
    ids = [add(world) for _ in range(60)]
    clock, lock = [NOW], threading.Lock()
    finished: Counter[UUID] = Counter()

    def worker(number: int) -> None:
        dice = random.Random(SEED + number)
        for _ in range(160):
            with lock:
                clock[0] += dt.timedelta(seconds=dice.choice((1, 1, 5, 30)))
                now = clock[0]
            job_id = dice.choice(ids)
            fence = claim(job_id, now)
            if fence is None:
                continue
            end = dice.random()
            if end < 0.25:
                continue  # Killed: nobody hears of it again.
            if end < 0.35:
                fail(job_id, fence, "lỗi", now)
                continue
            if end < 0.5:
                with lock:
                    clock[0] += jobs.LEASE  # Stalled: others may have taken over.
            if finish(job_id, fence, clock[0]):
                finished[job_id] += 1

    done = worlds.at_once(app, [lambda n=n: worker(n) for n in range(3)])
    assert done == [None] * 3
    settle(ids, clock[0], finished)
    ends = Counter(row(job_id).status for job_id in ids)
    assert set(ends) <= {jobs.DONE, jobs.PARKED}, ends
    assert all(finished[i] == 1 for i in ids if row(i).status == jobs.DONE), f"seed {SEED}"
    assert all(finished[i] == 0 for i in ids if row(i).status == jobs.PARKED), f"seed {SEED}"
    assert ends[jobs.DONE] > 30, ends


def settle(ids: list[UUID], now: dt.datetime, finished: Counter[UUID]) -> None:
    """What the sweep offers is claimed and finished until nothing is offered."""
    for _ in range(12):
        now += jobs.LEASE + SECOND
        for job_id in ready(now):
            fence = claim(job_id, now) if job_id in ids else None
            if fence is not None and finish(job_id, fence, now):
                finished[job_id] += 1


def test_what_is_done_is_not_shown_as_unfinished(world: World) -> None:
    done, waiting = add(world), add(world)
    finish(done, claim(done) or 0)
    with transaction(LOBBY, SYSTEM) as tx:
        shown = [job.id for job in jobs.unfinished(tx.session, world.here.city_id)]
    assert (done in shown, waiting in shown) == (False, True)

"""Each kind of job on a real database: done, failing, unknown, and with the queue away."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from app.actions import consolidating, intake, jobs, loading
from app.actions.editions import asking, comparing, making
from app.actions.editions.asking import Asked
from app.actions.loading import Line
from app.actions.reporting import FORMATS, print_city_report
from app.domain.errors import NotFound
from app.domain.permissions import COMMAND_LINE, SYSTEM
from app.outbound import queue
from app.outbound.files import files
from app.store import consolidation as rollups
from app.store import editions
from app.store import jobs as store
from app.store.consolidation import APPROVED
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.editions import Edition
from app.store.tables.lobby import Job
from app.store.tables.results import Export
from app.store.tables.reviews import FindingRow
from app.store.tables.submissions import Upload
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Town, World
from workers.jobs import KINDS, perform


def waiting(town: Town, kind: str) -> UUID:
    """The one job of a kind that waits for a city."""
    with reading(LOBBY) as session:
        query = select(Job.id).where(
            Job.city_id == town.city_id, Job.kind == kind, Job.status == store.QUEUED
        )
        return session.execute(query).scalar_one()


def job(job_id: UUID) -> Job:
    with reading(LOBBY) as session:
        return session.get_one(Job, job_id)


def make_due(job_id: UUID) -> None:
    """The pause after a failure, or a dead worker's lease, is over."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(Job).where(Job.id == job_id).values(run_after=past, leased_until=past)
        )


def enter(town: Town, status: str, values: dict[str, str] | None = None) -> None:
    place = town.place
    given = (worlds.FIGURES if values is None else values).items()
    lines = [Line(n, place.code, code, typed) for n, (code, typed) in enumerate(given, 2)]
    loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, status, lines)


def ask(town: Town, *formats: str) -> UUID:
    asked = Asked(APPROVED, formats)
    return asking.request_edition(town.scope, town.reviewer, town.period_id, asked)


def edition(town: Town, edition_id: UUID) -> Edition:
    with reading(town.scope) as session:
        return session.get_one(Edition, edition_id)


def files_made(town: Town, edition_id: UUID) -> list[Export]:
    with reading(town.scope) as session:
        return editions.files_of(session, [edition_id]).get(edition_id, [])


# --- each kind ------------------------------------------------------------------------------


def test_consolidating_brings_the_rollup_to_its_revision(world: World) -> None:
    enter(world.here, "approved")
    job_id = waiting(world.here, "consolidate")
    assert perform(str(job_id)) == "done"
    assert job(job_id).status == store.DONE
    with reading(world.here.scope) as session:
        row = rollups.rollup(session, world.here.period_id, APPROVED)
        assert row is not None
        assert row.revision == 1
        assert world.here.period_id not in rollups.behind(session)
    with reading(world.there.scope) as session:
        assert rollups.rollup(session, world.there.period_id, APPROVED) is None


def test_detecting_judges_what_the_department_holds(world: World) -> None:
    enter(world.here, "submitted", worlds.FIGURES | {"dossiers_resolved_overdue": "9"})
    with transaction(world.here.scope, SYSTEM) as tx:
        tx.session.execute(update(FindingRow).values(is_current=False))
    assert perform(str(waiting(world.here, "detect"))) == "done"
    with reading(world.here.scope) as session:
        rules = session.execute(select(FindingRow.rule).where(FindingRow.is_current)).scalars()
        assert {"tthc_resolved_split", "missing_required"} <= set(rules)


def test_an_edition_is_made_in_every_format_and_fetched_as_it_was_made(world: World) -> None:
    town = world.here
    enter(town, "approved")
    edition_id = ask(town, *FORMATS)
    assert perform(str(waiting(town, "build_edition"))) == "done"
    made = edition(town, edition_id)
    assert (made.status, made.done_steps, made.revision) == ("ready", 1 + len(FORMATS), 1)
    report = comparing.frozen_report(town.scope, edition_id)
    for file in files_made(town, edition_id):
        own, content = comparing.download(town.scope, town.reviewer, file.id)
        assert content == print_city_report(report, own.format)
        assert own.sha256 == hashlib.sha256(content).hexdigest()
        with pytest.raises(NotFound):
            comparing.download(world.there.scope, world.there.reviewer, file.id)
    assert {file.format for file in files_made(town, edition_id)} == set(FORMATS)


def test_an_upload_is_read_into_the_draft_with_its_phrases(world: World) -> None:
    place = world.here.place
    text = "BÁO CÁO\nTrong kỳ đã tiếp nhận: 4.410 hồ sơ thủ tục hành chính.\n"
    upload_id = intake.upload(
        place.scope, place.drafter, place.submission_id, "báo cáo.txt", text.encode()
    )
    assert perform(str(waiting(world.here, "read_upload"))) == "done"
    with reading(place.scope) as session:
        row = session.get_one(Upload, upload_id)
        assert (row.status, row.error) == ("read", "")


# Known by its first bytes, and nothing behind them.
BROKEN = b"%PDF-1.7\n\x00\xff\xfe broken off"


def test_a_file_that_cannot_be_read_says_so_and_is_kept(world: World) -> None:
    place = world.here.place
    upload_id = intake.upload(place.scope, place.drafter, place.submission_id, "giả.pdf", BROKEN)
    assert perform(str(waiting(world.here, "read_upload"))) == "done"
    with reading(place.scope) as session:
        row = session.get_one(Upload, upload_id)
    assert row.status == "failed"
    assert row.error
    assert files().get(row.storage_key) == BROKEN


@pytest.mark.parametrize("kind", ["consolidate", "detect"])
def test_performing_twice_does_no_harm(world: World, kind: str) -> None:
    enter(world.here, "approved")
    job_id = waiting(world.here, kind)
    assert perform(str(job_id)) == "done"
    assert perform(str(job_id)) == "nothing to do"
    KINDS[kind](world.here.scope, job(job_id).arguments)


# --- failing --------------------------------------------------------------------------------


def test_an_unknown_job_is_nothing_to_do(app: Flask) -> None:
    assert perform(str(uuid4())) == "nothing to do"


def test_a_failing_edition_says_so_tries_again_and_is_parked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world.here
    enter(town, "approved")
    edition_id = ask(town, "csv")
    job_id = waiting(town, "build_edition")

    def broken(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(making, "print_city_report", broken)
    for fence in range(1, store.MAX_TRIES + 1):
        assert perform(str(job_id)) == "failed"
        kept = job(job_id)
        assert (kept.fence, kept.error) == (fence, "OSError: disk full")
        shown = edition(town, edition_id)
        assert (shown.status, "disk full" in shown.error) == ("failed", False)
        assert shown.error
        assert perform(str(job_id)) == "nothing to do", "it pauses before the next try"
        make_due(job_id)
    assert job(job_id).status == store.PARKED
    assert perform(str(job_id)) == "nothing to do"

    monkeypatch.undo()
    asking.retry(town.scope, town.reviewer, edition_id)
    assert perform(str(waiting(town, "build_edition"))) == "done"
    assert edition(town, edition_id).status == "ready"


def test_a_failure_that_passes_is_mended_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world.here, "approved")
    job_id = waiting(world.here, "consolidate")

    def broken(*args: object) -> None:
        raise RuntimeError("for a moment")

    monkeypatch.setattr(consolidating, "refresh", broken)
    assert perform(str(job_id)) == "failed"
    monkeypatch.undo()
    make_due(job_id)
    assert perform(str(job_id)) == "done"
    assert job(job_id).error == ""


def test_an_approval_during_a_failing_consolidation_is_not_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world.here, "approved")
    first = waiting(world.here, "consolidate")

    def broken(*args: object) -> None:
        enter(world.here, "approved")
        raise RuntimeError("for a moment")

    monkeypatch.setattr(consolidating, "refresh", broken)
    assert perform(str(first)) == "failed"
    monkeypatch.undo()
    second = waiting(world.here, "consolidate")
    assert second != first
    assert perform(str(second)) == "done"
    with reading(world.here.scope) as session:
        assert world.here.period_id not in rollups.behind(session)


def test_a_worker_that_was_overtaken_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stalled past its lease; another did the work; the effect is the same."""
    enter(world.here, "approved")
    job_id = waiting(world.here, "consolidate")
    honest = consolidating.refresh
    results: list[str] = []

    def stalled(*args: object) -> object:
        if not results:
            results.append("other")
            make_due(job_id)
            results.append(perform(str(job_id)))
        return honest(*args)

    monkeypatch.setattr(consolidating, "refresh", stalled)
    assert perform(str(job_id)) == "overtaken"
    assert results == ["other", "done"]
    assert (job(job_id).status, job(job_id).fence) == (store.DONE, 2)


def lease_of(job_id: UUID) -> dt.datetime | None:
    with reading(LOBBY) as session:
        return session.get_one(Job, job_id).leased_until


def set_row(job_id: UUID, **values: object) -> None:
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(update(Job).where(Job.id == job_id).values(values))


def test_work_that_takes_longer_than_a_lease_keeps_it(world: World) -> None:
    enter(world.here, "approved")
    claimed = jobs.claim(waiting(world.here, "consolidate"))
    assert claimed is not None
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    set_row(claimed.id, leased_until=soon)
    with jobs.kept(claimed, every=0.02):
        deadline = time.monotonic() + 60
        while lease_of(claimed.id) == soon and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (lease_of(claimed.id) or soon) > soon + store.LEASE / 2
        # Another has taken it over: the lease is no longer ours to renew.
        set_row(claimed.id, fence=claimed.fence + 1, leased_until=soon)
        time.sleep(0.1)
        assert lease_of(claimed.id) == soon
    set_row(claimed.id, status=store.DONE)


def test_a_job_of_another_city_changes_nothing_here(world: World) -> None:
    """A job opens its own city only, whatever ids stand in its arguments."""
    enter(world.here, "approved")
    with transaction(world.there.scope, SYSTEM) as tx:
        stray = jobs.enqueue(tx, "consolidate", period_id=world.here.period_id)
    assert perform(str(stray)) == "failed"
    with reading(world.here.scope) as session:
        assert rollups.rollup(session, world.here.period_id, APPROVED) is None


# --- the queue ------------------------------------------------------------------------------


@pytest.fixture
def carried(app: Flask) -> Iterator[Redis]:
    """The world's queue, empty before and after."""
    redis = Redis.from_url(app.config["SETTINGS"].redis_url)
    redis.flushdb()
    app.extensions["carrier"] = queue.Carrier(app.config["SETTINGS"].redis_url)
    yield redis
    redis.flushdb()
    redis.close()


def offered(redis: Redis) -> list[str]:
    """Ids of the jobs that the queue holds."""
    held = Queue(queue.QUEUE_NAME, connection=redis, serializer=JSONSerializer)
    return [j.args[0] for j in held.jobs]


def test_a_job_is_offered_once_its_cause_is_committed(world: World, carried: Redis) -> None:
    with transaction(world.here.scope, SYSTEM) as tx:
        job_id = jobs.enqueue(tx, "consolidate", period_id=world.here.period_id)
        assert offered(carried) == []
    assert offered(carried) == [str(job_id)]


def test_who_joins_a_waiting_job_does_not_offer_it_again(world: World, carried: Redis) -> None:
    """On deadline day hundreds of reports wait for one job."""
    written = []
    for _ in range(3):
        with transaction(world.here.scope, SYSTEM) as tx:
            written.append(jobs.enqueue(tx, "consolidate", coalesce="period"))
    assert offered(carried) == [str(written[0])]


def roll_back(town: Town) -> None:
    with transaction(town.scope, SYSTEM) as tx:
        jobs.enqueue(tx, "consolidate", period_id=town.period_id)
        raise LookupError("changed my mind")


def test_what_was_rolled_back_is_not_offered(world: World, carried: Redis) -> None:
    with pytest.raises(LookupError, match="changed my mind"):
        roll_back(world.here)
    assert offered(carried) == []
    with reading(LOBBY) as session:
        own = select(Job.id).where(Job.city_id == world.here.city_id)
        assert session.execute(own).first() is None


def test_what_the_queue_forgot_the_sweep_offers_again(world: World, carried: Redis) -> None:
    enter(world.here, "approved")
    job_id = waiting(world.here, "consolidate")
    carried.flushdb()
    # Jobs of the tests before this one may wait too, and be swept along.
    jobs.sweep()
    assert str(job_id) not in offered(carried), "it was offered a moment ago"
    long_ago = dt.datetime.now(dt.UTC) - store.KICK_AGAIN - dt.timedelta(seconds=1)
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(update(Job).where(Job.id == job_id).values(kicked_at=long_ago))
    assert jobs.sweep() >= 1
    assert offered(carried).count(str(job_id)) == 1


def test_with_the_queue_away_saving_is_quick_and_the_sweep_delivers_later(
    app: Flask, world: World, carried: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = queue.Carrier("unix:///nowhere/valkey.sock")
    monkeypatch.setitem(app.extensions, "carrier", away)
    started = time.monotonic()
    for _ in range(5):
        enter(world.here, "approved")
    assert time.monotonic() - started < 10
    assert away.is_answering() is False
    job_id = waiting(world.here, "consolidate")
    monkeypatch.undo()
    make_due(job_id)
    long_ago = dt.datetime.now(dt.UTC) - store.KICK_AGAIN - dt.timedelta(seconds=1)
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(update(Job).where(Job.id == job_id).values(kicked_at=long_ago))
    jobs.sweep()
    assert str(job_id) in offered(carried)
    assert perform(str(job_id)) == "done"


def test_after_a_failure_the_breaker_spares_the_next_calls() -> None:
    """A queue behind a wall that swallows packets costs its time-out once, not each time."""
    away = queue.Carrier("redis://192.0.2.1:6379/0")
    started = time.monotonic()
    assert away.kick(uuid4()) is False
    first = time.monotonic() - started
    started = time.monotonic()
    assert [away.kick(uuid4()) for _ in range(100)] == [False] * 100
    # A hundred time-outs would be a hundred times as long.
    assert time.monotonic() - started < 10 * queue.SOCKET_TIMEOUT
    assert first < 10 * queue.SOCKET_TIMEOUT

"""The real worker sends; killed between the server's yes and its own note, it loses nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select, text, update

from app.actions import delivering, jobs
from app.domain.permissions import SYSTEM, Role
from app.outbound import queue
from app.store import jobs as store
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.lobby import Job
from app.store.tables.notices import Delivery
from app.store.transaction import transaction
from tests import worlds
from tests.actions.enrolled import enrol, send_back, states
from tests.outbound.post_boxes import SENDER, Box, mail_server
from tests.workers.test_worker_process import children, kill, until, worker
from tests.worlds import Town, World


@pytest.fixture
def carried(app: Flask) -> Iterator[Redis]:
    url = app.config["SETTINGS"].redis_url
    redis = Redis.from_url(url)
    redis.flushdb()
    app.extensions["carrier"] = queue.Carrier(url)
    yield redis
    redis.flushdb()
    redis.close()


def named(box: Box) -> dict[str, str]:
    """The worker's environment: where to send."""
    return {"MAIL_URL": f"smtp://127.0.0.1:{box.port}?tls=none", "MAIL_FROM": SENDER}


def delivery(town: Town) -> Delivery:
    with reading(town.scope) as session:
        return session.execute(select(Delivery)).scalar_one()


def let_time_pass(town: Town) -> None:
    """The leases of the dead run out, of the job and of the delivery."""
    past = dt.datetime.now(dt.UTC) - store.LEASE
    with transaction(LOBBY, SYSTEM) as tx:
        own = Job.city_id == town.city_id
        tx.session.execute(update(Job).where(own).values(leased_until=past, kicked_at=past))
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Delivery).values(leased_until=past))


def waits_for_a_lock(app: Flask) -> bool:
    with worlds.as_owner(app) as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        return bool(found.scalar())


def kill_between_yes_and_note(app: Flask, town: Town, box: Box, pid: int) -> UUID:
    """The server has the letter and says so; the note of it is held up; the horse dies."""
    assert box.stalls is not None
    until(lambda: box.letters, "a letter at the server")
    with transaction(town.scope, SYSTEM) as tx:
        held = tx.session.execute(select(Delivery).with_for_update()).scalar_one()
        box.stalls.set()
        until(lambda: waits_for_a_lock(app), "the note held up")
        kill(children(pid))
        until(lambda: not children(pid), "the work-horse gone")
        return held.id


def test_a_return_is_sent_within_a_minute_of_its_commit(
    app: Flask, world: World, carried: Redis
) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    worlds.filed(town.place)
    with mail_server() as box, worker(app, **named(box)):
        send_back(town, town.place, town.reviewer)
        assert delivering.enqueue_due() >= 1
        until(lambda: states(town) == [("returned", "sent")], "the letter noted as sent")
        assert len(box.letters) == 1
        assert delivering.enqueue_due() == 0, "nothing is left to do"


def test_killed_between_the_server_s_yes_and_the_note_the_letter_is_not_lost(
    app: Flask, world: World, carried: Redis
) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    worlds.filed(town.place)
    send_back(town, town.place, town.reviewer)
    with mail_server() as box:
        box.stalls = threading.Event()
        with worker(app, **named(box)) as process:
            delivering.enqueue_due()
            lost = kill_between_yes_and_note(app, town, box, process.pid)
            assert delivery(town).state == "queued"
            assert delivering.enqueue_due() == 0, "its lease still runs: nobody else takes it"
            let_time_pass(town)
            jobs.sweep()
            delivering.enqueue_due()
            until(lambda: delivery(town).state == "sent", "the letter noted as sent")
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert str(lost) in first["Message-ID"]
    assert delivery(town).tries == 2

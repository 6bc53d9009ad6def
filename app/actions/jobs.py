"""Work for the background: written with its cause, carried by the queue, swept."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.domain.permissions import SYSTEM
from app.outbound.queue import carrier
from app.store import jobs as store
from app.store.rows import AnyRow
from app.store.scope import LOBBY
from app.store.transaction import Transaction, transaction

log = logging.getLogger(__name__)

# What people are told of a job that failed for a reason of ours.
TRIES_AGAIN = "Lỗi của hệ thống. Hệ thống sẽ tự thử lại."
GIVEN_UP = "Lỗi của hệ thống, đã thử nhiều lần không được. Hãy thử lại sau, hoặc báo quản trị."


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased job: only the holder of this fence may finish it."""

    id: UUID
    city_id: UUID
    kind: str
    arguments: dict[str, Any]
    fence: int


def enqueue(tx: Transaction, kind: str, *, coalesce: str = "", **arguments: Any) -> UUID:
    """Write the job into its cause's transaction; offer it to a worker after the commit.

    The job's id, unless it joins one that waits to do the same work: whoever wrote that one
    offers it, and its claim waits for those who are joining it.
    """
    row = store.adding(
        city_id=tx.scope.city,
        kind=kind,
        arguments={name: str(value) for name, value in arguments.items()},
        coalesce_key=coalesce,
        now=tx.now,
    )
    job_id: UUID = row["id"]

    def offer(waiting: AnyRow) -> None:
        if waiting.id == job_id:
            carrier().kick(job_id, kind)

    tx.send(store.ADD, row, offer)
    return job_id


def claim(job_id: UUID) -> Claimed | None:
    """None where the job is done, not due, or another worker holds it."""
    with transaction(LOBBY, SYSTEM) as tx:
        job = store.claim(tx.session, job_id, tx.now)
        if job is None:
            return None
        return Claimed(job.id, job.city_id, job.kind, dict(job.arguments), job.fence)


@contextmanager
def kept(job: Claimed, every: float = store.LEASE.total_seconds() / 4) -> Iterator[None]:
    """Renew the lease every so many seconds while the block lasts: work that takes longer than
    a lease is not taken for a dead worker's. Nothing renews it once the process is dead."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    is_over = Event()

    def renew() -> None:
        with app.app_context():
            while not is_over.wait(every):
                _renew(job)

    beside = Thread(target=renew, daemon=True)
    beside.start()
    try:
        yield
    finally:
        is_over.set()
        beside.join()


def _renew(job: Claimed) -> None:
    try:
        with transaction(LOBBY, SYSTEM) as tx:
            store.renew(tx.session, job.id, job.fence, tx.now)
    except SQLAlchemyError:
        # The next one comes well before the lease runs out.
        log.warning("the lease of job %s was not renewed", job.id, exc_info=True)


def finish(job: Claimed) -> bool:
    with transaction(LOBBY, SYSTEM) as tx:
        return store.finish(tx.session, job.id, job.fence, tx.now)


def fail(job: Claimed, error: str) -> None:
    with transaction(LOBBY, SYSTEM) as tx:
        store.fail(tx.session, job.id, job.fence, error, tx.now)


def sweep() -> int:
    """Offer again what waits: lost by the queue, or left by a dead worker. How many."""
    with transaction(LOBBY, SYSTEM) as tx:
        ids = store.ready(tx.session, dt.datetime.now(dt.UTC))
    for job_id in ids:
        carrier().kick(job_id)
    return len(ids)

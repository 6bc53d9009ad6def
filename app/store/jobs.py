"""The job table: claim with a lease, finish with a fence, find what is ready."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.store.tables.lobby import Job
from app.store.trips import Statement

LEASE = dt.timedelta(seconds=120)
KICK_AGAIN = dt.timedelta(seconds=15)
MAX_TRIES = 5
QUEUED, RUNNING, DONE, PARKED = "queued", "running", "done", "parked"


def adding(
    *,
    city_id: UUID,
    kind: str,
    arguments: dict[str, Any],
    coalesce_key: str,
    now: dt.datetime,
) -> dict[str, Any]:
    """The values for ``ADD``: a job that waits from now on."""
    return {
        "id": uuid4(),
        "city_id": city_id,
        "kind": kind,
        "arguments": arguments,
        "coalesce_key": coalesce_key,
        "status": QUEUED,
        "run_after": now,
        "created_at": now,
        "kicked_at": now,
        "fence": 0,
        "error": "",
    }


def _add() -> Statement:
    """Write a job row, or join the one that already waits to do the same work; its ``id``.

    Joining locks that row until our commit: it can then neither start before our
    rows are seen, nor have started already (a started one no longer waits, and a
    new row is written). Joining is no offer: the sweep goes by the last one that was made.
    """
    new = insert(cast(Table, Job.__table__))
    joined = new.on_conflict_do_update(
        index_elements=["kind", "coalesce_key"],
        index_where=text("status = 'queued' AND coalesce_key <> ''"),
        set_={"kicked_at": Job.kicked_at},
    ).returning(Job.__table__.c.id)
    return Statement(joined, [*_COLUMNS])


_COLUMNS = ("id", "city_id", "kind", "arguments", "coalesce_key", "status", "run_after",
            "created_at", "kicked_at", "fence", "error")  # fmt: skip
ADD = _add()


def claim(session: Session, job_id: UUID, now: dt.datetime) -> Job | None:
    """Take the lease, if the job waits or its holder's lease ran out.

    Whoever joins the job at this moment is waited for, so that its rows are seen.
    """
    free = or_(
        and_(Job.status == QUEUED, Job.run_after <= now),
        and_(Job.status == RUNNING, Job.leased_until < now),
    )
    job = session.execute(
        select(Job).where(Job.id == job_id, free).with_for_update()
    ).scalar_one_or_none()
    if job is None:
        return None
    job.status, job.leased_until = RUNNING, now + LEASE
    job.fence += 1
    return job


def renew(session: Session, job_id: UUID, fence: int, now: dt.datetime) -> None:
    """Begin the lease anew, if this try still holds it."""
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.status == RUNNING)
        .values(leased_until=now + LEASE)
    )


def finish(session: Session, job_id: UUID, fence: int, now: dt.datetime) -> bool:
    """Mark done; False where another try has taken the lease since."""
    done = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.status == RUNNING)
        .values(status=DONE, finished_at=now, leased_until=None, error="")
        .returning(Job.id)
    ).scalar()
    return done is not None


def fail(session: Session, job_id: UUID, fence: int, error: str, now: dt.datetime) -> None:
    """Back to the queue with a growing pause; parked after ``MAX_TRIES``.

    Where the same work has come to wait anew since, that row will do it: this one is done.
    """
    parts = {"error": error[:2000], "leased_until": None}
    if fence >= MAX_TRIES:
        _release(session, job_id, fence, status=PARKED, **parts)
        return
    pause = now + dt.timedelta(seconds=2**fence)
    try:
        with session.begin_nested():
            _release(
                session, job_id, fence, status=QUEUED, run_after=pause, kicked_at=None, **parts
            )
    except IntegrityError:
        _release(session, job_id, fence, status=DONE, finished_at=now, **parts)


def _release(session: Session, job_id: UUID, fence: int, **values: Any) -> None:
    """Let go of the lease, if this try still holds it."""
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.status == RUNNING)
        .values(**values)
    )


def ready(session: Session, now: dt.datetime) -> list[UUID]:
    """What a worker should be offered (again): due and not kicked lately, or abandoned.

    Marks them as kicked. A job whose tries are used up by crashes is parked.
    """
    session.execute(
        update(Job)
        .where(Job.status == RUNNING, Job.leased_until < now, Job.fence >= MAX_TRIES)
        .values(status=PARKED, error="Worker dừng giữa chừng quá nhiều lần.", leased_until=None)
    )
    not_kicked = or_(Job.kicked_at.is_(None), Job.kicked_at < now - KICK_AGAIN)
    waiting = and_(Job.status == QUEUED, Job.run_after <= now)
    abandoned = and_(Job.status == RUNNING, Job.leased_until < now)
    ids = list(
        session.execute(
            select(Job.id)
            .where(or_(waiting, abandoned), not_kicked)
            .order_by(Job.run_after)
            .limit(200)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    session.execute(update(Job).where(Job.id.in_(ids)).values(kicked_at=now))
    return ids


def unfinished(session: Session, city_id: UUID) -> list[Job]:
    """A city's jobs that wait, run or are parked, oldest first."""
    return list(
        session.execute(
            select(Job).where(Job.city_id == city_id, Job.status != DONE).order_by(Job.created_at)
        ).scalars()
    )


def unfinished_for(session: Session, kind: str, argument: str, value: UUID) -> Job | None:
    """The newest job of a kind that waits, runs or is parked for one thing."""
    return session.execute(
        select(Job)
        .where(Job.kind == kind, Job.status != DONE, Job.arguments[argument].astext == str(value))
        .order_by(Job.created_at.desc())
        .limit(1)
    ).scalar_one_or_none()


def ahead_of(session: Session, job: Job) -> int:
    """How many jobs, of any city, wait or run that were written before this one."""
    return session.execute(
        select(func.count())
        .select_from(Job)
        .where(Job.status.in_((QUEUED, RUNNING)), Job.created_at < job.created_at)
    ).scalar_one()

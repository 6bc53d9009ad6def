"""Connections that have lain idle are tried before they are used; busy ones are not.

A ping at every use costs a save more than its own statement. A connection that was in
use a moment ago and is dead now fails its request, which the pool learns from.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

#: Seconds.
IDLE = 2.0
_USED_AT = "used_at"


def watch(engine: Engine) -> None:
    """Try what comes out of the engine's pool after lying idle."""
    event.listen(engine, "checkin", _note)
    event.listen(engine, "checkout", _try_idle)


def _note(_connection: Any, record: Any) -> None:
    record.info[_USED_AT] = time.monotonic()


def _try_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Raises ``DisconnectionError``, upon which the pool makes a new connection."""
    if time.monotonic() - record.info.get(_USED_AT, time.monotonic()) < IDLE:
        return
    # Asked of libpq itself: the driver would begin a transaction, and on taking it back have
    # the server forget every statement that is prepared.
    try:
        answered = connection.pgconn.exec_(b"SELECT 1").status
    except psycopg.Error as error:
        raise DisconnectionError from error
    if answered != pq.ExecStatus.TUPLES_OK:
        raise DisconnectionError

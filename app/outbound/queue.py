"""RQ as the carrier of job ids. The job table is the truth; this is a hint.

Every time-out is set and a breaker stands before Redis: a black-holed queue must
cost a web request a second once, not on every commit.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import NoScriptError, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

QUEUE_NAME = "tonghop"
PERFORM = "workers.jobs.perform"
SOCKET_TIMEOUT = 1.0  # seconds
BREAK_FOR = 5.0  # seconds without a try after a failure
JOB_TIMEOUT = 900  # seconds


# Else two trips at the first call in a window, which is the only one of most programs.
_COUNT = """local times = redis.call('INCR', KEYS[1])
if times == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return times"""
_COUNT_NAME = hashlib.sha1(_COUNT.encode(), usedforsecurity=False).hexdigest()


def _counted(redis: Redis, key: str, seconds: int) -> int:
    try:
        times = redis.evalsha(_COUNT_NAME, 1, key, seconds)
    except NoScriptError:  # A server that has started since.
        times = redis.eval(_COUNT, 1, key, seconds)
    return int(times)


@dataclass
class Carrier:
    """The process's connection to Redis, made at first use (after a fork, too)."""

    url: str
    _redis: Redis | None = None
    _broken_until: float = 0.0

    def redis(self) -> Redis:
        if self._redis is None:
            self._redis = Redis.from_url(
                self.url, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=SOCKET_TIMEOUT
            )
        return self._redis

    def kick(self, job_id: UUID, kind: str = "") -> bool:
        """Offer the id to a worker. False where Redis is away: the sweep will kick again."""
        if time.monotonic() < self._broken_until:
            return False
        try:
            # The RQ id is fresh at each kick: the fence in the job row decides who works.
            self.queue().enqueue(
                PERFORM,
                str(job_id),
                job_id=f"{job_id}-{uuid4().hex[:8]}",
                description=kind,
                job_timeout=JOB_TIMEOUT,
                result_ttl=0,
                failure_ttl=3600,
            )
        except RedisError as error:
            log.warning("queue is away, job %s waits for the sweep: %s", job_id, error)
            self._broken_until = time.monotonic() + BREAK_FOR
            return False
        return True

    def ask(self, work: Callable[[Redis], Answer], otherwise: Answer) -> Answer:
        """What ``work`` finds in Redis, or ``otherwise`` while it is away."""
        if time.monotonic() < self._broken_until:
            return otherwise
        try:
            return work(self.redis())
        except RedisError as error:
            log.warning("redis is away: %s", error)
            self._broken_until = time.monotonic() + BREAK_FOR
            return otherwise

    def count(self, key: str, seconds: int) -> int:
        """How often this was called with the key, which is forgotten after ``seconds``.
        0 where Redis is away."""
        return self.ask(lambda redis: _counted(redis, key, seconds), 0)

    def queue(self) -> Queue:
        return Queue(QUEUE_NAME, connection=self.redis(), serializer=JSONSerializer)

    def is_answering(self) -> bool:
        """For the readiness check and the banner that says processing is delayed."""
        try:
            return bool(self.redis().ping())
        except RedisError as error:
            log.warning("queue does not answer: %s", error)
            return False


def blocking_redis(url: str) -> Redis:
    """For the worker, whose reads wait: RQ sets their time-out itself."""
    return Redis.from_url(url, socket_connect_timeout=5, health_check_interval=15)


def init(app: Flask, url: str) -> None:
    app.extensions["carrier"] = Carrier(url)


def carrier() -> Carrier:
    found: Carrier = current_app.extensions["carrier"]
    return found

"""Who has a place open just now: a name and a moment in Redis, forgotten soon after.

Nothing else is kept of a person, and nothing depends on it: where Redis is away nobody is
seen, and work goes on.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any, Final
from uuid import UUID

from redis import Redis

from app.outbound.queue import carrier

#: Seconds between two signs of life of one page, and how long one is believed.
BEAT: Final = 30
BELIEVED: Final = 75


def note(place: str, person_id: UUID, name: str) -> list[str]:
    """Leave a sign of life in a place; the names of the others there, in order."""

    def work(redis: Redis) -> list[str]:
        with redis.pipeline() as pipe:
            pipe.zadd(_key(place), {_member(person_id, name): time.time()})
            pipe.expire(_key(place), BELIEVED)
            _ask(pipe, place)
            return _names(pipe.execute()[-1], person_id)

    return carrier().ask(work, [])


def others(place: str, person_id: UUID) -> list[str]:
    """The names of the others in a place, without leaving a sign there."""

    def work(redis: Redis) -> list[str]:
        with redis.pipeline() as pipe:
            _ask(pipe, place)
            return _names(pipe.execute()[-1], person_id)

    return carrier().ask(work, [])


def _ask(pipe: Any, place: str) -> None:
    pipe.zrangebyscore(_key(place), time.time() - BELIEVED, "+inf")


def _key(place: str) -> str:
    return f"tonghop:here:{place}"


def _member(person_id: UUID, name: str) -> str:
    """People of one name stay apart; the mark in front tells nobody who they are."""
    return f"{_mark(person_id)} {name}"


def _mark(person_id: UUID) -> str:
    return hashlib.sha256(person_id.bytes).hexdigest()[:12]


def _names(members: list[bytes], person_id: UUID) -> list[str]:
    found = (member.decode().partition(" ") for member in members)
    return sorted({name for mark, _space, name in found if mark != _mark(person_id)})

"""The servers that the whole suite shares."""

from __future__ import annotations

import psycopg
import pytest
import redis

from config import Settings


@pytest.mark.parametrize("again", [1, 2])
def test_they_answer_at_the_addresses_of_their_settings(servers: Settings, again: int) -> None:
    assert servers.database_owner_url is not None
    with psycopg.connect(servers.database_owner_url) as connection:
        assert connection.execute("select current_setting('fsync')").fetchone() == ("off",)
    client = redis.Redis.from_url(servers.redis_url)
    client.set("lần", again)
    assert client.get("lần") == str(again).encode()

"""Who else works in a section is named to those who may see it, and to nobody else."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from browsing import Browser
from redis.exceptions import ConnectionError as RedisAway
from worlds import Somebody, Town

from app.domain.permissions import Role
from app.outbound import presence
from app.outbound.queue import carrier
from app.web import others_here

WARD = "Phường An Biên"


def address(town: Town, rest: str, section: str = "III.3", ward: str = WARD) -> str:
    return f"/ward/submissions/{town.submission_id(ward)}/sections/{section}{rest}"


def greet(browser: Browser, town: Town, section: str = "III.3", ward: str = WARD) -> str:
    answer = browser.client.post(
        address(town, "/here", section, ward), headers={"X-CSRFToken": browser.token}
    )
    assert answer.status_code == 200, answer.status_code
    words: str = answer.get_json()["words"]
    return words


def two_of(town: Town) -> tuple[Somebody, Browser, Somebody, Browser]:
    one, other = town.another(Role.DRAFTER, WARD), town.another(Role.LEADER, WARD)
    first, second = town.browser_of(one), town.browser_of(other)
    for browser in (first, second):
        browser.get(address(town, ""))
    return one, first, other, second


def test_two_people_in_a_section_are_named_to_each_other(here: Town) -> None:
    one, first, other, second = two_of(here)
    assert greet(first, here) == ""
    assert greet(second, here) == f"{one.actor.name} cũng đang làm phần này."
    assert greet(first, here) == f"{other.actor.name} cũng đang làm phần này."
    assert other.actor.name in first.get(address(here, "")).text
    assert greet(first, here, "III.4") == ""


def test_looking_alone_leaves_no_sign(here: Town) -> None:
    _one, first, _other, second = two_of(here)
    first.get(address(here, ""))
    assert greet(second, here) == ""


def test_who_has_left_is_forgotten(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    _one, first, _other, second = two_of(here)
    greet(first, here)
    now = time.time()
    monkeypatch.setattr(presence.time, "time", lambda: now + presence.BELIEVED + 1)
    assert greet(second, here) == ""


def test_who_saved_a_moment_ago_is_named_without_a_page(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.save(WARD, "dossiers_received", "93")
    saver = here.person(Role.DRAFTER, WARD)
    one, first, _other, _second = two_of(here)
    assert saver.actor.name in greet(first, here)
    assert greet(first, here, "III.4") == ""
    monkeypatch.setattr(others_here, "_RECENT", dt.timedelta(0))
    assert greet(first, here) == ""
    assert greet(here.browser_of(saver), here) == f"{one.actor.name} cũng đang làm phần này."


@pytest.fixture
def away(here: Town) -> Iterator[None]:
    """Redis does not answer."""

    def refuse(*_args: object, **_rest: object) -> None:
        raise RedisAway("refused")

    with here.app.app_context():
        held = carrier()
    real, held.redis = held.redis, refuse  # type: ignore[method-assign,assignment]
    yield
    held.redis = real  # type: ignore[method-assign]
    held._broken_until = 0.0


@pytest.mark.usefixtures("away")
def test_without_redis_nobody_is_seen_and_the_page_works(here: Town) -> None:
    _one, first, _other, second = two_of(here)
    assert greet(first, here) == ""
    assert greet(second, here) == ""
    first.get(address(here, ""))


def test_no_ward_sees_into_another(here: Town, there: Town) -> None:
    _one, first, _other, _second = two_of(here)
    for town in (there, here):
        ward = WARD if town is there else "Phường Ngô Quyền"
        answer = first.client.post(
            address(town, "/here", ward=ward), headers={"X-CSRFToken": first.token}
        )
        assert answer.status_code == 404


def test_only_the_name_is_kept(here: Town) -> None:
    one, first, _other, _second = two_of(here)
    greet(first, here)
    with here.app.app_context():
        redis = carrier().redis()
        key = f"tonghop:here:{here.submission_id(WARD)}:III.3"
        members = [member.decode() for member in redis.zrange(key, 0, -1)]
        assert 0 < redis.ttl(key) <= presence.BELIEVED
    assert [member.partition(" ")[2] for member in members] == [one.actor.name]
    assert str(one.actor.person_id) not in members[0]
    assert one.email not in members[0]

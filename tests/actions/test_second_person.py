"""Two pairs of eyes: who may take, propose and approve a report; how a claim lives on."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.actions import reviewing, second_person, submitting
from app.domain.errors import Conflict, NotAllowed
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.domain.second_person import SecondPerson
from app.store import review_rules, submissions
from app.store.reading import reading
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World


def claimed(town: Town, who: Actor | None = None) -> Place:
    worlds.filed(town.place)
    reviewing.claim(town.scope, who or town.reviewer, town.place.submission_id)
    return town.place


def decide(town: Town, act: str, who: Actor, seen: int = 1, key: str = "") -> None:
    getattr(reviewing, act)(
        town.scope,
        who,
        town.place.submission_id,
        seen_version=seen,
        idempotency_key=key or uuid4().hex,
    )


def sleep(town: Town, seconds: float) -> None:
    """As if nobody had touched the claim for so long."""
    with transaction(town.scope, COMMAND_LINE) as tx:
        at = tx.now - dt.timedelta(seconds=seconds)
        tx.session.execute(update(Submission).values(claimed_at=at))


def events(town: Town) -> list[tuple[str, str]]:
    with reading(town.scope) as session:
        found = submissions.events_of(session, town.place.submission_id)
    return [(event.kind, event.person_name) for event in found]


# --- claims ---------------------------------------------------------------------------------


def test_activity_renews_a_claim(world: World) -> None:
    town = world.here
    place = claimed(town)
    sleep(town, 14 * 60)
    until = reviewing.keep(town.scope, town.reviewer, place.submission_id)
    assert until is not None
    assert until - dt.datetime.now(dt.UTC) > dt.timedelta(minutes=14)
    with pytest.raises(Conflict):
        reviewing.claim(town.scope, town.other_reviewer, place.submission_id)


def test_a_claim_that_slept_is_renewed_while_nobody_took_it(world: World) -> None:
    town = world.here
    place = claimed(town)
    sleep(town, 16 * 60)
    assert reviewing.keep(town.scope, town.reviewer, place.submission_id) is not None


def test_whoever_takes_over_is_on_the_timeline_and_the_other_is_told(world: World) -> None:
    town = world.here
    place = claimed(town)
    sleep(town, 16 * 60)
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    assert ("claimed", town.other_reviewer.name) in events(town)
    with pytest.raises(Conflict, match=town.other_reviewer.name):
        reviewing.keep(town.scope, town.reviewer, place.submission_id)


def test_claiming_what_one_holds_is_no_second_event(world: World) -> None:
    town = world.here
    place = claimed(town)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    assert [kind for kind, _ in events(town)].count("claimed") == 1


def test_a_look_from_outside_keeps_nothing(world: World) -> None:
    town = world.here
    place = claimed(town)
    reviewing.release(town.scope, town.reviewer, place.submission_id)
    assert reviewing.keep(town.scope, town.reviewer, place.submission_id) is None
    with pytest.raises(NotAllowed):
        reviewing.keep(place.scope, place.leader, place.submission_id)


# --- the second person ----------------------------------------------------------------------


def test_the_rule_is_the_administrator_s_and_the_city_s_own(world: World) -> None:
    rule = SecondPerson(needs_second=True, bars_own_review=True)
    with pytest.raises(NotAllowed):
        second_person.set_rule(world.here.scope, world.here.reviewer, rule)
    second_person.set_rule(world.here.scope, world.here.admin, rule)
    for town, expected in ((world.here, rule), (world.there, SecondPerson())):
        with reading(town.scope) as session:
            assert review_rules.of_city(session) == expected
    second_person.set_rule(world.here.scope, world.here.admin, SecondPerson())
    with reading(world.here.scope) as session:
        assert review_rules.of_city(session) == SecondPerson()


def test_one_proposes_and_another_confirms(world: World) -> None:
    town = world.here
    second_person.set_rule(town.scope, town.admin, SecondPerson(needs_second=True))
    claimed(town)
    with pytest.raises(NotAllowed, match="đề nghị duyệt để"):
        decide(town, "approve", town.reviewer)
    decide(town, "propose", town.reviewer)
    assert worlds.submission_of(town, town.place).claimed_by is None
    with pytest.raises(NotAllowed, match="người khác phải xác nhận"):
        decide(town, "approve", town.reviewer)
    decide(town, "approve", town.other_reviewer)
    assert worlds.submission_of(town, town.place).state == "approved"


def test_a_proposal_is_of_the_version_that_was_seen(world: World) -> None:
    town = world.here
    claimed(town)
    with pytest.raises(Conflict):
        decide(town, "propose", town.reviewer, seen=0)


def test_a_proposal_sent_twice_is_one(world: World) -> None:
    town = world.here
    claimed(town)
    decide(town, "propose", town.reviewer, key="one")
    decide(town, "propose", town.reviewer, key="one")
    assert [kind for kind, _ in events(town)].count("proposed") == 1


def test_an_approval_taken_back_needs_a_new_proposal(world: World) -> None:
    town = world.here
    second_person.set_rule(town.scope, town.admin, SecondPerson(needs_second=True))
    claimed(town)
    decide(town, "propose", town.reviewer)
    decide(town, "approve", town.other_reviewer)
    reviewing.unapprove(town.scope, town.head, town.place.submission_id, "Duyệt nhầm.")
    with pytest.raises(NotAllowed):
        decide(town, "approve", town.other_reviewer)


def test_whoever_submitted_it_takes_it_only_where_the_city_lets_them(world: World) -> None:
    town, place = world.here, world.here.place
    both = worlds.person("Kiêm nhiệm", Role.LEADER, Role.REVIEWER)
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    submitting.submit(town.scope, both, place.submission_id, uuid4().hex)
    second_person.set_rule(town.scope, town.admin, SecondPerson(bars_own_review=True))
    with pytest.raises(NotAllowed, match="không thể thẩm định"):
        reviewing.claim(town.scope, both, place.submission_id)
    second_person.set_rule(town.scope, town.admin, SecondPerson())
    reviewing.claim(town.scope, both, place.submission_id)
    for act in ("propose", "approve"):
        with pytest.raises(NotAllowed, match="tự duyệt"):
            decide(town, act, both)

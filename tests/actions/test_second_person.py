"""Two pairs of eyes: who may take, propose and approve a report; how a claim lives on."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.actions import deciding, drafting, remarking, reviewing, second_person, submitting
from app.actions.reviewing import RemarkInput
from app.domain.decisions import Seen, stamp_of
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


def both_roles(of: Actor) -> Actor:
    """The same person, who is a reviewer as well."""
    return Actor(of.person_id, of.name, frozenset({*of.roles, Role.REVIEWER}))


@pytest.mark.parametrize("part", ["drafter", "leader"])
def test_nobody_approves_what_they_wrote_or_signed(world: World, part: str) -> None:
    """The drafter whose answers it holds, and the leader who signed it."""
    town = world.here
    author = both_roles(getattr(town.place, part))
    claimed(town, author)
    for act in ("propose", "approve"):
        with pytest.raises(NotAllowed, match="viết, ký hoặc nộp"):
            decide(town, act, author)
    assert worlds.submission_of(town, town.place).state == "in_review"


def test_what_another_one_wrote_over_is_still_its_first_writer_s(world: World) -> None:
    town, place = world.here, world.here.place
    first = both_roles(worlds.person("Soạn trước", Role.DRAFTER, ward_id=place.ward_id))
    typed = ("households_total", "3.400", 0)
    drafting.save_answer(place.scope, first, place.submission_id, *typed)
    claimed(town, first)
    with pytest.raises(NotAllowed):
        decide(town, "approve", first)


def test_who_only_explained_a_flag_or_handed_it_over_wrote_it_too(world: World) -> None:
    town, place = world.here, world.here.place
    sender = both_roles(worlds.person("Trình ký", Role.DRAFTER, ward_id=place.ward_id))
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    submitting.hand_over(place.scope, sender, place.submission_id)
    worlds.submit(place)
    reviewing.claim(town.scope, sender, place.submission_id)
    with pytest.raises(NotAllowed):
        decide(town, "approve", sender)


def test_where_the_city_says_so_authors_do_nothing_at_the_desk(world: World) -> None:
    """Whatever they would do there: take it, decide, ask, return; alone or with others."""
    town = world.here
    author = both_roles(town.place.drafter)
    claimed(town, author)
    second_person.set_rule(town.scope, town.admin, SecondPerson(bars_own_review=True))
    with reading(town.scope) as session:
        row = submissions.findings_of(session, town.place.submission_id)[0]
    remark = RemarkInput("III.3", "Hãy xem lại.")
    own = town.place.submission_id
    for attempt in (
        lambda: reviewing.claim(town.scope, author, own),
        lambda: deciding.decide(town.scope, author, row.id, "accepted"),
        lambda: deciding.decide_together(
            town.scope, author, [Seen(row.id, stamp_of(row))], "accepted"
        ),
        lambda: remarking.note(town.scope, author, own, uuid4(), remark),
        lambda: reviewing.return_(
            town.scope,
            author,
            own,
            seen_version=1,
            remarks=[remark],
            reason="Cần sửa.",
            due_on=None,
            idempotency_key="r",
        ),
    ):
        with pytest.raises(NotAllowed, match="không thể thẩm định"):
            attempt()


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

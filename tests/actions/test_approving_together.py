"""Many reports approved in one go: exactly the list, less what changed, and back again."""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import approving, deciding, reviewing, second_person, submitting
from app.actions.approving import Approved, Chosen
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.notices import Kind
from app.domain.permissions import Actor
from app.domain.second_person import SecondPerson
from app.store import approvals, submissions
from app.store.reading import reading
from app.store.tables.notices import Notice
from tests import worlds
from tests.worlds import Place, Town, World


def cleaned(town: Town, *places: Place) -> list[Chosen]:
    """Filed reports in which everything is decided, as they stand on a list."""
    for place in places or town.places:
        worlds.filed(place)
        settle(town, place)
    return [Chosen(place.submission_id, 1) for place in places or town.places]


def settle(town: Town, place: Place) -> None:
    with reading(town.scope) as session:
        rows = submissions.findings_of(session, place.submission_id)
    for row in rows:
        deciding.decide(town.scope, town.other_reviewer, row.id, "accepted")


def approve(
    town: Town, chosen: list[Chosen], who: Actor | None = None, batch: UUID | None = None
) -> Approved:
    return approving.approve_together(
        town.scope, who or town.reviewer, town.period_id, chosen, batch or uuid4()
    )


def states(town: Town) -> list[str]:
    return [worlds.submission_of(town, place).state for place in town.places]


def kinds(town: Town, place: Place) -> list[str]:
    with reading(town.scope) as session:
        return [event.kind for event in submissions.events_of(session, place.submission_id)]


def test_exactly_the_list_is_approved_each_by_a_move_of_its_own(world: World) -> None:
    town = world.here
    done = approve(town, cleaned(town)[:2])
    assert set(done.approved) == {p.submission_id for p in town.places[:2]}
    assert done.left_out == ()
    assert states(town) == ["approved", "approved", "submitted"]
    assert kinds(town, town.place)[-2:] == ["claimed", "approved"]
    assert worlds.period_of(town).approved_revision == 1
    assert worlds.submission_of(town, town.place).approved_version == 1


def test_what_changed_in_between_is_left_out_and_named(world: World) -> None:
    town = world.here
    first, second, third = town.places
    chosen = cleaned(town)
    submitting.recall(first.scope, first.leader, first.submission_id)
    worlds.fill(first, {"dossiers_received_online": ""})
    worlds.submit(first)
    reviewing.claim(town.scope, town.other_reviewer, second.submission_id)
    done = approve(town, chosen)
    assert done.approved == (third.submission_id,)
    assert set(done.left_out) == {first.submission_id, second.submission_id}
    assert states(town) == ["submitted", "in_review", "approved"]


def test_what_is_open_or_asked_is_left_out(world: World) -> None:
    town = world.here
    first, second, third = town.places
    worlds.filed(first)
    chosen = [Chosen(first.submission_id, 1), *cleaned(town, second, third)]
    with reading(town.scope) as session:
        (row,) = submissions.findings_of(session, second.submission_id)
    deciding.decide(town.scope, town.reviewer, row.id, "asked")
    assert approve(town, chosen).approved == (third.submission_id,)


def test_nobody_approves_their_own_work_with_the_others(world: World) -> None:
    town = world.here
    chosen = cleaned(town)
    me = Actor(town.place.leader.person_id, "Tôi", town.reviewer.roles)
    assert town.place.submission_id not in approve(town, chosen, who=me).approved
    stranger = Actor(town.places[1].drafter.person_id, "Tôi", town.reviewer.roles)
    assert states(town) == ["submitted", "approved", "approved"]
    again = approve(town, [Chosen(town.place.submission_id, 1)], who=stranger)
    assert again.approved == (town.place.submission_id,)


def test_who_filled_a_report_in_does_not_approve_it_with_the_others(world: World) -> None:
    town = world.here
    drafter = Actor(town.place.drafter.person_id, "Tôi", town.reviewer.roles)
    done = approve(town, cleaned(town, town.place), who=drafter)
    assert done == Approved((), (town.place.submission_id,))


def test_where_two_persons_are_wanted_one_list_is_not_enough(world: World) -> None:
    town = world.here
    chosen = cleaned(town)
    second_person.set_rule(town.scope, town.admin, SecondPerson(needs_second=True))
    assert approve(town, chosen).approved == ()
    place = town.place
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    reviewing.propose(
        town.scope, town.other_reviewer, place.submission_id, seen_version=1, idempotency_key="p"
    )
    assert approve(town, chosen, who=town.other_reviewer).approved == ()
    assert approve(town, chosen).approved == (place.submission_id,)


def test_the_same_list_sent_again_approves_nothing_more(world: World) -> None:
    town = world.here
    chosen, batch = cleaned(town), uuid4()
    first = approve(town, chosen, batch=batch)
    assert set(approve(town, chosen, batch=batch).approved) == set(first.approved)
    assert worlds.period_of(town).approved_revision == 1
    assert approve(town, chosen).left_out == tuple(sorted(first.approved))
    assert worlds.period_of(town).approved_revision == 1


def test_two_who_approve_the_same_list_at_once_approve_it_once(app: Flask, world: World) -> None:
    town = world.here
    chosen = cleaned(town)
    calls = [
        lambda who=who, them=them: approve(town, them, who=who)
        for who, them in ((town.reviewer, chosen), (town.other_reviewer, chosen[::-1]))
    ]
    done = worlds.at_once(app, calls)
    assert sorted(len(one.approved) for one in done) == [0, 3]
    assert [kinds(town, place).count("approved") for place in town.places] == [1, 1, 1]


def test_a_batch_is_taken_back_as_far_as_it_stands(world: World) -> None:
    town, batch = world.here, uuid4()
    chosen = cleaned(town)
    approve(town, chosen, batch=batch)
    reviewing.unapprove(town.scope, town.head, town.place.submission_id, "Báo nhầm.")
    with reading(town.scope) as session:
        (told,) = approvals.batches(session, town.period_id, 5)
        stands = [row.stands for row in approvals.of_batch(session, batch)]
    assert (told.batch_id, told.who, told.count) == (batch, town.reviewer.name, 3)
    assert sorted(stands) == [False, True, True]
    with pytest.raises(NotAllowed):
        approving.take_back(town.scope, town.reviewer, batch, "Duyệt nhầm.")
    with pytest.raises(Invalid):
        approving.take_back(town.scope, town.head, batch, " ")
    assert approving.take_back(town.scope, town.head, batch, "Duyệt nhầm.") == 2
    assert states(town) == ["in_review"] * 3
    assert approving.take_back(town.scope, town.head, batch, "Duyệt nhầm.") == 0
    assert told_wards(town) == Counter({place.ward_id: 1 for place in town.places})


def told_wards(town: Town) -> Counter[UUID | None]:
    """How often each ward is to be told that an approval was taken back."""
    with reading(town.scope) as session:
        of_kind = Notice.kind == Kind.UNAPPROVED.value
        return Counter(session.execute(select(Notice.ward_id).where(of_kind)).scalars())


def test_lists_of_others_and_empty_ones_are_refused(world: World) -> None:
    town, there = world.here, world.there
    chosen = cleaned(town)
    with pytest.raises(Invalid):
        approve(town, [])
    with pytest.raises(NotFound):
        approve(there, chosen)
    with pytest.raises(NotAllowed):
        approve(town, chosen, who=town.admin)
    with pytest.raises(NotFound):
        approving.take_back(there.scope, there.head, uuid4(), "Duyệt nhầm.")
    assert states(town) == ["submitted"] * 3

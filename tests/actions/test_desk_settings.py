"""Who looks after which ward, and the filters that people keep."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.actions import assigning, inviting, keeping_filters
from app.actions.inviting import NewPerson
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.store import desk_settings
from app.store.reading import reading
from app.store.tables.desk import SavedFilter
from tests import worlds
from tests.worlds import Town, World


def held(town: Town) -> dict[str, str]:
    with reading(town.scope) as session:
        rows = desk_settings.wards_with_reviewers(session)
    return {row.Ward.code: row.WardReviewer.person_name for row in rows if row.WardReviewer}


def filters(town: Town, who: Actor) -> list[SavedFilter]:
    with reading(town.scope) as session:
        return desk_settings.filters_of(session, who.person_id)


# --- wards ----------------------------------------------------------------------------------


def test_a_reviewer_takes_free_wards_and_leaves_their_own(world: World) -> None:
    town = world.here
    first, second, third = (place.code for place in town.places)
    assert assigning.take(town.scope, town.reviewer, [first, second]) == 2
    assert assigning.take(town.scope, town.reviewer, [second, third]) == 1
    assert set(held(town).values()) == {town.reviewer.name}
    with pytest.raises(Conflict, match=town.reviewer.name):
        assigning.take(town.scope, town.other_reviewer, [first])
    assert assigning.leave(town.scope, town.other_reviewer, [first]) == 0
    assert assigning.leave(town.scope, town.reviewer, [first, third]) == 2
    assert assigning.take(town.scope, town.other_reviewer, [first]) == 1
    assert held(town) == {first: town.other_reviewer.name, second: town.reviewer.name}
    assert held(world.there) == {}


def test_nothing_is_taken_where_one_ward_is_another_s(world: World) -> None:
    town = world.here
    first, second, _ = (place.code for place in town.places)
    assigning.take(town.scope, town.reviewer, [first])
    with pytest.raises(Conflict, match="1 đơn vị đã có người phụ trách"):
        assigning.take(town.scope, town.other_reviewer, [first, second])
    assert list(held(town)) == [first]


def test_of_two_who_take_a_ward_at_once_one_has_it(app: Flask, world: World) -> None:
    town, code = world.here, world.here.place.code
    people = (town.reviewer, town.other_reviewer)
    calls = [lambda who=who: assigning.take(town.scope, who, [code]) for who in people]
    done = worlds.at_once(app, calls)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "int"]
    assert len(held(town)) == 1


def test_the_administrator_gives_wards_to_reviewers_of_the_city_alone(world: World) -> None:
    town, code = world.here, world.here.place.code
    person_id = invited(town, "Vũ Thẩm Định", Role.REVIEWER)
    stranger = invited(world.there, "Vũ Nơi Khác", Role.REVIEWER)
    auditor = invited(town, "Vũ Thanh Tra", Role.AUDITOR)
    assigning.take(town.scope, town.reviewer, [code])
    assert assigning.assign(town.scope, town.admin, [code], person_id) == 1
    assert held(town) == {code: "Vũ Thẩm Định"}
    for nobody in (stranger, auditor):
        with pytest.raises(NotFound):
            assigning.assign(town.scope, town.admin, [code], nobody)
    assert held(town) == {code: "Vũ Thẩm Định"}
    assigning.assign(town.scope, town.admin, [code], None)
    assert held(town) == {}


def invited(town: Town, name: str, role: Role) -> UUID:
    email = f"{role.value}.{town.code}@thu.gov.vn"
    inviting.invite(town.scope, COMMAND_LINE, NewPerson(email, name, role, ""))
    with reading(town.scope) as session:
        people = desk_settings.staff.colleagues(session, town.city_id)
    return next(one.person_id for one in people if one.name == name)


def test_who_may_give_and_take_is_checked(world: World) -> None:
    town, code = world.here, world.here.place.code
    with pytest.raises(NotAllowed):
        assigning.take(town.scope, town.admin, [code])
    with pytest.raises(NotAllowed):
        assigning.assign(town.scope, town.reviewer, [code], town.reviewer.person_id)
    with pytest.raises(Invalid):
        assigning.take(town.scope, town.reviewer, ["00000"])


# --- filters --------------------------------------------------------------------------------


def test_filters_are_kept_by_name_renamed_and_removed(world: World) -> None:
    town = world.here
    first = keeping_filters.save(town.scope, town.reviewer, "  Nộp lại ", "show=resubmitted")
    keeping_filters.save(town.scope, town.reviewer, "Xã", "group=xa")
    with pytest.raises(Conflict, match="đã có một bộ lọc tên này"):
        keeping_filters.save(town.scope, town.reviewer, "Xã", "group=phuong")
    keeping_filters.rename(town.scope, town.reviewer, first, "Của tôi")
    assert [(f.name, f.query) for f in filters(town, town.reviewer)] == [
        ("Của tôi", "show=resubmitted"),
        ("Xã", "group=xa"),
    ]
    keeping_filters.remove(town.scope, town.reviewer, first)
    assert [f.name for f in filters(town, town.reviewer)] == ["Xã"]
    assert filters(town, town.other_reviewer) == []


def test_at_most_one_filter_opens_the_queue(world: World) -> None:
    town = world.here
    ids = [
        keeping_filters.save(town.scope, town.reviewer, name, "show=soft") for name in ("a", "b")
    ]
    for one in ids:
        keeping_filters.open_with(town.scope, town.reviewer, one, is_default=True)
    assert [f.name for f in filters(town, town.reviewer) if f.is_default] == ["b"]
    keeping_filters.open_with(town.scope, town.reviewer, ids[1], is_default=False)
    assert not any(f.is_default for f in filters(town, town.reviewer))


def test_a_filter_is_its_person_s_alone(world: World) -> None:
    town = world.here
    one = keeping_filters.save(town.scope, town.reviewer, "Nộp lại", "show=resubmitted")
    for scope, who in (
        (town.scope, town.other_reviewer),
        (world.there.scope, world.there.reviewer),
    ):
        with pytest.raises(NotFound):
            keeping_filters.rename(scope, who, one, "Khác")
        with pytest.raises(NotFound):
            keeping_filters.remove(scope, who, one)
    assert [f.name for f in filters(town, town.reviewer)] == ["Nộp lại"]


def test_names_are_short_and_filters_not_without_end(world: World) -> None:
    town = world.here
    for name in (" ", "x" * 61):
        with pytest.raises(Invalid):
            keeping_filters.save(town.scope, town.reviewer, name, "")
    for number in range(keeping_filters.MOST):
        keeping_filters.save(town.scope, town.reviewer, f"{number}", "")
    with pytest.raises(Invalid, match="20 bộ lọc"):
        keeping_filters.save(town.scope, town.reviewer, "thêm", "")

"""An administrator's power ends at the border of the city."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from app.actions import inviting, signing_in
from app.actions.inviting import NewPerson
from app.domain.permissions import COMMAND_LINE, Role
from app.store import people
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.lobby import Person
from tests.worlds import World

PASSWORD = "mat khau cua rieng toi"


@pytest.fixture
def email() -> str:
    """Somebody new: accounts stand beside the cities, and outlive a test's."""
    return f"{uuid4().hex}@vi-du.vn"


@pytest.fixture
def two(world: World, email: str) -> tuple[Scope, Scope]:
    """The scopes of two cities, with one person at work in the first."""
    here, there = world.here.scope, world.there.scope
    token = inviting.invite(here, COMMAND_LINE, NewPerson(email, "Người Hai Nơi", Role.REVIEWER))
    assert token is not None
    inviting.accept_invitation(token, PASSWORD)
    return here, there


def person(email: str) -> Person:
    with reading(LOBBY) as session:
        found = session.execute(select(Person).where(Person.email == email)).scalar_one()
        return found


def roles(email: str) -> list[str]:
    with reading(LOBBY) as session:
        return [m.role for m in people.memberships_of(session, person(email).id)]


def test_another_city_gets_no_link_that_sets_the_password(two, email):
    _, there = two
    before = person(email).password_hash
    token = inviting.invite(there, COMMAND_LINE, NewPerson(email, "Tên Khác", Role.AUDITOR))
    assert token is None
    assert person(email).password_hash == before
    assert sorted(roles(email)) == ["auditor", "reviewer"]


def test_another_city_neither_reactivates_nor_deactivates_the_account(two, email):
    here, there = two
    inviting.set_active(here, COMMAND_LINE, person(email).id, is_active=False)
    inviting.invite(there, COMMAND_LINE, NewPerson(email, "Tên Khác", Role.AUDITOR))
    assert not person(email).is_active


def test_leaving_one_of_two_cities_keeps_the_account_and_the_other_role(two, email):
    _, there = two
    inviting.invite(there, COMMAND_LINE, NewPerson(email, "Tên Khác", Role.AUDITOR))
    inviting.set_active(there, COMMAND_LINE, person(email).id, is_active=False)
    assert person(email).is_active
    assert roles(email) == ["reviewer"]


def test_the_own_city_may_send_a_new_link(two, email):
    here, _ = two
    token = inviting.invite(here, COMMAND_LINE, NewPerson(email, "Người Hai Nơi", Role.REVIEWER))
    assert token is not None
    assert signing_in.token_hash(token)

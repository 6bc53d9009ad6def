"""The people of a city for its administrator, and of one ward for letters to it.

Lobby queries: memberships stand before the wall, so each names its city itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.lobby import Membership, Person, SignedInSession


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with the roles held in one city. ``ward_id`` is None for the Department's."""

    person_id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    ward_id: UUID | None
    is_active: bool
    has_password: bool
    last_signed_in_at: dt.datetime | None

    @property
    def state(self) -> str:
        if not self.is_active:
            return "inactive"
        return "active" if self.has_password else "invited"


def colleagues(session: Session, city_id: UUID) -> list[Colleague]:
    """Everyone with a role in the city, once per place they work in, by name."""
    return _gathered(session.execute(_query().where(Membership.city_id == city_id)).all())


def of_ward(session: Session, city_id: UUID, ward_id: UUID) -> list[Colleague]:
    """The ward's people who can sign in or were invited to."""
    return [person for person in all_of_ward(session, city_id, ward_id) if person.is_active]


def all_of_ward(session: Session, city_id: UUID, ward_id: UUID) -> list[Colleague]:
    """Everyone with a role in the ward, whose account is locked too."""
    own = (Membership.city_id == city_id, Membership.ward_id == ward_id)
    return _gathered(session.execute(_query().where(*own)).all())


def _query() -> Select[Any]:
    seen = (
        select(SignedInSession.person_id, func.max(SignedInSession.created_at).label("last_at"))
        .group_by(SignedInSession.person_id)
        .subquery()
    )
    return (
        select(Person, Membership.ward_id, Membership.role, seen.c.last_at)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(seen, seen.c.person_id == Person.id)
        .order_by(Person.name, Person.email, Membership.role)
    )


def _gathered(rows: Iterable[AnyRow]) -> list[Colleague]:
    held: dict[tuple[UUID, UUID | None], list[AnyRow]] = defaultdict(list)
    for row in rows:
        held[row.Person.id, row.ward_id].append(row)
    return [_colleague(of_one) for of_one in held.values()]


def _colleague(rows: list[AnyRow]) -> Colleague:
    person = rows[0].Person
    return Colleague(
        person_id=person.id,
        name=person.name,
        email=person.email,
        roles=tuple(row.role for row in rows),
        ward_id=rows[0].ward_id,
        is_active=person.is_active,
        has_password=bool(person.password_hash),
        last_signed_in_at=rows[0].last_at,
    )

"""The lobby's people: who signs in, with which roles, in which browser."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.store import trips
from app.store.rows import AnyRow
from app.store.tables.lobby import (
    City,
    Invitation,
    Membership,
    Person,
    SignedInSession,
    SignInAttempt,
)
from app.store.trips import Question, Statement


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session with its person and the place they work in."""

    session_id: UUID
    person_id: UUID
    name: str
    email: str
    city_id: UUID | None
    city_name: str
    city_notice: str
    ward_id: UUID | None
    roles: tuple[str, ...]


def person_by_email(session: Session, email: str) -> Person | None:
    return session.execute(select(Person).where(Person.email == email)).scalar_one_or_none()


def person_by_id(session: Session, person_id: UUID) -> Person | None:
    return session.get(Person, person_id)


def memberships_of(session: Session, person_id: UUID) -> list[Membership]:
    return list(
        session.execute(
            select(Membership)
            .where(Membership.person_id == person_id)
            .order_by(Membership.created_at, Membership.id)
        ).scalars()
    )


def _signed_in() -> Select[*tuple[Any, ...]]:
    """The live session ``:token`` at ``:now`` with its person, once for each role held,
    the longest held first. Asked at every request, so made once."""
    return (
        select(
            SignedInSession.id,
            SignedInSession.membership_id.label("chosen_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            Membership.id.label("membership_id"),
            Membership.ward_id,
            Membership.role,
            City.id.label("city_id"),
            City.name.label("city_name"),
            City.notice,
        )
        .join(Person, Person.id == SignedInSession.person_id)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(City, City.id == Membership.city_id)
        .where(
            SignedInSession.token_hash == bindparam("token"),
            SignedInSession.revoked_at.is_(None),
            SignedInSession.expires_at > bindparam("now", type_=DateTime(timezone=True)),
            Person.is_active,
        )
        .order_by(Membership.created_at, Membership.id)
    )


_SIGNED_IN = Statement(_signed_in())


def signed_in(connection: Connection, token_hash: str, now: dt.datetime) -> SignedIn | None:
    """The live session of a token; rights are read anew at each request."""
    held = trips.glance(connection, Question(_SIGNED_IN, {"token": token_hash, "now": now}))
    if not held:
        return None
    chosen = next((row for row in held if row.membership_id == row.chosen_id), held[0])
    place = (chosen.city_id, chosen.ward_id)
    return SignedIn(
        session_id=chosen.id,
        person_id=chosen.person_id,
        name=chosen.name,
        email=chosen.email,
        city_id=chosen.city_id,
        city_name=chosen.city_name or "",
        city_notice=chosen.notice or "",
        ward_id=chosen.ward_id,
        roles=tuple(row.role for row in held if row.role and (row.city_id, row.ward_id) == place),
    )


def failures(session: Session, since: dt.datetime, *, email: str, address: str) -> tuple[int, int]:
    """Failed sign-ins since then: for this e-mail, and from this address."""

    def count(*where: Any) -> int:
        return session.execute(
            select(func.count())
            .select_from(SignInAttempt)
            .where(SignInAttempt.at > since, SignInAttempt.has_succeeded.is_(False), *where)
        ).scalar_one()

    return count(SignInAttempt.email == email), count(SignInAttempt.address == address)


def invitation(session: Session, token_hash: str, now: dt.datetime) -> AnyRow | None:
    """An unused, unexpired invitation with its person."""
    return session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.token_hash == token_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
    ).one_or_none()

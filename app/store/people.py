"""The lobby's people: who signs in, with which roles, in which browser."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.lobby import (
    City,
    Invitation,
    Membership,
    Person,
    SignedInSession,
    SignInAttempt,
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session with its person and the place they work in."""

    session_id: UUID
    person: Person
    city: City | None
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


def signed_in(session: Session, token_hash: str, now: dt.datetime) -> SignedIn | None:
    """The live session of a token; rights are read anew at each request."""
    row = session.execute(
        select(SignedInSession, Person)
        .join(Person, Person.id == SignedInSession.person_id)
        .where(
            SignedInSession.token_hash == token_hash,
            SignedInSession.revoked_at.is_(None),
            SignedInSession.expires_at > now,
            Person.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    return _place(session, row.SignedInSession, row.Person)


def _place(session: Session, signed: SignedInSession, person: Person) -> SignedIn:
    held = memberships_of(session, person.id)
    chosen = next((m for m in held if m.id == signed.membership_id), held[0] if held else None)
    if chosen is None:
        return SignedIn(signed.id, person, None, None, ())
    roles = tuple(
        m.role for m in held if (m.city_id, m.ward_id) == (chosen.city_id, chosen.ward_id)
    )
    city = session.get(City, chosen.city_id)
    return SignedIn(signed.id, person, city, chosen.ward_id, roles)


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

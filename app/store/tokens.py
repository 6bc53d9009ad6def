"""The lobby's tokens for programs: whose a token is now, and one person's list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.store import trips
from app.store.tables.lobby import ApiToken, Membership, Person
from app.store.trips import Question, Statement


@dataclass(frozen=True, slots=True)
class Bearer:
    """A live token with its person and the roles that they hold now in its place."""

    token_id: UUID
    name: str
    scopes: tuple[str, ...]
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    person_id: UUID
    person_name: str
    city_id: UUID
    ward_id: UUID | None
    roles: frozenset[str]


def _bearer() -> Select[*tuple[Any, ...]]:
    """The live token ``:token`` at ``:now``, once for each role of its person in its place.
    Asked at every request, so made once."""
    here = and_(
        Membership.person_id == ApiToken.person_id,
        Membership.city_id == ApiToken.city_id,
        Membership.ward_id.is_not_distinct_from(ApiToken.ward_id),
    )
    return (
        select(
            ApiToken.id,
            ApiToken.name.label("token_name"),
            ApiToken.scopes,
            ApiToken.expires_at,
            ApiToken.last_used_at,
            ApiToken.city_id,
            ApiToken.ward_id,
            Person.id.label("person_id"),
            Person.name.label("person_name"),
            Membership.role,
        )
        .join(Person, Person.id == ApiToken.person_id)
        .outerjoin(Membership, here)
        .where(
            ApiToken.token_hash == bindparam("token"),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > bindparam("now", type_=DateTime(timezone=True)),
            Person.is_active,
        )
    )


_BEARER = Statement(_bearer())


def bearer(connection: Connection, token_hash: str, now: dt.datetime) -> Bearer | None:
    """The live token of this hash; rights are read anew at each request."""
    held = trips.glance(connection, Question(_BEARER, {"token": token_hash, "now": now}))
    if not held:
        return None
    first = held[0]
    return Bearer(
        token_id=first.id,
        name=first.token_name,
        scopes=tuple(first.scopes),
        expires_at=first.expires_at,
        last_used_at=first.last_used_at,
        person_id=first.person_id,
        person_name=first.person_name,
        city_id=first.city_id,
        ward_id=first.ward_id,
        roles=frozenset(row.role for row in held if row.role),
    )


def of_person(session: Session, person_id: UUID) -> list[ApiToken]:
    """Every token that the person ever made, the newest first."""
    return list(
        session.execute(
            select(ApiToken)
            .where(ApiToken.person_id == person_id)
            .order_by(ApiToken.created_at.desc(), ApiToken.id)
        ).scalars()
    )

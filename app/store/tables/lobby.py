"""The lobby: what must be read before anyone's scope is known."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import Lobby, new_id

Instant = DateTime(timezone=True)


class City(Lobby, Model):
    id: Mapped[UUID] = new_id()
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # Said on every page of the city: that its figures are made up, for instance.
    notice: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class Person(Lobby, Model):
    """``password_hash`` is empty until the invitation was answered. ``has_reminders``: wants
    to be reminded; work that is handed to them reaches them anyhow."""

    id: Mapped[UUID] = new_id()
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="vi")
    is_active: Mapped[bool] = mapped_column(default=True)
    has_reminders: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class Membership(Lobby, Model):
    """A role held in a city, and for ward roles in one ward of it.

    Ward ids are not keys here: wards live behind the wall, memberships before it.
    """

    __table_args__ = (
        UniqueConstraint(
            "person_id", "city_id", "ward_id", "role", postgresql_nulls_not_distinct=True
        ),
    )

    id: Mapped[UUID] = new_id()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    ward_id: Mapped[UUID | None]
    role: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class SignedInSession(Lobby, Model):
    """One signed-in browser. The cookie holds the token, this row only its hash."""

    __tablename__ = "signed_in_session"

    id: Mapped[UUID] = new_id()
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("membership.id", ondelete="SET NULL")
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(default="")


class ApiToken(Lobby, Model):
    """A person's key for programs, for one place only: a ward, or the Department (no ward).

    Only the hash is kept. ``scopes`` are those of ``app.domain.tokens``; what the person
    may do in that place is read from their memberships at every request. ``last_used_at``
    is right to some minutes.
    """

    id: Mapped[UUID] = new_id()
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    # As in Membership: wards live behind the wall, tokens before it.
    ward_id: Mapped[UUID | None]
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(JSONB)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class SignInAttempt(Lobby, Model):
    """Recorded before the password is checked; throttling counts the failures."""

    __table_args__ = (
        Index("ix_sign_in_attempt_email_at", "email", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[UUID] = new_id()
    email: Mapped[str]
    address: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    has_succeeded: Mapped[bool] = mapped_column(default=False)


class Invitation(Lobby, Model):
    """A first password, or a new one, by link; only the token's hash is kept."""

    id: Mapped[UUID] = new_id()
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Job(Lobby, Model):
    """Work to do, written in the transaction of its cause. RQ carries only its id.

    ``fence`` is the number of the try that holds the lease: only that try may
    finish the job. ``arguments`` are ids, never contents.
    """

    __table_args__ = (
        Index("ix_job_ready", "status", "run_after"),
        Index(
            "uq_job_waiting",
            "kind",
            "coalesce_key",
            unique=True,
            postgresql_where=text("status = 'queued' AND coalesce_key <> ''"),
        ),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    coalesce_key: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="queued")
    fence: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[dt.datetime] = mapped_column(Instant)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    kicked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(default="")

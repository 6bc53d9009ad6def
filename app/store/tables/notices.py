"""What is to be told, to whom it went, and where programs of the city listen."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, WardOwned, city_key, new_id, ward_key

Instant = DateTime(timezone=True)


class Notice(WardOwned, Model):
    """Something that somebody is to be told of, written in the transaction of its cause.

    ``facts`` are names, codes, ids and dates, never a report's answers. ``key`` is the
    same for what must be told once only. Who hears of it is found afterwards: then
    ``addressed_at`` is set.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "id"),
        UniqueConstraint("city_id", "key"),
        ward_key(),
        Index("ix_notice_waiting", "city_id", postgresql_where=text("addressed_at IS NULL")),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    # Empty for what concerns no ward: a reviewer's digest, an invitation to the Department.
    ward_id: Mapped[UUID | None] = mapped_column(nullable=True)  # type: ignore[assignment]
    kind: Mapped[str]
    key: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    addressed_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Delivery(DepartmentOnly, Model):
    """One notice on its way to one recipient. Its id is the message's, at every try."""

    __table_args__ = (
        UniqueConstraint("notice_id", "channel", "recipient"),
        city_key("notice_id", "notice"),
        Index("ix_delivery_city_id_made_at", "city_id", "made_at"),
        Index(
            "ix_delivery_due",
            "city_id",
            "next_try_at",
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    notice_id: Mapped[UUID]
    channel: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    sent_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(default="")


class Webhook(DepartmentOnly, Model):
    """Where a program of the city hears of its wards' reports: one address a city.

    ``secret`` signs what is sent; it must be read back for that, so it is no hash.
    """

    __table_args__ = (UniqueConstraint("city_id"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    url: Mapped[str]
    secret: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)

"""The audit log's rows and its head."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import Lobby, WardOwned, new_id


class AuditEntry(WardOwned, Model):
    """Append-only: no role but the owner may change or remove a row."""

    __table_args__ = (UniqueConstraint("city_id", "number"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    # Empty where the act concerned the city as a whole: no ward sees that row.
    ward_id: Mapped[UUID | None] = mapped_column(nullable=True)  # type: ignore[assignment]
    number: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    person_id: Mapped[UUID | None]
    actor: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous: Mapped[str]
    digest: Mapped[str]


class AuditHead(Lobby, Model):
    """How long each city's chain is and how it ends: a number and a hash."""

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]

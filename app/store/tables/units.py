"""How units came out of one another, and what a merged or split unit had before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.city import Instant
from app.store.tables.wall import CityShared, WardOwned, city_key, new_id, ward_key


class UnitSuccession(CityShared, Model):
    """``share`` of one unit went into another on a day, by a document.

    The rows of one reorganization have the same ``event_id``; a unit that took others in and
    went on is among its own predecessors.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "predecessor_id", "successor_id", "took_effect_on"),
        ForeignKeyConstraint(["city_id", "predecessor_id"], ["ward.city_id", "ward.id"]),
        ForeignKeyConstraint(["city_id", "successor_id"], ["ward.city_id", "ward.id"]),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    event_id: Mapped[UUID]
    predecessor_id: Mapped[UUID]
    successor_id: Mapped[UUID]
    took_effect_on: Mapped[dt.date]
    share: Mapped[Decimal] = mapped_column(Numeric(9, 8))
    document: Mapped[str]
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)
    recorded_by: Mapped[str]


class EstimatedPast(WardOwned, Model):
    """What a unit's predecessors come to in one earlier period, as its own past.

    A ward's session cannot see other wards, so whoever adds the period up leaves this with
    it. ``content`` is as a version's: answers by code.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "period_id"),
        ward_key(),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    period_id: Mapped[UUID]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)

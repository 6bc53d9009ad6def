"""What the workers make: rollups, medians, documents, and what the detectors came to."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import CityShared, DepartmentOnly, city_key, new_id

Instant = DateTime(timezone=True)


class RollupRow(DepartmentOnly, Model):
    """The stored result of consolidation, with the revision it was computed at.

    ``content`` is exact JSON as text: no driver turns its decimals into floats.
    """

    __tablename__ = "rollup"
    __table_args__ = (
        UniqueConstraint("city_id", "period_id", "include"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    include: Mapped[str]
    revision: Mapped[int]
    computed_at: Mapped[dt.datetime] = mapped_column(Instant)
    content: Mapped[str]


class PeerMedians(CityShared, Model):
    """The medians of a period's approved reports, for the wards of one type.

    A ward's session cannot see other wards, so the worker that consolidates leaves what a
    ward may know of them here: aggregates of five wards or more, as exact JSON text.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "period_id", "unit_type"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    unit_type: Mapped[str]
    revision: Mapped[int]
    computed_at: Mapped[dt.datetime] = mapped_column(Instant)
    content: Mapped[str]


class GroupingRow(DepartmentOnly, Model):
    """A way of grouping the city's units: ``groups`` maps unit codes to a group's name."""

    __tablename__ = "unit_grouping"
    __table_args__ = (UniqueConstraint("city_id", "name"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    name: Mapped[str]
    groups: Mapped[dict[str, str]] = mapped_column(JSONB)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_by: Mapped[str]


class DetectionRun(DepartmentOnly, Model):
    """The newest run of the detectors over a period.

    ``failed`` says of each detector that could not finish, by its name, what went wrong, in
    words for people: what it found before still stands. ``found`` counts this run's findings
    over all reports, ``wards`` the reports that were compared.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "period_id"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    ran_at: Mapped[dt.datetime] = mapped_column(Instant)
    wards: Mapped[int]
    found: Mapped[int]
    failed: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)


class Export(DepartmentOnly, Model):
    """One file of an edition of the city report; without ``expires_at`` it is kept for good."""

    __table_args__ = (city_key("period_id", "period"), city_key("edition_id", "edition"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    edition_id: Mapped[UUID]
    format: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str] = mapped_column(default="")
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant)

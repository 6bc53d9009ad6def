"""What a city shares with its wards: units, forms, periods."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import CityShared, WardOwned, city_key, new_id, ward_key

Instant = DateTime(timezone=True)


class Ward(CityShared, Model):
    """A phường, xã or đặc khu: the tenant. ``code`` is text, as in the State's list.

    ``began_on`` and ``closed_on`` are set by mergers and splits alone: a unit owes no report
    for a period that ended before the one, or that begins on the other or later.
    """

    __table_args__ = (UniqueConstraint("city_id", "id"), UniqueConstraint("city_id", "code"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    code: Mapped[str]
    name: Mapped[str]
    unit_type: Mapped[str]
    short_name: Mapped[str]
    sort_key: Mapped[str]
    folded: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area_km2: Mapped[float | None]
    established_on: Mapped[dt.date | None]
    began_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]


class FormVersion(CityShared, Model):
    """A published form with its rules: never changed again."""

    __table_args__ = (
        UniqueConstraint("city_id", "id"),
        UniqueConstraint("city_id", "form_key", "number"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    form_key: Mapped[str]
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rules: Mapped[Any] = mapped_column(JSONB)
    sha256: Mapped[str]
    published_at: Mapped[dt.datetime] = mapped_column(Instant)
    published_by: Mapped[str]


class Period(CityShared, Model):
    """A reporting period with its dates, all editable.

    ``approved_revision`` grows with every approval, or taking back of one, so
    that a stored rollup knows whether it is behind. After ``begins_until`` no ward begins its
    report, after ``edits_until`` none edits or submits it; None: no such day.
    ``rule_book_id`` is what the city's own rules were when it was last open; none before the
    first is published.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "id"),
        UniqueConstraint("city_id", "code"),
        city_key("form_version_id", "form_version"),
        city_key("rule_book_id", "rule_book"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    code: Mapped[str]
    kind: Mapped[str]
    year: Mapped[int]
    form_version_id: Mapped[UUID]
    data_from: Mapped[dt.date]
    data_to: Mapped[dt.date]
    opens_at: Mapped[dt.datetime] = mapped_column(Instant)
    ward_due_at: Mapped[dt.datetime] = mapped_column(Instant)
    department_due_at: Mapped[dt.datetime] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    begins_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    edits_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    basis_document: Mapped[str] = mapped_column(default="")
    approved_revision: Mapped[int] = mapped_column(default=0)
    rule_book_id: Mapped[UUID | None]


class Extension(WardOwned, Model):
    """A later due time for one ward, with the document that grants it."""

    __table_args__ = (ward_key(), city_key("period_id", "period"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    period_id: Mapped[UUID]
    due_at: Mapped[dt.datetime] = mapped_column(Instant)
    document: Mapped[str]
    granted_by: Mapped[str]
    granted_at: Mapped[dt.datetime] = mapped_column(Instant)


class ReviewRule(CityShared, Model):
    """How many pairs of eyes an approval needs; a city without a row has the defaults of
    ``app.domain.second_person``."""

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    needs_second: Mapped[bool]
    bars_own_review: Mapped[bool]
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_by: Mapped[str]

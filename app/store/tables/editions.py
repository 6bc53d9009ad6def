"""Editions of the city report, what is said about them, and what anybody may verify."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, Lobby, city_key, new_id

Instant = DateTime(timezone=True)


class Edition(DepartmentOnly, Model):
    """One making of a period's city report, numbered within its period.

    ``content`` is the report's frozen model, from which every format is printed; '' until a
    worker has read the figures. ``inputs`` are the wards' versions behind it. Once
    ``sealed_at`` is set a trigger of the database refuses every change of the row.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "id"),
        UniqueConstraint("city_id", "period_id", "number"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    number: Mapped[int]
    include: Mapped[str]
    # Codes of the parts that are printed; none means all of them.
    parts: Mapped[list[str]] = mapped_column(JSONB)
    # Whether the annex of texts prints what only one ward says as well.
    every_text: Mapped[bool] = mapped_column(default=False)
    formats: Mapped[list[str]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(default="requested")
    step: Mapped[str] = mapped_column(default="")
    done_steps: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str]
    requested_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    code: Mapped[str] = mapped_column(unique=True)
    revision: Mapped[int | None]
    inputs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    inputs_sha256: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    sealed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    sealed_by: Mapped[str] = mapped_column(default="")


class EditionComment(DepartmentOnly, Model):
    """What somebody of the Department said about an edition."""

    __table_args__ = (city_key("edition_id", "edition"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    edition_id: Mapped[UUID]
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_name: Mapped[str]


class Verification(Lobby, Model):
    """What anybody who holds a document may know of it: no figure, no ward.

    ``files`` maps formats to the hashes of the files. ``superseded_by`` is the code of the
    sealed edition that took this one's place.
    """

    code: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    city_name: Mapped[str]
    title: Mapped[str]
    number: Mapped[int]
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    sealed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    sha256: Mapped[str]
    files: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    superseded_by: Mapped[str] = mapped_column(default="")
    superseded_at: Mapped[dt.datetime | None] = mapped_column(Instant)

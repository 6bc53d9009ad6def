"""The wards' official reports in one file, and each as it was printed last."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, WardOwned, city_key, new_id, ward_owned_key

Instant = DateTime(timezone=True)


class Bundle(DepartmentOnly, Model):
    """A ZIP of all approved reports of a period, with a list of what is in it and what is not.

    While it is made ``step`` is where the making stands, from 0, and ``done`` of ``total``
    documents are ready. ``attempt`` counts the beginnings: of two that work at one, the later
    goes on. ``told`` says of a finished one how many units it has and lacks, and
    names the documents that could not be printed. Without ``storage_key`` there is no file:
    it is not finished, or its time is over.
    """

    __table_args__ = (city_key("period_id", "period"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    formats: Mapped[list[str]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(default="requested")
    attempt: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str]
    requested_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    told: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class PrintedReport(WardOwned, Model):
    """A report's official document as it was printed last, one a format.

    ``fingerprint`` stands for everything that is drawn and everything that draws: while it is
    the same, the document would be printed to the same bytes again.
    """

    __table_args__ = (
        UniqueConstraint("submission_id", "format"),
        ward_owned_key("submission_id", "submission"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    format: Mapped[str]
    fingerprint: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    printed_at: Mapped[dt.datetime] = mapped_column(Instant)

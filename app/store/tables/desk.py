"""The Department's work at its desk: decisions on findings, who looks after which ward,
and the filters that people keep."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, city_key, new_id, ward_key, ward_owned_key

Instant = DateTime(timezone=True)


class FindingDecision(DepartmentOnly, Model):
    """Every decision on a finding, with what the finding said then. Append-only.

    ``finding_id`` is a row of either kind of finding, so it is no key. ``before`` is the
    decision that this one replaced. ``batch_id`` names what was decided together,
    ``undoes`` the batch that this row takes back.
    """

    __table_args__ = (
        city_key("period_id", "period"),
        ward_owned_key("submission_id", "submission"),
        Index("ix_finding_decision_submission_id_key", "submission_id", "key"),
        Index("ix_finding_decision_city_id_period_id", "city_id", "period_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    finding_id: Mapped[UUID]
    key: Mapped[str]
    rule: Mapped[str]
    decision: Mapped[str]
    before: Mapped[str]
    note: Mapped[str]
    message: Mapped[str]
    inputs: Mapped[dict[str, str]] = mapped_column(JSONB)
    inputs_hash: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]
    batch_id: Mapped[UUID | None]
    undoes: Mapped[UUID | None]


class WardReviewer(DepartmentOnly, Model):
    """Who of the Department looks after a ward; nobody is kept from the others' wards."""

    __table_args__ = (UniqueConstraint("city_id", "ward_id"), ward_key())

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    assigned_at: Mapped[dt.datetime] = mapped_column(Instant)
    assigned_by: Mapped[str]


class SavedFilter(DepartmentOnly, Model):
    """One person's way of looking at the queue: ``query`` as in the page's address.

    At most one of a person's filters is the one that the queue opens with.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "person_id", "name"),
        Index(
            "uq_saved_filter_default",
            "city_id",
            "person_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    person_id: Mapped[UUID]
    name: Mapped[str]
    query: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[dt.datetime] = mapped_column(Instant)

"""What is said about a report: findings, reasons, remarks."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, WardOwned, city_key, new_id, ward_owned_key

Instant = DateTime(timezone=True)


class FindingRow(WardOwned, Model):
    """What a rule says of the version under review, kept by a stable key so that
    decisions survive a re-run until the inputs change."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        UniqueConstraint("submission_id", "key"),
        ward_owned_key("submission_id", "submission"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    key: Mapped[str]
    rule: Mapped[str]
    severity: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(JSONB)
    message: Mapped[str]
    expected: Mapped[str | None]
    actual: Mapped[str | None]
    assumed: Mapped[list[str]] = mapped_column(JSONB, default=list)
    inputs: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    inputs_hash: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    score: Mapped[float] = mapped_column(default=0.0)
    is_current: Mapped[bool] = mapped_column(default=True)
    decision: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    found_at: Mapped[dt.datetime] = mapped_column(Instant)


class DepartmentFinding(DepartmentOnly, Model):
    """A finding that compares wards, or names another one: never a ward's to see."""

    __table_args__ = (
        UniqueConstraint("city_id", "submission_id", "key"),
        city_key("period_id", "period"),
        ward_owned_key("submission_id", "submission"),
        Index("ix_department_finding_city_id_period_id", "city_id", "period_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    key: Mapped[str]
    rule: Mapped[str]
    severity: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(JSONB)
    message: Mapped[str]
    others: Mapped[list[str]] = mapped_column(JSONB, default=list)
    inputs: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    inputs_hash: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    score: Mapped[float] = mapped_column(default=0.0)
    is_current: Mapped[bool] = mapped_column(default=True)
    decision: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    found_at: Mapped[dt.datetime] = mapped_column(Instant)


class Explanation(WardOwned, Model):
    """The ward's reason for a soft flag, bound to the rule and to the values it saw:
    void as soon as one of them changes."""

    __table_args__ = (
        UniqueConstraint("submission_id", "key", "inputs_hash"),
        ward_owned_key("submission_id", "submission"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    key: Mapped[str]
    rule: Mapped[str]
    inputs_hash: Mapped[str]
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]


class Remark(WardOwned, Model):
    """What the reviewer asks to be mended in one section or field of a returned report,
    and the ward's answer to it.

    A thread is a chain of them: ``follows_id`` is the remark that this one asks again
    about. ``closed_by`` is empty where the thread was overtaken, not settled.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        ward_owned_key("submission_id", "submission"),
        ward_owned_key("follows_id", "remark"),
        Index("ix_remark_submission_id", "submission_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    version: Mapped[int]
    section: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(default="")
    follows_id: Mapped[UUID | None]


class DraftRemark(DepartmentOnly, Model):
    """A remark that was not sent yet: behind the wall it is nothing that a ward could see."""

    __table_args__ = (
        ward_owned_key("submission_id", "submission"),
        ward_owned_key("follows_id", "remark"),
        Index("ix_draft_remark_submission_id", "submission_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    section: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    follows_id: Mapped[UUID | None]
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime] = mapped_column(Instant)

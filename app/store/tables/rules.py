"""A city's own rules: drafts, published versions, what is in force, who is dispensed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import (
    CityShared,
    DepartmentOnly,
    WardOwned,
    city_key,
    new_id,
    ward_owned_key,
)

Instant = DateTime(timezone=True)


class CityRule(DepartmentOnly, Model):
    """A rule with its draft: ``app.domain.rules.drafts.RuleDraft`` as JSON.

    ``name`` is what findings carry. ``revision`` counts the saves of the draft. Withdrawn,
    it stays for what was judged by it, and may be published again.
    """

    __table_args__ = (UniqueConstraint("city_id", "id"), UniqueConstraint("city_id", "name"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    name: Mapped[str]
    draft: Mapped[dict[str, str]] = mapped_column(JSONB)
    revision: Mapped[int] = mapped_column(default=1)
    last_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_by: Mapped[str]
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str] = mapped_column(default="")
    withdrawn_why: Mapped[str] = mapped_column(default="")


class RuleVersion(DepartmentOnly, Model):
    """A rule as it was published: its draft and its document, never changed again."""

    __table_args__ = (
        UniqueConstraint("city_id", "rule_id", "number"),
        city_key("rule_id", "city_rule"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    rule_id: Mapped[UUID]
    number: Mapped[int]
    draft: Mapped[dict[str, str]] = mapped_column(JSONB)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    published_at: Mapped[dt.datetime] = mapped_column(Instant)
    published_by: Mapped[str]


class RuleBook(CityShared, Model):
    """All rule documents of a city that were in force together, never changed again.

    A period names its book, so that whoever has read the period's row knows its rules.
    """

    __table_args__ = (UniqueConstraint("city_id", "id"), UniqueConstraint("city_id", "number"))

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    number: Mapped[int]
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    made_by: Mapped[str]


class RuleDispensation(WardOwned, Model):
    """A rule that one ward's report of one period is not held to, by which document.

    What is in force stands on the report's own row (``Submission.dispensed``) too.
    """

    __table_args__ = (
        ward_owned_key("submission_id", "submission"),
        Index("ix_rule_dispensation_city_id_rule", "city_id", "rule"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    rule: Mapped[str]
    document: Mapped[str]
    granted_at: Mapped[dt.datetime] = mapped_column(Instant)
    granted_by: Mapped[str]
    lifted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    lifted_by: Mapped[str] = mapped_column(default="")

"""What many wards say in a period: gathered by a worker, kept by an editor."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, city_key, new_id

Instant = DateTime(timezone=True)


class ThemeRun(DepartmentOnly, Model):
    """The newest gathering of a period's narratives, with the approvals it saw.

    ``fields`` maps the code of a narrative to ``sha256`` (of its texts and of what they were
    held against) and ``groups`` (``app.domain.themes.Gathered``).
    """

    __table_args__ = (
        UniqueConstraint("city_id", "period_id"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    revision: Mapped[int]
    computed_at: Mapped[dt.datetime] = mapped_column(Instant)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ThemeStep(DepartmentOnly, Model):
    """One step of an editor on one narrative field, numbered from 1; never changed.

    ``after`` is the field's curation (``app.domain.themes.Curation``) once it was taken;
    ``back_to`` the number of the step whose curation taking it back restores, 0 for none. An
    undo is a step itself, so that who did what stays told.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "period_id", "field", "number"),
        city_key("period_id", "period"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    period_id: Mapped[UUID]
    field: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    said: Mapped[str]
    back_to: Mapped[int | None]
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]

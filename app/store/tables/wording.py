"""A city's own wording of the sentences that its report is made of."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import DepartmentOnly, new_id


class SentenceVersion(DepartmentOnly, Model):
    """One wording of one sentence, append-only: the newest of a ``key`` is in force.

    Without a ``text`` the standard's sentence was taken back. ``zero`` stands in for the
    text where the figure is zero.
    """

    __table_args__ = (Index(None, "city_id", "key", "written_at"),)

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    key: Mapped[str]
    text: Mapped[str | None]
    zero: Mapped[str]
    written_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    written_by: Mapped[str]

"""What a city shows to everybody, if its Department chose so: read by visitors without a
name, so it lies before the wall and holds copies of what was sealed, nothing else."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import Lobby

Instant = DateTime(timezone=True)


class PublicPage(Lobby, Model):
    """Whether a city has a page for everybody, and on what terms; off without a row."""

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    is_on: Mapped[bool]
    shows_wards: Mapped[bool]
    licence: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_by: Mapped[str]


class PublicEdition(Lobby, Model):
    """The figures of one sealed edition, copied out when it was sealed or the page opened.

    Gone as soon as the page is shut. ``content`` is exact JSON, see
    ``app.documents.public_figures``.
    """

    code: Mapped[str] = mapped_column(ForeignKey("verification.code"), primary_key=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    period_code: Mapped[str]
    content: Mapped[str]

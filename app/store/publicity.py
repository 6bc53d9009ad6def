"""What a city shows to everybody: lobby queries, but for the sealed editions to copy out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.city import Period
from app.store.tables.editions import Edition, Verification
from app.store.tables.publicity import PublicEdition, PublicPage


def page_of(session: Session, city_id: UUID) -> PublicPage | None:
    return session.get(PublicPage, city_id)


def _shown(city_id: UUID) -> ColumnElement[bool]:
    """Of this city, while its page is on, and sealed: asked again whenever anybody looks."""
    return and_(
        PublicEdition.city_id == city_id,
        Verification.city_id == city_id,
        Verification.sealed_at.is_not(None),
        PublicPage.is_on,
    )


def shown(session: Session, city_id: UUID) -> Sequence[AnyRow]:
    """(code, period_code, title, number, sealed_at, superseded_by) of every edition that
    everybody may see, the last sealed first."""
    return session.execute(
        select(
            PublicEdition.code,
            PublicEdition.period_code,
            Verification.title,
            Verification.number,
            Verification.sealed_at,
            Verification.superseded_by,
        )
        .join(Verification, Verification.code == PublicEdition.code)
        .join(PublicPage, PublicPage.city_id == PublicEdition.city_id)
        .where(_shown(city_id))
        .order_by(Verification.sealed_at.desc())
    ).all()


def content(session: Session, city_id: UUID, code: str) -> str | None:
    return session.execute(
        select(PublicEdition.content)
        .join(Verification, Verification.code == PublicEdition.code)
        .join(PublicPage, PublicPage.city_id == PublicEdition.city_id)
        .where(_shown(city_id), PublicEdition.code == code)
    ).scalar_one_or_none()


def sealed(session: Session) -> list[tuple[Edition, Period]]:
    """The Department's query: every sealed edition of the scope's city with its period."""
    rows = session.execute(
        select(Edition, Period)
        .join(Period, Period.id == Edition.period_id)
        .where(Edition.sealed_at.is_not(None))
        .order_by(Edition.sealed_at)
    )
    return [(row.Edition, row.Period) for row in rows]

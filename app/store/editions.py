"""Editions of the city report, their files, and what is said about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.store.rows import AnyRow
from app.store.tables.bundles import Bundle
from app.store.tables.city import Period
from app.store.tables.editions import Edition, EditionComment, Verification
from app.store.tables.results import Export

NEWEST = 40
REQUESTED, BUILDING, READY = "requested", "building", "ready"
FAILED, CANCELLED = "failed", "cancelled"
UNFINISHED = (REQUESTED, BUILDING)


def newest(session: Session) -> Sequence[AnyRow]:
    """(Edition, period code), newest first."""
    return session.execute(
        select(Edition, Period.code.label("period_code"))
        .join(Period, Period.id == Edition.period_id)
        .order_by(Edition.requested_at.desc(), Edition.number.desc())
        .limit(NEWEST)
    ).all()


def edition(session: Session, edition_id: UUID, *, lock: bool = False) -> Edition | None:
    query = select(Edition).where(Edition.id == edition_id)
    return session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def of_period(session: Session, period_id: UUID) -> list[Edition]:
    """A period's editions that were finished, newest first."""
    return list(
        session.execute(
            select(Edition)
            .where(Edition.period_id == period_id, Edition.status == READY)
            .order_by(Edition.number.desc())
        ).scalars()
    )


def last_sealed(session: Session, period_id: UUID) -> Edition | None:
    return session.execute(
        select(Edition)
        .where(Edition.period_id == period_id, Edition.sealed_at.is_not(None))
        .order_by(Edition.number.desc())
        .limit(1)
    ).scalar_one_or_none()


def next_number(session: Session, period_id: UUID) -> int:
    """The number of a period's next edition. The caller holds the period's row."""
    highest = session.execute(
        select(func.max(Edition.number)).where(Edition.period_id == period_id)
    ).scalar()
    return (highest or 0) + 1


def waiting(session: Session) -> list[UUID]:
    """Editions and bundles that are being made or wait for it, in the order they were asked
    for: one queue has both."""
    unfinished = union_all(
        select(Edition.id, Edition.requested_at).where(Edition.status.in_(UNFINISHED)),
        select(Bundle.id, Bundle.requested_at).where(Bundle.status.in_(UNFINISHED)),
    ).subquery()
    ordered = select(unfinished.c.id).order_by(unfinished.c.requested_at, unfinished.c.id)
    return list(session.execute(ordered).scalars())


def files_of(
    session: Session, edition_ids: Sequence[UUID], *, lock: bool = False
) -> dict[UUID, list[Export]]:
    """The files of editions, in the order they were made."""
    query = select(Export).where(Export.edition_id.in_(edition_ids)).order_by(Export.made_at)
    found: dict[UUID, list[Export]] = {}
    for row in session.execute(query.with_for_update() if lock else query).scalars():
        found.setdefault(row.edition_id, []).append(row)
    return found


def file(session: Session, export_id: UUID) -> Export | None:
    return session.execute(select(Export).where(Export.id == export_id)).scalar_one_or_none()


def is_over(kept: Export | Bundle, now: dt.datetime) -> bool:
    """Whether the time of a file has come to its end; nobody gets it any more."""
    return kept.expires_at is not None and kept.expires_at <= now


def expired(session: Session, now: dt.datetime) -> list[Export]:
    """Files whose time is over and that are still kept, locked. Never a sealed edition's, nor
    one that another file's row names as well and whose time is not over."""
    other = aliased(Export)
    is_shared = exists().where(
        other.storage_key == Export.storage_key,
        other.id != Export.id,
        or_(other.expires_at.is_(None), other.expires_at > now),
    )
    return list(
        session.execute(
            select(Export)
            .join(Edition, Edition.id == Export.edition_id)
            .where(Export.expires_at <= now, Export.storage_key != "")
            .where(Edition.sealed_at.is_(None), ~is_shared)
            .with_for_update(of=Export, skip_locked=True)
        ).scalars()
    )


def comments_of(session: Session, edition_id: UUID) -> list[EditionComment]:
    return list(
        session.execute(
            select(EditionComment)
            .where(EditionComment.edition_id == edition_id)
            .order_by(EditionComment.at)
        ).scalars()
    )


def verification(session: Session, code: str) -> Verification | None:
    """What anybody may know of the document with this code (a lobby query)."""
    return session.get(Verification, code)

"""Looking into the audit log: by whom, what, when, of which ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.city import Ward
from app.store.tables.ledger import AuditEntry

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is looked at; what is empty asks for everything.

    ``since`` and ``until``: aware moments, the first included, the last not.
    """

    words: str = ""
    verb: str = ""
    ward_code: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def _entries(wanted: Wanted) -> Any:
    query = select(AuditEntry, Ward.name.label("ward_name")).outerjoin(
        Ward, Ward.id == AuditEntry.ward_id
    )
    if wanted.words:
        like = wanted.words.lower()
        query = query.where(func.lower(AuditEntry.actor).contains(like, autoescape=True))
    for column, asked in ((AuditEntry.verb, wanted.verb), (Ward.code, wanted.ward_code)):
        query = query.where(column == asked) if asked else query
    query = query.where(AuditEntry.at >= wanted.since) if wanted.since else query
    return query.where(AuditEntry.at < wanted.until) if wanted.until else query


def count(session: Session, wanted: Wanted) -> int:
    every = _entries(wanted).with_only_columns(AuditEntry.id).subquery()
    return session.execute(select(func.count()).select_from(every)).scalar_one()


def entries(session: Session, wanted: Wanted, first: int, most: int) -> list[AnyRow]:
    """(AuditEntry, ward_name), the newest first."""
    query = _entries(wanted).order_by(AuditEntry.number.desc())
    return list(session.execute(query.offset(first).limit(most)).all())


def every_entry(session: Session, wanted: Wanted) -> Iterator[AnyRow]:
    """(AuditEntry, ward_name) in the order they were written, read piece by piece."""
    query = _entries(wanted).order_by(AuditEntry.number)
    yield from session.execute(query.execution_options(yield_per=_AT_ONCE))


def verbs(session: Session) -> list[str]:
    """Every kind of entry that the city's log has."""
    return list(
        session.execute(select(AuditEntry.verb).distinct().order_by(AuditEntry.verb)).scalars()
    )

"""The audit log: append-only rows chained by hash, with the head kept apart.

A chain alone does not show that its tail was cut, so the head (count and hash)
is a row of its own in the lobby.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.store.tables.city import Ward
from app.store.tables.ledger import AuditEntry, AuditHead

GENESIS = "0" * 64


def append(
    session: Session,
    *,
    city_id: UUID,
    ward_id: UUID | None,
    at: dt.datetime,
    actor: Actor,
    verb: str,
    subject: str,
    details: Mapping[str, Any],
) -> None:
    """Add one entry at the head of the city's chain, holding the head until commit."""
    number, previous = _take_head(session, city_id)
    entry = {
        "id": uuid4(),
        "city_id": city_id,
        "ward_id": ward_id,
        "number": number,
        "at": at,
        "person_id": actor.person_id,
        "actor": actor.name,
        "verb": verb,
        "subject": subject,
        "details": _as_stored(details),
    }
    digest = digest_of(entry, previous)
    session.execute(insert(AuditEntry).values(**entry, previous=previous, digest=digest))
    session.execute(
        update(AuditHead).where(AuditHead.city_id == city_id).values(number=number, digest=digest)
    )


def _as_stored(details: Mapping[str, Any]) -> Any:
    """Plain JSON that comes back from the database as it went in. Fractions are text:
    jsonb gives 1e20 back as a whole number, and the digest would no longer fit."""
    text = json.dumps(dict(details), default=str)
    return json.loads(text, parse_float=str, parse_constant=str)


def _take_head(session: Session, city_id: UUID) -> tuple[int, str]:
    fresh = upsert(AuditHead).values(city_id=city_id, number=0, digest=GENESIS)
    session.execute(fresh.on_conflict_do_nothing())
    head = session.execute(
        select(AuditHead.number, AuditHead.digest)
        .where(AuditHead.city_id == city_id)
        .with_for_update()
    ).one()
    return head.number + 1, head.digest


def digest_of(entry: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the entry's canonical JSON and the digest before it."""
    named = {k: entry[k] for k in _CHAINED}
    named["at"] = entry["at"].astimezone(dt.UTC).isoformat()
    text = json.dumps(named, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256((previous + text).encode()).hexdigest()


_CHAINED = (
    "id", "city_id", "ward_id", "number", "at", "person_id", "actor", "verb", "subject", "details",
)  # fmt: skip


def faults(session: Session, city_id: UUID) -> Iterator[str]:
    """What is wrong with a city's chain, one sentence each; nothing when it holds."""
    previous, count = GENESIS, 0
    rows = session.execute(
        select(AuditEntry.__table__)
        .where(AuditEntry.city_id == city_id)
        .order_by(AuditEntry.number)
    ).mappings()
    for row in rows:
        count += 1
        if row["number"] != count:
            yield f"Thiếu dòng nhật ký số {count}."
            count = row["number"]
        if row["previous"] != previous or row["digest"] != digest_of(dict(row), previous):
            yield f"Dòng nhật ký số {row['number']} đã bị sửa."
        previous = row["digest"]
    yield from _faults_of_head(session, city_id, count, previous)


def _faults_of_head(session: Session, city_id: UUID, count: int, last: str) -> Iterator[str]:
    """A city that has wards has had a log, and with it a head, since it was set up."""
    head = session.execute(
        select(AuditHead.number, AuditHead.digest).where(AuditHead.city_id == city_id)
    ).one_or_none()
    if head is None:
        if count or session.execute(select(Ward.id).limit(1)).first():
            yield f"Nhật ký có {count} dòng nhưng phần chốt đã bị xóa."
    elif head.number != count or head.digest != last:
        yield f"Nhật ký có {count} dòng nhưng phần chốt ghi {head.number}: phần cuối đã bị cắt."

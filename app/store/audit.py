"""The audit log: append-only rows chained by hash, with the head kept apart.

A chain alone does not show that its tail was cut, so the head (count and hash)
is a row of its own in the lobby.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.store.tables.city import Ward
from app.store.tables.ledger import AuditEntry, AuditHead

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Record:
    """What one line of the log will say; ``ward_id`` None for what concerns the city."""

    verb: str
    ward_id: UUID | None
    subject: str
    details: Mapping[str, Any]


def append(
    session: Session, city_id: UUID, at: dt.datetime, actor: Actor, records: Sequence[Record]
) -> None:
    """Add entries at the head of the city's chain, holding the head until commit.

    Everybody of the city waits here for one another, so it takes two statements, however
    many the entries are.
    """
    number, previous = _take_head(session, city_id)
    entries = []
    for record in records:
        number += 1
        entry = _entry(record, city_id, at, actor, number)
        digest = digest_of(entry, previous)
        entries.append(entry | {"previous": previous, "digest": digest})
        previous = digest
    head = {"city": city_id, "head_number": number, "head_digest": previous}
    session.execute(_APPEND, head | {"entries": json.dumps(entries, default=str)})


def _entry(
    record: Record, city_id: UUID, at: dt.datetime, actor: Actor, number: int
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "city_id": city_id,
        "ward_id": record.ward_id,
        "number": number,
        "at": at,
        "person_id": actor.person_id,
        "actor": actor.name,
        "verb": record.verb,
        "subject": record.subject,
        "details": _as_stored(record.details),
    }


_APPEND = text(
    "WITH moved AS (UPDATE audit_head SET number = :head_number, digest = :head_digest"
    " WHERE city_id = CAST(:city AS uuid))"
    " INSERT INTO audit_entry (id, city_id, ward_id, number, at, person_id, actor, verb,"
    " subject, details, previous, digest)"
    " SELECT e.* FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS e (id uuid, city_id uuid,"
    " ward_id uuid, number int, at timestamptz, person_id uuid, actor text, verb text,"
    " subject text, details jsonb, previous text, digest text)"
)


def _as_stored(details: Mapping[str, Any]) -> Any:
    """Plain JSON that comes back from the database as it went in. Fractions are text:
    jsonb gives 1e20 back as a whole number, and the digest would no longer fit."""
    text = json.dumps(dict(details), default=str)
    return json.loads(text, parse_float=str, parse_constant=str)


def _take_head(session: Session, city_id: UUID) -> tuple[int, str]:
    """The last number and digest of the city's chain, locked."""
    head = session.execute(_HEAD, {"city": city_id}).one_or_none()
    if head is None:
        fresh = upsert(AuditHead).values(city_id=city_id, number=0, digest=GENESIS)
        session.execute(fresh.on_conflict_do_nothing())
        head = session.execute(_HEAD, {"city": city_id}).one()
    return head.number, head.digest


_HEAD = (
    select(AuditHead.number, AuditHead.digest)
    .where(AuditHead.city_id == bindparam("city", type_=Uuid()))
    .with_for_update()
)


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

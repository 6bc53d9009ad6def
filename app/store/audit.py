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

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.store.tables.city import Ward
from app.store.tables.ledger import AuditEntry, AuditHead
from app.store.trips import Question, Statement

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Record:
    """What one line of the log will say; ``ward_id`` None for what concerns the city."""

    verb: str
    ward_id: UUID | None
    subject: str
    details: Mapping[str, Any]


def appending(
    city_id: UUID, at: dt.datetime, actor: Actor, records: Sequence[Record]
) -> tuple[Question, Question]:
    """What adds entries at the head of the city's chain, and holds the head until commit.

    Everybody of the city waits here for one another, so the database itself links what is
    new to what it has: nothing travels between the taking of the head and the commit.
    """
    entries = [
        {"place": place} | _entry(record, city_id, at, actor)
        for place, record in enumerate(records, 1)
    ]
    chained = {"city": city_id, "last": len(entries), "entries": json.dumps(entries, default=str)}
    return Question(_HOLD, {"city": city_id, "genesis": GENESIS}), Question(_APPEND, chained)


def _entry(record: Record, city_id: UUID, at: dt.datetime, actor: Actor) -> dict[str, Any]:
    """An entry but for its number, and what its digest covers before and after that."""
    entry = {
        "id": uuid4(),
        "city_id": city_id,
        "ward_id": record.ward_id,
        "at": at,
        "person_id": actor.person_id,
        "actor": actor.name,
        "verb": record.verb,
        "subject": record.subject,
        "details": _as_stored(record.details),
    }
    before, after = _around_number(entry)
    return entry | {"before": before, "after": after}


#: The city's head, made where there is none yet, and locked either way.
_HOLD = Statement(
    text(
        "INSERT INTO audit_head (city_id, number, digest) VALUES (:city, 0, :genesis)"
        " ON CONFLICT (city_id) DO UPDATE SET number = 0 WHERE false"
    )
)
# A statement of its own after the lock: it sees the head as the one before us left it.
_APPEND = Statement(
    text(
        "WITH RECURSIVE entry AS MATERIALIZED (SELECT * FROM jsonb_to_recordset("
        "CAST(:entries AS jsonb)) AS e (place int, id uuid, city_id uuid, ward_id uuid,"
        " at timestamptz, person_id uuid, actor text, verb text, subject text,"
        " details jsonb, before text, after text)),"
        " chain AS (SELECT 0 AS place, number, CAST('' AS text) AS previous,"
        " CAST(digest AS text) AS digest FROM audit_head WHERE city_id = :city"
        " UNION ALL SELECT e.place, c.number + 1, c.digest,"
        " encode(sha256(convert_to("
        "c.digest || e.before || CAST(c.number + 1 AS text) || e.after, 'UTF8')), 'hex')"
        " FROM chain c JOIN entry e ON e.place = c.place + 1),"
        " moved AS (UPDATE audit_head h SET number = c.number, digest = c.digest"
        " FROM chain c WHERE h.city_id = :city AND c.place = :last)"
        " INSERT INTO audit_entry (id, city_id, ward_id, number, at, person_id, actor, verb,"
        " subject, details, previous, digest)"
        " SELECT e.id, e.city_id, e.ward_id, c.number, e.at, e.person_id, e.actor, e.verb,"
        " e.subject, e.details, c.previous, c.digest FROM entry e JOIN chain c USING (place)"
    )
)


def _as_stored(details: Mapping[str, Any]) -> Any:
    """Plain JSON that comes back from the database as it went in. Fractions are text:
    jsonb gives 1e20 back as a whole number, and the digest would no longer fit."""
    text = json.dumps(dict(details), default=str)
    return json.loads(text, parse_float=str, parse_constant=str)


def digest_of(entry: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the digest before the entry and the entry's canonical JSON: sorted keys,
    Python's own separators, letters as they are. ``_APPEND`` does the same."""
    before, after = _around_number(entry)
    return hashlib.sha256(f"{previous}{before}{entry['number']}{after}".encode()).hexdigest()


def _around_number(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The canonical JSON of an entry up to its number, and from there on."""
    instant = {"at": entry["at"].astimezone(dt.UTC).isoformat()}
    before = _canonical({name: entry[name] for name in _BEFORE} | instant)
    after = _canonical({name: entry[name] for name in _AFTER})
    return f'{before[:-1]}, "number": ', f", {after[1:]}"


def _canonical(part: Mapping[str, Any]) -> str:
    return json.dumps(part, sort_keys=True, ensure_ascii=False, default=str)


#: What is chained, in the order of the names, beside "number".
_BEFORE = ("actor", "at", "city_id", "details", "id")
_AFTER = ("person_id", "subject", "verb", "ward_id")


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

"""Notices and their deliveries: what waits, who hears of it, what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Select, Table, and_, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.lifecycle import Event, State
from app.domain.notices import Channel, DeliveryState, Kind
from app.domain.permissions import Role
from app.store.rows import AnyRow
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.lobby import Membership, Person
from app.store.tables.notices import Delivery, Notice, Webhook
from app.store.tables.submissions import AnswerRow, EventRow, Submission

_NEW = insert(cast(Table, Notice.__table__)).on_conflict_do_nothing()
_HELD = [state.value for state in State if state.is_with_department]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be written to, with the roles held in the one place asked for."""

    person_id: UUID
    name: str
    email: str
    has_reminders: bool
    roles: frozenset[Role]


def add(
    session: Session,
    *,
    city_id: UUID,
    kind: Kind,
    now: dt.datetime,
    ward_id: UUID | None = None,
    person_id: UUID | None = None,
    key: str = "",
    facts: Mapping[str, Any],
) -> None:
    """Write a notice; one with a key that is there already changes nothing."""
    notice_id = uuid4()
    row = {
        "id": notice_id,
        "city_id": city_id,
        "ward_id": ward_id,
        "kind": kind.value,
        "key": key or f"{notice_id}",
        "person_id": person_id,
        "facts": dict(facts),
        "made_at": now,
    }
    session.execute(_NEW, row)


def known(session: Session, keys: Collection[str]) -> set[str]:
    """Which of these keys were told of already."""
    return set(session.execute(select(Notice.key).where(Notice.key.in_(keys))).scalars())


def has_work(session: Session, now: dt.datetime) -> bool:
    """Whether a notice waits for its recipients, or a delivery for its try."""
    waits = exists().where(Notice.addressed_at.is_(None))
    query = select(or_(waits, exists().where(*_is_due(now))))
    return bool(session.execute(query).scalar())


def _is_due(now: dt.datetime) -> tuple[Any, ...]:
    return (
        Delivery.state == DeliveryState.QUEUED.value,
        Delivery.next_try_at <= now,
        or_(Delivery.leased_until.is_(None), Delivery.leased_until < now),
    )


def unaddressed(session: Session, most: int) -> list[Notice]:
    """The oldest notices whose recipients are not found yet, locked."""
    return list(
        session.execute(
            select(Notice)
            .where(Notice.addressed_at.is_(None))
            .order_by(Notice.made_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).scalars()
    )


def take_due(session: Session, now: dt.datetime, channels: Sequence[Channel]) -> AnyRow | None:
    """The (Delivery, Notice) that waits longest, its delivery locked for us."""
    return session.execute(
        select(Delivery, Notice)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(*_is_due(now), Delivery.channel.in_([c.value for c in channels]))
        .order_by(Delivery.next_try_at, Delivery.made_at)
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
    ).one_or_none()


def note_unconfigured(session: Session) -> None:
    """Letters that wait although no mail server is named any longer."""
    waiting = (
        Delivery.state == DeliveryState.QUEUED.value,
        Delivery.channel == Channel.MAIL.value,
    )
    session.execute(
        update(Delivery)
        .where(*waiting)
        .values(state=DeliveryState.UNCONFIGURED.value, next_try_at=None, leased_until=None)
    )


def readers(session: Session, city_id: UUID, ward_id: UUID | None) -> list[Reader]:
    """Active people of a ward, or (no ward) of the Department; a lobby query."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.has_reminders, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.city_id == city_id,
            Membership.ward_id.is_not_distinct_from(ward_id),
            Person.is_active,
        )
        .order_by(Person.email)
    )
    return _gathered(rows)


def _gathered(rows: Iterable[AnyRow]) -> list[Reader]:
    held: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in rows:
        held[row.id].append(row)
    return [
        Reader(
            first.id,
            first.name,
            first.email,
            first.has_reminders,
            frozenset(Role(row.role) for row in rows_of_one),
        )
        for rows_of_one in held.values()
        for first in rows_of_one[:1]
    ]


def last_to_return(session: Session, submission_id: UUID) -> UUID | None:
    """Who sent the report back last."""
    return session.execute(
        select(EventRow.person_id)
        .where(EventRow.submission_id == submission_id, EventRow.kind == Event.RETURNED.value)
        .order_by(EventRow.at.desc())
        .limit(1)
    ).scalar_one_or_none()


def webhook(session: Session) -> Webhook | None:
    return session.execute(select(Webhook)).scalar_one_or_none()


def owed(session: Session, now: dt.datetime) -> list[AnyRow]:
    """(Submission, Period, ward's code and name, extended_to, has_begun) of every report that
    its ward still has to submit, in periods that are open."""
    extended = (
        select(Extension.period_id, Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .group_by(Extension.period_id, Extension.ward_id)
        .subquery()
    )
    begun = or_(
        Submission.state != State.DRAFT.value,
        Submission.last_version > 0,
        exists().where(AnswerRow.submission_id == Submission.id),
    )
    its_own = and_(extended.c.period_id == Period.id, extended.c.ward_id == Ward.id)
    return list(
        session.execute(
            select(
                Submission,
                Period,
                Ward.code,
                Ward.name,
                extended.c.due_at.label("extended_to"),
                begun.label("has_begun"),
            )
            .join(Period, Period.id == Submission.period_id)
            .join(Ward, Ward.id == Submission.ward_id)
            .outerjoin(extended, its_own)
            .where(
                Period.closed_at.is_(None),
                Period.opens_at <= now,
                Submission.state.not_in(_HELD),
            )
        ).all()
    )


def waiting_reports(session: Session) -> list[AnyRow]:
    """(period code, last_version, claimed_by) of every report that waits for the Department
    in an open period."""
    waits = Submission.state.in_([State.SUBMITTED.value, State.IN_REVIEW.value])
    return list(
        session.execute(
            select(Period.code, Submission.last_version, Submission.claimed_by)
            .join(Period, Period.id == Submission.period_id)
            .where(waits, Period.closed_at.is_(None))
            .order_by(Period.data_to.desc())
        ).all()
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the log is looked at; an empty word asks for everything."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    ward_code: str = ""
    words: str = ""


def _log(chosen: Chosen) -> Select[Any]:
    query = (
        select(Delivery, Notice.kind, Notice.facts, Ward.name.label("ward_name"))
        .join(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Ward, Ward.id == Notice.ward_id)
    )
    for column, asked in (
        (Delivery.channel, chosen.channel),
        (Notice.kind, chosen.kind),
        (Ward.code, chosen.ward_code),
    ):
        query = query.where(column == asked) if asked else query
    if chosen.words:
        like = chosen.words.lower()
        named = (func.lower(Delivery.person_name), func.lower(Delivery.recipient))
        query = query.where(or_(*(column.contains(like, autoescape=True) for column in named)))
    return query


def log(session: Session, chosen: Chosen, first: int, most: int) -> list[AnyRow]:
    """(Delivery, kind, facts, ward_name), the newest first."""
    query = _log(chosen)
    if chosen.state:
        query = query.where(Delivery.state == chosen.state)
    query = query.order_by(Delivery.made_at.desc(), Delivery.recipient, Delivery.id)
    return list(session.execute(query.offset(first).limit(most)).all())


def counts(session: Session, chosen: Chosen) -> dict[str, int]:
    """How many deliveries stand in each state, whichever state is looked at."""
    every = _log(chosen).with_only_columns(Delivery.state).subquery()
    rows = session.execute(select(every.c.state, func.count()).group_by(every.c.state))
    return {row.state: row[1] for row in rows}

"""Who hears of a notice: one delivery for each person and for the city's webhook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from app.domain.notices import (
    DECISIONS,
    FOR_WEBHOOK,
    REMINDERS,
    Channel,
    DeliveryState,
    Kind,
    ward_roles,
)
from app.domain.permissions import SYSTEM, Role
from app.outbound.post_office import post_office
from app.store import notices as store
from app.store.notices import Reader
from app.store.scope import Scope
from app.store.tables.notices import Delivery, Notice, Webhook
from app.store.transaction import Transaction, transaction

AT_ONCE = 200


def address_new(scope: Scope) -> int:
    """Queue the deliveries of what was told lately. How many notices there were."""
    with transaction(scope, SYSTEM) as tx:
        found = store.unaddressed(tx.session, AT_ONCE)
        hook = store.webhook(tx.session) if found else None
        for notice in found:
            _address(tx, notice, hook)
            notice.addressed_at = tx.now
    return len(found)


def _address(tx: Transaction, notice: Notice, hook: Webhook | None) -> None:
    rows = [_to_person(tx, notice, reader) for reader in _readers(tx, notice)]
    if not rows and Kind(notice.kind) in DECISIONS:
        rows = [_row(tx, notice, Channel.MAIL, "", DeliveryState.NOBODY)]
    if hook is not None and _is_for_webhook(notice):
        rows.append(_row(tx, notice, Channel.WEBHOOK, hook.url, DeliveryState.QUEUED))
    if rows:
        # Two workers cannot hold one notice, but a repaired one may be addressed again.
        tx.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)


def _is_for_webhook(notice: Notice) -> bool:
    is_letter_test = notice.kind == Kind.TEST and notice.person_id is not None
    return Kind(notice.kind) in FOR_WEBHOOK and not is_letter_test


def _readers(tx: Transaction, notice: Notice) -> Iterator[Reader]:
    """The people whose matter it is; a locked account is nobody."""
    kind, city = Kind(notice.kind), tx.scope.city
    if notice.person_id is not None:
        of_place = store.readers(tx.session, city, notice.ward_id)
        yield from (r for r in of_place if r.person_id == notice.person_id)
    elif kind is Kind.RESUBMITTED:
        asked = store.last_to_return(tx.session, UUID(notice.facts["submission_id"]))
        yield from (r for r in store.readers(tx.session, city, None) if r.person_id == asked)
    elif notice.ward_id is not None:
        yield from _of_ward(store.readers(tx.session, city, notice.ward_id), notice)


def _of_ward(people: list[Reader], notice: Notice) -> list[Reader]:
    """Those who have to move; all of the ward's people where nobody holds such a role."""
    awaits_leader = bool(notice.facts.get("awaits_leader"))
    roles: frozenset[Role] = ward_roles(Kind(notice.kind), awaits_leader=awaits_leader)
    return [person for person in people if person.roles & roles] or people


def _to_person(tx: Transaction, notice: Notice, reader: Reader) -> dict[str, Any]:
    state = DeliveryState.QUEUED
    if Kind(notice.kind) in REMINDERS and not reader.has_reminders:
        state = DeliveryState.MUTED
    elif post_office().mail is None:
        state = DeliveryState.UNCONFIGURED
    row = _row(tx, notice, Channel.MAIL, reader.email, state)
    return row | {"person_id": reader.person_id, "person_name": reader.name}


def _row(
    tx: Transaction, notice: Notice, channel: Channel, recipient: str, state: DeliveryState
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "city_id": tx.scope.city,
        "notice_id": notice.id,
        "channel": channel.value,
        "person_id": None,
        "person_name": "",
        "recipient": recipient,
        "state": state.value,
        "tries": 0,
        "next_try_at": tx.now if state is DeliveryState.QUEUED else None,
        "made_at": tx.now,
        "error": "",
    }

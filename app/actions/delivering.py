"""Send what waits: take one delivery, send it outside any transaction, note what became of it.

A worker that dies between sending and noting leaves the delivery leased; after the lease
it is sent again under the same id. Nothing is sent twice but by such a death.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final
from uuid import UUID

from sqlalchemy import update

from app.actions import access, addressing, composing, inviting, jobs
from app.actions.composing import Taken
from app.domain.errors import NotFound
from app.domain.notices import REMINDERS, Channel, DeliveryState, Kind, NotSent, next_try
from app.domain.permissions import SYSTEM, Actor, Permission
from app.outbound import webhook
from app.outbound.mail import Envelope, MailServer
from app.outbound.post_office import post_office
from app.store import cities, people
from app.store import notices as store
from app.store.reading import reading
from app.store.rows import AnyRow
from app.store.scope import LOBBY, Scope
from app.store.tables.notices import Delivery
from app.store.transaction import Transaction, transaction

log = logging.getLogger(__name__)

LEASE: Final = dt.timedelta(minutes=2)
#: Seconds for one job: reports that wait to be read must not wait for a whole city's letters.
BUDGET: Final = 20.0
_REMINDER_LASTS: Final = dt.timedelta(days=1)
_WITH_TOKEN: Final = (Kind.INVITED, Kind.PASSWORD_RESET)


def enqueue_due() -> int:
    """Have every city's waiting deliveries sent; how many cities have any."""
    with reading(LOBBY) as session:
        found = [Scope.department(city.id) for city in cities.all_cities(session)]
    return sum(map(_enqueue_due, found))


def _enqueue_due(scope: Scope) -> bool:
    with reading(scope) as session:
        has_work = store.has_work(session, dt.datetime.now(dt.UTC))
    if has_work:
        with transaction(scope, SYSTEM) as tx:
            jobs.enqueue(tx, "deliver_notices", coalesce=str(scope.city))
    return has_work


def deliver(scope: Scope) -> int:
    """Address what is new and send what is due, for as long as one job may. How many were
    sent; the rest waits for the next job."""
    addressing.address_new(scope)
    ends, sent = time.monotonic() + BUDGET, 0
    with ExitStack() as stack:
        server = _mail_server(scope, stack)
        channels = [Channel.WEBHOOK, *([Channel.MAIL] if server else [])]
        while time.monotonic() < ends:
            taken = _take(scope, channels)
            if taken is None:
                break
            fault = _send(taken, server)
            _settle(scope, taken, fault)
            sent += fault is None
            if fault is not None and fault.is_everyones:
                # The server is away: the next letter would only wait for the same answer.
                channels = [Channel.WEBHOOK]
    return sent


def _mail_server(scope: Scope, stack: ExitStack) -> MailServer | None:
    office = post_office()
    if office.mail is None:
        with transaction(scope, SYSTEM) as tx:
            store.note_unconfigured(tx.session)
        return None
    return stack.enter_context(office.server())


def _take(scope: Scope, channels: Sequence[Channel]) -> Taken | None:
    """Lease the delivery that waits longest."""
    with transaction(scope, SYSTEM) as tx:
        found = store.take_due(tx.session, tx.now, channels)
        if found is None:
            return None
        delivery: Delivery = found.Delivery
        delivery.leased_until = tx.now + LEASE
        delivery.tries += 1
        return _taken(tx, found)


def _taken(tx: Transaction, found: AnyRow) -> Taken:
    delivery, kind = found.Delivery, Kind(found.Notice.kind)
    facts, token, secret = dict(found.Notice.facts), "", ""
    if delivery.channel == Channel.WEBHOOK.value:
        hook = store.webhook(tx.session)
        # Where the address has changed since, the new one hears of it.
        delivery.recipient = hook.url if hook else delivery.recipient
        secret = hook.secret if hook else ""
    elif kind in _WITH_TOKEN and _is_active(tx, delivery.person_id):
        token = inviting.open_invitation(tx, delivery.person_id)
        facts["expires"] = inviting.expires_words(tx.now)
    return Taken(
        delivery.id,
        kind,
        Channel(delivery.channel),
        delivery.recipient,
        delivery.person_name,
        facts,
        delivery.made_at,
        delivery.tries,
        secret,
        token,
    )


def _is_active(tx: Transaction, person_id: UUID) -> bool:
    person = people.person_by_id(tx.session, person_id)
    return person is not None and person.is_active


def _send(taken: Taken, server: MailServer | None) -> NotSent | None:
    """What went wrong, or None."""
    try:
        if taken.channel is Channel.WEBHOOK:
            _post(taken)
        elif server is not None:
            _write(taken, server)
    except NotSent as fault:
        return fault
    except Exception as error:
        # One message that cannot be made must not keep the others from going out.
        log.exception("delivery %s was not made", taken.id)
        return NotSent(f"{type(error).__name__}: {error}")
    return None


def _post(taken: Taken) -> None:
    if not taken.secret:
        raise NotSent("Địa chỉ nhận đã được bỏ.", is_final=True)
    body = composing.event_of(taken)
    hosts = post_office().private_hosts
    webhook.post(taken.recipient, taken.secret, taken.id, body, hosts)


def _write(taken: Taken, server: MailServer) -> None:
    if taken.kind in _WITH_TOKEN and not taken.token:
        raise NotSent("Tài khoản đã bị khóa.", is_final=True)
    envelope = Envelope(taken.id, taken.name, taken.recipient, taken.made_at)
    server.send(envelope, composing.letter_of(taken))


def _settle(scope: Scope, taken: Taken, fault: NotSent | None) -> None:
    """Note how the try ended, if it is still ours."""
    with transaction(scope, SYSTEM) as tx:
        values = _sent(tx.now) if fault is None else _failed(taken, fault, tx.now)
        tx.session.execute(
            update(Delivery)
            .where(Delivery.id == taken.id, Delivery.tries == taken.tries)
            .values(leased_until=None, **values)
        )


def _sent(now: dt.datetime) -> dict[str, object]:
    return {"state": DeliveryState.SENT.value, "sent_at": now, "next_try_at": None, "error": ""}


def _failed(taken: Taken, fault: NotSent, now: dt.datetime) -> dict[str, object]:
    """A reminder is given up after a day: later it would only mislead."""
    again = None if fault.is_final else next_try(taken.tries, now)
    if again and taken.kind in REMINDERS and again > taken.made_at + _REMINDER_LASTS:
        again = None
    state = DeliveryState.QUEUED if again else DeliveryState.FAILED
    return {"state": state.value, "next_try_at": again, "error": str(fault)}


def try_again(scope: Scope, actor: Actor, delivery_id: UUID) -> None:
    """Send once more what was given up or never could be sent. Raises ``NotFound``."""
    access.require(actor, Permission.MANAGE_CITY)
    ended = [DeliveryState.FAILED.value, DeliveryState.UNCONFIGURED.value]
    with transaction(scope, actor) as tx:
        found = tx.session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state.in_(ended))
            .values(state=DeliveryState.QUEUED.value, tries=0, next_try_at=tx.now, error="")
            .returning(Delivery.recipient)
        ).scalar()
        if found is None:
            raise NotFound("Không có lần gửi nào như vậy để gửi lại.")
        tx.record("delivery_retried", found)
        jobs.enqueue(tx, "deliver_notices", coalesce=str(scope.city))

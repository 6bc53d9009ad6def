"""Where a program of the city listens: its address, its secret, a try; and a letter to try."""

from __future__ import annotations

import secrets
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.actions import access, jobs
from app.actions.notifying import tell
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.notices import Kind, NotSent
from app.domain.permissions import Actor, Permission
from app.outbound.post_office import post_office
from app.outbound.webhook import check_url
from app.store import cities
from app.store import notices as store
from app.store.scope import Scope
from app.store.tables.notices import Webhook
from app.store.transaction import Transaction, transaction


def listen_at(scope: Scope, actor: Actor, url: str) -> str:
    """Send the city's events there from now on; the new secret that signs them.

    Raises ``Invalid`` for an address that is not https, or of our own network.
    """
    access.require(actor, Permission.MANAGE_CITY)
    address = clean_line(url)[:2000]
    try:
        check_url(address, post_office().private_hosts)
    except NotSent as error:
        raise Invalid([Problem("url", ("url",), str(error))]) from error
    secret = secrets.token_urlsafe(32)
    with transaction(scope, actor) as tx:
        values = {
            "url": address,
            "secret": secret,
            "changed_by": actor.name,
            "changed_at": tx.now,
        }
        new = insert(Webhook).values(id=uuid4(), city_id=scope.city, **values)
        tx.session.execute(new.on_conflict_do_update(index_elements=["city_id"], set_=values))
        tx.record("webhook_set", address)
    return secret


def stop_listening(scope: Scope, actor: Actor) -> None:
    """Send no more events; what waits is noted as not sent."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        tx.session.execute(delete(Webhook).where(Webhook.city_id == scope.city))
        tx.record("webhook_removed", "")


def try_webhook(scope: Scope, actor: Actor) -> None:
    """Send an event that says it is a try. Raises ``NotFound`` where nobody listens."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        if store.webhook(tx.session) is None:
            raise NotFound("Chưa có địa chỉ nhận nào.")
        _try(tx)


def try_mail(scope: Scope, actor: Actor) -> None:
    """Send a letter to whoever asks for it."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        _try(tx, actor)


def _try(tx: Transaction, reader: Actor | None = None) -> None:
    city = cities.by_id(tx.session, tx.scope.city)
    name = city.name if city else ""
    tell(tx, Kind.TEST, person_id=reader.person_id if reader else None, city=name)
    jobs.enqueue(tx, "deliver_notices", coalesce=str(tx.scope.city))

"""People with accounts, who can be written to, and a post office of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.actions import delivering, inviting, reviewing
from app.actions.inviting import NewPerson
from app.actions.reviewing import RemarkInput
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.outbound.post_office import PostOffice
from app.store import people
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.notices import Delivery, Notice
from tests import worlds
from tests.outbound.post_boxes import Box, mail_server
from tests.worlds import Place, Town

PUBLIC = "https://tonghop.example.vn"


def enrol(town: Town, role: Role, ward_code: str = "", name: str = "") -> Actor:
    """Somebody with a row and an address, as the actor that they are."""
    email = f"{role.value}.{uuid4().hex[:8]}@example.vn"
    new = NewPerson(email, name or f"{role.label} {ward_code}", role, ward_code)
    inviting.invite(town.scope, COMMAND_LINE, new)
    with reading(LOBBY) as session:
        found = people.person_by_email(session, email)
        assert found is not None
    place = next((p for p in town.places if p.code == ward_code), None)
    return Actor(found.id, found.name, frozenset({role}), place.ward_id if place else None)


def email_of(actor: Actor) -> str:
    with reading(LOBBY) as session:
        person = people.person_by_id(session, actor.person_id)
        assert person is not None
        return person.email


@contextmanager
def posting(app: Flask, **office: Any) -> Iterator[Box]:
    """Letters of the application go to a mail server of this machine."""
    before = app.extensions["post_office"]
    with mail_server() as box:
        app.extensions["post_office"] = PostOffice(box.settings(), PUBLIC, ("localhost",))
        if office:
            app.extensions["post_office"] = replace(app.extensions["post_office"], **office)
        try:
            yield box
        finally:
            app.extensions["post_office"] = before


def told(town: Town) -> list[tuple[Delivery, str]]:
    """Every delivery of a city with its kind, in the order of kind and recipient."""
    query = (
        select(Delivery, Notice.kind)
        .join(Notice, Notice.id == Delivery.notice_id)
        .order_by(Notice.kind, Delivery.recipient)
    )
    with reading(town.scope) as session:
        return [(row.Delivery, row.kind) for row in session.execute(query)]


def states(town: Town) -> list[tuple[str, str]]:
    return [(kind, delivery.state) for delivery, kind in told(town)]


def send_back(town: Town, place: Place, reviewer: Actor) -> None:
    """Claim a submitted report and return its overview."""
    reviewing.claim(town.scope, reviewer, place.submission_id)
    number = worlds.submission_of(town, place).last_version
    reviewing.return_(
        town.scope,
        reviewer,
        place.submission_id,
        seen_version=number,
        remarks=[RemarkInput("I", "Hãy bổ sung số liệu.")],
        reason="Cần bổ sung",
        due_on=None,
        idempotency_key=uuid4().hex,
    )


def deliver(town: Town) -> int:
    return delivering.deliver(town.scope)

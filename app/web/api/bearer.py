"""Whose token a request carries, and whether it asks too often."""

from __future__ import annotations

import datetime as dt
import re

from flask import Response, abort, current_app, g, request

from app.actions import tokens
from app.actions.signing_in import token_hash
from app.domain.permissions import Actor, Role
from app.domain.tokens import NOTED_EVERY, TokenScope, reach
from app.outbound import throttle
from app.store import tokens as token_store
from app.store.reading import glancing
from app.store.scope import Scope
from app.store.tokens import Bearer
from app.web.api import problems

_HEADER = re.compile(r"Bearer ([A-Za-z0-9_-]{20,200})", re.IGNORECASE)


def enter() -> Response | None:
    """Find out who asks and within which wall, before the endpoint's rule is held against
    it. Ends the request with 401 without a live token; 429 for one that asks too often."""
    found = _bearer()
    now = dt.datetime.now(dt.UTC)
    most = current_app.config["SETTINGS"].api_requests_per_minute
    wait = throttle.wait(f"token:{found.token_id}", most, now.timestamp())
    if wait:
        sentence = f"Mã này được {most} yêu cầu mỗi phút. Hãy đợi {wait} giây."
        return problems.answer(429, sentence, headers={"Retry-After": str(wait)})
    if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
        tokens.note_use(found.token_id)
    g.bearer = found
    g.actor = actor_of(found)
    g.scope = (
        Scope.ward(found.city_id, found.ward_id)
        if found.ward_id is not None
        else Scope.department(found.city_id)
    )
    return None


def _bearer() -> Bearer:
    sent = _HEADER.fullmatch(request.headers.get("Authorization", ""))
    if sent is None:
        abort(401, "Hãy gửi mã truy cập trong đầu mục Authorization: Bearer …")
    with glancing() as connection:
        found = token_store.bearer(connection, token_hash(sent[1]), dt.datetime.now(dt.UTC))
    if found is None:
        abort(401, "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.")
    return found


def actor_of(found: Bearer) -> Actor:
    """The token's person with the roles of now, within what the token is for."""
    return Actor(
        found.person_id,
        found.person_name,
        frozenset(map(Role, found.roles)),
        found.ward_id,
        reach(map(TokenScope, found.scopes)),
    )

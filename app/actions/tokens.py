"""Tokens for programs: made by a person for one place, shown once, revoked at once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Uuid, bindparam, update

from app.actions.signing_in import token_hash
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.permissions import SYSTEM, Actor
from app.domain.tokens import LIVES, MOST, NAME_MAX, TokenScope, offered
from app.store import tokens
from app.store.scope import LOBBY, Scope
from app.store.tables.lobby import ApiToken
from app.store.transaction import Transaction, transaction
from app.store.trips import Statement

#: Says what it is where it is found, in a log or a file that it should not be in.
MARK = "tonghop_"


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a person asks for; ``days`` is one of ``LIVES``."""

    name: str
    scopes: Sequence[str]
    days: int


def make(scope: Scope, actor: Actor, new: NewToken) -> str:
    """A new token for the actor in their place; its text is given here and never again.

    Raises ``Invalid`` with everything to mend in what was asked.
    """
    token = MARK + secrets.token_urlsafe(32)
    with transaction(scope, actor) as tx:
        row = _checked(tx, new)
        row.token_hash = token_hash(token)
        row.city_id, row.ward_id = scope.city, scope.ward_id
        tx.session.add(row)
        tx.record("token_made", row.name, ward_id=scope.ward_id, scopes=row.scopes, days=new.days)
    return token


def _checked(tx: Transaction, new: NewToken) -> ApiToken:
    person_id = tx.actor.person_id
    assert person_id is not None, "programs act for somebody"
    live = [t for t in tokens.of_person(tx.session, person_id) if is_live(t, tx.now)]
    problems = list(_faults(tx.actor, new, len(live)))
    if problems:
        raise Invalid(problems)
    return ApiToken(
        id=uuid4(),
        person_id=person_id,
        name=clean_line(new.name),
        scopes=[scope.value for scope in TokenScope if scope in new.scopes],
        created_at=tx.now,
        expires_at=tx.now + dt.timedelta(days=new.days),
    )


def _faults(actor: Actor, new: NewToken, live: int) -> Iterator[Problem]:
    name, allowed = clean_line(new.name), set(offered(actor.roles))
    if not 1 <= len(name) <= NAME_MAX:
        yield Problem("name", ("name",), "Hãy đặt cho mã một tên ngắn, nhiều nhất 60 ký tự.")
    if not new.scopes or not allowed.issuperset(new.scopes):
        yield Problem("scopes", ("scopes",), "Hãy chọn ít nhất một việc mà mã được làm.")
    if new.days not in LIVES:
        yield Problem("days", ("days",), "Hãy chọn thời hạn của mã.")
    if live >= MOST:
        yield Problem("most", ("name",), "Bạn đã có 10 mã. Hãy thu hồi mã không dùng nữa.")


def is_live(token: ApiToken, now: dt.datetime) -> bool:
    return token.revoked_at is None and token.expires_at > now


def revoke(scope: Scope, actor: Actor, token_id: UUID) -> None:
    """End one of one's own tokens, of any place. Raises ``NotFound`` for anybody else's."""
    with transaction(scope, actor) as tx:
        row = tx.session.get(ApiToken, token_id)
        if row is None or row.person_id != actor.person_id:
            raise NotFound("Không tìm thấy mã này.")
        if row.revoked_at is None:
            row.revoked_at = tx.now
            tx.record("token_revoked", row.name, ward_id=scope.ward_id)


def revoke_all(tx: Transaction, person_id: UUID) -> None:
    """End everything that a person's programs hold in the scope's city."""
    _revoke(tx, ApiToken.person_id == person_id, ApiToken.city_id == tx.scope.city)


def revoke_everywhere(tx: Transaction, person_id: UUID) -> None:
    """The same in every city: whoever knew the old password may have made tokens with it."""
    _revoke(tx, ApiToken.person_id == person_id)


def _revoke(tx: Transaction, *whose: ColumnElement[bool]) -> None:
    live = ApiToken.revoked_at.is_(None)
    tx.session.execute(update(ApiToken).where(live, *whose).values(revoked_at=tx.now))


def note_use(token_id: UUID) -> None:
    """Remember that the token was used just now."""
    with transaction(LOBBY, SYSTEM) as tx:
        tx.send(_USED, {"of_token": token_id, "last_used_at": tx.now})


_USED = Statement(
    update(ApiToken).where(ApiToken.id == bindparam("of_token", type_=Uuid())), ["last_used_at"]
)

"""Signing in and out. Sessions are rows: they end when the row says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from functools import cache
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from app.domain.errors import DomainError, Invalid, Problem
from app.domain.permissions import SYSTEM
from app.store import people
from app.store.scope import LOBBY
from app.store.tables.lobby import Person, SignedInSession, SignInAttempt
from app.store.transaction import transaction

WINDOW = dt.timedelta(minutes=15)
MAX_PER_EMAIL = 8
MAX_PER_ADDRESS = 60
PASSWORD_MIN = 10
PASSWORD_MAX = 256

_hasher = PasswordHasher()


class TooManyTries(DomainError):
    """Throttled; waiting is all that helps."""


class WrongCredentials(DomainError):
    """One sentence for a wrong address and a wrong password alike."""


def token_hash(token: str) -> str:
    """What the database keeps of a token: tokens are random, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(email: str, password: str, address: str, lasts: dt.timedelta) -> str:
    """A new session's token. Raises ``TooManyTries`` or ``WrongCredentials``."""
    email = email.strip().lower()[:254]
    attempt_id = _record_attempt(email, address)
    person = _verified(email, password[:PASSWORD_MAX])
    if person is None:
        raise WrongCredentials("Thư điện tử hoặc mật khẩu không đúng.")
    return _open_session(person, attempt_id, address, lasts)


def _record_attempt(email: str, address: str) -> object:
    """Written before the password is looked at, so that a crash cannot hide a try."""
    with transaction(LOBBY, SYSTEM) as tx:
        by_email, by_address = people.failures(
            tx.session, tx.now - WINDOW, email=email, address=address
        )
        if by_email >= MAX_PER_EMAIL or by_address >= MAX_PER_ADDRESS:
            raise TooManyTries("Quá nhiều lần đăng nhập sai. Hãy thử lại sau 15 phút.")
        attempt = SignInAttempt(id=uuid4(), email=email, address=address, at=tx.now)
        tx.session.add(attempt)
        return attempt.id


def _verified(email: str, password: str) -> Person | None:
    with transaction(LOBBY, SYSTEM) as tx:
        person = people.person_by_email(tx.session, email)
        kept = person.password_hash if person and person.is_active else ""
        is_right = matches(kept or _nobody(), password) and bool(kept)
        if person and is_right and _hasher.check_needs_rehash(kept):
            person.password_hash = _hasher.hash(password)
        return person if is_right else None


@cache
def _nobody() -> str:
    """Verified against when nobody has the address, so that time tells nothing."""
    return _hasher.hash(secrets.token_hex(16))


def matches(kept: str, password: str) -> bool:
    """Whether the password is the one that the kept hash was made of."""
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _open_session(person: Person, attempt_id: object, address: str, lasts: dt.timedelta) -> str:
    token = secrets.token_urlsafe(32)
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(has_succeeded=True)
        )
        tx.session.add(
            SignedInSession(
                id=uuid4(),
                token_hash=token_hash(token),
                person_id=person.id,
                created_at=tx.now,
                expires_at=tx.now + lasts,
                address=address,
            )
        )
    return token


def sign_out(token: str) -> None:
    """Revoke the session; its cookie is worth nothing from now on."""
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(SignedInSession)
            .where(SignedInSession.token_hash == token_hash(token))
            .values(revoked_at=tx.now)
        )


def hash_password(password: str) -> str:
    """Argon2id. Raises ``Invalid`` for a password that is too short or too long."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        sentence = f"Mật khẩu cần ít nhất {PASSWORD_MIN} ký tự."
        raise Invalid([Problem("password", ("password",), sentence)])
    return _hasher.hash(password)

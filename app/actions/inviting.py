"""People: invite, set a first password by link, deactivate.

The city's administrator does so for everyone, a ward's leader for the drafters of the
own ward: nobody is given a link that opens the account of somebody above them.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from app.actions import tokens
from app.actions.notifying import tell
from app.actions.signing_in import WrongCredentials, hash_password, matches, token_hash
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotAllowed, NotFound, Problem
from app.domain.notices import Kind
from app.domain.periods import VIETNAM
from app.domain.permissions import SYSTEM, Actor, Permission, Role
from app.store import cities, people
from app.store.scope import LOBBY, Scope
from app.store.tables.lobby import Invitation, Membership, Person, SignedInSession
from app.store.transaction import Transaction, transaction

INVITATION_LASTS = dt.timedelta(days=7)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is invited, and to which role; ``ward_code`` for ward roles only."""

    email: str
    name: str
    role: Role
    ward_code: str = ""


def invite(scope: Scope, actor: Actor, new: NewPerson, *, by_mail: bool = False) -> str | None:
    """Give somebody a role; the token of a link with which they set a password.

    None where the link goes to them by mail; and for somebody who works in another city too:
    their account is not this city's to open, they sign in as they always did. Raises
    ``Invalid`` for a malformed address, ``NotFound`` for an unknown ward, ``NotAllowed``
    for a role that is not the actor's to give.
    """
    _require_may_manage(actor)
    email = _checked_email(new)
    with transaction(scope, actor) as tx:
        ward_id = _ward_id(tx, new)
        _require_own(actor, [(ward_id, new.role)])
        person = _ensure_person(tx, email, clean_line(new.name))
        _require_own(actor, _held(tx, person.id))
        is_ours = _is_ours_alone(tx, person.id)
        if is_ours:
            person.is_active = True
        grant(tx, person.id, ward_id, new.role)
        tx.record("invited", email, ward_id=ward_id, role=new.role.value)
        if not is_ours:
            return None
        ward_name = new.ward_code and _ward_name(tx, ward_id)
        facts = {"role": new.role.label, "ward": ward_name}
        return _hand_link(tx, Kind.INVITED, person.id, ward_id, by_mail, **facts)


def reset_password(
    scope: Scope, actor: Actor, person_id: UUID, *, by_mail: bool = False
) -> str | None:
    """The token of a link with which somebody sets a new password; None where it goes to
    them by mail. The old password holds until then.

    Raises ``NotFound`` for a person without a role in this city, ``Invalid`` for an account
    that is locked or not this city's alone.
    """
    _require_may_manage(actor)
    with transaction(scope, actor) as tx:
        person = _manageable(tx, actor, person_id)
        if not person.is_active or not _is_ours_alone(tx, person_id):
            sentence = "Tài khoản đang khóa hoặc thuộc cả nơi khác nên không đặt lại được ở đây."
            raise Invalid([Problem("person", (), sentence)])
        place = next(iter(_held(tx, person_id)))[0]
        tx.record("password_reset_offered", person.email, ward_id=place)
        return _hand_link(tx, Kind.PASSWORD_RESET, person_id, place, by_mail)


def _hand_link(
    tx: Transaction, kind: Kind, person_id: UUID, ward_id: UUID | None, by_mail: bool, **facts: str
) -> str | None:
    """The link's token, or a letter that will make its own when it is sent."""
    if not by_mail:
        return open_invitation(tx, person_id)
    city = cities.by_id(tx.session, tx.scope.city)
    name = city.name if city else ""
    tell(tx, kind, ward_id=ward_id, person_id=person_id, city=name, **facts)
    return None


def _ward_name(tx: Transaction, ward_id: UUID | None) -> str:
    ward = cities.ward(tx.session, ward_id) if ward_id else None
    return ward.name if ward else ""


def _require_may_manage(actor: Actor) -> None:
    if not (actor.may(Permission.MANAGE_CITY) or actor.may(Permission.MANAGE_WARD_PEOPLE)):
        raise NotAllowed("Bạn không có quyền làm việc này.")


def _require_own(actor: Actor, held: Iterable[tuple[UUID | None, Role]]) -> None:
    """A ward's leader looks after drafters of the own ward and nobody else: a link that sets
    a password opens everything that the account may do."""
    if actor.may(Permission.MANAGE_CITY):
        return
    if any(place != (actor.ward_id, Role.DRAFTER) for place in held):
        raise NotAllowed(
            "Người này có vai trò khác hoặc ở đơn vị khác: hãy nhờ quản trị thành phố."
        )


def _held(tx: Transaction, person_id: UUID) -> list[tuple[UUID | None, Role]]:
    """The places and roles of a person, in every city."""
    held = people.memberships_of(tx.session, person_id)
    return [(membership.ward_id, Role(membership.role)) for membership in held]


def _manageable(tx: Transaction, actor: Actor, person_id: UUID) -> Person:
    """Somebody of this city whom the actor may look after. Raises ``NotFound``."""
    person = people.person_by_id(tx.session, person_id)
    held = people.memberships_of(tx.session, person_id)
    places = {m.ward_id for m in held if m.city_id == tx.scope.city}
    is_near = bool(places) if actor.may(Permission.MANAGE_CITY) else actor.ward_id in places
    if person is None or not is_near:
        raise NotFound("Không tìm thấy người này.")
    _require_own(actor, _held(tx, person_id))
    return person


def _is_ours_alone(tx: Transaction, person_id: UUID) -> bool:
    """Whether the person holds no role in any other city."""
    held = people.memberships_of(tx.session, person_id)
    return all(membership.city_id == tx.scope.city for membership in held)


def _checked_email(new: NewPerson) -> str:
    email = new.email.strip().lower()
    problems = []
    if not _EMAIL.fullmatch(email):
        problems.append(Problem("email", ("email",), "Địa chỉ thư điện tử chưa đúng."))
    if not clean_line(new.name):
        problems.append(Problem("name", ("name",), "Hãy nhập họ tên."))
    if problems:
        raise Invalid(problems)
    return email


def _ward_id(tx: Transaction, new: NewPerson) -> UUID | None:
    if not new.role.is_ward:
        return None
    ward = cities.ward_by_code(tx.session, new.ward_code)
    if ward is None:
        raise NotFound("Hãy chọn đơn vị cho vai trò này.")
    return ward.id


def _ensure_person(tx: Transaction, email: str, name: str) -> Person:
    person = people.person_by_email(tx.session, email)
    if person is None:
        person = Person(id=uuid4(), email=email, name=name, created_at=tx.now)
        tx.session.add(person)
        tx.session.flush()
    return person


def grant(tx: Transaction, person_id: UUID, ward_id: UUID | None, role: Role) -> None:
    """Hold the role from now on; repeating it changes nothing."""
    tx.session.execute(
        insert(Membership)
        .values(
            id=uuid4(),
            person_id=person_id,
            city_id=tx.scope.city,
            ward_id=ward_id,
            role=role.value,
            created_at=tx.now,
        )
        .on_conflict_do_nothing()
    )


def expires_words(now: dt.datetime) -> str:
    """The last day of a link made now: ``14/6/2026``."""
    day = (now + INVITATION_LASTS).astimezone(VIETNAM)
    return f"{day.day}/{day.month}/{day.year}"


def open_invitation(tx: Transaction, person_id: UUID) -> str:
    """A new link's token; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    tx.session.add(
        Invitation(
            id=uuid4(),
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=tx.now,
            expires_at=tx.now + INVITATION_LASTS,
        )
    )
    return token


def accept_invitation(token: str, password: str) -> str:
    """Set the password of an open invitation; the person's e-mail, for signing in."""
    hashed = hash_password(password)
    with transaction(LOBBY, SYSTEM) as tx:
        found = people.invitation(tx.session, token_hash(token), tx.now)
        if found is None:
            raise NotFound("Liên kết đã dùng hoặc đã hết hạn. Hãy xin quản trị gửi lại.")
        found.Person.password_hash = hashed
        _use_up(tx, found.Person.id)
        _end_sessions(tx, found.Person.id)
        tokens.revoke_everywhere(tx, found.Person.id)
        email: str = found.Person.email
        return email


def _use_up(tx: Transaction, person_id: UUID) -> None:
    """One link sets one password: the others that were made for the person end with it."""
    tx.session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
        .values(used_at=tx.now)
    )


def _end_sessions(tx: Transaction, person_id: UUID, spare: str = "") -> None:
    """Revoke every session of the person but the one of this token hash."""
    tx.session.execute(
        update(SignedInSession)
        .where(
            SignedInSession.person_id == person_id,
            SignedInSession.revoked_at.is_(None),
            SignedInSession.token_hash != spare,
        )
        .values(revoked_at=tx.now)
    )


def change_password(person_id: UUID, token: str, password: str, new_password: str) -> None:
    """Change one's own password; every other session and every token for programs ends.

    Raises ``WrongCredentials`` for a wrong present password, ``Invalid`` for a weak new one.
    """
    hashed = hash_password(new_password)
    with transaction(LOBBY, SYSTEM) as tx:
        person = people.person_by_id(tx.session, person_id)
        if person is None or not matches(person.password_hash, password):
            raise WrongCredentials("Mật khẩu hiện tại không đúng.")
        person.password_hash = hashed
        _end_sessions(tx, person_id, token_hash(token))
        tokens.revoke_everywhere(tx, person_id)


def set_active(scope: Scope, actor: Actor, person_id: UUID, is_active: bool) -> None:
    """Deactivate or reactivate somebody of the city; their sessions end at once, and when
    deactivated their tokens in the city for good.

    Somebody who works in another city too keeps their account and loses their roles
    in this one. Raises ``NotFound`` for a person without a role in this city,
    ``Invalid`` for oneself.
    """
    _require_may_manage(actor)
    if person_id == actor.person_id:
        raise Invalid([Problem("self", (), "Bạn không thể tự ngừng tài khoản của mình.")])
    with transaction(scope, actor) as tx:
        person = _manageable(tx, actor, person_id)
        if _is_ours_alone(tx, person_id):
            person.is_active = is_active
        elif not is_active:
            tx.session.execute(
                delete(Membership).where(
                    Membership.person_id == person_id, Membership.city_id == scope.city
                )
            )
        _end_sessions(tx, person_id)
        if not is_active:
            tokens.revoke_all(tx, person_id)
        verb = "person_active" if is_active else "person_inactive"
        tx.record(verb, person.email, ward_id=actor.ward_id)

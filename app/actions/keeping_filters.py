"""A person's filters of the queue: kept under a name, renamed, removed, one of them first."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import update

from app.actions import access
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.store import desk_settings
from app.store.scope import Scope
from app.store.tables.desk import SavedFilter
from app.store.transaction import Transaction, transaction

NAME_MAX = 60
QUERY_MAX = 500
MOST = 20


def save(scope: Scope, actor: Actor, name: str, query: str) -> UUID:
    """Keep a way of looking at the queue. Raises ``Invalid``; ``Conflict`` for a name twice."""
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        if actor.person_id is None:
            raise NotFound("Không tìm thấy người này.")
        if len(desk_settings.filters_of(tx.session, actor.person_id)) >= MOST:
            problem = f"Bạn đã có {MOST} bộ lọc. Hãy bỏ bộ lọc không dùng nữa."
            raise Invalid([Problem("name", (), problem)])
        row = SavedFilter(
            id=uuid4(),
            city_id=tx.scope.city,
            person_id=actor.person_id,
            name=_name(name),
            query=query[:QUERY_MAX],
            saved_at=tx.now,
        )
        tx.session.add(row)
        return row.id


def rename(scope: Scope, actor: Actor, filter_id: UUID, name: str) -> None:
    with transaction(scope, actor) as tx:
        _own(tx, filter_id).name = _name(name)


def remove(scope: Scope, actor: Actor, filter_id: UUID) -> None:
    with transaction(scope, actor) as tx:
        tx.session.delete(_own(tx, filter_id))


def open_with(scope: Scope, actor: Actor, filter_id: UUID, *, is_default: bool) -> None:
    """The queue opens with this filter, or with none."""
    with transaction(scope, actor) as tx:
        row = _own(tx, filter_id)
        tx.session.execute(
            update(SavedFilter)
            .where(SavedFilter.person_id == row.person_id, SavedFilter.is_default)
            .values(is_default=False)
        )
        row.is_default = is_default


def _own(tx: Transaction, filter_id: UUID) -> SavedFilter:
    """One's own filter, locked. Another person's is as if it were not there."""
    access.require(tx.actor, Permission.REVIEW)
    row = tx.session.get(SavedFilter, filter_id, with_for_update=True)
    if row is None or row.person_id != tx.actor.person_id:
        raise NotFound("Bộ lọc này không còn.")
    return row


def _name(text: str) -> str:
    name = clean_line(text)
    if not name or len(name) > NAME_MAX:
        problem = "Hãy đặt cho bộ lọc một tên ngắn, nhiều nhất 60 ký tự."
        raise Invalid([Problem("name", (), problem)])
    return name

"""Which reviewer looks after which ward: taken by themselves, or given by the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.actions import access
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.store import desk_settings
from app.store.rows import AnyRow
from app.store.scope import Scope
from app.store.tables.desk import WardReviewer
from app.store.transaction import Transaction, transaction


def take(scope: Scope, actor: Actor, codes: Sequence[str]) -> int:
    """A reviewer looks after these wards from now on; how many are new to them.

    Raises ``Conflict`` for a ward that another one looks after, and then takes none.
    """
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        rows = _chosen(tx, codes)
        others = [r for r in rows if r.WardReviewer and r.WardReviewer.person_id != actor.person_id]
        if others:
            raise Conflict(_taken(others))
        free = [row for row in rows if row.WardReviewer is None]
        _give(tx, free, actor.person_id, actor.name)
        return len(free)


def _taken(rows: Sequence[AnyRow]) -> str:
    held = "; ".join(f"{row.Ward.name}: {row.WardReviewer.person_name}" for row in rows[:5])
    return f"{len(rows)} đơn vị đã có người phụ trách nên chưa nhận đơn vị nào ({held})."


def leave(scope: Scope, actor: Actor, codes: Sequence[str]) -> int:
    """A reviewer looks after these wards no more; how many of them were theirs."""
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        held = [row for row in _chosen(tx, codes) if row.WardReviewer]
        own = [row for row in held if row.WardReviewer.person_id == actor.person_id]
        _free(tx, own)
        return len(own)


def assign(scope: Scope, actor: Actor, codes: Sequence[str], person_id: UUID | None) -> int:
    """The administrator gives wards to a reviewer, or to nobody; how many wards.

    Raises ``NotFound`` for somebody who does not review in this city.
    """
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.MANAGE_CITY)
        rows = _chosen(tx, codes)
        people = {p.person_id: p.name for p in desk_settings.reviewers(tx.session, tx.scope.city)}
        if person_id is not None and person_id not in people:
            raise NotFound("Không tìm thấy người này.")
        _free(tx, [row for row in rows if row.WardReviewer])
        if person_id is not None:
            _give(tx, rows, person_id, people[person_id])
        return len(rows)


def _chosen(tx: Transaction, codes: Sequence[str]) -> list[AnyRow]:
    """The wards of these codes with who looks after them."""
    wanted = set(codes)
    rows = desk_settings.wards_with_reviewers(tx.session)
    found = [row for row in rows if row.Ward.code in wanted]
    if not found:
        raise Invalid([Problem("wards", (), "Hãy chọn ít nhất một đơn vị.")])
    return found


def _free(tx: Transaction, rows: Sequence[AnyRow]) -> None:
    for row in rows:
        tx.session.delete(row.WardReviewer)
        tx.record("ward_left", row.Ward.code, reviewer=row.WardReviewer.person_name)
    tx.session.flush()


def _give(
    tx: Transaction, rows: Sequence[AnyRow], person_id: UUID | None, person_name: str
) -> None:
    if person_id is None:
        raise NotFound("Không tìm thấy người này.")
    for row in rows:
        tx.session.add(
            WardReviewer(
                id=uuid4(),
                city_id=tx.scope.city,
                ward_id=row.Ward.id,
                person_id=person_id,
                person_name=person_name,
                assigned_at=tx.now,
                assigned_by=tx.actor.name,
            )
        )
        tx.record("ward_given", row.Ward.code, reviewer=person_name)

"""Drawing, redrawing and removing the ways in which a city groups its units."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from app.actions import access
from app.domain.consolidation import drawn
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.store import cities, groupings
from app.store.scope import Scope
from app.store.tables.results import GroupingRow
from app.store.transaction import Transaction, transaction


def draw_grouping(
    scope: Scope, actor: Actor, name: str, groups: Mapping[str, str], grouping_id: UUID | None
) -> UUID:
    """Keep a grouping, a new one without ``grouping_id``. Raises ``Invalid``, ``NotFound``."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        grouping = drawn(name, groups, {ward.code for ward in cities.wards(tx.session)})
        row = _row(tx, grouping_id)
        _refuse_same_name(tx, grouping.name, row.id)
        row.name, row.groups = grouping.name, dict(grouping.groups)
        row.changed_at, row.changed_by = tx.now, actor.name
        tx.session.add(row)
        tx.record("grouping_drawn", grouping.name, groups=len(grouping.names))
        return row.id


def remove_grouping(scope: Scope, actor: Actor, grouping_id: UUID) -> str:
    """Forget a grouping; no figure depends on it. Its name."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        row = _row(tx, grouping_id)
        tx.session.delete(row)
        tx.record("grouping_removed", row.name, groups=row.groups)
        return row.name


def _row(tx: Transaction, grouping_id: UUID | None) -> GroupingRow:
    if grouping_id is None:
        return GroupingRow(id=uuid4(), city_id=tx.scope.city)
    row = groupings.grouping(tx.session, grouping_id)
    if row is None:
        raise NotFound("Cách nhóm này không còn.")
    return row


def _refuse_same_name(tx: Transaction, name: str, own: UUID) -> None:
    others = [row for row in groupings.groupings(tx.session) if row.id != own]
    if any(row.name.casefold() == name.casefold() for row in others):
        raise Invalid([Problem("name", ("name",), f"Đã có cách nhóm tên “{name}”.")])

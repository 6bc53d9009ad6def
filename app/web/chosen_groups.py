"""Which groups of units a city's page is about, as its address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.consolidation import by_type
from app.domain.errors import NotFound
from app.store import cities
from app.store import groupings as store
from app.web.words import unit_type_name

if TYPE_CHECKING:
    from app.store.tables.city import Ward

BY_TYPE = "type"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A grouping by its key in the address; ``groups`` maps unit codes to group names."""

    key: str
    name: str
    groups: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(self.groups.values()))


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a grouping, and the codes of its units."""

    by: str
    name: str
    members: frozenset[str]


def offered(session: Session) -> list[tuple[str, str]]:
    """The key and name of every way of grouping, the units' types first."""
    drawn = [(str(row.id), row.name) for row in store.groupings(session)]
    return [(BY_TYPE, _("Loại đơn vị")), *drawn]


def every(session: Session) -> dict[str, list[str]]:
    """The names of the groups of every grouping, by its key, the units' types first."""
    types = _types(cities.wards(session))
    drawn = {str(row.id): sorted(set(row.groups.values())) for row in store.groupings(session)}
    return {BY_TYPE: types.names} | drawn


def _types(wards: Sequence[Ward]) -> Chosen:
    found = by_type({ward.code: ward.unit_type for ward in wards})
    return Chosen(BY_TYPE, _("Loại đơn vị"), {c: unit_type_name(t) for c, t in found.items()})


def grouping(session: Session) -> Chosen:
    """``?by=type`` or a grouping's id. Raises ``NotFound``."""
    key = request.args.get("by", BY_TYPE)
    wards = cities.wards(session)
    if key == BY_TYPE:
        return _types(wards)
    row = store.grouping(session, _id(key))
    if row is None:
        raise NotFound(_("Cách nhóm này không còn."))
    drawn = {ward.code: row.groups[ward.code] for ward in wards if ward.code in row.groups}
    return Chosen(key, row.name, drawn)


def group(session: Session) -> Group | None:
    """The one group that ``?by=&group=`` asks for, if it does. Raises ``NotFound``."""
    name = request.args.get("group", "")
    if not name:
        return None
    chosen = grouping(session)
    members = frozenset(code for code, own in chosen.groups.items() if own == name)
    if not members:
        raise NotFound(_("Không có nhóm “%(name)s”.", name=name[:40]))
    return Group(chosen.key, name, members)


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotFound(_("Không có cách nhóm này.")) from None

"""The four kinds of tables, and the columns and keys each kind must have."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column


class Wall(StrEnum):
    """Who gets into a table; a migration turns the kind into its policies."""

    LOBBY = "lobby"
    CITY_SHARED = "city_shared"
    DEPARTMENT_ONLY = "department_only"
    WARD_OWNED = "ward_owned"


class Lobby:
    """No tenant rows: reached by named functions, before any scope is open."""

    __wall__ = Wall.LOBBY


class CityShared:
    """Read by every scope of the city, written by the Department's."""

    __wall__ = Wall.CITY_SHARED
    city_id: Mapped[UUID]


class DepartmentOnly:
    """Seen and written by scopes with all wards."""

    __wall__ = Wall.DEPARTMENT_ONLY
    city_id: Mapped[UUID]


class WardOwned:
    """The ward's own rows; the Department sees them too."""

    __wall__ = Wall.WARD_OWNED
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]


def new_id() -> Mapped[UUID]:
    """Public ids are random, so that nothing can be guessed from them."""
    return mapped_column(primary_key=True, default=uuid4)


def ward_key() -> ForeignKeyConstraint:
    """A ward-owned row names its ward together with its city."""
    return ForeignKeyConstraint(["city_id", "ward_id"], ["ward.city_id", "ward.id"])


def ward_owned_key(column: str, target: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    """A key between ward-owned tables: key checks ignore row security, so the
    city and the ward are part of the key, or one ward could attach a row to
    another's."""
    return ForeignKeyConstraint(
        ["city_id", "ward_id", column],
        [f"{target}.city_id", f"{target}.ward_id", f"{target}.id"],
        ondelete="CASCADE" if cascade else None,
    )


def city_key(column: str, target: str) -> ForeignKeyConstraint:
    """A key to a city-level table carries the city."""
    return ForeignKeyConstraint(["city_id", column], [f"{target}.city_id", f"{target}.id"])

"""What one session may see: a city, and in it one ward or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.store import trips
from app.store.trips import Question, Statement

_ENTER = Statement(
    text(
        "SELECT set_config('app.city', :city, true) AS city,"
        " set_config('app.ward', :ward, true) AS ward,"
        " set_config('transaction_read_only', :read_only, true) AS mode"
    )
)

ALL_WARDS = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """Made by one of the three constructors; a session cannot leave it.

    ``ward_id`` is None both for the Department (all wards) and in the lobby,
    where ``city_id`` is None too and every tenant table refuses loudly.
    """

    city_id: UUID | None
    ward_id: UUID | None = None

    @classmethod
    def ward(cls, city_id: UUID, ward_id: UUID) -> Scope:
        return cls(_given(city_id), _given(ward_id))

    @classmethod
    def department(cls, city_id: UUID) -> Scope:
        return cls(_given(city_id))

    @property
    def is_department(self) -> bool:
        return self.city_id is not None and self.ward_id is None

    @property
    def city(self) -> UUID:
        """The city's id, for rows to be written. Raises in the lobby."""
        if self.city_id is None:
            raise LookupError("The lobby has no city: open a scope first.")
        return self.city_id

    def enter(self, connection: Connection, *, read_only: bool) -> None:
        """Wall the connection's current transaction into this scope."""
        trips.ask(connection, self.entering(read_only=read_only))

    def entering(self, *, read_only: bool) -> Question:
        """What does so, for whoever asks more in the same trip."""
        ward = ALL_WARDS if self.is_department else str(self.ward_id or "")
        mode = "on" if read_only else "off"
        return Question(_ENTER, {"city": str(self.city_id or ""), "ward": ward, "read_only": mode})


def _given(place_id: UUID | None) -> UUID:
    """A missing id must never widen a ward into its city. Raises ``LookupError``."""
    if place_id is None:
        raise LookupError("A scope needs the id of its city, and a ward's of its ward too.")
    return place_id


LOBBY = Scope(None)

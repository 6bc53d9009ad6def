"""How many persons an approval needs: the city's rule, and who has proposed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from app.domain.lifecycle import Event

#: What makes an earlier proposal void, the version being the same.
_VOIDS = frozenset({Event.RETURNED.value, Event.UNAPPROVED.value})


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """A city's rule. Nobody ever approves what they wrote, entered or signed themselves,
    whatever other role they hold (``app.store.authors``).

    ``needs_second``: one reviewer proposes the approval, another one confirms it; and who
    edited the words of a city's report does not seal it.
    ``bars_own_review``: who wrote a report may not even take it for review, nor decide, ask
    or return anything in it.
    """

    needs_second: bool = False
    bars_own_review: bool = False


class Happened(Protocol):
    """What is asked of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def version(self) -> int | None: ...
    @property
    def person_id(self) -> UUID | None: ...
    @property
    def person_name(self) -> str: ...


E = TypeVar("E", bound=Happened)


def standing_proposal(events: Iterable[E], version: int) -> E | None:
    """The newest proposal to approve this version, unless it was returned or taken back
    since. Events come oldest first."""
    found: E | None = None
    for event in events:
        if event.kind in _VOIDS:
            found = None
        elif event.kind == Event.PROPOSED.value and event.version == version:
            found = event
    return found

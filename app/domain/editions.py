"""Editions of the city report: what went in, what changed between two, and their codes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.vectors import Number

#: No letter or digit that is taken for another when read out or copied by hand.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS: Final = 3
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Input:
    """One ward's version that was added up; ``sha256`` is that of its frozen answers."""

    ward_code: str
    ward_name: str
    version: int
    sha256: str

    def document(self) -> dict[str, Any]:
        return {
            "ward": self.ward_code,
            "name": self.ward_name,
            "version": self.version,
            "sha256": self.sha256,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Input:
        return cls(document["ward"], document["name"], document["version"], document["sha256"])


@dataclass(frozen=True, slots=True)
class Amendment:
    """A ward whose part changed; a version of 0 means that it was not, or is no longer, in."""

    ward_code: str
    ward_name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A city figure in two editions, in the figure's own unit."""

    code: str
    before: Number | None
    after: Number | None


@dataclass(frozen=True, slots=True)
class Delta:
    """How one edition differs from an earlier one."""

    amendments: tuple[Amendment, ...]
    figures: tuple[Moved, ...]

    @property
    def is_empty(self) -> bool:
        return not self.amendments and not self.figures


def inputs_digest(inputs: Iterable[Input]) -> str:
    """One hash for all that was added up, whatever the order it was listed in."""
    lines = sorted(f"{i.ward_code} {i.version} {i.sha256}" for i in inputs)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def amendments(before: Sequence[Input], after: Sequence[Input]) -> tuple[Amendment, ...]:
    """Wards that came, went or filed anew, in the order of the later edition."""
    old, new = {i.ward_code: i for i in before}, {i.ward_code: i for i in after}
    found = []
    for code in dict.fromkeys([*new, *old]):
        was, now = old.get(code), new.get(code)
        if was is None or now is None or was.sha256 != now.sha256:
            known = now or was
            assert known is not None, "the code came from one of the two"
            versions = (was.version if was else 0), (now.version if now else 0)
            found.append(Amendment(code, known.ward_name, *versions))
    return tuple(found)


def moved(
    before: Mapping[str, Number | None], after: Mapping[str, Number | None]
) -> tuple[Moved, ...]:
    """Figures that are not exactly what they were, in the later edition's order."""
    codes = dict.fromkeys([*after, *before])
    pairs = (Moved(code, before.get(code), after.get(code)) for code in codes)
    return tuple(pair for pair in pairs if pair.before != pair.after)


def new_code() -> str:
    """A code by which anybody may look a document up: 58 bits, not to be guessed."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
    return normal_code(letters)


def normal_code(typed: str) -> str:
    """A code as it is kept, from however it was typed; '' where it can be none."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    if len(letters) != _GROUPS * _GROUP or not set(letters) <= set(_LETTERS):
        return ""
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))

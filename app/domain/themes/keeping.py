"""What is stored of themes: what was gathered by likeness, and what an editor decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Gathered:
    """Points that say nearly the same, by their ids; ``text`` is the one that stands for them.

    ``is_novel``: nobody said it in the period before.
    """

    text: str
    members: tuple[str, ...]
    is_novel: bool = False

    def document(self) -> dict[str, Any]:
        return {"text": self.text, "members": list(self.members), "novel": self.is_novel}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Gathered:
        return cls(document["text"], tuple(document["members"]), document["novel"])


@dataclass(frozen=True, slots=True)
class Kept:
    """A theme that an editor touched: it holds these points (ids) until the editor says else.

    ``text`` is the sentence that is printed; ``reason`` why it is left out of the report, ''
    where it stands.
    """

    key: str
    text: str
    members: tuple[str, ...]
    is_pinned: bool = False
    reason: str = ""

    def document(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "text": self.text,
            "members": list(self.members),
            "pinned": self.is_pinned,
            "reason": self.reason,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Kept:
        members = tuple(document["members"])
        own = (document["key"], document["text"], members)
        return cls(*own, document["pinned"], document["reason"])


@dataclass(frozen=True)
class Curation:
    """An editor's work on one narrative field: themes kept, and points (ids) already seen.

    ``is_read``: the editor said that all of the field was looked at, as it was then.
    """

    themes: tuple[Kept, ...] = ()
    seen: frozenset[str] = frozenset()
    is_read: bool = False

    @cached_property
    def keepers(self) -> dict[str, str]:
        """Which theme (key) holds a point (id)."""
        return {member: kept.key for kept in self.themes for member in kept.members}

    def named(self, key: str) -> Kept | None:
        return next((kept for kept in self.themes if kept.key == key), None)

    def without(self, *keys: str) -> Curation:
        return replace(self, themes=tuple(k for k in self.themes if k.key not in keys))

    def document(self) -> dict[str, Any]:
        themes = [kept.document() for kept in self.themes]
        return {"themes": themes, "seen": sorted(self.seen), "read": self.is_read}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Curation:
        """Of what was stored before fields could be read, none is."""
        themes = tuple(map(Kept.parse, document["themes"]))
        return cls(themes, frozenset(document["seen"]), document.get("read", False))

"""What an address asks of the board of themes, and which themes that lets through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from app.domain.errors import NotFound
from app.domain.themes import Board, Theme
from app.store.consolidation import APPROVED

SHOWS: Final = ("all", "new", "alone", "dropped")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the board; '' asks nothing."""

    code: str
    include: str = APPROVED
    section: str = ""
    show: str = "all"

    def url(self, **others: Any) -> str:
        return url_for("themes.board", code=self.code, **self._query(), **others)

    def theme_url(self, field: str, key: str) -> str:
        query = {**self._query(), "section": None}
        return url_for("themes.theme", code=self.code, field=field, key=key, **query)

    def post_url(self, endpoint: str, **parts: str) -> str:
        query = {"include": self._query()["include"]}
        return url_for(endpoint, code=self.code, **parts, **query)  # type: ignore[arg-type]

    def _query(self) -> dict[str, Any]:
        return {
            "section": self.section or None,
            "show": None if self.show == "all" else self.show,
            "include": None if self.include == APPROVED else self.include,
        }


def asked_of(parts: Mapping[str, str]) -> tuple[str, str]:
    """The section and the filter. Raises ``NotFound`` for a filter that is none."""
    show = parts.get("show") or "all"
    if show not in SHOWS:
        raise NotFound(_("Không có mục này."))
    return parts.get("section", "")[:40], show


def shown_of(board: Board, show: str) -> Sequence[Theme]:
    """The themes that a filter lets through."""
    if show == "new":
        return [theme for theme in board.all if theme.new]
    if show == "alone":
        return board.alone
    return board.dropped if show == "dropped" else (*board.themes, *board.alone)

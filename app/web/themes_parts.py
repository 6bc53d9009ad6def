"""The sections of the board beside it: what is in each, and what an editor has yet to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.domain.forms import Field, Section
from app.domain.themes import Board
from app.store.themes import Boards
from app.web.report_parts import View
from app.web.themes_asked import Asked, shown_of
from app.web.words import label_of, title_of


@dataclass(frozen=True)
class Parts:
    """The sections that have narratives, with the boards of these."""

    asked: Asked
    sections: Sequence[Section]
    boards: Boards

    def listed(self) -> list[View]:
        """The whole first, then each section with as many themes as its page shows."""
        each = [self._part(section) for section in self.sections]
        first = {
            "code": "",
            "title": _("Mọi phần"),
            "url": replace(self.asked, section="").url(),
            "is_current": not self.asked.section,
        }
        sums = {name: sum(one[name] for one in each) for name in ("count", "new", "to_read")}
        return [{**first, **sums, "fields": sum(one["fields"] for one in each)}, *each]

    def _part(self, section: Section) -> View:
        laid = [self.boards.board(field.code) for field in section.narratives]
        return {
            "code": section.code,
            "title": title_of(section),
            "url": replace(self.asked, section=section.code).url(),
            "is_current": section.code == self.asked.section,
            "count": sum(len(shown_of(board, self.asked.show)) for board in laid),
            "new": sum(board.new for board in laid),
            "to_read": sum(board.is_to_read for board in laid),
            "fields": sum(bool(board.all) for board in laid),
        }

    def next(self) -> View | None:
        """The first narrative that waits for an eye: in this section, in those that follow it,
        or in those before it. None when all was looked at."""
        codes = [section.code for section in self.sections]
        at = codes.index(self.asked.section) if self.asked.section in codes else 0
        for section, field in _fields((*self.sections[at:], *self.sections[:at])):
            if self._board(field).is_to_read:
                within = replace(self.asked, section=section.code, show="all")
                url = within.url(_anchor=f"field-{field.code}")
                return {"label": label_of(field), "section": section.code, "url": url}
        return None

    def _board(self, field: Field) -> Board:
        return self.boards.board(field.code)


def _fields(sections: Sequence[Section]) -> Iterator[tuple[Section, Field]]:
    for section in sections:
        for field in section.narratives:
            yield section, field

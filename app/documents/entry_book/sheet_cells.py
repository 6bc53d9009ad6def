"""A sheet that came back: its cells by place, and what was merged in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from app.documents.entry_book.cells import BLANK, Typed, typed
from app.documents.entry_book.opening import TEXT
from app.domain.forms import FieldType

_MERGED: Final = "Ô này đã bị gộp với ô khác. Hãy bỏ gộp ô rồi điền từng ô."


@dataclass(frozen=True)
class Sheet:
    """``contents`` maps (row, column), counted from 0, to (kind, text)."""

    title: str
    contents: Mapping[tuple[int, int], tuple[str, str]]
    merged: Sequence[tuple[int, int, int, int]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Sheet:
        contents = {tuple(c["at"]): (c["kind"], c["text"]) for c in document["cells"]}
        return cls(document["title"], contents, [tuple(m) for m in document["merged"]])

    @property
    def mark(self) -> str:
        return self.text(0, 0)

    def text(self, row: int, column: int) -> str:
        """A cell's text; '' where it is empty or no text."""
        kind, text = self.contents.get((row, column), ("", ""))
        return text.strip() if kind == TEXT else ""

    def typed(self, row: int, column: int, kind: FieldType) -> Typed:
        """A cell's content as typed for a question of this kind."""
        if (row, column) in self._swallowed:
            return Typed("", _MERGED)
        found = self.contents.get((row, column))
        return BLANK if found is None else typed(kind, *found)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        return tuple(sorted({row for row, _ in self.contents}))

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns by the marks of the hidden first row."""
        return {
            text: column
            for (row, column), (kind, text) in sorted(self.contents.items())
            if row == 0 and column > 0 and kind == TEXT
        }

    @cached_property
    def _swallowed(self) -> frozenset[tuple[int, int]]:
        """Cells of merges over several lines: the workbook itself merges within a line only."""
        return frozenset(
            (row - 1, column - 1)
            for left, top, right, bottom in self.merged
            if bottom > top
            for row in range(top, min(bottom, top + 500) + 1)
            for column in range(left, min(right, left + 40) + 1)
        )

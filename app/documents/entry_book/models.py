"""What an entry workbook is made from, and what comes back in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.answers import Answer, canonical
from app.domain.forms import Field, FormDefinition

SUFFIX: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a workbook says of itself, in its hidden sheet.

    ``book_id`` is the same in every copy of one download. ``form_id`` names the form
    version, ``form_number`` is how people call it. ``made_at`` is an ISO moment.
    """

    book_id: str
    city_code: str
    ward_code: str
    ward_name: str
    period_code: str
    form_id: str
    form_number: int
    made_at: str


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier report of the ward: its period's title and what it answered."""

    title: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class EntryBook:
    """``answers`` is the draft; ``locked`` holds the sections that take no edits now.

    ``past`` are at most two earlier reports, shown beside the cells to fill in.
    """

    ticket: Ticket
    form: FormDefinition
    period_kind: str
    period_title: str
    city_name: str
    answers: Mapping[str, Answer]
    locked: frozenset[str] = frozenset()
    past: tuple[Past, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledCell:
    """One question as the workbook answers it.

    ``typed`` is what ``parse_answer`` reads; ``place`` reads "III.3!E12" (sheet and
    cell), ``sheet`` and ``cell`` apart for whoever writes there. ``problem`` says why
    the cell could not be understood at all. ``was`` is the fingerprint of what the
    cell held when the workbook was made.
    """

    field: Field
    sheet: str
    cell: str
    typed: str
    answer: Answer | None
    was: str
    problem: str = ""

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}"

    @property
    def now(self) -> str:
        return fingerprint(self.answer)

    @property
    def is_untouched(self) -> bool:
        return not self.problem and self.now == self.was

    @property
    def fault(self) -> str:
        """Why the cell gives no answer that counts, or nothing."""
        return self.problem or (self.answer.problem if self.answer else "")


@dataclass(frozen=True, slots=True)
class FilledBook:
    """A workbook that came back. ``notes`` are sentences about the file as a whole:
    sheets or rows that are missing, rows that belong to no question."""

    ticket: Ticket
    cells: Mapping[str, FilledCell]
    notes: tuple[str, ...] = ()


def fingerprint(answer: Answer | None) -> str:
    """A short text, equal exactly when two answers say the same; '' for no answer."""
    if answer is None:
        return ""
    return hashlib.sha256(canonical(answer).encode()).hexdigest()[:20]

"""A document before it has a format: blocks in order, shared by Word and PDF.

Texts in here are already printable. Sizes are millimetres.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of running text; ``note`` is the number of a note to it, 0 for none, and
    ``repeats_note`` says that the note was made further up already.

    ``ref`` is the anchor of a table, chart or annex, whose label is the text once
    ``references.resolved`` has seen the whole document.
    """

    text: str = ""
    is_bold: bool = False
    is_italic: bool = False
    note: int = 0
    repeats_note: bool = False
    ref: str = ""


class Style(StrEnum):
    """What a paragraph is for. Each format has one look per style."""

    BODY = "body"
    BASIS = "basis"  # a "căn cứ" line
    POINT = "point"  # an item of a list
    REMARK = "remark"  # small print under a table, notes
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]
    style: Style = Style.BODY
    keeps_with_next: bool = False

    @classmethod
    def of(
        cls, text: str, style: Style = Style.BODY, *, keeps_with_next: bool = False
    ) -> Paragraph:
        return cls((Span(text),), style, keeps_with_next)

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is a part (I.), 2 a section (1.), 3 a subsection (a).

    ``number`` counts those that the table of contents lists; 0 for the others.
    """

    level: int
    text: str
    number: int = 0


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """``emphasised`` are the indexes of rows that are group titles or totals.

    ``number`` is printed before the caption: "Bảng 1. …"; 0 for none. ``anchor`` is
    what a reference to it names. ``notes`` are the marks of notes, by the index of the
    row to whose second cell they belong.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    number: int = 0
    emphasised: frozenset[int] = frozenset()
    font_size: float = 12
    anchor: str = ""
    notes: Mapping[int, Span] = field(default_factory=dict)

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    def is_title_row(self, index: int) -> bool:
        """An emphasised row with nothing after its second cell, which then spans the rest."""
        return index in self.emphasised and not any(self.rows[index][2:])


@dataclass(frozen=True, slots=True)
class Chart:
    """``svg`` is a whole SVG document; ``alternative`` says in words what it shows."""

    svg: str
    alternative: str
    caption: str
    width: float
    height: float
    number: int = 0
    anchor: str = ""


Block = Paragraph | Heading | Table | Chart

TABLE_LABEL: Final = "Bảng"
CHART_LABEL: Final = "Hình"
#: Headings of these levels stand in the table of contents.
LISTED_LEVELS: Final = 2


def note_mark(number: int) -> str:
    """``[12]``, as it follows a figure and as it opens the note."""
    return f"[{number}]"


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The same blocks, each kind numbered from 1: captioned tables, charts, headings that
    the table of contents lists."""
    tables, charts, headings = itertools.count(1), itertools.count(1), itertools.count(1)
    return tuple(_numbered(block, tables, charts, headings) for block in blocks)


def caption_text(block: Table | Chart) -> str:
    """``Bảng 1. Kết quả …`` as it is printed."""
    return f"{label_of(block)}. {block.caption}" if block.number else block.caption


def label_of(block: Table | Chart) -> str:
    """``Bảng 3``, as a reference to it reads."""
    return f"{TABLE_LABEL if isinstance(block, Table) else CHART_LABEL} {block.number}"


def _numbered(
    block: Block, tables: Iterator[int], charts: Iterator[int], headings: Iterator[int]
) -> Block:
    if isinstance(block, Heading) and block.level <= LISTED_LEVELS:
        return dataclasses.replace(block, number=next(headings))
    if isinstance(block, Table) and block.caption:
        return dataclasses.replace(block, number=next(tables))
    if isinstance(block, Chart):
        return dataclasses.replace(block, number=next(charts))
    return block


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter under Decree 30, its formal parts as lines of text.

    ``superior`` lines stand above ``agency`` lines (none for a ward).
    ``closing`` is the last sentence, which the signature may not be parted from;
    ``signature`` are the lines of authority and position.
    """

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    number_line: str
    place_line: str
    kind: str
    subject: str
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    closing: str
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    signer: str


@dataclass(frozen=True, slots=True)
class Annex:
    """``mark`` is "Phụ lục" or "Phụ lục II"; ``reference`` names the letter it goes with."""

    mark: str
    title: str
    reference: str
    blocks: tuple[Block, ...]
    is_landscape: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """Where anybody may ask whether the document is genuine, and by which code."""

    code: str
    url: str

    @property
    def lines(self) -> tuple[str, ...]:
        return f"Mã kiểm tra: {self.code}", self.url


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A letter with its annexes, and what goes into the file's properties.

    ``made_at`` stands for every date in the file, so that the same document
    always has the same bytes. ``notes`` are the texts of notes 1, 2, …
    """

    title: str
    author: str
    subject: str
    made_at: dt.datetime
    letter: Letter
    annexes: tuple[Annex, ...] = field(default=())
    keywords: str = ""
    verification: Verification | None = None
    notes: tuple[str, ...] = ()
    has_contents: bool = False

"""Where everything stands in an entry workbook; writer and reader both go by this.

Sheets are known by the mark in their hidden first row and questions by the code in
the hidden first column, never by a name or a position that a person may change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.forms import AggregateKind, Field, FieldType, FormDefinition, Section

#: The hidden sheet, its version, and the marks of the others in their cell A1.
TICKET_SHEET: Final = "_tonghop"
LAYOUT: Final = "tonghop-1"
PART_MARK: Final = "tonghop:part:"
TABLE_MARK: Final = "tonghop:table:"
#: Stands for a code in the line of a rate, which is worked out and never read.
RATE_MARK: Final = "tonghop:rate"

#: Columns of a part's sheet, counted from 0.
CODE, LABEL, UNIT, STATE, VALUE, REASON, LAST, YEAR_AGO, LIMIT = range(9)
#: Rows, counted from 0: marks, title, whose it is, column titles, first question.
MARKS, TITLE, WHOSE, HEADER, FIRST = range(5)

#: In a table's sheet the state of the whole table stands above its rows.
TABLE_STATE: Final = 3
TABLE_HEADER: Final = 4
TABLE_FIRST: Final = 5
#: Rows that are ready to type in, and how many more than are filled.
TABLE_ROWS: Final = 60
TABLE_SPARE: Final = 30

GIVEN, NOT_APPLICABLE, NOT_KNOWN = "Có số liệu", "Không áp dụng", "Chưa có số liệu"
STATES: Final = (GIVEN, NOT_APPLICABLE, NOT_KNOWN)
YES, NO = "Có", "Không"

#: The longest text of one cell (Excel's own is 32,767).
LONGEST: Final = 32_000
#: Excel keeps 15 significant digits.
MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class PartSheet:
    """A part of the form ("III") with its sections, on one sheet."""

    code: str
    title: str
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        return f"Phần {self.code}"


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table of repeated rows on a sheet of its own."""

    field: Field
    name: str


def parts_of(form: FormDefinition) -> tuple[PartSheet, ...]:
    """One sheet per printed part, the letter's head first."""
    return tuple(
        PartSheet(part.code, part.title_vi, tuple(s for s in form.sections if s.part == part.code))
        for part in form.parts
    )


def tables_of(form: FormDefinition) -> tuple[TableSheet, ...]:
    """One sheet per row table; a second one of the same section gets a number."""
    tables = [f for section in form.sections for f in section.row_tables]
    places = [field.subsection or field.section for field in tables]
    return tuple(
        TableSheet(field, f"Bảng {_numbered(places, at)}") for at, field in enumerate(tables)
    )


def _numbered(places: list[str], at: int) -> str:
    """A section's code, with (1), (2) … where several tables stand in it."""
    place = places[at]
    if places.count(place) == 1:
        return place
    return f"{place} ({places[: at + 1].count(place)})"


def questions_of(form: FormDefinition, section: Section) -> tuple[Field, ...]:
    """A section's questions; those of the letter's head are kept beside the sections."""
    return form.header_fields if section.code == "0" else section.fields


def is_computed(field: Field) -> bool:
    """A rate of two other answers: the workbook works it out and never asks."""
    return field.aggregate.kind is AggregateKind.RATIO


def asked(form: FormDefinition) -> Iterator[Field]:
    """Every question that has a cell to fill in, in the order of the sheets."""
    for part in parts_of(form):
        for section in part.sections:
            yield from (f for f in questions_of(form, section) if not is_computed(f))


def is_wide(field: Field) -> bool:
    """Whether its answer takes the whole line: narratives, not the letter's short parts."""
    return field.type is FieldType.TEXT and field.section != "0"

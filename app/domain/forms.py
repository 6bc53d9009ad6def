"""What a form asks: sections, indicators, narratives and repeated rows.

A form definition is data (``app/standard/form.json``). This module is its
grammar: it turns the document into frozen values, or says what is wrong in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.domain.errors import Invalid, Problem


class FieldType(StrEnum):
    """How one answer is typed, read and added up."""

    INT = "int"
    PCT = "pct"
    SCORE = "score"
    VND = "vnd"
    M2 = "m2"
    BOOL = "bool"
    DATE = "date"
    TEXT = "text"
    ROWS = "rows"

    @property
    def is_numeric(self) -> bool:
        return self in _NUMERIC

    @property
    def is_whole(self) -> bool:
        """Counts and money are whole numbers; the rest may carry decimals."""
        return self in (FieldType.INT, FieldType.VND)


_NUMERIC = frozenset({FieldType.INT, FieldType.PCT, FieldType.SCORE, FieldType.VND, FieldType.M2})


class Measure(StrEnum):
    """FLOW adds up over a period, STOCK is as of a date, STATE is neither."""

    FLOW = "flow"
    STOCK = "stock"
    STATE = "state"


class AggregateKind(StrEnum):
    SUM = "sum"
    RATIO = "ratio"
    MEAN = "mean"
    MAX = "max"
    COUNT_TRUE = "count_true"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How the wards' answers become one city figure."""

    kind: AggregateKind
    numerator: str | None = None
    denominator: str | None = None

    @classmethod
    def parse(cls, text: str) -> Aggregate:
        """Read ``sum``, ``mean``, … or ``ratio:numerator/denominator``."""
        kind, _, parts = text.partition(":")
        if kind != AggregateKind.RATIO:
            return cls(AggregateKind(kind))
        numerator, _, denominator = parts.partition("/")
        return cls(AggregateKind.RATIO, numerator, denominator)


class ColumnType(StrEnum):
    """How one cell of a repeated row is read. CHOICE accepts its choices only."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a row table. The choices of a TEXT column are suggestions."""

    code: str
    label_vi: str
    label_en: str
    type: ColumnType = ColumnType.TEXT
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed title above sections (a part, "III") or inside one ("III.2a")."""

    code: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Indicators, narratives and row tables are all fields.

    ``columns`` is set for row tables only; ``mandatory`` holds period kinds.
    ``subsection`` is the finer place inside the section ("III.2a"), if any.
    ``name_vi`` is the full name of a field whose label reads only in its list.

    ``is_fact``: what it says stands until somebody changes it (a village, a board, a
    signer), so that the last known value may be kept by one key. What is counted anew for
    every report, though as of a date (cases pending, a rate, enterprises, voters), is none:
    there the old number is more likely wrong than right.
    """

    code: str
    section: str
    label_vi: str
    label_en: str
    type: FieldType
    unit: str = ""
    aggregate: Aggregate = Aggregate(AggregateKind.NONE)
    measure: Measure = Measure.STATE
    basis: str = ""
    mandatory: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    column_definitions: tuple[Column, ...] = ()
    subsection: str = ""
    name_vi: str = ""
    is_fact: bool = False

    @property
    def name(self) -> str:
        """The Vietnamese name that stands by itself, as in a message."""
        return self.name_vi or self.label_vi

    @property
    def is_indicator(self) -> bool:
        return self.type not in (FieldType.TEXT, FieldType.ROWS)

    def label(self, locale: str = "vi") -> str:
        return self.label_en if locale == "en" else self.label_vi


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report, in the order it is printed."""

    code: str
    title_vi: str
    title_en: str
    fields: tuple[Field, ...] = ()
    subsections: tuple[Heading, ...] = ()

    @property
    def part(self) -> str:
        """The part it is printed under: "III" for "III.2"."""
        return self.code.partition(".")[0]

    @property
    def indicators(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.is_indicator)

    @property
    def narratives(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.type is FieldType.TEXT)

    @property
    def row_tables(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.type is FieldType.ROWS)

    def title(self, locale: str = "vi") -> str:
        return self.title_en if locale == "en" else self.title_vi


@dataclass(frozen=True)
class FormDefinition:
    """A whole form. Compiled once per version and shared by every request."""

    key: str
    title_vi: str
    title_en: str
    sections: tuple[Section, ...]
    header: tuple[str, ...] = field(default=())
    header_fields: tuple[Field, ...] = field(default=())
    parts: tuple[Heading, ...] = field(default=())

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its code, in printing order."""
        return {f.code: f for s in self.sections for f in s.fields}

    @cached_property
    def indicators(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields.values() if f.is_indicator)

    @cached_property
    def rates(self) -> tuple[Field, ...]:
        """The indicators that follow from two others."""
        return tuple(f for f in self.indicators if f.aggregate.kind is AggregateKind.RATIO)

    @cached_property
    def sections_by_code(self) -> dict[str, Section]:
        return {s.code: s for s in self.sections}

    def mandatory(self, period_kind: str) -> tuple[Field, ...]:
        return tuple(f for f in self.indicators if period_kind in f.mandatory)


def parse_form(document: Mapping[str, Any]) -> FormDefinition:
    """Compile a form document.

    Raises ``Invalid`` with one Problem per fault, so that whoever drafts a form
    sees all of them at once.
    """
    sections = tuple(_parse_section(s) for s in document["sections"])
    header = tuple(_parse_field(f, "0") for f in document.get("header", ()))
    form = FormDefinition(
        key=document["key"],
        title_vi=document["title_vi"],
        title_en=document["title_en"],
        sections=sections,
        header=tuple(f.code for f in header),
        header_fields=header,
        parts=_parse_headings(document.get("parts", ())),
    )
    problems = list(_faults(sections))
    if problems:
        raise Invalid(problems)
    return form


def _parse_section(section: Mapping[str, Any]) -> Section:
    return Section(
        code=section["code"],
        title_vi=section["title_vi"],
        title_en=section["title_en"],
        fields=tuple(_parse_field(f, section["code"]) for f in section["fields"]),
        subsections=_parse_headings(section.get("subsections", ())),
    )


def _parse_headings(headings: Iterable[Mapping[str, Any]]) -> tuple[Heading, ...]:
    return tuple(Heading(h["code"], h["title_vi"], h["title_en"]) for h in headings)


def _parse_field(document: Mapping[str, Any], section: str) -> Field:
    columns = tuple(_parse_column(c) for c in document.get("columns", ()))
    return Field(
        code=document["code"],
        section=section,
        label_vi=document["label_vi"],
        label_en=document["label_en"],
        type=FieldType(document["type"]),
        unit=document.get("unit", ""),
        aggregate=Aggregate.parse(document.get("aggregate", "none")),
        measure=Measure(document.get("measure", "state")),
        basis=document.get("basis", ""),
        mandatory=frozenset(document.get("mandatory", ())),
        columns=tuple(c.code for c in columns),
        column_definitions=columns,
        subsection=document.get("subsection", ""),
        name_vi=document.get("name_vi", ""),
        is_fact=document.get("is_fact", False),
    )


def _parse_column(document: Mapping[str, Any]) -> Column:
    return Column(
        code=document["code"],
        label_vi=document["label_vi"],
        label_en=document["label_en"],
        type=ColumnType(document.get("type", "text")),
        choices=tuple(
            Choice(c["value"], c["label_vi"], c["label_en"]) for c in document.get("choices", ())
        ),
    )


def _faults(sections: Iterable[Section]) -> Iterable[Problem]:
    fields = [f for s in sections for f in s.fields]
    codes = [f.code for f in fields]
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        yield Problem("duplicate_code", (code,), f"Mã “{code}” được dùng hơn một lần.")
    for f in fields:
        if f.is_fact and f.measure is Measure.FLOW:
            yield Problem(
                "fact_of_a_period", (f.code,), f"“{f.code}” cộng theo kỳ nên không giữ nguyên được."
            )
        parts = {f.aggregate.numerator, f.aggregate.denominator} - {None}
        for part in sorted(p for p in parts if p is not None and p not in codes):
            yield Problem(
                "unknown_code", (f.code,), f"“{f.code}” tính từ “{part}” nhưng mẫu không có mã này."
            )

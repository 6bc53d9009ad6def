"""The printed order of a form: parts, sections, and the subjects inside a section.

Ward and city reports walk the same places, so they follow the same outline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.documents.wording import SentenceGroup, sentence_groups
from app.domain.forms import Field, FieldType, FormDefinition, Section

#: Points are lettered in the order of the Vietnamese alphabet.
LETTERS: Final = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Subject:
    """One matter of a section: its narrative fields, row tables, indicators, sentences."""

    title: str
    fields: tuple[Field, ...]
    groups: tuple[SentenceGroup, ...]

    @property
    def narratives(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.type is FieldType.TEXT)

    @property
    def row_tables(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.type is FieldType.ROWS)

    @property
    def indicators(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.is_indicator)


@dataclass(frozen=True, slots=True)
class Place:
    """A section with its number: "2" for III.2, "" for a part that is a section itself."""

    section: Section
    number: str
    subjects: tuple[Subject, ...]

    def titles_subjects(self, told: int) -> bool:
        """Whether each of the subjects that have something to say gets a title."""
        return told > 1 or bool(told and self.section.subsections)

    def subject_mark(self, index: int) -> str:
        """``a)`` inside a numbered section, ``1.`` directly under a part."""
        return f"{LETTERS[index % len(LETTERS)]})" if self.number else f"{index + 1}."


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    title: str
    places: tuple[Place, ...]


def parts_of(form: FormDefinition) -> Iterator[Part]:
    """The parts I, II, … in order; the header section "0" is not one of them."""
    titles = {heading.code: heading.title_vi for heading in form.parts}
    sections = [section for section in form.sections if section.part != "0"]
    for code in dict.fromkeys(section.part for section in sections):
        inside = tuple(_place(s) for s in sections if s.part == code)
        yield Part(code, titles.get(code, inside[0].section.title_vi), inside)


def _place(section: Section) -> Place:
    number = section.code.partition(".")[2]
    if section.subsections:
        return Place(section, number, tuple(_by_subsection(section)))
    return Place(section, number, tuple(_by_narrative(section)))


def _by_subsection(section: Section) -> Iterator[Subject]:
    for heading in section.subsections:
        fields = tuple(f for f in section.fields if f.subsection == heading.code)
        groups = tuple(g for g in sentence_groups() if g.place == heading.code)
        yield Subject(heading.title_vi, fields, groups)


def _by_narrative(section: Section) -> Iterator[Subject]:
    """A subject per narrative field: rows go with the narrative before them."""
    groups = [g for g in sentence_groups() if g.place == section.code]
    claimed = {code: group for group in groups for code in group.codes}
    narratives = section.narratives
    first = narratives[0].code if narratives else ""
    owners: dict[str, list[Field]] = {f.code: [] for f in narratives} or {"": []}
    owner = first
    for field in section.fields:
        if field.type is FieldType.TEXT:
            owner = field.code
        group = claimed.get(field.code)
        under = group.under if group is not None and field.is_indicator else owner
        owners[under if under in owners else first].append(field)
    for code, fields in owners.items():
        title = next((f.label_vi for f in narratives if f.code == code), section.title_vi)
        yield Subject(title, tuple(fields), tuple(g for g in groups if g.under == code))

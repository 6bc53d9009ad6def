"""The cues: what the form's indicators look like in a report. Data, compiled.

Three documents (``app/standard/cues.json``, ``reading_patterns.json``,
``reading_sections.json``) become one immutable ``Cues``. No word of Vietnamese
that belongs to an indicator stands in the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.reading.phrases import PhraseBook

Ids = frozenset[int]
EMPTY: Ids = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which an indicator is written.

    ``near`` groups must each have a phrase in the figure's own clause, ``left`` in
    front of it; ``label`` is a row's or an item's name; ``veto`` phrases must not be
    there, ``not_clause`` phrases not in the sentence. ``pair`` asks for n/m, or for no
    n/m. ``nouns`` are kinds of things counted, ``not_aside`` nouns of the figure in front
    of the bracket that rule it out. ``role`` is main, posting or part:
    only main mentions give a value by themselves.
    """

    code: str
    nouns: frozenset[str] = frozenset()
    noun_texts: Ids = EMPTY
    noun_numbers: Ids = EMPTY
    bare: bool = True
    near: tuple[Ids, ...] = ()
    left: tuple[Ids, ...] = ()
    label: Ids = EMPTY
    clause: Ids = EMPTY
    veto: Ids = EMPTY
    not_clause: Ids = EMPTY
    frames: frozenset[str] = frozenset()
    not_frames: frozenset[str] = frozenset()
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()
    not_bodies: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    not_aside: frozenset[str] = frozenset()
    zero: Ids = EMPTY
    whole: str = ""
    role: str = "main"
    status: str = ""
    prefer: bool = False
    also: bool = False
    pair: bool | None = None


@dataclass(frozen=True, slots=True)
class SectionCue:
    """A part of the report by its meaning; ``kind`` is plan, proposals or results."""

    code: str
    narrative: str
    titles: Ids
    kind: str = "results"


@dataclass(frozen=True, slots=True)
class SwitchCue:
    """A yes/no indicator: sequences of phrases with gaps that state it."""

    code: str
    true: tuple[tuple[Ids, ...], ...]
    false: tuple[tuple[Ids, ...], ...]
    not_between: Ids
    not_before: Ids
    date: str = ""


@dataclass(frozen=True, slots=True)
class Cues:
    """Everything the reader knows about wordings.

    ``others`` are bodies besides the ward's office, by the kind of thing they may tell of.
    """

    book: PhraseBook
    marks: Mapping[str, Ids]
    masks: Ids
    frames: Mapping[int, tuple[str, ...]]
    facets: Mapping[int, tuple[tuple[str, str], ...]]
    others: Mapping[int, tuple[str, ...]]
    nouns: Mapping[int, frozenset[str]]
    patterns: tuple[Pattern, ...]
    sections: tuple[SectionCue, ...]
    switches: tuple[SwitchCue, ...]


OTHER_NOUN = "other"


def compile_cues(
    cues: Mapping[str, Any], patterns: Mapping[str, Any], sections: Mapping[str, Any]
) -> Cues:
    """Cues from their three documents. KeyError names a list that is not there."""
    maker = _Compiler(cues, patterns)
    return Cues(
        book=maker.book,
        marks={name: maker.ids(phrases) for name, phrases in cues["marks"].items()},
        masks=maker.ids([*cues["masks"], *cues["compounds"]]),
        frames=maker.tags(cues["frames"]),
        facets=maker.facets(cues["facets"]),
        others=maker.tags(cues["others"]),
        nouns=maker.nouns(cues["nouns"], cues["other_nouns"]),
        patterns=tuple(maker.patterns(patterns["indicators"])),
        sections=tuple(maker.section(s) for s in sections["sections"]),
        switches=tuple(maker.switch(code, s) for code, s in patterns["switches"].items()),
    )


class _Compiler:
    def __init__(self, cues: Mapping[str, Any], patterns: Mapping[str, Any]) -> None:
        self.book = PhraseBook(cues["shorts"])
        self._lists: dict[str, list[str]] = {**cues["lists"], **patterns["lists"]}
        self._nouns = {name: self.ids(phrases) for name, phrases in cues["nouns"].items()}

    def ids(self, phrases: Iterable[str]) -> Ids:
        """Numbers of phrases; '@name' stands for a named list."""
        found: set[int] = set()
        for phrase in phrases:
            if phrase.startswith("@"):
                found |= self.ids(self._lists[phrase[1:]])
            else:
                found.update(self.book.add(phrase))
        return frozenset(found)

    def tags(self, named: Mapping[str, Sequence[str]]) -> dict[int, tuple[str, ...]]:
        tags: dict[int, tuple[str, ...]] = {}
        for name, phrases in named.items():
            for number in self.ids(phrases):
                tags[number] = (*tags.get(number, ()), name)
        return tags

    def facets(
        self, facets: Mapping[str, Mapping[str, Any]]
    ) -> dict[int, tuple[tuple[str, str], ...]]:
        tags: dict[int, tuple[tuple[str, str], ...]] = {}
        for facet, values in facets.items():
            for value, phrases in values.items():
                for number in self.ids(phrases):
                    tags[number] = (*tags.get(number, ()), (facet, value))
        return tags

    def nouns(self, groups: Mapping[str, Any], others: Sequence[str]) -> dict[int, frozenset[str]]:
        tags = {number: frozenset(names) for number, names in self.tags(groups).items()}
        for number in self.ids(others):
            tags[number] = tags.get(number, frozenset()) | {OTHER_NOUN}
        return tags

    def patterns(self, indicators: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterable[Pattern]:
        for code, documents in indicators.items():
            for document in documents:
                yield self._pattern(code, document)

    def _pattern(self, code: str, document: Mapping[str, Any]) -> Pattern:
        facets = {name: _names(value) for name, value in document.get("facet", {}).items()}
        return Pattern(
            code=code,
            nouns=frozenset(document.get("noun", ())),
            noun_texts=self.ids(document.get("noun_text", ())),
            noun_numbers=frozenset().union(*(self._nouns[n] for n in document.get("noun", ()))),
            bare=document.get("bare", True),
            near=tuple(self.ids(group) for group in document.get("near", ())),
            left=tuple(self.ids(group) for group in document.get("left", ())),
            label=self.ids(document.get("label", ())),
            clause=self.ids(document.get("clause", ())),
            veto=self.ids(document.get("not", ())),
            not_clause=self.ids(document.get("not_clause", ())),
            frames=frozenset(document.get("frame", ())),
            not_frames=frozenset(document.get("not_frame", ())),
            facets=facets,
            bodies=frozenset(document.get("body", ())),
            not_bodies=frozenset(document.get("not_body", ())),
            after=frozenset(document.get("after", ())),
            not_aside=frozenset(document.get("not_aside", ())),
            zero=self.ids(document.get("zero", ())),
            whole=document.get("whole", ""),
            role=document.get("role", "main"),
            status=document.get("status", ""),
            prefer=document.get("prefer", False),
            also=document.get("also", False),
            pair=document.get("pair"),
        )

    def section(self, document: Mapping[str, Any]) -> SectionCue:
        return SectionCue(
            document["code"], document["narrative"], self.ids(document["titles"]),
            document.get("kind", "results"),
        )  # fmt: skip

    def switch(self, code: str, document: Mapping[str, Any]) -> SwitchCue:
        return SwitchCue(
            code,
            tuple(self._sequence(text) for text in document["true"]),
            tuple(self._sequence(text) for text in document["false"]),
            self.ids(document["not_between"]),
            self.ids(document["not_before"]),
            document.get("date", ""),
        )

    def _sequence(self, text: str) -> tuple[Ids, ...]:
        """'ban hành … quy chế dân chủ': phrases in order with a gap between them."""
        return tuple(self.ids([part.strip()]) for part in text.split("…"))


def _names(value: str | Sequence[str]) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value)

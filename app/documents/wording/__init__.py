"""Sentences of the reports as data (``sentences.json``), and the small grammar that fills them.

A sentence speaks only of what was answered:

- ``{code}`` is the figure of an indicator, ``{code!}`` one that may not be zero,
  ``{code.wards}`` the number of wards behind it, ``{@word}`` a word of the
  audience ("phường", "thành phố");
- ``[ … ]`` is left out when a figure in it is missing;
- ``[ … | … ]`` says the second thing when its first figure is zero;
- ``zero`` stands in for the whole text when the leading figure is zero.

``city`` and ``city_zero`` replace the texts where a city says it differently.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, Protocol

from app.documents.composition import Span

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER: Final = re.compile(r"\{(@?[a-z0-9_]+)(\.wards|!)?\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure ready to be printed. ``note`` is the number of a note to it."""

    shown: str
    is_zero: bool = False
    wards: int = 0
    note: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """``lead`` is the indicator without which there is nothing to say; ``key`` names the
    sentence for as long as the standard has it."""

    lead: str
    text: str
    zero: str = ""
    key: str = ""

    @property
    def codes(self) -> frozenset[str]:
        found = (match[1] for match in _PLACEHOLDER.finditer(self.text + self.zero))
        return frozenset({self.lead, *(code for code in found if not code.startswith("@"))})


@dataclass(frozen=True, slots=True)
class TableSpec:
    caption: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceGroup:
    """What is said at one place of the form, under one of its narrative fields."""

    place: str
    under: str
    ward: tuple[Sentence, ...]
    city: tuple[Sentence, ...]
    tables: tuple[TableSpec, ...]

    @property
    def codes(self) -> frozenset[str]:
        sentences = frozenset().union(*(s.codes for s in (*self.ward, *self.city)))
        return sentences.union(*(table.codes for table in self.tables))


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences that were filled, and the indicators that they spoke of."""

    spans: tuple[Span, ...]
    codes: frozenset[str]


@cache
def sentence_groups() -> tuple[SentenceGroup, ...]:
    text = resources.files(__package__).joinpath("sentences.json").read_text("utf-8")
    return tuple(_group(document) for document in json.loads(text))


class Own(Protocol):
    """Another wording of a sentence."""

    @property
    def text(self) -> str: ...

    @property
    def zero(self) -> str: ...


def reworded(sentence: Sentence, own: Mapping[str, Own]) -> Sentence:
    """The sentence in the words that ``own`` has under its key, if any."""
    other = own.get(sentence.key)
    return sentence if other is None else replace(sentence, text=other.text, zero=other.zero)


def tell(
    sentences: tuple[Sentence, ...], facts: Mapping[str, Fact], words: Mapping[str, str]
) -> Told:
    """Fill the sentences in order. One whose lead was already spoken of is skipped."""
    spans: list[Span] = []
    spoken: set[str] = set()
    for sentence in sentences:
        fact = facts.get(sentence.lead)
        if fact is None or sentence.lead in spoken:
            continue
        said = _said(sentence, fact, facts, words)
        if said is None:
            continue
        spans += [*([Span(" ")] if spans else []), *said.spans]
        spoken |= said.codes
    return Told(tuple(spans), frozenset(spoken))


def listed(items: Iterable[str]) -> str:
    """Items in one sentence; after the first, a capital is kept only by an abbreviation."""
    first, *rest = items
    return "; ".join((first, *(_lowered(item) for item in rest))) + "."


def _lowered(item: str) -> str:
    return item if item[1:2].isupper() else item[:1].lower() + item[1:]


def _said(
    sentence: Sentence, lead: Fact, facts: Mapping[str, Fact], words: Mapping[str, str]
) -> Told | None:
    """The sentence filled, or None when a figure that it cannot do without is missing."""
    is_zero = lead.is_zero and bool(sentence.zero)
    chosen = _choose(sentence.zero if is_zero else sentence.text, facts)
    codes = {match[1] for match in _PLACEHOLDER.finditer(chosen) if not match[1].startswith("@")}
    if not codes <= facts.keys() or any(facts[code].is_zero for code in _nonzero(chosen)):
        return None
    spans = tuple(_filled(chosen, facts, words))
    # What is zero along with its lead is said by the same words.
    silent = {c for c in sentence.codes if c in facts and facts[c].is_zero} if is_zero else set()
    return Told(spans, frozenset({sentence.lead, *codes, *silent, *_dropped(sentence, facts)}))


def _nonzero(text: str) -> Iterator[str]:
    return (match[1] for match in _PLACEHOLDER.finditer(text) if match[2] == "!")


def _choose(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with each optional part put in, replaced or left out."""
    return _OPTIONAL.sub(lambda match: _part(match[1], facts), text)


def _part(part: str, facts: Mapping[str, Fact]) -> str:
    first, bar, second = part.partition("|")
    codes = [match[1] for match in _PLACEHOLDER.finditer(first)]
    if any(code not in facts for code in codes):
        return ""
    return second if bar and facts[codes[0]].is_zero else first


def _dropped(sentence: Sentence, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Zeros for which the sentence has nothing, or something else, to say."""
    for match in _OPTIONAL.finditer(sentence.text):
        first, bar, _ = match[1].partition("|")
        code = next((found[1] for found in _PLACEHOLDER.finditer(first)), "")
        if bar and code in facts and facts[code].is_zero:
            yield code


def _filled(text: str, facts: Mapping[str, Fact], words: Mapping[str, str]) -> Iterator[Span]:
    """Plain runs of text, cut only where a figure carries a note."""
    pending, end = "", 0
    for match in _PLACEHOLDER.finditer(text):
        pending += text[end : match.start()]
        end = match.end()
        code = match[1]
        if code.startswith("@"):
            pending += words[code[1:]]
            continue
        fact = facts[code]
        is_figure = match[2] != ".wards"
        pending += fact.shown if is_figure else str(fact.wards)
        if fact.note and is_figure:
            yield Span(pending, note=fact.note)
            pending = ""
    if rest := pending + text[end:]:
        yield Span(rest)


def _group(document: Mapping[str, Any]) -> SentenceGroup:
    sentences = document["sentences"]
    return SentenceGroup(
        place=document["place"],
        under=document["under"],
        ward=tuple(Sentence(s["lead"], s["text"], s.get("zero", "")) for s in sentences),
        city=tuple(map(_city_sentence, sentences, _keys(document))),
        tables=tuple(TableSpec(t["caption"], tuple(t["codes"])) for t in document["tables"]),
    )


def _keys(document: Mapping[str, Any]) -> Iterator[str]:
    """``II.1:dissemination:propaganda_conferences:1``: the last counts those of one lead."""
    seen: Counter[str] = Counter()
    for sentence in document["sentences"]:
        lead = sentence["lead"]
        seen[lead] += 1
        yield f"{document['place']}:{document['under']}:{lead}:{seen[lead]}"


def _city_sentence(document: Mapping[str, str], key: str) -> Sentence:
    return Sentence(
        document["lead"],
        document.get("city", document["text"]),
        document.get("city_zero", document.get("zero", "")),
        key,
    )

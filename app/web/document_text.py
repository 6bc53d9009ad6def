"""A document's text as the page shows it: paragraphs with their phrases and numbers marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.domain.reading.source import open_source
from app.domain.vietnamese.text import squeeze
from app.web.offers import waits
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.tables.submissions import SourcePhrase

_HEADING = re.compile(r"^\W*(?:[IVX]+\.|[A-Z]\.|\d+\.|[a-zđ]\))\s+\S.{2,140}$")
_PARAGRAPH = re.compile(r"[^\n]+")
_MARKUP = re.compile(r"[*#>`]+")
# Shorter lines stand in many texts: they do not tell where a paragraph went.
_TELLING = 25


@dataclass
class Marking:
    """What is marked in a text: ``anchors`` of phrases by code, ``flows`` the words that
    went to each section, ``numbers`` the starts and ends of numbers of no field."""

    phrases: Sequence[SourcePhrase]
    anchors: Mapping[str, str]
    flows: Mapping[str, str]
    numbers: Sequence[Mapping[str, Any]]
    placed: set[str] = field(default_factory=set)


def blocks_of(text: str, marking: Marking) -> Iterator[View]:
    """The document's paragraphs with their marked runs; each anchor stands once."""
    shown = open_source(text).text
    for match in _PARAGRAPH.finditer(shown):
        words = match.group().strip()
        if words:
            yield {
                "kind": "heading" if _HEADING.match(words) else "paragraph",
                "section": _section(words, marking.flows),
                "segments": list(_segments(shown, match.span(), marking)),
            }


def _section(words: str, flows: Mapping[str, str]) -> str:
    """The section whose text has this paragraph in it, or ''."""
    wanted = squeeze(_MARKUP.sub(" ", words))
    if len(wanted) < _TELLING:
        return ""
    return next((section for section, text in flows.items() if wanted in text), "")


def _segments(text: str, span: tuple[int, int], marking: Marking) -> Iterator[View]:
    """Cut the paragraph where a phrase begins or ends; a run names all that cover it."""
    start, end = span
    inside = [p for p in marking.phrases if p.starts_at < end and p.ends_at > start]
    numbers = [n for n in marking.numbers if start <= n["start"] and n["end"] <= end]
    spans = [(p.starts_at, p.ends_at) for p in inside] + [(n["start"], n["end"]) for n in numbers]
    for a, b in pairwise(sorted({start, end, *_edges(spans, start, end)})):
        covering = [p for p in inside if p.starts_at <= a and p.ends_at >= b]
        yield _segment(text[a:b], covering, marking) | {
            "number": next((n["start"] for n in numbers if n["start"] <= a < n["end"]), None)
        }


def _segment(words: str, covering: Sequence[SourcePhrase], marking: Marking) -> View:
    fresh = next((p.code for p in covering if p.code not in marking.placed), "")
    marking.placed.add(fresh)
    return {
        "text": words,
        "codes": [p.code for p in covering],
        "anchor": marking.anchors.get(fresh, ""),
        "is_uncertain": any(waits(p) for p in covering),
    }


def _edges(spans: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[int]:
    for a, b in spans:
        yield max(start, a)
        yield min(end, b)

"""The same sentence in two narratives of one report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from app.domain.findings import Finding
from app.domain.forms import FormDefinition
from app.domain.narratives import points_of
from app.domain.rules import wording
from app.domain.rules.model import Rule
from app.domain.vietnamese.text import canonical, squeeze

_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*")
_WIDTH: Final = 4
#: Shorter sentences are turns of official speech.
_LEAST_WORDS: Final = 14
_SAME_FROM: Final = 0.8
_LONGEST_QUOTE: Final = 140

_Runs = frozenset[tuple[str, ...]]


def said_twice(rule: Rule, form: FormDefinition, texts: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for each two narratives that share a sentence of fourteen words or more."""
    sentences = {code: list(_sentences(text)) for code, text in texts.items()}
    for one, other in combinations(texts, 2):
        shared = next(_shared(sentences[one], sentences[other]), None)
        if shared is not None:
            yield _finding(rule, form, one, other, shared)


def _sentences(text: str) -> Iterator[tuple[str, _Runs]]:
    for point in points_of(text):
        words = _WORD.findall(canonical(squeeze(point)))
        if len(words) >= _LEAST_WORDS:
            runs = zip(*(words[at:] for at in range(_WIDTH)), strict=False)
            yield squeeze(point), frozenset(runs)


def _shared(one: list[tuple[str, _Runs]], other: list[tuple[str, _Runs]]) -> Iterator[str]:
    for text, runs in one:
        for _, theirs in other:
            if len(runs & theirs) >= _SAME_FROM * min(len(runs), len(theirs)):
                yield text


def _finding(rule: Rule, form: FormDefinition, one: str, other: str, text: str) -> Finding:
    quote = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    names = [form.fields[code].name for code in (one, other)]
    return rule.finding(
        (one, other),
        f"Mục “{names[0]}” và mục “{names[1]}” cùng có câu “{quote}”."
        f"{wording.remedy(rule, is_hard=False)}",
        inputs={one: text, other: text},
        clause=f"{one}+{other}",
        details={"quotes": [quote]},
    )

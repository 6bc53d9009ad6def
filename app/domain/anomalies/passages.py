"""The longest run of words that two texts share, quoted from each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from app.domain.vietnamese.text import canonical, nfc

_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*")
_LONGEST_QUOTE: Final = 600


def common_passage(
    first: str, second: str, first_names: Sequence[str], second_names: Sequence[str]
) -> dict[str, str]:
    """``{"own": …, "other": …}``: the longest shared run as either text has it.

    Numbers and each unit's own name are taken for equal, since a copyist changes
    just those.
    """
    first, second = nfc(first), nfc(second)
    own, other = _tokens(first, first_names), _tokens(second, second_names)
    matcher = SequenceMatcher(None, [t[0] for t in own], [t[0] for t in other], autojunk=False)
    run = matcher.find_longest_match()
    if not run.size:
        return {"own": "", "other": ""}
    return {
        "own": _quote(first, own[run.a : run.a + run.size]),
        "other": _quote(second, other[run.b : run.b + run.size]),
    }


Token = tuple[str, int, int]


def _tokens(text: str, names: Sequence[str]) -> list[Token]:
    """(masked word, start, end) of each word; words of the own name are '@'."""
    own = {word for name in names for word in _WORD.findall(canonical(nfc(name)))}
    return [(_masked(m.group(), own), m.start(), m.end()) for m in _WORD.finditer(text)]


def _masked(word: str, own: set[str]) -> str:
    word = canonical(word)
    return "#" if word[0].isdigit() else "@" if word in own else word


def _quote(text: str, run: Sequence[Token]) -> str:
    quote = text[run[0][1] : run[-1][2]]
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"

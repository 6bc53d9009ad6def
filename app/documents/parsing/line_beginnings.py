"""What stands before a line's first word, where recognition slips most: bullets, Roman numbers.

Only what the page itself forces is put right: a speck the size of a bullet, and a
number of the one series of headings in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median
from typing import Final

from app.documents.parsing.parsed import Word

_ROMANS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# What the strokes of I, V and X are taken for.
_STROKES: Final = re.compile(r"[IVXLHTlJ1i|!\[\]]{1,4}[.,:]?")
_BULLET_HEIGHT: Final = 0.6
_LEAST_CAPITALS: Final = 5


def mended(words: Sequence[Word]) -> list[Word]:
    """The same words with the first of each line put right where that is forced."""
    if not words:
        return []
    usual = median(word.bottom - word.top for word in words)
    return list(_by_lines(words, usual))


def _by_lines(words: Sequence[Word], usual: float) -> Iterator[Word]:
    last = 0
    for _, group in groupby(words, key=lambda word: word.line):
        first, *rest = group
        number = _number(first, rest, last)
        if number is not None:
            last = number
            first = replace(first, text=f"{_ROMANS[number - 1]}.")
        elif rest and _is_bullet(first, usual):
            first = replace(first, text="-")
        yield first
        yield from rest


def _number(first: Word, rest: Sequence[Word], last: int) -> int | None:
    """The Roman number before a heading in capitals: as read, or the next of the series."""
    heading = [char for word in rest for char in word.text if char.isalpha()]
    if len(heading) < _LEAST_CAPITALS or not all(map(str.isupper, heading)):
        return None
    plain = first.text.rstrip(".,:")
    if plain in _ROMANS and first.text != plain:
        return _ROMANS.index(plain) + 1
    if _STROKES.fullmatch(first.text) and last < len(_ROMANS):
        return last + 1
    return None


def _is_bullet(first: Word, usual: float) -> bool:
    """One sign, much lower than a letter and no figure that the line could begin with."""
    is_low = first.bottom - first.top < _BULLET_HEIGHT * usual
    return len(first.text) <= 2 and is_low and first.text not in "-–—+"

"""Figures in running text, looked at again one by one.

The recognition of a line knows Vietnamese words and sometimes bends a figure to them.
Each figure is read again by itself, as nothing but a figure, at two sizes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image

from app.documents.parsing.cells import AGREED, ALONE, CONFIDENT, FIGURE_SIZES
from app.documents.parsing.parsed import Word
from app.documents.parsing.stacking import Crop, Recognise, read_stacked

# A figure with the marks that stand at it, or letters that a figure is taken for.
_FIGURE: Final = re.compile(
    r"[(]?(?=[\dOlISB.,/]*[\dOlISB])[\dOlISB]+(?:[.,/][\dOlISB]+)*%?[);:.,]*"
)
_EDGES: Final = "();:.,"
_ROOM: Final = 6


def looked_again(page: Image.Image, words: Sequence[Word], recognise: Recognise) -> list[Word]:
    """The words, figures made surer or less sure by two more readings of each."""
    crops = [
        Crop(at, _cut(page, word)) for at, word in enumerate(words) if _FIGURE.fullmatch(word.text)
    ]
    readings = [read_stacked(crops, size, recognise, True) for size in FIGURE_SIZES]
    seen = list(words)
    for crop in crops:
        again = [found[0] for found in (r.get(crop.at, []) for r in readings) if len(found) == 1]
        seen[crop.at] = _weighed(words[crop.at], [w for w in again if w.sure >= CONFIDENT])
    return seen


def _cut(page: Image.Image, word: Word) -> Image.Image:
    box = (word.left - _ROOM, word.top - _ROOM, word.right + _ROOM, word.bottom + _ROOM)
    room = (max(0, box[0]), max(0, box[1]), min(page.width, box[2]), min(page.height, box[3]))
    return page.crop(room)


def _weighed(word: Word, again: Sequence[Word]) -> Word:
    """Agreed by another reading: sure. Contradicted by one: doubtful; by two of the same
    mind, theirs is offered.
    """
    mine = word.text.strip(_EDGES)
    others = [reading.text.strip(_EDGES) for reading in again]
    if not others:
        return word
    if others.count(mine) == len(others):
        return replace(word, sure=max(word.sure, AGREED))
    is_one_mind = len(others) == 2 and others[0] == others[1] != ""
    text = word.text.replace(mine, others[0]) if is_one_mind and mine else word.text
    return replace(word, text=text, sure=min(word.sure, ALONE))

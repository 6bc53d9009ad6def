"""The cells of ruled tables, recognised as lines of one tall picture.

A page-wide recognition loses lone digits in cells. Stacked below each other the cells
are ordinary lines, and narrow ones are read again as figures only, at two sizes: what
two readings agree on is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image

from app.documents.parsing.parsed import Word
from app.documents.parsing.ruled import Box
from app.documents.parsing.stacking import Crop, Recognise, read_stacked

# Pixels of a page fitted to 300 dpi.
_INK: Final = 150
_LEAST_INK: Final = 30
_BORDER: Final = 10
_RULE: Final = 5
_NARROW: Final = 300
_TEXT_SIZE: Final = 0.75
FIGURE_SIZES: Final = (0.75, 0.55)
CONFIDENT: Final = 0.8
AGREED: Final = 0.95
ALONE: Final = 0.5


def read_cells(page: Image.Image, boxes: Sequence[Box], recognise: Recognise) -> list[list[Word]]:
    """The words of each cell. ``recognise`` gives the words of a picture, figures only
    where its second argument says so.
    """
    crops = [crop for crop in (_crop(page, at, box) for at, box in enumerate(boxes)) if crop]
    found = read_stacked(crops, _TEXT_SIZE, recognise, False)
    narrow = [crop for crop in crops if crop.picture.width <= _NARROW]
    again = [read_stacked(narrow, size, recognise, True) for size in FIGURE_SIZES]
    for crop in narrow:
        readings = [figures.get(crop.at, []) for figures in again]
        found[crop.at] = _settled(found.get(crop.at, []), readings)
    return [found.get(at, []) for at in range(len(boxes))]


def _crop(page: Image.Image, at: int, box: Box) -> Crop | None:
    left, top, right, bottom = box
    inner = page.crop((left + _RULE, top + _RULE, right - _RULE, bottom - _RULE))
    ink = np.asarray(inner, dtype=np.uint8) < _INK
    if ink.sum() < _LEAST_INK:
        return None
    across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    edges = (across[0] - _BORDER, down[0] - _BORDER, across[-1] + _BORDER, down[-1] + _BORDER)
    framed = Image.new("L", (edges[2] - edges[0], edges[3] - edges[1]), 255)
    framed.paste(inner, (-edges[0], -edges[1]))
    return Crop(at, framed)


def _settled(text: list[Word], figures: Sequence[list[Word]]) -> list[Word]:
    """A narrow cell's words, or its figure where that is what stands in it."""
    typed = "".join(word.text for word in text)
    if any(word.text.isalpha() and word.sure >= CONFIDENT for word in text if len(word.text) > 1):
        return text
    read = [words[0] for words in figures if len(words) == 1 and words[0].sure >= CONFIDENT]
    votes = Counter(word.text for word in read)
    if typed and any(char.isdigit() for char in typed):
        votes[typed] += 1
    if not read or not votes:
        return [replace(word, sure=min(word.sure, ALONE)) for word in text]
    best, count = votes.most_common(1)[0]
    is_agreed = count >= 2 and (count == 3 or len(votes) == 1)
    return [replace(read[0], text=best, sure=AGREED if is_agreed else ALONE)]

"""The cells of ruled tables, recognised as lines of one tall picture.

A page-wide recognition loses lone digits in cells. Stacked below each other the cells
are ordinary lines, and narrow ones are read again as figures only, at two sizes: what
two readings agree on is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np
from PIL import Image

from app.documents.parsing.parsed import Word
from app.documents.parsing.ruled import Box

Recognise = Callable[[Image.Image, bool], list[Word]]
# Pixels of a page fitted to 300 dpi.
_INK: Final = 150
_LEAST_INK: Final = 30
_BORDER: Final = 10
_RULE: Final = 5
_NARROW: Final = 300
_GAP: Final = 36
_EDGE: Final = 60
_TALLEST: Final = 9000
_TEXT_SIZE: Final = 0.75
_FIGURE_SIZES: Final = (0.75, 0.55)
_CONFIDENT: Final = 0.8
_AGREED: Final = 0.95
_ALONE: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Crop:
    """The ink of one cell; ``at`` is its number among the cells."""

    at: int
    picture: Image.Image

    @property
    def is_narrow(self) -> bool:
        return self.picture.width <= _NARROW


def read_cells(page: Image.Image, boxes: Sequence[Box], recognise: Recognise) -> list[list[Word]]:
    """The words of each cell. ``recognise`` gives the words of a picture, figures only
    where its second argument says so.
    """
    crops = [crop for crop in (_crop(page, at, box) for at, box in enumerate(boxes)) if crop]
    found = _read(crops, _TEXT_SIZE, recognise, False)
    narrow = [crop for crop in crops if crop.is_narrow]
    again = [_read(narrow, size, recognise, True) for size in _FIGURE_SIZES]
    for crop in narrow:
        readings = [figures.get(crop.at, []) for figures in again]
        found[crop.at] = _settled(found.get(crop.at, []), readings)
    return [found.get(at, []) for at in range(len(boxes))]


def _crop(page: Image.Image, at: int, box: Box) -> _Crop | None:
    left, top, right, bottom = box
    inner = page.crop((left + _RULE, top + _RULE, right - _RULE, bottom - _RULE))
    ink = np.asarray(inner, dtype=np.uint8) < _INK
    if ink.sum() < _LEAST_INK:
        return None
    across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    edges = (across[0] - _BORDER, down[0] - _BORDER, across[-1] + _BORDER, down[-1] + _BORDER)
    framed = Image.new("L", (edges[2] - edges[0], edges[3] - edges[1]), 255)
    framed.paste(inner, (-edges[0], -edges[1]))
    return _Crop(at, framed)


def _read(
    crops: Sequence[_Crop], size: float, recognise: Recognise, figures: bool
) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for stack in _stacks(crops, size):
        picture, ends = _stacked(stack, size)
        for word in recognise(picture, figures):
            place = sum(end < word.middle[1] for end in ends)
            if place < len(stack):
                found.setdefault(stack[place].at, []).append(word)
    return found


def _stacks(crops: Sequence[_Crop], size: float) -> Iterator[list[_Crop]]:
    """Runs of cells that fit one picture."""
    height = 0
    numbered: list[tuple[int, _Crop]] = []
    for crop in crops:
        height += round(crop.picture.height * size) + _GAP
        numbered.append((height // _TALLEST, crop))
    for _, run in groupby(numbered, key=lambda pair: pair[0]):
        yield [crop for _, crop in run]


def _stacked(crops: Sequence[_Crop], size: float) -> tuple[Image.Image, list[int]]:
    """The cells below each other, and where the room of each ends."""
    pictures = [_scaled(crop.picture, size) for crop in crops]
    height = sum(picture.height + _GAP for picture in pictures) + 2 * _EDGE
    stack = Image.new("L", (max(p.width for p in pictures) + 4 * _EDGE, height), 255)
    ends: list[int] = []
    top = _EDGE
    for picture in pictures:
        stack.paste(picture, (_EDGE, top))
        top += picture.height + _GAP
        ends.append(top - _GAP // 2)
    return stack, ends


def _scaled(picture: Image.Image, size: float) -> Image.Image:
    wanted = (max(1, round(picture.width * size)), max(1, round(picture.height * size)))
    return picture.resize(wanted, Image.Resampling.LANCZOS)


def _settled(text: list[Word], figures: Sequence[list[Word]]) -> list[Word]:
    """A narrow cell's words, or its figure where that is what stands in it."""
    typed = "".join(word.text for word in text)
    if text and typed.isalpha() and min(word.sure for word in text) >= _CONFIDENT:
        return text
    read = [words[0] for words in figures if len(words) == 1 and words[0].sure >= _CONFIDENT]
    votes = Counter(word.text for word in read)
    if typed and any(char.isdigit() for char in typed):
        votes[typed] += 1
    if not read or not votes:
        return [replace(word, sure=min(word.sure, _ALONE)) for word in text]
    best, count = votes.most_common(1)[0]
    is_agreed = count >= 2 and (count == 3 or len(votes) == 1)
    return [replace(read[0], text=best, sure=_AGREED if is_agreed else _ALONE)]

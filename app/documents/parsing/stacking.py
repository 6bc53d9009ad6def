"""Pieces of a page stacked below each other and recognised as the lines of one picture.

Lone words get lost in a page-wide recognition; as lines of a stack they do not, and one
run of the program reads them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from PIL import Image

from app.documents.parsing.parsed import Word

# The words of a picture; only figures are looked for where the second argument says so.
Recognise = Callable[[Image.Image, bool], list[Word]]
# Pixels of a page fitted to 300 dpi.
_GAP: Final = 36
_EDGE: Final = 60
_TALLEST: Final = 9000


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of a page; ``at`` is its number among the pieces."""

    at: int
    picture: Image.Image


def read_stacked(
    crops: Sequence[Crop], size: float, recognise: Recognise, figures: bool
) -> dict[int, list[Word]]:
    """The words of each piece, by its number, read at a share of its ``size``."""
    found: dict[int, list[Word]] = {}
    for stack in _stacks(crops, size):
        picture, ends = _stacked(stack, size)
        for word in recognise(picture, figures):
            place = sum(end < word.middle[1] for end in ends)
            if place < len(stack):
                found.setdefault(stack[place].at, []).append(word)
    return found


def _stacks(crops: Sequence[Crop], size: float) -> Iterator[list[Crop]]:
    """Runs of cells that fit one picture."""
    height = 0
    numbered: list[tuple[int, Crop]] = []
    for crop in crops:
        height += round(crop.picture.height * size) + _GAP
        numbered.append((height // _TALLEST, crop))
    for _, run in groupby(numbered, key=lambda pair: pair[0]):
        yield [crop for _, crop in run]


def _stacked(crops: Sequence[Crop], size: float) -> tuple[Image.Image, list[int]]:
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

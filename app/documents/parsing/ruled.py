"""Ruled tables in a picture of a page: where the rules run, and which cells they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Rules are looked for at half the size; lengths are in its pixels, of 150 dpi.
_HALF: Final = 2
_DARK: Final = 215
_ACROSS: Final = 75
_DOWN: Final = 35
_THICK: Final = 6
_NEAR: Final = 7
_LEAN: Final = 2
_LEAST_CELL: Final = 14

Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a table: from rule to rule, with the edges of its columns from left to right."""

    top: int
    bottom: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """``marks`` are the pixels of the rules at half the page's size; ``bands`` the rows of
    cells, from the top, in its own pixels.
    """

    marks: Marks
    bands: tuple[Band, ...]


def rules_of(page: Image.Image) -> Rules:
    ink = _darkest(np.asarray(page, dtype=np.uint8)) < _DARK
    across, down = _long(ink, _ACROSS), _long(ink.T, _DOWN).T
    across, down = _thin(across, 0), _thin(down, 1)
    return Rules(across | down, tuple(_full(band) for band in _bands(across, down)))


def _darkest(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page at half its size, a thin rule kept as dark as it is."""
    height, width = (side - side % _HALF for side in page.shape)
    squares = page[:height, :width].reshape(height // _HALF, _HALF, width // _HALF, _HALF)
    return squares.min(axis=(1, 3))


def _full(band: Band) -> Band:
    edges = tuple(edge * _HALF for edge in band.edges)
    return Band(band.top * _HALF, band.bottom * _HALF, edges)


Box = tuple[int, int, int, int]


def without_tables(page: Image.Image, rules: Rules) -> Image.Image:
    """The page around its tables; what is in their cells is recognised cell by cell."""
    kept = page.copy()
    for band in rules.bands:
        kept.paste(255, (band.edges[0], band.top, band.edges[-1], band.bottom))
    return kept


def boxes_of(rules: Rules) -> list[list[Box]]:
    """The cells of every band: (left, top, right, bottom) within their rules."""
    return [
        [(left, band.top, right, band.bottom) for left, right in pairwise(band.edges)]
        for band in rules.bands
    ]


def without_rules(page: Image.Image, rules: Rules) -> Image.Image:
    """The page with its rules painted over, so that they are not taken for letters."""
    if not rules.marks.any():
        return page
    grown = rules.marks.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            grown |= np.roll(rules.marks, step, axis)
    kept = np.array(page, dtype=np.uint8)
    painted = grown.repeat(_HALF, axis=0).repeat(_HALF, axis=1)
    kept[: painted.shape[0], : painted.shape[1]][painted] = 255
    return Image.fromarray(kept)


def _long(ink: Marks, least: int) -> Marks:
    """Ink that stands in a run along its row, gaps of a few pixels forgiven."""
    height, width = ink.shape
    if width <= least:
        return np.zeros_like(ink)
    full = ink.copy()
    for step in (-1, 1):
        full |= np.roll(ink, step, 1)
    sums = np.cumsum(full, axis=1, dtype=np.int32)
    sums = np.concatenate([np.zeros((height, 1), np.int32), sums], axis=1)
    begins = (sums[:, least:] - sums[:, :-least]) == least
    counted = np.zeros((height, width + 1), np.int32)
    counted[:, : begins.shape[1]] += begins
    counted[:, least : least + begins.shape[1]] -= begins[:, : width + 1 - least]
    return (np.cumsum(counted, axis=1)[:, :width] > 0) & full


def _thin(marks: Marks, axis: int) -> Marks:
    """Without runs too thick for a rule: pictures, seals, black edges of a scan."""
    size = marks.shape[axis]
    if size <= _THICK:
        return marks
    thick = _long(marks if axis else marks.T, _THICK)
    return marks & ~(thick if axis else thick.T)


def _bands(across: Marks, down: Marks) -> Iterator[Band]:
    """Between two neighbouring level rules, where upright rules run from one to the other."""
    for top, bottom in pairwise(_levels(across)):
        if bottom - top < _LEAST_CELL:
            continue
        inside = (
            down[top + _NEAR : bottom - _NEAR] if bottom - top > 3 * _NEAR else down[top:bottom]
        )
        share = _widened(inside).mean(axis=0)
        edges = tuple(_middles(share > 0.8))
        if len(edges) >= 3:
            yield Band(top, bottom, edges)


def _widened(marks: Marks) -> Marks:
    """An upright rule may lean by a few pixels over a tall row."""
    wide = marks.copy()
    for step in range(-_LEAN, _LEAN + 1):
        wide |= np.roll(marks, step, 1)
    return wide


def _levels(across: Marks) -> list[int]:
    """The heights of level rules, broken and leaning ones taken together."""
    counts = across.sum(axis=1)
    return list(_middles(counts > _ACROSS))


def _middles(marked: NDArray[np.bool_]) -> Iterator[int]:
    """The middle of each run of marked places; runs nearer than ``_NEAR`` are one."""
    places = np.flatnonzero(marked)
    if not places.size:
        return
    breaks = np.flatnonzero(np.diff(places) > _NEAR) + 1
    for run in np.split(places, breaks):
        yield int(run[0] + run[-1]) // 2

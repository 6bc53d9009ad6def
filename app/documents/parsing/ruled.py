"""Ruled tables in a picture of a page: where the rules run, and which cells they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Pixels of a page fitted to 300 dpi.
_DARK: Final = 215
_ACROSS: Final = 150
_DOWN: Final = 70
_THICK: Final = 12
_NEAR: Final = 14
_LEAST_CELL: Final = 28

Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a table: from rule to rule, with the edges of its columns from left to right."""

    top: int
    bottom: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """``marks`` are the pixels of the rules; ``bands`` the rows of cells, from the top."""

    marks: Marks
    bands: tuple[Band, ...]


def rules_of(page: Image.Image) -> Rules:
    ink = np.asarray(page, dtype=np.uint8) < _DARK
    across, down = _long(ink, _ACROSS), _long(ink.T, _DOWN).T
    across, down = _thin(across, 0), _thin(down, 1)
    return Rules(across | down, tuple(_bands(across, down)))


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
        for step in (-1, 1, -2, 2):
            grown |= np.roll(rules.marks, step, axis)
    kept = np.where(grown, np.uint8(255), np.asarray(page, dtype=np.uint8))
    return Image.fromarray(kept)


def _long(ink: Marks, least: int) -> Marks:
    """Ink that stands in a run along its row, gaps of two pixels forgiven."""
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
    for step in range(-4, 5):
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

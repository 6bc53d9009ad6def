"""A map of equal tiles: every unit one tile, near its place, none over another.

Wards differ a hundredfold in area and none is more important for it, so a map of
true shapes would hide the small ones (tile grid map). Places are degrees; the grid
counts columns from the west and rows from the north.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

#: Height of a tile over its width, as it is drawn.
_TILE_SHAPE: Final = 48 / 82
#: How much of a place is its rank and how much its true position: crowded centres
#: are spread out, and the outline stays.
_RANKED: Final = 0.65
#: Cells per unit; the spare ones let the outline show.
_ROOM: Final = 1.25
#: A unit this many times further from its nearest neighbour than is usual is an island.
_FAR: Final = 6.0
_MOST_TO_IMPROVE: Final = 400
_PASSES: Final = 30


@dataclass(frozen=True, slots=True)
class Point:
    """A unit and where it lies; None where the list of units does not say."""

    code: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Tile:
    """``is_inset``: an island, drawn apart from the rest and not at its true distance."""

    code: str
    column: int
    row: int
    is_inset: bool = False


def tiles(points: Iterable[Point]) -> list[Tile]:
    """A tile per unit that has a place, in the order given; the same points always give
    the same tiles. Units without a place get none."""
    placed = [p for p in points if p.lat is not None and p.lon is not None]
    if not placed:
        return []
    flat = _flat(placed)
    is_island = _islands(flat)
    main = [p.code for p, island in zip(placed, is_island, strict=True) if not island]
    cells = dict(zip(main, _grid(flat[~is_island]), strict=True))
    far = [(p.code, spot) for p, spot in zip(placed, flat, strict=True) if p.code not in cells]
    insets = _insets(far, flat[~is_island], cells)
    return [_tile(p.code, cells, insets) for p in placed]


def _tile(
    code: str, cells: Mapping[str, tuple[int, int]], insets: Mapping[str, tuple[int, int]]
) -> Tile:
    if code in insets:
        return Tile(code, *insets[code], is_inset=True)
    return Tile(code, *cells[code])


def _flat(points: list[Point]) -> Floats:
    """(units, 2): kilometres-like east and south; a degree of longitude is shorter."""
    lats = np.array([p.lat for p in points], dtype=np.float64)
    lons = np.array([p.lon for p in points], dtype=np.float64)
    squeeze = math.cos(math.radians(float(lats.mean())))
    return np.column_stack((lons * squeeze, -lats))


def _islands(flat: Floats) -> NDArray[np.bool_]:
    """Units far from every other; never all of them."""
    if len(flat) < 5:
        return np.zeros(len(flat), dtype=np.bool_)
    apart = np.hypot(*(flat[:, None, axis] - flat[None, :, axis] for axis in (0, 1)))
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1)
    usual = float(np.median(nearest))
    found: NDArray[np.bool_] = nearest > max(_FAR * usual, 1e-9)
    return found if found.sum() < len(flat) / 2 else np.zeros(len(flat), dtype=np.bool_)


def _grid(flat: Floats) -> list[tuple[int, int]]:
    """(column, row) of each place on a grid of its own proportions."""
    wanted, columns, rows = _wanted(flat)
    cells = np.array([(c, r) for r in range(rows) for c in range(columns)], dtype=np.int64)
    chosen = _improved(wanted, _nearest(wanted, cells))
    chosen = chosen - chosen.min(axis=0)
    return [(int(c), int(r)) for c, r in chosen]


def _wanted(flat: Floats) -> tuple[Floats, int, int]:
    """Where each unit would like to lie, in cells; and how many columns and rows."""
    count = len(flat)
    spread = flat.max(axis=0) - flat.min(axis=0)
    shape = float(np.clip(spread[0] / spread[1], 0.4, 3.0)) if spread.min() > 0 else 1.5
    cells = max(count * _ROOM, 1)
    columns = max(1, round(math.sqrt(cells * shape * _TILE_SHAPE)))
    rows = max(1, math.ceil(cells / columns))
    unit = _ranked(flat) * _RANKED + _scaled(flat, spread) * (1 - _RANKED)
    return unit * np.array([columns - 1, rows - 1]), columns, rows


def _scaled(flat: Floats, spread: Floats) -> Floats:
    within: Floats = (flat - flat.min(axis=0)) / np.where(spread > 0, spread, 1)
    return within


def _ranked(flat: Floats) -> Floats:
    """Each coordinate's rank, 0 to 1; equal ones keep the order given."""
    ranks = flat.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    share: Floats = ranks / max(len(flat) - 1, 1)
    return share


def _nearest(wanted: Floats, cells: Places) -> Places:
    """Each unit takes the nearest free cell, those in the middle first."""
    centre = wanted.mean(axis=0)
    free = np.ones(len(cells), dtype=np.bool_)
    chosen = np.zeros((len(wanted), 2), dtype=np.int64)
    for unit in np.argsort(_cost(wanted, centre), kind="stable"):
        cost = np.where(free, _cost(cells, wanted[unit]), np.inf)
        best = int(cost.argmin())
        free[best] = False
        chosen[unit] = cells[best]
    return chosen


def _cost(places: Floats | Places, goal: Floats) -> Floats:
    cost: Floats = ((places - goal) ** 2).sum(axis=1)
    return cost


def _improved(wanted: Floats, chosen: Places) -> Places:
    """Swap pairs while that brings both together nearer to where they belong."""
    if len(wanted) > _MOST_TO_IMPROVE:
        return chosen
    for _pass in range(_PASSES):
        moved = False
        for unit in range(len(wanted)):
            other = _best_swap(wanted, chosen, unit)
            if other is not None:
                chosen[[unit, other]] = chosen[[other, unit]]
                moved = True
        if not moved:
            break
    return chosen


def _best_swap(wanted: Floats, chosen: Places, unit: int) -> int | None:
    now = ((chosen - wanted) ** 2).sum(axis=1)
    mine_there = _cost(chosen, wanted[unit])
    theirs_here = _cost(wanted, chosen[unit].astype(np.float64))
    gain = now[unit] + now - mine_there - theirs_here
    best = int(gain.argmax())
    return best if gain[best] > 1e-9 else None


def _insets(
    far: list[tuple[str, Floats]], main: Floats, cells: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Islands in a column of their own past a gap, from north to south."""
    if not far:
        return {}
    columns = max(column for column, _ in cells.values()) + 1
    rows = max(row for _, row in cells.values()) + 1
    top, height = main[:, 1].min(), max(float(np.ptp(main[:, 1])), 1e-9)
    spots: dict[str, tuple[int, int]] = {}
    for code, spot in sorted(far, key=lambda island: (island[1][1], island[0])):
        row = int(np.clip((spot[1] - top) / height, 0, 1) * (rows - 1))
        taken = {r for _, r in spots.values()}
        spots[code] = (columns + 1, next(r for r in _outward(row) if r not in taken))
    return spots


def _outward(row: int) -> Iterable[int]:
    """The row itself, then its neighbours below and above; there is always a free one."""
    yield row
    step = 1
    while True:
        yield row + step
        if row - step >= 0:
            yield row - step
        step += 1

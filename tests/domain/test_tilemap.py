"""The map of tiles: one each, none over another, islands apart, always the same."""

from __future__ import annotations

import random

import pytest

from app.domain.tilemap import Point, Tile, tiles
from app.standard import standard_unit_rows

CITY = [Point(row["code"], float(row["lat"]), float(row["lon"])) for row in standard_unit_rows()]


def cells(found: list[Tile]) -> list[tuple[int, int]]:
    return [(tile.column, tile.row) for tile in found]


def test_every_unit_has_one_tile_of_its_own() -> None:
    found = tiles(CITY)
    assert [tile.code for tile in found] == [point.code for point in CITY]
    assert len(set(cells(found))) == len(CITY) == 114
    assert min(column for column, _row in cells(found)) == 0
    assert min(row for _column, row in cells(found)) == 0


def test_the_same_places_give_the_same_map() -> None:
    assert tiles(CITY) == tiles(list(CITY))


def test_the_far_island_stands_apart() -> None:
    names = {row["code"]: row["name"] for row in standard_unit_rows()}
    found = tiles(CITY)
    (island,) = [tile for tile in found if tile.is_inset]
    assert names[island.code] == "Đặc khu Bạch Long Vĩ"
    widest = max(tile.column for tile in found if not tile.is_inset)
    assert island.column == widest + 2


def test_neighbours_stay_near_and_directions_hold() -> None:
    """Most pairs that lie clearly east or north of each other do so on the map."""
    found = {tile.code: tile for tile in tiles(CITY) if not tile.is_inset}
    places = {point.code: point for point in CITY if point.code in found}
    right = wrong = 0
    for one in places.values():
        for other in places.values():
            if one.lon + 0.1 < other.lon:
                is_right = found[one.code].column < found[other.code].column
                right, wrong = right + is_right, wrong + (not is_right)
            if one.lat + 0.1 < other.lat:
                is_right = found[one.code].row > found[other.code].row
                right, wrong = right + is_right, wrong + (not is_right)
    assert right / (right + wrong) > 0.97


@pytest.mark.parametrize("count", [1, 2, 3, 7, 60, 500])
def test_any_number_of_units(count: int) -> None:
    draw = random.Random(count)
    points = [Point(f"{i}", draw.uniform(8, 23), draw.uniform(102, 110)) for i in range(count)]
    found = tiles(points)
    assert len(set(cells(found))) == count


def test_units_at_one_spot_still_have_their_own_tiles() -> None:
    found = tiles([Point(f"{i}", 20.0, 106.0) for i in range(9)])
    assert len(set(cells(found))) == 9


def test_units_without_a_place_have_no_tile() -> None:
    found = tiles([Point("a", 20.0, 106.0), Point("b", None, 106.0), Point("c", 20.1, None)])
    assert [tile.code for tile in found] == ["a"]
    assert tiles([]) == []

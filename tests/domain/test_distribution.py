"""One number among others."""

from __future__ import annotations

import statistics

from hypothesis import given
from hypothesis import strategies as st

from app.domain.distribution import distribution

NUMBERS = st.lists(st.integers(-1000, 1000).map(float), min_size=5, max_size=60)


@given(NUMBERS)
def test_places_and_median(values: list[float]) -> None:
    found = distribution(values)
    if found is None:
        assert len(set(values)) == 1
        return
    assert found.median == statistics.median(values)
    assert all(0 <= place <= 1 for place in found.places)
    assert 0 <= found.band_from <= found.median_at <= found.band_to <= 1
    low, high = found.places[values.index(min(values))], found.places[values.index(max(values))]
    assert (low, high) == (0, 1)


def test_the_one_far_off_is_named() -> None:
    found = distribution([10, 11, 12, 11, 10, 12, 11, 90])
    assert found is not None
    assert found.far == {7}


def test_nothing_to_see() -> None:
    assert distribution([1, 2, 3, 4]) is None
    assert distribution([7.0] * 20) is None

"""What is loaded before a fork is not looked through again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app.stack import memory


@pytest.fixture
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("as_before")
def test_what_stands_is_set_aside_and_rings_are_still_found() -> None:
    memory.settle()
    assert gc.get_freeze_count() > 10_000
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() >= 1

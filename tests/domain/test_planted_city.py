"""One small city of the bench of planted trouble, with floors under what it found."""

from __future__ import annotations

from benchmarks.planted import outcome_of
from benchmarks.planting.city import make_city

SEED = 5


def test_planted_trouble_is_found_and_clean_wards_are_left_alone() -> None:
    outcome = outcome_of([SEED], wards=80)
    recalls = {kind: outcome.recall(kind) for kind in ("contradiction", "copy", "outlier")}
    print(f"seed {SEED}: {recalls}, {outcome.soft_per_clean_ward:.2f} soft flags per clean ward")
    assert recalls["contradiction"] >= 0.9, outcome.missed
    assert recalls["copy"] >= 0.8, outcome.missed
    assert recalls["outlier"] >= 0.8, outcome.missed
    assert outcome.recall("personal data") == outcome.recall("foreign name") == 1, outcome.missed
    assert outcome.soft_per_clean_ward <= 3, outcome.soft


def test_equal_seeds_make_equal_cities() -> None:
    one, again, other = make_city(3, 6), make_city(3, 6), make_city(4, 6)
    assert [r.figures for r in one.now] == [r.figures for r in again.now]
    assert [r.texts for r in one.now] == [r.texts for r in again.now]
    assert [r.figures for r in one.now] != [r.figures for r in other.now]

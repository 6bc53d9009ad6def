"""The same figures out of texts that reached the reader worse than they were written.

TEXTS=all spoils every made-up report in every way; without it each way takes every third one,
and three neighbouring ways take them all.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.intake.generator.noise import CLEAN, LAYOUT, POOR, Noise
from tests.intake.reports_at import made_up
from tests.intake.scores import precision, recall, score

SEED = 20260614
WAYS: dict[str, Noise] = {**CLEAN, **LAYOUT, **POOR}
IS_ALL = os.environ.get("TEXTS") == "all"


def measured(name: str) -> tuple[float, float, int, list[str]]:
    chance, noise = random.Random(SEED), WAYS[name]
    # A text that is already without marks cannot lose them.
    pairs = [pair for pair in made_up() if "no_diacritics" not in pair.expected["noise"]]
    if not IS_ALL:
        pairs = pairs[list(WAYS).index(name) % 3 :: 3]
    tally = score(pairs, lambda text: noise(text, chance))
    return precision(tally), recall(tally), tally.asserted, tally.notes


@pytest.mark.parametrize("name", CLEAN)
def test_spelling_and_markup_change_nothing(name: str) -> None:
    right, found, asserted, notes = measured(name)
    assert right >= 0.99, notes
    assert found >= 0.95, notes
    assert asserted == 0, notes


@pytest.mark.parametrize("name", LAYOUT)
def test_wrapped_lines_with_page_numbers(name: str) -> None:
    right, found, asserted, notes = measured(name)
    assert right >= 0.99, notes
    assert found >= 0.90, notes
    assert asserted == 0, notes


@pytest.mark.parametrize("name", POOR)
def test_scans_and_texts_without_marks(name: str) -> None:
    right, found, _, notes = measured(name)
    assert right >= 0.99, (SEED, notes)
    assert found >= 0.75, (SEED, notes)

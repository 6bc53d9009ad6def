"""Annexes of figures in many makes: the columns of this period, and no others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake.scores import sure, understand

ANNEXES = sorted(Path(__file__).with_name("annexes").glob("*.txt"))


def typed(text: str) -> object:
    if text == "true":
        return True
    return text if text.count("-") == 2 else Decimal(text)


def split(path: Path) -> tuple[str, dict[str, object]]:
    """A report, and what the line '=> code=value …' behind it says that it states."""
    text, _, stated = path.read_text("utf-8").rpartition("=>")
    return text, {code: typed(value) for code, value in (s.split("=") for s in stated.split())}


def read_values(text: str) -> tuple[dict[str, object], set[str]]:
    read = understand(text)
    values = {
        code: str(found.value) if code.endswith("_date") else found.value
        for code, found in read.indicators.items()
    }
    return values, sure(read)


@pytest.mark.parametrize("path", ANNEXES, ids=lambda path: path.stem)
def test_an_annex_states_what_it_states_and_no_more(path: Path) -> None:
    text, wanted = split(path)
    values, certain = read_values(text)
    assert {code: values[code] for code in certain} == {code: wanted.get(code) for code in certain}


def test_nearly_every_figure_of_the_annexes_is_found() -> None:
    expected, found = 0, 0
    for path in ANNEXES:
        text, wanted = split(path)
        values, _ = read_values(text)
        expected += len(wanted)
        found += sum(values.get(code) == value for code, value in wanted.items())
    assert found / expected >= 0.97

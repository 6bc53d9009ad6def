"""Versions of a made-up city for the benchmarks: plain numbers, quick to make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.consolidation import Standing
from app.domain.forms import FormDefinition
from app.domain.vectors import VALUE, layout_of

#: Wards of one city, of a country's communes after the merger, and of ten such countries.
SIZES = (114, 3_321, 33_210)
#: The share of questions that a ward leaves without a value.
UNANSWERED = 0.1


@dataclass(frozen=True)
class MadeCity:
    """``vectors`` as the application packs them; ``floats`` the same as a float64
    vector per ward, NaN where there is no value, which is what the floor reads."""

    codes: tuple[str, ...]
    vectors: tuple[bytes, ...]
    floats: tuple[bytes, ...]
    values: NDArray[np.float64]

    @property
    def standings(self) -> Sequence[Standing]:
        return [Standing(code, "xã", True, True) for code in self.codes]


def make_city(form: FormDefinition, wards: int, seed: int = 20261122) -> MadeCity:
    """``wards`` wards whose every indicator is a number up to 10,000."""
    random = np.random.default_rng(seed)
    layout = layout_of(form)
    shape = (wards, len(layout.fields))
    rows = np.zeros(wards, dtype=layout.record)
    rows["header"] = np.frombuffer(layout.header, dtype=np.uint8)
    rows["states"] = np.where(random.random(shape) < UNANSWERED, 0, VALUE)
    rows["values"] = random.integers(0, 10_000, shape) * (rows["states"] == VALUE)
    values = np.where(rows["states"] == VALUE, rows["values"].astype(np.float64), np.nan)
    return MadeCity(
        tuple(f"{number:05}" for number in range(wards)),
        tuple(row.tobytes() for row in rows),
        tuple(row.tobytes() for row in values),
        values,
    )

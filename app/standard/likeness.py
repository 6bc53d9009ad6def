"""The second reader's model, from the data file beside this module.

``flask intake learn`` makes the file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.reading.likeness import Likeness

#: Weights are kept in steps of this size, one byte each.
_STEP: Final = 1 / 24
_LARGEST: Final = 127


@cache
def standard_likeness() -> Likeness:
    """The model of the standard form, loaded once per process."""
    return load((files(__package__ or "app.standard") / "likeness.npz").read_bytes())


def dump(model: Likeness) -> bytes:
    """The model as a compressed file: weights in steps, zeros left out."""
    steps = np.clip(np.rint(model.weights / _STEP), -_LARGEST, _LARGEST).astype(np.int8)
    rows, columns = np.nonzero(steps)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        features=_packed(model.features),
        classes=_packed(model.classes),
        bias=model.bias,
        counts=np.bincount(rows, minlength=len(model.features)).astype(np.uint8),
        columns=columns.astype(np.uint8),
        steps=steps[rows, columns],
    )
    return file.getvalue()


def load(content: bytes) -> Likeness:
    """The model that ``dump`` kept; weights come back to within half a step."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        features, classes = _unpacked(kept["features"]), _unpacked(kept["classes"])
        weights = np.zeros((len(features), len(classes)), dtype=np.float32)
        rows = np.repeat(np.arange(len(features)), kept["counts"])
        weights[rows, kept["columns"]] = kept["steps"] * np.float32(_STEP)
        return Likeness(features, classes, weights, kept["bias"])


def _packed(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def _unpacked(letters: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(letters.tobytes().decode().split("\n"))

"""The fitted model: features, classes, weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Class 0: a figure that answers no indicator.
NOTHING: Final = ""


@dataclass(frozen=True)
class Likeness:
    """``weights`` is float32 of shape (features, classes), ``bias`` of shape (classes);
    ``classes[0]`` is ``NOTHING``, the others are codes of indicators."""

    features: tuple[str, ...]
    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.features)}

    def chances(self, names: Sequence[str]) -> NDArray[np.float32]:
        """How likely each class is for a figure with these features; sums to 1."""
        rows = [n for n in map(self._index.get, names) if n is not None]
        return softmax(self.weights[rows].sum(axis=0) * scale_of(len(rows)) + self.bias)


def scale_of(count: int) -> float:
    """Long sentences must not speak louder than short ones."""
    return float(max(1, count) ** -0.5)


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max())
    chances: NDArray[np.float32] = raised / raised.sum()
    return chances

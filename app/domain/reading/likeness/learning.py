"""Fitting the model to figures whose indicators are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.reading.likeness.model import NOTHING, Likeness, scale_of, softmax

#: A feature seen once tells of one text, not of the language.
_SEEN: Final = 2
_EPOCHS: Final = 14
_RATE: Final = 0.5
_DECAY: Final = 1e-5
_BIAS_RATE: Final = 0.01
#: Squared slopes begin here, so that a word seen twice is not believed at once.
_CAUTION: Final = 0.01
#: Smaller weights are noise, and would fill the file.
_LEAST: Final = 0.1
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A figure's features and the code it answers, ``NOTHING`` for none."""

    features: tuple[str, ...]
    code: str


def learn(examples: Sequence[Example]) -> Likeness:
    """The model of these examples; the same examples in the same order give the same."""
    counts = Counter(name for example in examples for name in example.features)
    features = tuple(sorted(name for name, count in counts.items() if count >= _SEEN))
    classes = (NOTHING, *sorted({e.code for e in examples} - {NOTHING}))
    index = {name: n for n, name in enumerate(features)}
    rows = [np.array([index[f] for f in e.features if f in index], int) for e in examples]
    wanted = [classes.index(example.code) for example in examples]
    weights, bias = _fit(rows, wanted, (len(features), len(classes)))
    return Likeness(features, classes, weights, bias)


def _fit(
    rows: Sequence[NDArray[np.int_]], wanted: Sequence[int], shape: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """AdaGrad, one example at a time, in a new order each round."""
    weights = np.zeros(shape, dtype=np.float32)
    squares = np.full(shape, _CAUTION, dtype=np.float32)
    bias = np.zeros(shape[1], dtype=np.float32)
    order = np.random.default_rng(_SEED)
    for _ in range(_EPOCHS):
        for n in order.permutation(len(rows)):
            row = rows[n]
            scale = scale_of(len(row))
            error = softmax(weights[row].sum(axis=0) * scale + bias)
            error[wanted[n]] -= 1
            slope = error * scale + _DECAY * weights[row]
            squares[row] += slope * slope
            weights[row] -= _RATE * slope / np.sqrt(squares[row])
            bias -= _BIAS_RATE * error
    weights[np.abs(weights) < _LEAST] = 0
    return weights, bias

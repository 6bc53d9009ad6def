"""Texts as sets of word 4-shingles, and which of many texts share them.

Broder (1997): the containment of A in B is the share of A's shingles found in B.
Shingles that a good part of the city uses are boilerplate and count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies.words import Hashes

WIDTH: Final = 4
#: Texts up to this many are compared on all shingles, more on one in ``_SAMPLE``.
_FULL_UP_TO: Final = 400
_SAMPLE: Final = 4
_BOILERPLATE_SHARE: Final = 0.1
_BOILERPLATE_LEAST: Final = 5
_BOILERPLATE_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Likeness:
    """Text ``first`` is contained in text ``second`` by ``share``; ``shared`` shingles."""

    first: int
    second: int
    share: float
    shared: int


def shingle_sets(texts: Sequence[Hashes]) -> list[Hashes]:
    """The sorted distinct shingle hashes of each text of word numbers."""
    if not texts:
        return []
    ends = list(accumulate(len(text) for text in texts))
    hashes = _rolling(np.concatenate(texts))
    return [
        _distinct(hashes[end - len(text) : max(end - WIDTH + 1, end - len(text))])
        for text, end in zip(texts, ends, strict=True)
    ]


def _distinct(hashes: Hashes) -> Hashes:
    """Sorted and each once; for short arrays quicker than the library's."""
    ordered = np.sort(hashes)
    keep = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def _rolling(ids: Hashes) -> Hashes:
    """One hash for each run of four words; the three last places hold nothing of use."""
    multiplier = np.uint64(0x9E3779B97F4A7C15)
    hashes = np.zeros(len(ids), dtype=np.uint64)
    for offset in range(WIDTH):
        step = np.zeros_like(ids)
        step[: max(0, len(ids) - offset)] = ids[offset:]
        hashes = (hashes ^ step) * multiplier
        hashes ^= hashes >> np.uint64(29)
    return hashes


def without_boilerplate(sets: Sequence[Hashes]) -> list[Hashes]:
    """The sets without the shingles that too many of the texts use."""
    if not sets:
        return []
    limit = min(max(_BOILERPLATE_LEAST, int(_BOILERPLATE_SHARE * len(sets))), _BOILERPLATE_MOST)
    hashes, counts = np.unique(np.concatenate(sets), return_counts=True)
    common = hashes[counts > limit]
    return [s[~_is_in(s, common)] for s in sets] if len(common) else list(sets)


def _is_in(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Membership in a sorted array."""
    places = np.searchsorted(ordered, values)
    places[places == len(ordered)] = 0
    found: NDArray[np.bool_] = ordered[places] == values
    return found


def containment(first: Hashes, second: Hashes) -> tuple[float, int]:
    """The share of the first set found in the second, and how many that are."""
    if not len(first) or not len(second):
        return 0.0, 0
    shared = int(np.count_nonzero(_is_in(first, second)))
    return shared / len(first), shared


def likenesses(
    sets: Sequence[Hashes], candidate: float, flagged: float, least_shared: int
) -> list[Likeness]:
    """Ordered pairs whose containment reaches ``flagged``, exact on all shingles.

    Pairs are first sought on a sample, where ``candidate`` is enough to be looked at.
    """
    sampled = [_sample(s) for s in sets] if len(sets) > _FULL_UP_TO else list(sets)
    found: list[Likeness] = []
    for first, second in _candidates(sampled, candidate):
        _, shared = containment(sets[first], sets[second])
        if shared < least_shared:
            continue
        for one, other in ((first, second), (second, first)):
            share = shared / len(sets[one])
            if share >= flagged:
                found.append(Likeness(one, other, share, shared))
    return found


def _sample(hashes: Hashes) -> Hashes:
    sample: Hashes = hashes[hashes % np.uint64(_SAMPLE) == 0]
    return sample


def _candidates(sets: Sequence[Hashes], least: float) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, that share at least ``least`` of the smaller set."""
    sizes = np.array([len(s) for s in sets])
    if sizes.sum() == 0:
        return []
    owners = np.repeat(np.arange(len(sets)), sizes)
    hashes = np.concatenate(sets)
    order = np.argsort(hashes, kind="stable")
    pairs = _pairs_in_runs(hashes[order], owners[order], len(sets))
    keys, shared = np.unique(pairs, return_counts=True)
    first, second = keys // len(sets), keys % len(sets)
    is_close = shared >= least * np.minimum(sizes[first], sizes[second])
    return list(zip(first[is_close].tolist(), second[is_close].tolist(), strict=True))


def _pairs_in_runs(hashes: Hashes, owners: NDArray[np.intp], n: int) -> NDArray[np.intp]:
    """i·n + j for every two owners i < j of one hash; hashes are sorted."""
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    lengths = np.diff(np.r_[starts, len(hashes)])
    pairs = [np.empty(0, dtype=np.intp)]
    for length in np.unique(lengths[lengths > 1]).tolist():
        runs = owners[starts[lengths == length][:, None] + np.arange(length)]
        left, right = np.triu_indices(length, 1)
        pairs.append((runs[:, left] * n + runs[:, right]).ravel())
    return np.concatenate(pairs)

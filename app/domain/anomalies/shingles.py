"""Texts as sets of word 4-shingles, and which of many texts share them.

Broder (1997): the containment of A in B is the share of A's shingles found in B.
Shingles that a good part of the city uses are boilerplate and count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies.words import BREAK, Words

Hashes = NDArray[np.uint64]

WIDTH: Final = 4
#: Texts up to this many are compared on all shingles, more on one in ``_SAMPLE``.
_FULL_UP_TO: Final = 400
_SAMPLE: Final = 4
#: A sample may show less than the whole would.
_SAMPLE_FLOOR: Final = 0.75
_BOILERPLATE_SHARE: Final = 0.1
_BOILERPLATE_LEAST: Final = 5
_BOILERPLATE_MOST: Final = 60
#: The low bits of a key say which text, the others are of the shingle.
_OWNER_BITS: Final = 20
_OWNER: Final = np.uint64((1 << _OWNER_BITS) - 1)
#: Shingles looked for are first told apart by this many of their bits.
_SIEVE: Final = np.uint64((1 << 22) - 1)


@dataclass(frozen=True, slots=True)
class Limits:
    """``flagged`` of all shingles is a copy, if ``candidate`` of those that are no
    boilerplate is shared too. ``least_shared`` shingles must be shared; of those that are
    no boilerplate as many at ``flagged``, and the fewer the more alike the texts are."""

    candidate: float
    flagged: float
    least_shared: int

    def least_telling(self, share: float) -> float:
        """A quarter of ``least_shared`` is enough where one text holds all of the other."""
        return self.least_shared * (1 - 0.75 * (share - self.flagged) / (1 - self.flagged))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Text ``first`` is contained in text ``second`` by ``share``; ``shared`` shingles."""

    first: int
    second: int
    share: float
    shared: int


@dataclass(frozen=True, eq=False)
class Shingles:
    """The shingles of many texts: ``hashes[i]`` stands in text ``owners[i]``; a text's own
    stand together, in the order of the texts."""

    hashes: Hashes
    owners: NDArray[np.int32]
    count: int

    @classmethod
    def of(cls, words: Words) -> Shingles:
        """One hash for each run of four words within a text."""
        starts = max(0, len(words.flat) - WIDTH + 1)
        hashes = np.zeros(starts, dtype=np.uint64)
        is_whole = np.ones(starts, dtype=bool)
        multiplier = np.uint64(0x9E3779B97F4A7C15)
        for offset in range(WIDTH):
            step = words.flat[offset : offset + starts]
            is_whole &= step != BREAK
            hashes ^= step
            hashes *= multiplier
            hashes ^= hashes >> np.uint64(29)
        return cls(hashes[is_whole], words.owners[:starts][is_whole], words.count)

    def first(self, count: int) -> Shingles:
        """Those of the first texts alone."""
        until = self._starts[count]
        return Shingles(self.hashes[:until], self.owners[:until], count)

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        return np.searchsorted(self.owners, np.arange(self.count + 1))

    def set_of(self, text: int) -> Hashes:
        """The distinct shingles of one text, sorted."""
        ordered = np.sort(self.hashes[self._starts[text] : self._starts[text + 1]])
        return ordered[_is_new(ordered)]

    @cached_property
    def _most(self) -> int:
        """Shingles in more texts than this are boilerplate."""
        share = int(_BOILERPLATE_SHARE * self.count)
        return min(max(_BOILERPLATE_LEAST, share), _BOILERPLATE_MOST)

    def boilerplate_among(self, wanted: Hashes) -> Hashes:
        """Those of some shingles (sorted, distinct) that too many of the texts use."""
        sieve = np.zeros(int(_SIEVE) + 1, dtype=bool)
        sieve[_places(wanted)] = True
        near = np.flatnonzero(sieve[_places(self.hashes)])
        hashes, owners = self.hashes[near], self.owners[near]
        order = np.argsort(hashes, kind="stable")  # The owners of each stay in their order.
        hashes, owners = hashes[order], owners[order]
        begins = _is_new(hashes)
        groups = np.flatnonzero(begins)
        if not len(groups):
            return groups.astype(np.uint64)
        is_use = begins | _is_new(owners)
        used = np.add.reduceat(is_use.astype(np.intp), groups)
        common: Hashes = hashes[groups[used > self._most]]
        return common[_is_in(common, wanted)]

    def likenesses(self, limits: Limits) -> list[Likeness]:
        """Ordered pairs whose containment reaches ``flagged``, exact on all shingles.

        Whether two texts are a pair is asked of what is no boilerplate; how much of the
        one is in the other, of all. By either alone two reports in official language that
        share one sentence would pass for copies, or a copy with a word changed here and
        there, whose every change makes shingles that nobody else has, for none.
        """
        is_sample = self.count > _FULL_UP_TO
        pairs = self._candidates(limits.candidate * (_SAMPLE_FLOOR if is_sample else 1))
        whole = {text: self.set_of(text) for text in {t for pair in pairs for t in pair}}
        if not whole:
            return []
        common = self.boilerplate_among(np.unique(np.concatenate(list(whole.values()))))
        own = {text: hashes[~_is_in(hashes, common)] for text, hashes in whole.items()}
        return [found for pair in pairs for found in _exact(pair, own, whole, limits)]

    def _candidates(self, least: float) -> list[tuple[int, int]]:
        """Pairs (i, j), i < j, that share at least ``least`` of the smaller set, by sample."""
        keys = self._sorted_keys()
        hashes, owners = keys >> np.uint64(_OWNER_BITS), (keys & _OWNER).astype(np.int64)
        starts = np.flatnonzero(_is_new(hashes))
        lengths = np.diff(np.r_[starts, len(hashes)])
        is_telling = lengths <= self._most
        used = np.repeat(is_telling, lengths)
        sizes = np.bincount(owners[used], minlength=self.count)
        pairs = _pairs(owners, starts[is_telling], lengths[is_telling], self.count)
        found, shared = np.unique(pairs, return_counts=True)
        first, second = found // self.count, found % self.count
        is_close = shared >= least * np.minimum(sizes[first], sizes[second])
        return list(zip(first[is_close].tolist(), second[is_close].tolist(), strict=True))

    def _sorted_keys(self) -> Hashes:
        """Shingle and text in one number each, sorted, every one once."""
        hashes, owners = self.hashes, self.owners
        if self.count > _FULL_UP_TO:
            is_taken = hashes % np.uint64(_SAMPLE) == 0
            hashes, owners = hashes[is_taken], owners[is_taken]
        keys = (hashes & ~_OWNER) | owners.astype(np.uint64)
        keys.sort()
        return keys[_is_new(keys)]


def _is_new(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Where another value begins."""
    found = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def _places(hashes: Hashes) -> NDArray[np.int64]:
    """Where each stands in the sieve. Small enough to be taken for signed as they are."""
    return (hashes & _SIEVE).view(np.int64)


def containment(first: Hashes, second: Hashes) -> tuple[float, int]:
    """The share of the first set found in the second, and how many that are."""
    if not len(first) or not len(second):
        return 0.0, 0
    shared = int(np.count_nonzero(_is_in(first, second)))
    return shared / len(first), shared


def _is_in(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Membership in a sorted array."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    places = np.searchsorted(ordered, values)
    places[places == len(ordered)] = 0
    found: NDArray[np.bool_] = ordered[places] == values
    return found


def _exact(
    pair: tuple[int, int],
    own: Mapping[int, Hashes],
    whole: Mapping[int, Hashes],
    limits: Limits,
) -> Iterator[Likeness]:
    """Each of two texts against the other, where it is contained in it."""
    _, telling = containment(own[pair[0]], own[pair[1]])
    if telling < limits.candidate * min(len(own[text]) for text in pair):
        return
    for first, second in (pair, pair[::-1]):
        share, shared = containment(whole[first], whole[second])
        if share < limits.flagged or shared < limits.least_shared:
            continue
        if telling >= limits.least_telling(share):
            yield Likeness(first, second, share, shared)


def _pairs(
    owners: NDArray[np.int64],
    starts: NDArray[np.intp],
    lengths: NDArray[np.intp],
    n: int,
) -> NDArray[np.int64]:
    """i·n + j for every two texts i < j of one shingle: a run of ``owners`` each."""
    pairs = [np.empty(0, dtype=np.int64)]
    for length in np.unique(lengths[lengths > 1]).tolist():
        runs = owners[starts[lengths == length][:, None] + np.arange(length)]
        left, right = np.triu_indices(length, 1)
        pairs.append((runs[:, left] * n + runs[:, right]).ravel())
    return np.concatenate(pairs)


def groups(likes: Sequence[Likeness]) -> dict[int, tuple[int, ...]]:
    """Each text that is like another -> all texts linked with it by likeness, itself too."""
    leader: dict[int, int] = {}

    def head(text: int) -> int:
        while (above := leader.setdefault(text, text)) != text:
            leader[text] = leader[above]
            text = above
        return text

    for like in likes:
        leader[head(like.first)] = head(like.second)
    members: dict[int, list[int]] = {}
    for text in sorted(leader):
        members.setdefault(head(text), []).append(text)
    return {text: tuple(linked) for linked in members.values() for text in linked}

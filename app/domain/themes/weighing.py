"""Wordings as vectors whose product is their likeness, 0 to 1.

A wording is the vector of its words and word pairs, and of the letters within its words, each
weighed by how rare it is (TF-IDF). Words are numbered once for all texts, and letters looked
for once in each word that occurs, not once in each text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

#: What words and word pairs weigh against the letters within words.
WORDS_WEIGH: Final = 0.6

Places = np.ndarray[Any, np.dtype[np.int64]]


def vectors_of(texts: Sequence[str]) -> csr_matrix:
    """One row of length 1 for each text of words; for one without any word, a row of zeros."""
    running = _running(texts)
    if not running.words.size:
        return csr_matrix((len(texts), 1), dtype=np.float32)
    single, pairs = running.single, running.pairs
    words = _weighed(hstack((single, pairs), format="csr"), WORDS_WEIGH)
    letters = _weighed(single @ _spelling(running.vocabulary), 1 - WORDS_WEIGH)
    return csr_matrix(hstack((words, letters), format="csr"))


@dataclass(frozen=True)
class _Running:
    """All texts one after the other: the number of each word, and the text that it is in."""

    vocabulary: Sequence[str]
    words: Places
    within: Places
    texts: int

    @cached_property
    def single(self) -> csr_matrix:
        return self._counted(self.within, self.words, len(self.vocabulary))

    @property
    def pairs(self) -> csr_matrix:
        follows = self.within[1:] == self.within[:-1]
        codes = self.words[:-1] * len(self.vocabulary) + self.words[1:]
        known, numbers = np.unique(codes[follows], return_inverse=True)
        return self._counted(self.within[1:][follows], numbers, len(known))

    def _counted(self, rows: Places, columns: Places, width: int) -> csr_matrix:
        ones = np.ones(len(rows), dtype=np.float32)
        return csr_matrix((ones, (rows, columns)), shape=(self.texts, width))


def _running(texts: Sequence[str]) -> _Running:
    numbers: dict[str, int] = {}
    split = [text.split() for text in texts]
    words = [numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(split)]
    within = np.repeat(np.arange(len(texts)), [len(own) for own in split])
    return _Running(list(numbers), np.array(words, dtype=np.int64), within, len(texts))


def _spelling(vocabulary: Sequence[str]) -> csr_matrix:
    """How often runs of two to four letters, and the word's ends, occur in each word."""
    runs = CountVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), lowercase=False, dtype=np.float32
    )
    return runs.fit_transform(vocabulary)


def _weighed(counts: csr_matrix, share: float) -> csr_matrix:
    weighed = TfidfTransformer(sublinear_tf=True).fit(counts).transform(counts, copy=False)
    weighed.data *= np.float32(np.sqrt(share))
    return weighed

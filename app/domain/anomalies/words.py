"""Texts as numbered words, with what any two honest reports share masked.

Numbers are one word, the unit's own name another, and the set phrases of the law a
third, so that a copyist who changed just those is still seen, and a writer who
merely cites the law is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.vietnamese.text import canonical, nfc

Hashes = NDArray[np.uint64]

_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*")
_SET_PHRASES: Final = (
    "dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng",
    "luật thực hiện dân chủ ở cơ sở",
    "quy chế thực hiện dân chủ ở cơ sở",
    "quy chế dân chủ ở cơ sở",
    "thực hiện dân chủ ở cơ sở",
    "chủ trương của đảng, chính sách, pháp luật của nhà nước",
    "chính quyền địa phương hai cấp",
    "ủy ban mặt trận tổ quốc việt nam",
    "ủy ban mặt trận tổ quốc",
    "trung tâm phục vụ hành chính công",
    "ban thanh tra nhân dân",
    "ban giám sát đầu tư của cộng đồng",
    "ban giám sát đầu tư cộng đồng",
    "đại biểu quốc hội khóa xvi và đại biểu hội đồng nhân dân các cấp",
    "phát triển kinh tế xã hội",
    "quốc phòng an ninh",
    "công khai minh bạch",
    "cán bộ, công chức, người lao động",
)
_NUMBER: Final = 1
_OWN_NAME: Final = 2
_SET_PHRASE: Final = 3
_FIRST_WORD: Final = 4


class Vocabulary:
    """Word numbers for one comparison of texts.

    Each spelling between two spaces is split, lowered and numbered once, however
    often it occurs: that is most of the work of reading a city's reports.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._spellings: dict[str, tuple[int, ...]] = {}
        self._phrases = [self.sequence(phrase) for phrase in _SET_PHRASES]

    def sequence(self, text: str) -> list[int]:
        """The numbers of a text's words."""
        numbers: list[int] = []
        known = self._spellings
        for spelling in text.split():
            words = known.get(spelling)
            numbers += self._learn(spelling) if words is None else words
        return numbers

    def _learn(self, spelling: str) -> tuple[int, ...]:
        words = _WORD.findall(canonical(nfc(spelling)))
        numbers = self._numbers
        learnt = tuple(
            _NUMBER if w[0].isdigit() else numbers.setdefault(w, len(numbers) + _FIRST_WORD)
            for w in words
        )
        self._spellings[spelling] = learnt
        return learnt

    def masked(self, texts: Iterable[str], names: Iterable[Sequence[str]]) -> list[Hashes]:
        """The texts as word numbers; ``names`` are each text's own unit's, longest first."""
        named = [
            _with_names(np.array(self.sequence(text), dtype=np.uint64), self._own(own))
            for text, own in zip(texts, names, strict=True)
        ]
        return self._without_set_phrases(named)

    def _own(self, names: Sequence[str]) -> list[list[int]]:
        return [self.sequence(name) for name in names]

    def _without_set_phrases(self, texts: Sequence[Hashes]) -> list[Hashes]:
        """Every set phrase as one word; all texts are searched as one long one."""
        if not texts:
            return []
        flat = np.concatenate(texts)
        ends = list(accumulate(len(text) for text in texts))
        keep = np.ones(len(flat), dtype=bool)
        for phrase in self._phrases:
            _replace(flat, keep, phrase, _SET_PHRASE)
        starts = [0, *ends[:-1]]
        return [flat[s:e][keep[s:e]] for s, e in zip(starts, ends, strict=True)]


def _with_names(words: Hashes, names: Sequence[Sequence[int]]) -> Hashes:
    keep = np.ones(len(words), dtype=bool)
    for name in names:
        _replace(words, keep, name, _OWN_NAME)
    return words[keep]


def _replace(words: Hashes, keep: NDArray[np.bool_], phrase: Sequence[int], by: int) -> None:
    """Put ``by`` for the first word of each occurrence, and drop the others, in place."""
    if not phrase or len(words) < len(phrase):
        return
    places = np.flatnonzero(words[: len(words) - len(phrase) + 1] == phrase[0])
    for offset, word in enumerate(phrase[1:], start=1):
        places = places[words[places + offset] == word]
    for offset in range(1, len(phrase)):
        keep[places + offset] = False
        words[places + offset] = 0
    words[places] = by

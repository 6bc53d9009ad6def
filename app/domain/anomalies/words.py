"""Texts as numbered words, with what any two honest reports share masked.

Numbers are one word, the unit's own name another, and the set phrases of the law and
of the form a third, so that a copyist who changed just those is still seen, and a
writer who merely cites the law is not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.vietnamese.text import canonical, nfc

Numbers = NDArray[np.uint32]

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
#: Stands behind every text; no run of words reaches over it.
BREAK: Final = 0
_NUMBER: Final = 1
_OWN_NAME: Final = 2
_SET_PHRASE: Final = 3
_FIRST_WORD: Final = 4
#: A title of the form with fewer words is ordinary speech.
_SHORTEST_TITLE: Final = 5


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """Texts one behind the other as word numbers, ``BREAK`` behind each.

    ``owners[i]`` is the place of the text that word ``i`` stands in; ``count`` is how
    many texts there are.
    """

    flat: Numbers
    owners: NDArray[np.int32]
    count: int


@lru_cache(maxsize=65_536)
def _words_of(spelling: str) -> tuple[str, ...]:
    """The words within what stands between two spaces, as they are compared."""
    return tuple(_WORD.findall(canonical(nfc(spelling))))


class _Spellings(dict[str, int]):
    """What stands between two spaces -> its number; each is taken apart once.

    That is most of the work of reading a city's reports. ``words`` holds the words of
    all spellings one behind the other, ``ends[n]`` where those of number n - 1 end.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.words = array("I")
        self.ends = array("I", [0])

    def __missing__(self, spelling: str) -> int:
        numbers = self._numbers
        for word in _words_of(spelling):
            is_number = word[0].isdigit()
            self.words.append(
                _NUMBER if is_number else numbers.setdefault(word, len(numbers) + _FIRST_WORD)
            )
        return self._learnt(spelling)

    def add_break(self) -> int:
        """The number of what stands behind every text."""
        self.words.append(BREAK)
        return self._learnt("")

    def _learnt(self, spelling: str) -> int:
        self.ends.append(len(self.words))
        self[spelling] = number = len(self.ends) - 2
        return number


class Vocabulary:
    """Word numbers for one comparison of texts."""

    def __init__(self) -> None:
        self._spellings = _Spellings()
        self._break = self._spellings.add_break()
        self._phrases = [self.sequence(phrase) for phrase in _SET_PHRASES]

    def sequence(self, text: str) -> list[int]:
        """The numbers of a text's words."""
        words, ends = self._spellings.words, self._spellings.ends
        numbers = [self._spellings[spelling] for spelling in text.split()]
        return [word for n in numbers for word in words[ends[n] : ends[n + 1]]]

    def masked(
        self, texts: Iterable[str], names: Sequence[Sequence[str]], titles: Iterable[str] = ()
    ) -> Words:
        """The texts as word numbers. ``names`` are each text's own unit's, longest first;
        ``titles`` are phrases of the form, masked like those of the law."""
        words = self._numbered(texts)
        keep = np.ones(len(words.flat), dtype=bool)
        for own in zip(*names, strict=True):
            self._mask_names(words, keep, own)
        asked = [t for title in titles if len(t := self.sequence(title)) >= _SHORTEST_TITLE]
        for phrase in (*self._phrases, *asked):
            places = np.flatnonzero(words.flat == phrase[0])
            for offset, word in enumerate(phrase[1:], start=1):
                places = places[words.flat[places + offset] == word]
            _put(words.flat, keep, places, len(phrase), _SET_PHRASE)
        return Words(words.flat[keep], words.owners[keep], words.count)

    def _numbered(self, texts: Iterable[str]) -> Words:
        spelled, ends = array("I"), [0]
        number_of = self._spellings.__getitem__
        for text in texts:
            spelled.extend(map(number_of, text.split()))
            spelled.append(self._break)
            ends.append(len(spelled))
        flat, sizes = self._words_in(np.array(spelled, dtype=np.intp))
        lengths = np.add.reduceat(sizes, ends[:-1]) if len(ends) > 1 else sizes
        owners = np.repeat(np.arange(len(ends) - 1, dtype=np.int32), lengths)
        return Words(flat, owners, len(ends) - 1)

    def _words_in(self, spelled: NDArray[np.intp]) -> tuple[Numbers, NDArray[np.intp]]:
        """The words of spellings one behind the other, and how many each has."""
        words = np.array(self._spellings.words, dtype=np.uint32)
        ends = np.array(self._spellings.ends, dtype=np.intp)
        sizes = np.diff(ends)[spelled]
        behind = np.cumsum(sizes)
        shift = np.repeat(ends[spelled] - (behind - sizes), sizes)
        return words[np.arange(len(shift)) + shift], sizes

    def _mask_names(self, words: Words, keep: NDArray[np.bool_], names: Sequence[str]) -> None:
        """One name for each text, which stands in that text alone for the own one."""
        known = {name: self.sequence(name) for name in set(names)}
        longest = max(map(len, known.values()), default=0)
        table = np.zeros((len(names), longest), dtype=np.uint32)
        for row, name in enumerate(names):
            table[row, : len(known[name])] = known[name]
        lengths = np.count_nonzero(table, axis=1)
        if not longest:
            return
        last = max(int(words.flat.max(initial=0)), int(table.max()))
        begins_one = np.zeros(last + 1, dtype=bool)
        begins_one[table[:, 0]] = True
        begins_one[BREAK] = False  # Of a name without a word.
        places = np.flatnonzero(begins_one[words.flat])
        places = places[words.flat[places] == table[words.owners[places], 0]]
        for offset in range(1, longest):
            expected = table[words.owners[places], offset]
            ahead = words.flat[np.minimum(places + offset, len(words.flat) - 1)]
            places = places[(expected == BREAK) | (ahead == expected)]
        for length in np.unique(lengths).tolist():
            at = places[lengths[words.owners[places]] == length]
            _put(words.flat, keep, at, length, _OWN_NAME)


def _put(
    flat: Numbers, keep: NDArray[np.bool_], places: NDArray[np.intp], length: int, by: int
) -> None:
    """``by`` for the first of ``length`` words at each place; the others are dropped."""
    flat[places] = by
    for offset in range(1, length):
        keep[places + offset] = False
        flat[places + offset] = by

"""Words of a text, and the known phrases among them, found in one pass.

Phrases are compared without marks and then by their marks: "đơn" must not match
"don", but "hổ sơ" of a bad scan may stand for "hồ sơ". ``quality`` is the share
of words whose marks agree; 1.0 where the whole text has no marks at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.vietnamese.text import canonical, fold

_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]")
_ONSET: Final = "(?:ngh?|nh|gh?|gi|kh|ph|qu|th|tr|ch|[bcdhklmnprstvx])?"
_RIME: Final = (
    "(?:i?e[ucmnpt]?|ie(?:ng|c|m|n|p|t|u)|i(?:a|c|ch|m|n|nh|p|t|u)?|ye(?:m|n|t|u)|y(?:a|t|n|nh|ch|u|p)?"
    "|e(?:ng|nh|ch|o)?|a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|o(?:a|ac|ach|ai|am|an|ang|anh|ao|ap|at|ay|e|en|eo|et"
    "|c|i|m|n|ng|p|t|ong|oc)?|u(?:a|an|at|ang|ay|e|en|enh|ech|et|o|oc|oi|om|on|ong|op|ot|ou|u|y|ya|yen|yet|ynh"
    "|yt|ych|yu|c|i|m|n|ng|p|t)?)"
)
_SYLLABLE: Final = re.compile(_ONSET + _RIME)
_DIGIT_LETTERS: Final = str.maketrans("01589", "olsbg")
_MIXED: Final = re.compile(r"(?=.*\d)(?=.*[a-z])")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    folded: str


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at ``start``–``end``; ``phrase`` is its number in the book.

    ``is_changed``: a word of it stands with other marks than it should.
    """

    start: int
    end: int
    phrase: int
    length: int
    quality: float
    is_changed: bool = False


def split_words(words: str, folded: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    for found in _TOKEN.finditer(words, start, len(words) if end is None else end):
        at, to = found.span()
        yield Token(at, to, words[at:to], folded[at:to])


_BRACES: Final = re.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> Iterator[str]:
    """'{họp|họp mặt} dân' → each alternative; an empty one leaves the words out."""
    braces = _BRACES.search(pattern)
    if braces is None:
        yield " ".join(pattern.split())
        return
    for choice in braces.group(1).split("|"):
        yield from expand(f"{pattern[: braces.start()]} {choice} {pattern[braces.end() :]}")


class PhraseBook:
    """Every phrase of the cues, numbered, in one tree of words without marks."""

    def __init__(self, shorts: Mapping[str, Sequence[str]] | None = None) -> None:
        self._shorts = [
            (re.compile(rf"\b{re.escape(canonical(long))}\b"), short)
            for long, chosen in (shorts or {}).items()
            for short in chosen
        ]
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []
        self._words: list[tuple[str, ...]] = []
        self._tree: dict[str, Any] = {}
        self.vocabulary: set[str] = set()

    def add(self, pattern: str) -> tuple[int, ...]:
        """The numbers of the phrases that a pattern stands for, offices' short forms too."""
        return tuple(
            self._add(text)
            for text in dict.fromkeys(
                short for plain in expand(pattern) for short in self._shortened(canonical(plain))
            )
        )

    def _shortened(self, text: str) -> list[str]:
        """'đang giải quyết hồ sơ' and every way to abbreviate it: 'đang gq hs' …"""
        texts = [text]
        for long, short in self._shorts:
            texts += [long.sub(short, known) for known in texts if long.search(known)]
        return texts

    def _add(self, text: str) -> int:
        if text in self.numbers:
            return self.numbers[text]
        number = self.numbers[text] = len(self.texts)
        tokens = list(split_words(text, fold(text)))
        self.texts.append(text)
        self._words.append(tuple(token.word for token in tokens))
        node = self._tree
        for token in tokens:
            self.vocabulary.add(token.folded)
            node = node.setdefault(token.folded, {})
        node.setdefault("", []).append(number)
        return number

    def find(self, tokens: Sequence[Token], is_bare: bool) -> list[Match]:
        """All phrases in a run of tokens, overlapping ones included."""
        matches: list[Match] = []
        for index in range(len(tokens)):
            node: Mapping[str, Any] | None = self._tree.get(tokens[index].folded)
            at = index
            while node is not None:
                at += 1
                for number in node.get("", ()):
                    match = self._accept(number, tokens[index:at], is_bare)
                    if match:
                        matches.append(match)
                node = node.get(tokens[at].folded) if at < len(tokens) else None
        return matches

    def _accept(self, number: int, tokens: Sequence[Token], is_bare: bool) -> Match | None:
        """A single short word must have its marks; longer phrases may lose some."""
        wanted = self._words[number]
        agreed = sum(token.word == word for token, word in zip(tokens, wanted, strict=True))
        lost = sum(
            token.word == token.folded != word for token, word in zip(tokens, wanted, strict=True)
        )
        if is_bare:
            agreed = len(wanted)
        elif agreed == 0 and len(wanted) == 1:
            return None
        is_changed = not is_bare and agreed + lost < len(wanted)
        return Match(
            tokens[0].start, tokens[-1].end, number, len(wanted), agreed / len(wanted), is_changed
        )


# A text in which more than this share of the long phrases has wrong marks is a bad scan.
_NOISY_FROM: Final = 0.05


def is_noisy(found: Iterable[Match]) -> bool:
    long = [match for match in found if match.length >= 3]
    return sum(match.quality < 1.0 for match in long) > _NOISY_FROM * len(long) + 2


def without_misreadings(found: Sequence[Match], is_noisy_text: bool) -> list[Match]:
    """Matches without those that take one word for another ("hồ" for "hộ").

    In a clean text a word with other marks is another word. In a bad scan it may
    be a slip, unless the same letters stand in a phrase that agrees in full.
    """
    if not is_noisy_text:
        return [match for match in found if not match.is_changed]
    exact = [match for match in found if match.quality == 1.0 and match.length >= 2]
    return [m for m in found if not (m.is_changed and any(_overlaps(m, e) for e in exact))]


def _overlaps(one: Match, other: Match) -> bool:
    """Whether two matches share letters without one lying within the other's phrase."""
    shares = one.start < other.end and other.start < one.end
    return shares and not (one.start <= other.start and other.end <= one.end)


def mend_words(tokens: Iterable[Token], vocabulary: set[str]) -> Iterator[Token]:
    """Tokens with the slips of a scan mended: 'h0' → 'ho', 'tiếpnhận' → two words.

    Only where the result is a known word and the token itself could be none.
    """
    for token in tokens:
        if token.folded.isdigit() or token.folded in vocabulary:
            yield token
        elif _MIXED.match(token.folded):
            yield from _mend_mixed(token, vocabulary)
        elif len(token.folded) >= 5 and not _SYLLABLE.fullmatch(token.folded):
            yield from _split_stuck(token, vocabulary)
        else:
            yield token


def _mend_mixed(token: Token, vocabulary: set[str]) -> Iterator[Token]:
    letters = token.folded.translate(_DIGIT_LETTERS)
    digits = len(token.folded) - len(token.folded.lstrip("0123456789"))
    rest = token.folded[digits:]
    if letters in vocabulary and len(letters) > 1:
        yield Token(token.start, token.end, letters, letters)
    elif digits and (rest in vocabulary or len(rest) > 2):
        cut = token.start + digits
        yield Token(token.start, cut, token.word[:digits], token.folded[:digits])
        yield from mend_words([Token(cut, token.end, token.word[digits:], rest)], vocabulary)
    else:
        yield token


def _split_stuck(token: Token, vocabulary: set[str]) -> Iterator[Token]:
    parts = _segment(token.folded, vocabulary)
    if parts is None:
        yield token
        return
    at = 0
    for part in parts:
        end = at + len(part)
        yield Token(token.start + at, token.start + end, token.word[at:end], part)
        at = end


def _segment(folded: str, vocabulary: set[str]) -> list[str] | None:
    """The split into fewest known words; None where there is none."""
    best: list[list[str] | None] = [[]] + [None] * len(folded)
    for end in range(1, len(folded) + 1):
        for start in range(max(0, end - 7), end):
            head = best[start]
            if head is None or folded[start:end] not in vocabulary:
                continue
            if best[end] is None or len(head) + 1 < len(best[end] or ()):
                best[end] = [*head, folded[start:end]]
    return best[len(folded)]

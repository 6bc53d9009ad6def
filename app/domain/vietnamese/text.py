"""Vietnamese letters: one spelling, one fold for search, one order for lists.

All functions but ``normalise`` and ``sort_key`` keep the length of the text, so
that a position found in the folded text is a position in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

# Order of tones in Vietnamese dictionaries: level, grave, hook, tilde, acute, dot.
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS: Final = {letter: chr(0x41 + rank) for rank, letter in enumerate(_LETTERS)}
_KEPT_CONTROLS: Final = frozenset("\n\t\f")


class _FoldTable(dict[int, str]):
    """Translation to lower case without marks, worked out once per letter."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code).lower())[:1] or chr(code)
        self[code] = "d" if base == "đ" else base
        return self[code]


class _LowerTable(dict[int, str]):
    """Lower case that never changes a length (a dotted capital I would)."""

    def __missing__(self, code: int) -> str:
        lower = chr(code).lower()
        self[code] = lower if len(lower) == 1 else chr(code)
        return self[code]


class _PlainTable(dict[int, str | None]):
    """Line ends and spaces in one spelling, None for what carries no text."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        self[code] = None if is_invisible(char) else _plain(char)
        return self[code]


_FOLD: Final = _FoldTable()
_LOWER: Final = _LowerTable()
_PLAIN: Final = _PlainTable()


def nfc(text: str) -> str:
    """Composed letters, as everything is stored (TCVN 6909, NFC)."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_invisible(char: str) -> bool:
    """Formatting and control characters that carry no text."""
    return char not in _KEPT_CONTROLS and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn")


def normalise(text: str) -> str:
    """NFC, line ends as ``\\n``, every other space as ' ', nothing invisible."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n")).translate(_PLAIN)


def _plain(char: str) -> str:
    if char in "\u2028\u2029\x85":
        return "\n"
    return " " if unicodedata.category(char) == "Zs" else char


def lower(text: str) -> str:
    """Lower case, same length."""
    plain = text.lower()
    # A dotted capital I grows, and the form of a sigma depends on where it stands.
    is_same = len(plain) == len(text) and "ς" not in plain
    return plain if is_same else text.translate(_LOWER)


def fold(text: str) -> str:
    """Lower case without any mark, đ as d, same length for NFC text."""
    return text.translate(_FOLD)


def spoken(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern in Vietnamese that also finds itself written without marks, and
    over any run of white space. It must have no named groups.
    """
    pattern = re.sub(r"(?<!\\) ", r"\\s+", pattern)
    bare = "".join(fold(char) if ord(char) > 127 else char for char in pattern)
    return re.compile(pattern if bare == pattern else f"(?:{pattern})|(?:{bare})", flags)


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def _tone_pairs() -> tuple[dict[str, str], dict[str, str]]:
    """Both ways of placing the tone on oa, oe, uy, in every case of letter."""
    second_to_first: dict[str, str] = {}
    for pair in ("oa", "oe", "uy"):
        for tone in _TONES:
            for first in (pair[0], pair[0].upper()):
                for second in (pair[1], pair[1].upper()):
                    on_second = first + unicodedata.normalize("NFC", second + tone)
                    on_first = unicodedata.normalize("NFC", first + tone) + second
                    second_to_first[on_second] = on_first
    return second_to_first, {new: old for old, new in second_to_first.items()}


def _any_of(pairs: Iterable[str]) -> str:
    """A pattern for one of the pairs that begins with the letters to look out for: it is
    searched for in every text, and what stands before is asked of the few that match."""
    seconds: dict[str, str] = defaultdict(str)
    for pair in pairs:
        seconds[pair[0]] += pair[1]
    return "|".join(f"{first}[{own}]" for first, own in seconds.items())


_TO_FIRST, _TO_SECOND = _tone_pairs()
_OPEN: Final = re.compile(f"(?:{_any_of(_TO_FIRST)})(?<![qQ]..)(?![^\\W\\d_])")
_CLOSED: Final = re.compile(
    f"(?:{_any_of(_TO_SECOND)})(?=[^\\W\\d_])|"
    f"(?:{_any_of(p for p in _TO_SECOND if p[-1] in 'yY')})(?<=[qQ]..)"
)


def tone_canonical(text: str) -> str:
    """One placement of the tone: hoà → hòa, thuỷ → thủy, tòan → toàn, qúy → quý."""
    text = _OPEN.sub(lambda match: _TO_FIRST[match.group()], text)
    return _CLOSED.sub(lambda match: _TO_SECOND[match.group()], text)


def canonical(text: str) -> str:
    """The form in which words are compared: lower case, one tone placement."""
    return tone_canonical(lower(text))


def sort_key(text: str) -> str:
    """A plain ASCII key in Vietnamese dictionary order.

    Syllable by syllable: first the letters (a ă â … d đ …), then the tone. The
    key sorts rightly under the "C" collation, since the embedded server has no ICU.
    """
    return " ".join(_syllable_key(s) for s in canonical(normalise(text)).split())


def _syllable_key(syllable: str) -> str:
    letters: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tone = _TONES[char]
        elif unicodedata.combining(char) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    return "".join(_RANKS.get(letter, _other(letter)) for letter in letters) + f"!{tone}"


def _other(letter: str) -> str:
    """Digits before letters; whatever else is left out of the order."""
    return letter if letter.isascii() and letter.isdigit() else ""

"""A report's text in four layers of equal length.

``text`` is the cleaned text, ``flat`` the same with page furniture and mark-up
blanked out and soft line ends turned into spaces, ``words`` its canonical lower
case, ``folded`` the same without marks. A position means the same in all four,
and ``quote`` leads it back to the file's own letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.domain.vietnamese.text import canonical, fold, is_invisible, nfc, squeeze

_MARKUP: Final = re.compile(
    r"^[ \t]*(?:#{1,6}(?=\s)|>(?=\s))|\*{2,3}|(?<=\S)\*(?=\s*$)|"
    r"(?<![\w*])\*(?=[^\s*][^*\n]*\*)|`|<br\s*/?>|\\(?=[-*#.])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """``origin`` maps a position in ``text`` to one in ``nfc``; None: the same."""

    nfc: str
    text: str
    origin: tuple[int, ...] | None

    def quote(self, start: int, end: int) -> str:
        """The file's own words between two positions, white space folded."""
        if start >= end:
            return ""
        if self.origin is None:
            return squeeze(self.nfc[start:end])
        return squeeze(self.nfc[self.origin[start] : self.origin[end - 1] + 1])


@dataclass(frozen=True, slots=True)
class Layers:
    """The working layers, all of the length of ``Source.text``."""

    flat: str
    words: str
    folded: str

    @classmethod
    def of(cls, flat: str) -> Layers:
        words = canonical(flat)
        return cls(flat, words, fold(words))


def open_source(text: str) -> Source:
    """NFC first, then without what is invisible; positions kept."""
    composed = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not any(is_invisible(char) for char in set(composed)):
        return Source(composed, _plain_spaces(composed), None)
    kept = [at for at, char in enumerate(composed) if not is_invisible(char)]
    return Source(composed, _plain_spaces("".join(composed[at] for at in kept)), tuple(kept))


def _plain_spaces(text: str) -> str:
    """Every kind of space as ' ' and every kind of line end as '\\n', length kept."""
    text = re.sub(r"[\u2028\u2029\x85\x0b]", "\n", text)
    return re.sub(r"[^\S\n\t\f ]", " ", text)


def without_markup(text: str) -> str:
    """Markdown and HTML leftovers blanked out, length kept."""
    return _MARKUP.sub(lambda match: " " * len(match.group()), text)

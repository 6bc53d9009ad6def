"""The gate every typed text passes: composed, printable, of bounded length.

Word, PDF readers and browsers hand over control characters, lone surrogates and
invisible direction marks. The database accepts most of them, and each breaks some
export (XML forbids them), so they are removed here, once.
"""

from __future__ import annotations

import re
import unicodedata

NARRATIVE_MAX = 50_000
# A text that is too long is kept as it was typed, for its author to shorten.
KEPT_MAX = 4 * NARRATIVE_MAX
CELL_MAX = 2_000
ROWS_MAX = 500
ROWS_TEXT_MAX = 200_000
SHORT_MAX = 200
REASON_MAX = 500

# Word's soft line break (VT), page feeds and the Unicode separators are line ends.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls other than tab and newline, surrogates, noncharacters of the basic plane,
# byte-order marks, and the marks that reorder text on screen.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]"
)
_TRAILING_BLANKS = re.compile("[ \t]+(?=\n)")


def clean_text(text: str) -> str:
    """NFC text of any number of lines, without control characters or surrogates."""
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return _TRAILING_BLANKS.sub("", unicodedata.normalize("NFC", text)).strip()


def clean_line(text: str) -> str:
    """``clean_text`` on one line: breaks and tabs become spaces."""
    return re.sub("[\t\n ]+", " ", clean_text(text))


def excerpt(text: str, length: int = 40) -> str:
    """At most ``length`` characters of a text, to quote in a message."""
    return text if len(text) <= length else text[: length - 1] + "…"

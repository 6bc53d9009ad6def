"""Text as a document can hold it: NFC, and nothing that XML or a font would refuse."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Stands where a character was that no file format may carry.
REPLACEMENT = "\ufffd"

_LINE_ENDS = dict.fromkeys(("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"), "\n")


def printable(text: str) -> str:
    """The same words in NFC, safe in XML, PDF, Excel and CSV alike.

    Line ends become ``\\n``; control and invisible format characters go; lone
    surrogates and noncharacters such as U+FFFF, which XML forbids, become
    U+FFFD so that a reader sees that something stood there.
    """
    # Nearly every text is fine as it is, and the check is quick.
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    for end, newline in _LINE_ENDS.items():
        text = text.replace(end, newline)
    return unicodedata.normalize("NFC", "".join(map(_held, text)))


def one_line(text: str) -> str:
    """``printable`` text with every run of white space folded into one space."""
    return " ".join(printable(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-empty lines of a text, each folded to one line."""
    lines = (one_line(line) for line in printable(text).split("\n"))
    return tuple(line for line in lines if line)


def _held(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return ""
    if category == "Cs" or _is_noncharacter(ord(character)):
        return REPLACEMENT
    return character


def _is_noncharacter(point: int) -> bool:
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


#: A cell that begins so is a formula to a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text for a cell of a table of commas, which no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def not_rich(text: str) -> str:
    """A text for XlsxWriter, which puts what looks like its own markup of letters into the
    file as it is: a space at the end makes it a text like any other."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text

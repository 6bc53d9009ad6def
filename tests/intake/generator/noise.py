"""Ways in which the text of a report reaches the reader worse than it was written.

Every function keeps the truth: the figures stay those of the expected values, only
their spelling suffers. All take a seeded ``random.Random``.
"""

from __future__ import annotations

import random
import re
import textwrap
import unicodedata
from collections.abc import Callable

from app.domain.vietnamese.text import fold, tone_canonical

Noise = Callable[[str, random.Random], str]
_TO_SECOND = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
_LOOKALIKES = {"0": "O", "1": "l", "5": "S", "8": "B"}
_MARKED = re.compile(r"[^\W\d_]+")


def decomposed(text: str, chance: random.Random) -> str:
    """NFD, as some Macs and PDF producers write it."""
    return unicodedata.normalize("NFD", text)


def old_tones(text: str, chance: random.Random) -> str:
    """hòa as hoà, thủy as thuỷ."""
    text = tone_canonical(unicodedata.normalize("NFC", text))
    return re.sub(f"({'|'.join(_TO_SECOND)})(?!\\w)", lambda m: _TO_SECOND[m.group()], text)


def without_marks(text: str, chance: random.Random) -> str:
    """No diacritics at all, capitals kept."""
    plain = (fold(char) if char.islower() else fold(char).upper() for char in text)
    return "".join(plain)


def wrapped(text: str, chance: random.Random) -> str:
    """Printed lines of a PDF: hard ends, blank lines between, page numbers inside."""
    lines: list[str] = []
    page = 1
    for paragraph in text.split("\n"):
        if paragraph.count("|") > 1 or "\t" in paragraph or "   " in paragraph.strip():
            lines.append(paragraph)
            continue
        lines += textwrap.wrap(paragraph, 82, break_long_words=False) or [""]
    out: list[str] = []
    for number, line in enumerate(lines):
        out += [f"{line} ", ""]
        in_table = line.count("|") > 1 or "\t" in line
        if number and number % 38 == 0 and not in_table:
            page += 1
            out += ["\f", str(page), ""]
    return "\n".join(out)


def scanned(text: str, chance: random.Random) -> str:
    """A middling scan: some digits as letters, some marks lost, some words stuck."""
    return _scan(text, chance, digits=0.06, marks=0.03, stuck=0.01)


def badly_scanned(text: str, chance: random.Random) -> str:
    """A poor scan."""
    return _scan(text, chance, digits=0.15, marks=0.12, stuck=0.03)


def _scan(text: str, chance: random.Random, digits: float, marks: float, stuck: float) -> str:
    out = []
    for char in text:
        if char in _LOOKALIKES and chance.random() < digits:
            char = _LOOKALIKES[char]
        elif char == " " and chance.random() < stuck:
            continue
        out.append(char)
    return _MARKED.sub(
        lambda m: _lose_mark(m.group(), chance) if chance.random() < marks else m.group(),
        "".join(out),
    )


def _lose_mark(word: str, chance: random.Random) -> str:
    at = [index for index, char in enumerate(word) if fold(char) != char.lower()]
    if not at:
        return word
    index = chance.choice(at)
    bare = fold(word[index])
    return word[:index] + (bare.upper() if word[index].isupper() else bare) + word[index + 1 :]


def spaced_thousands(text: str, chance: random.Random) -> str:
    """4.410 as 4 410, with a no-break space now and then."""
    return re.sub(
        r"(?<![\d.,/])(\d{1,3})((?:\.\d{3})+)(?![\d.,/])",
        lambda m: m.group(1) + m.group(2).replace(".", chance.choice([" ", "\u00a0"])),
        text,
    )


def plain_thousands(text: str, chance: random.Random) -> str:
    """4.410 as 4410."""
    return re.sub(
        r"(?<![\d.,/])(\d{1,3})((?:\.\d{3})+)(?![\d.,/])",
        lambda m: m.group().replace(".", ""),
        text,
    )


def capitalised(text: str, chance: random.Random) -> str:
    """Markdown bold and headings left over from a conversion."""
    lines = text.split("\n")
    return "\n".join(
        f"**{line.strip()}**"
        if re.match(r"\s*(?:[IVX]+|\d)\.\s", line) and len(line) < 90
        else line
        for line in lines
    )


CLEAN: dict[str, Noise] = {
    "nfd": decomposed,
    "old_tones": old_tones,
    "spaced_thousands": spaced_thousands,
    "plain_thousands": plain_thousands,
    "markdown": capitalised,
}
LAYOUT: dict[str, Noise] = {"wrapped": wrapped}
POOR: dict[str, Noise] = {
    "without_marks": without_marks,
    "scanned": scanned,
    "badly_scanned": badly_scanned,
}

"""Which unit reports: by type word and longest name, never by slug.

'Trần Phú' holds 'An Phú'-like names, 'Cẩm Giang' and 'Cẩm Giàng' differ by one
mark; so a name counts only whole, with its type word, and with its marks where
the text has any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.units import Unit
from app.domain.vietnamese.text import canonical, fold

_TYPES: Final = r"(?P<type>phường|xã|đặc khu|p\.|x\.)"
_FOLDED_TYPES: Final = r"(?P<type>phuong|xa|dac khu|p\.|x\.)"
_REPORTER: Final = re.compile(r"(?:ubnd|uy ban nhan dan|uy ban)\s*$")


@dataclass(frozen=True, slots=True)
class WardMention:
    unit: Unit
    start: int
    end: int
    weight: float


def find_ward(words: str, folded: str, units: Sequence[Unit], head: int, tail: int) -> Unit | None:
    """The reporting unit: the one that speaks in the head, the closing and the seal.

    ``head`` ends the opening, ``tail`` begins the closing.
    """
    scores: dict[str, float] = {}
    for mention in ward_mentions(words, folded, units):
        place = 3.0 if mention.start < head else 2.0 if mention.start > tail else 1.0
        code = mention.unit.code
        scores[code] = scores.get(code, 0.0) + place * mention.weight
    if not scores:
        return None
    best = max(scores, key=lambda code: scores[code])
    return next(unit for unit in units if unit.code == best)


def ward_mentions(words: str, folded: str, units: Sequence[Unit]) -> list[WardMention]:
    """Every unit named with its type word, the longest name first at each place."""
    if not units:
        return []
    has_marks = words != folded
    text = words if has_marks else folded
    names = _names(units, has_marks)
    longest = sorted(names, key=len, reverse=True)
    types = _TYPES if has_marks else _FOLDED_TYPES
    spelled = "|".join(_spaced(name) for name in longest)
    pattern = re.compile(rf"(?<!\w){types}\s+(?P<name>{spelled})(?!\w)")
    found = []
    for match in pattern.finditer(text):
        unit = _of_type(names[" ".join(match.group("name").split())], match.group("type"))
        if unit is not None:
            speaks = bool(_REPORTER.search(folded[max(0, match.start() - 24) : match.start()]))
            found.append(WardMention(unit, match.start(), match.end(), 2.0 if speaks else 1.0))
    return found or (_by_fold(words, folded, units) if has_marks else [])


def _by_fold(words: str, folded: str, units: Sequence[Unit]) -> list[WardMention]:
    """A bad scan lost the marks: names that only one unit has without marks."""
    counts = Counter(fold(unit.name) for unit in units)
    unique = [unit for unit in units if counts[fold(unit.name)] == 1]
    return ward_mentions(folded, folded, unique)


def _names(units: Sequence[Unit], has_marks: bool) -> dict[str, list[Unit]]:
    names: dict[str, list[Unit]] = {}
    for unit in units:
        key = canonical(unit.short_name) if has_marks else fold(unit.short_name)
        names.setdefault(key, []).append(unit)
    return names


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _of_type(units: Sequence[Unit], type_word: str) -> Unit | None:
    """The unit whose type word stands there; none when two could be meant."""
    wanted = {
        "phường": "phuong",
        "phuong": "phuong",
        "p.": "phuong",
        "xã": "xa",
        "xa": "xa",
        "x.": "xa",
    }
    fitting = [u for u in units if u.unit_type == wanted.get(type_word, "dac_khu")]
    return fitting[0] if len(fitting) == 1 else None

"""A unit of the city: phường, xã or đặc khu, the tenant of the system."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from app.domain.vietnamese.text import fold

UNIT_TYPES: Final = {"phuong": "Phường", "xa": "Xã", "dac_khu": "Đặc khu"}
_TYPE_WORDS: Final = (("dac khu", "dac_khu"), ("phuong", "phuong"), ("xa", "xa"))


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` begins with its type word: 'Phường Hải Dương'. ``code`` is five
    digits kept as text. ``established_on`` is None where not known.
    """

    code: str
    name: str
    unit_type: str
    established_on: dt.date | None = None

    @property
    def short_name(self) -> str:
        """The name without its type word."""
        return self.name[len(UNIT_TYPES[self.unit_type]) :].strip()


def unit_type_of(name: str) -> str:
    """The type that the name itself states; ValueError where it states none.

    The name is the authority: a list's type column was seen with rows swapped.
    """
    folded = fold(name)
    for word, unit_type in _TYPE_WORDS:
        if folded.startswith(f"{word} "):
            return unit_type
    raise ValueError(f"Tên “{name}” không bắt đầu bằng phường, xã hay đặc khu.")


def make_unit(code: str, name: str, established_on: dt.date | None = None) -> Unit:
    return Unit(code, name, unit_type_of(name), established_on)

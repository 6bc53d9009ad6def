"""Names of files that every system keeps as they are; Windows has the narrowest rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

#: Letters of a name without its ending; with its folders a path may have 260 on Windows.
LONGEST: Final = 100
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
#: Names of devices, whatever ending stands behind them.
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(\.|$))")


def safe_name(text: str) -> str:
    """The text as the name of a file, without an ending: its letters stay, in NFC."""
    shown = "".join(c if _is_shown(c) else " " for c in unicodedata.normalize("NFC", text))
    name = " ".join(_FORBIDDEN.sub(" ", shown).split())[:LONGEST].strip(" .")
    return f"_{name}" if not name or _DEVICES.match(name) else name


def _is_shown(character: str) -> bool:
    """Whether it can be seen: what turns the direction of writing hides the true ending."""
    return not unicodedata.category(character).startswith("C")


def apart(names: Iterable[str]) -> list[str]:
    """The same names, those numbered that a system without capitals takes for an earlier one."""
    taken: set[str] = set()
    return [_free(name, taken) for name in names]


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free.casefold())
    return free

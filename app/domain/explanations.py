"""Reasons for flags: each flag has figures of its own, and so a reason of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

#: A reason that stands for as many other flags says nothing of this one.
SAME_AT_MOST: Final = 3

_MARKS: Final = re.compile(r"[\W_]+")


def repeated(standing: Mapping[str, str], given: Mapping[str, str]) -> dict[str, int]:
    """Flags whose new reason stands for ``SAME_AT_MOST`` others or more, and for how many.

    Both map a flag's key to its reason; what is given replaces what stands. Case, spaces and
    punctuation make no difference.
    """
    flags: dict[str, set[str]] = defaultdict(set)
    for key, text in {**standing, **given}.items():
        flags[_said(text)].add(key)
    others = {key: len(flags[_said(text)] - {key}) for key, text in given.items()}
    return {key: count for key, count in others.items() if count >= SAME_AT_MOST}


def _said(text: str) -> str:
    return _MARKS.sub(" ", text.casefold()).strip()

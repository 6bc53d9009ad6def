"""QR codes (ISO/IEC 18004) of short addresses: as bars for a PDF, as a picture for Word."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

import segno

#: White modules that a reader needs around the code.
QUIET: Final = 4
#: Still read when a seventh of it is stamped over.
_CORRECTION: Final = "m"
_PIXELS: Final = 8


@lru_cache(maxsize=64)
def _made(text: str) -> segno.QRCode:
    return segno.make(text, error=_CORRECTION, micro=False)


def side(text: str) -> int:
    """Modules along one side, without the quiet zone."""
    return len(_made(text).matrix)


def bars(text: str) -> Iterator[tuple[int, int, int]]:
    """(column, row, length) of every run of dark modules, rows from the top."""
    for row, modules in enumerate(_made(text).matrix):
        column = 0
        for is_dark, run in groupby(modules, key=bool):
            length = len(list(run))
            if is_dark:
                yield column, row, length
            column += length


def png(text: str) -> bytes:
    out = io.BytesIO()
    _made(text).save(out, kind="png", scale=_PIXELS, border=QUIET)
    return out.getvalue()

"""Rows that would be taller than a page, told in several rows instead."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from app.documents.composition import Table

#: Lines of one cell that surely fit on a page, in portrait and landscape.
_MOST_LINES: Final = 24
#: An average letter is this part of a millimetre wide per point of size.
_LETTER: Final = 0.17


def page_sized(table: Table) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each row with its index; what does not fit goes on in a row of the same index."""
    limits = [
        max(1, int(column.width / (_LETTER * table.font_size))) * _MOST_LINES
        for column in table.columns
    ]
    for index, row in enumerate(table.rows):
        if all(len(text) <= limit for text, limit in zip(row, limits, strict=True)):
            yield row, index
            continue
        pieces = [_pieces(text, limit) for text, limit in zip(row, limits, strict=True)]
        for cells in zip_longest(*pieces, fillvalue=""):
            yield cells, index


def _pieces(text: str, limit: int) -> list[str]:
    if len(text) <= limit:
        return [text]
    return textwrap.wrap(text, limit, break_on_hyphens=False)

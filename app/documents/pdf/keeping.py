"""How what belongs together stays together without leaving half a page empty."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import BaseDocTemplate, Flowable, KeepTogether, Table
from reportlab.platypus.flowables import _listWrapOn

#: A heading is in good company with this much of what follows it, in points:
#: three lines of text, or the head of a table and its first rows.
_LINES: Final = 56.0
_ROWS: Final = 110.0
#: A table of fewer rows is not parted.
_FEWEST_ROWS: Final = 8


class KeptWithStart(KeepTogether):
    """Headings stay with the *start* of a long paragraph or table, not with all of it.

    ReportLab moves the whole to the next page when it does not fit. Here only
    what cannot be parted (the closing sentence with the signature, a chart with
    its caption, a small table) is moved like that.
    """

    def split(self, width: float, height: float) -> list[Flowable]:
        *heads, last = self._content
        enough = _enough_of(last)
        if heads and enough:
            _, used = _listWrapOn(heads, width, self.canv)
            if used + enough <= height:
                return [*heads, last]
        kept: list[Flowable] = super().split(width, height)
        return kept


def register() -> None:
    """Make it what ReportLab uses wherever a flowable asks to be kept with the next."""
    BaseDocTemplate._initArgs["keepTogetherClass"] = KeptWithStart


def _enough_of(flowable: Flowable) -> float:
    """How much of a flowable must fit below its heading; 0 when it is not to be parted."""
    if isinstance(flowable, Table):
        return _ROWS if flowable._nrows >= _FEWEST_ROWS else 0.0
    return _LINES if hasattr(flowable, "breakLines") else 0.0

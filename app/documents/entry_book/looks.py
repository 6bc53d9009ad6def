"""The formats that the sheets of an entry workbook share.

Only what is to be filled in is unlocked, and it is the only thing in yellow.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from app.domain.forms import FieldType

_FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_EDGE: Final = {"border": 1, "border_color": "#B7B7B7"}
_OPEN: Final = {"locked": False, "bg_color": "#FFF8DC"}
_SHUT: Final = {"bg_color": "#F2F2F2"}

#: Groups and decimal marks follow the machine's own settings, as everything typed does.
_NUMBER_FORMATS: Final = {
    FieldType.INT: "#,##0",
    FieldType.VND: "#,##0",
    FieldType.M2: "#,##0.######",
    FieldType.PCT: "General",
    FieldType.SCORE: "General",
    FieldType.DATE: "dd/mm/yyyy",
}
_TEXT_FORMAT: Final = "@"


class Looks:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.title = self._of(bold=True, font_size=15)
        self.whose = self._of(font_color="#444444")
        self.plain = self._of(text_wrap=True)
        self.strong = self._of(bold=True, text_wrap=True)
        self.link = self._of(font_color="#0B5394", underline=1)
        self.section = self._of(bold=True, bg_color="#DCE9E9")
        self.subsection = self._of(italic=True, bold=True, bg_color="#EEF4F4")
        self.header = self._of(
            **_EDGE, bold=True, text_wrap=True, align="center", bg_color="#0D6367",
            font_color="#FFFFFF",
        )  # fmt: skip
        self.unit = self._of(**_EDGE, align="center", text_wrap=True)
        self.note = self._of(**_EDGE, text_wrap=True, font_size=10, font_color="#444444", indent=1)
        self.hidden = self._of(font_color="#808080")

    def _of(self, **wanted: Any) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_FONT, **wanted})
        return self._made[key]

    def label(self, *, is_part: bool, is_mandatory: bool) -> Format:
        """The question; "in which" lines stand in, what must be answered is bold."""
        return self._of(**_EDGE, text_wrap=True, indent=3 if is_part else 1, bold=is_mandatory)

    def answer(self, kind: FieldType, *, is_open: bool, is_centred: bool = False) -> Format:
        """A cell to fill in, or one that is shut, for answers of this type."""
        if kind in _NUMBER_FORMATS:
            shape: dict[str, Any] = {
                "num_format": _NUMBER_FORMATS[kind],
                "align": "right",
                "indent": 1,
            }
        else:
            aligned = {"align": "center"} if is_centred else {"valign": "top", "indent": 1}
            shape = {"num_format": _TEXT_FORMAT, "text_wrap": True, **aligned}
        return self._of(**{**_EDGE, **shape, **(_OPEN if is_open else _SHUT)})

    def computed(self) -> Format:
        return self._of(**_EDGE, **_SHUT, num_format="0.00", align="right", italic=True)

    def last(self, kind: FieldType) -> Format:
        """An earlier report's value, to look at."""
        shape = _NUMBER_FORMATS.get(kind, _TEXT_FORMAT)
        return self._of(**_EDGE, num_format=shape, align="right", indent=1, font_color="#444444")


@cache
def line_height() -> float:
    """Points of one line of the sheets' font."""
    return 16.5

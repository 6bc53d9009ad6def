"""Cells of large sheets, drawn as sheet XML: text that is put together, never an object a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from app.documents.characters import printable
from app.documents.numerals import VIETNAM, Number, day, exact
from app.domain.answers import Answer, ValueState

#: Excel keeps 15 significant digits; a longer number is written as text.
MOST_DIGITS: Final = 15
_LARGEST: Final = 10**MOST_DIGITS
#: The longest text of one cell.
_LONGEST: Final = 32_000
#: Stands for the number of the row until it is known. No text can hold it.
_ROW: Final = "\0"
#: Excel reads ``_x0041_`` in a text as the character of this number.
_CODED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_VALUE: Final = ValueState.VALUE
_DAY_ZERO: Final = dt.date(1899, 12, 31)
#: Excel counts a 29 February 1900, which never was.
_LEAP_THAT_NEVER_WAS: Final = 59

YES, NO = "Có", "Không"
#: What stands where there is no value; the legend explains each.
MARKS: Final = {
    None: "",
    ValueState.NOT_APPLICABLE: "KAD",
    ValueState.NOT_KNOWN: "CCS",
    ValueState.INVALID: "KT",
}


class Looks(NamedTuple):
    """The numbers of the formats that cells of large sheets have."""

    text: int
    wrapped: int
    whole: int
    fraction: int
    date: int
    moment: int
    grey: int
    link: int


class SharedStrings:
    """Texts that stand in many cells: the file has each once, after the first ``taken``."""

    def __init__(self, taken: int) -> None:
        self._taken = taken
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, self._taken + len(self._places))

    def xml(self) -> Iterator[str]:
        for text in self._places:
            yield f"<si>{_text_xml(text)}</si>"


class Pen:
    """Draws cells for a column, "AB"; ``row`` puts them into one."""

    def __init__(self, strings: SharedStrings, looks: Looks) -> None:
        self.looks = looks
        self._whole = f'{_ROW}" s="{looks.whole}"><v>'
        self._strings = strings

    def words(self, column: str, text: str, look: int) -> str:
        """A short text that other cells have too."""
        if not text:
            return f'<c r="{column}{_ROW}" s="{look}"/>'
        return f'<c r="{column}{_ROW}" s="{look}" t="s"><v>{self._strings.place(text)}</v></c>'

    def passage(self, column: str, text: str, look: int) -> str:
        """A text of this cell alone, whatever a person wrote."""
        if not text:
            return f'<c r="{column}{_ROW}" s="{look}"/>'
        inside = _text_xml(held(text))
        return f'<c r="{column}{_ROW}" s="{look}" t="inlineStr"><is>{inside}</is></c>'

    def number(self, column: str, number: Number) -> str:
        """A number as a number, unless Excel would lose its digits."""
        if isinstance(number, int):
            if -_LARGEST <= number <= _LARGEST:
                return f'<c r="{column}{self._whole}{number}</v></c>'
        # A double holds the 15 digits that Excel shows.
        elif abs(double := float(number)) < _LARGEST or fits(number):
            return f'<c r="{column}{_ROW}" s="{self.looks.fraction}"><v>{double!r}</v></c>'
        return self.passage(column, exact(number), self.looks.grey)

    def day(self, column: str, date: dt.date) -> str:
        if date <= _DAY_ZERO:
            return self.passage(column, day(date), self.looks.text)
        return f'<c r="{column}{_ROW}" s="{self.looks.date}"><v>{_serial(date)}</v></c>'

    def moment(self, column: str, at: dt.datetime | None) -> str:
        if at is None:
            return ""
        local = at.astimezone(VIETNAM)
        since = dt.timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        serial = _serial(local.date()) + since / dt.timedelta(days=1)
        return f'<c r="{column}{_ROW}" s="{self.looks.moment}"><v>{serial!r}</v></c>'

    def answer(self, column: str, answer: Answer | None) -> str:
        """A value by its type, or the mark of its state."""
        value = answer.value if answer is not None and answer.state is _VALUE else None
        # Nearly every value is a count.
        if type(value) is int and -_LARGEST <= value <= _LARGEST:
            return f'<c r="{column}{self._whole}{value}</v></c>'
        match value:
            case None:
                return self.words(column, MARKS[answer.state if answer else None], self.looks.grey)
            case bool():
                return self.words(column, YES if value else NO, self.looks.text)
            case int() | Decimal():
                return self.number(column, value)
            case dt.date():
                return self.day(column, value)
        return self.passage(column, str(value), self.looks.text)

    @staticmethod
    def row(number: int, cells: str) -> str:
        """The cells of one row, which is counted from 1."""
        return f'<row r="{_ROW}">{cells}</row>'.replace(_ROW, str(number))


def held(text: str) -> str:
    """As much of a text as a cell can hold, with a mark where it was cut."""
    clean = printable(text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]} … (còn tiếp trong tệp JSON)"


def fits(number: Number) -> bool:
    """Whether Excel holds it whole: quotients without an end are cut anyway."""
    if isinstance(number, Decimal):
        return abs(number) < _LARGEST
    return abs(number) <= _LARGEST


def _text_xml(text: str) -> str:
    return f'<t xml:space="preserve">{escape(_CODED.sub("_x005F_", text))}</t>'


def _serial(date: dt.date) -> int:
    """The day as Excel counts days."""
    days = (date - _DAY_ZERO).days
    return days + 1 if days > _LEAP_THAT_NEVER_WAS else days

"""JSON whose numbers are the numbers: no decimal passes through binary floating point.

The standard library turns a decimal into a float or refuses it. Figures of a
city are summed exactly and must arrive as exactly, so they are written here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any


def dumps(document: object) -> str:
    """One line of JSON. Decimals become plain numbers, dates ISO text.

    Raises ``TypeError`` for a type that JSON has no place for and
    ``ValueError`` for a number that is not finite.
    """
    return "".join(_write(document))


def loads(text: str | bytes) -> Any:
    """Read JSON back with every fraction as a ``Decimal``."""
    return json.loads(text, parse_float=Decimal)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 100, 97.61."""
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that JSON can hold")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _write(value: object) -> Iterable[str]:
    match value:
        case Decimal():
            yield plain(value)
        case dt.datetime() | dt.date():
            yield json.dumps(value.isoformat())
        case Mapping():
            yield from _write_members(value)
        case Sequence() if not isinstance(value, str | bytes):
            yield from _write_items(value)
        case None | bool() | int() | float() | str():
            yield json.dumps(value, ensure_ascii=False, allow_nan=False)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in JSON")


def _write_members(members: Mapping[Any, Any]) -> Iterable[str]:
    yield "{"
    for i, (key, value) in enumerate(members.items()):
        yield ", " if i else ""
        yield json.dumps(str(key), ensure_ascii=False)
        yield ": "
        yield from _write(value)
    yield "}"


def _write_items(items: Sequence[Any]) -> Iterable[str]:
    yield "["
    for i, value in enumerate(items):
        yield ", " if i else ""
        yield from _write(value)
    yield "]"

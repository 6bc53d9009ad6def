"""JSON whose numbers are the numbers: no decimal passes through binary floating point.

The standard library turns a decimal into a float or refuses it. Figures of a
city are summed exactly and must arrive as exactly, so they are written here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

_QUOTE: Final = json.JSONEncoder(ensure_ascii=False).encode


def dumps(document: object) -> str:
    """One line of JSON. Decimals become plain numbers, dates ISO text.

    Raises ``TypeError`` for a type that JSON has no place for and
    ``ValueError`` for a number that is not finite.
    """
    return _text(document)


def pieces(document: object) -> Iterator[str]:
    """As ``dumps``, piece by piece: a list that is given as an iterator is never whole."""
    match document:
        case Mapping():
            yield from _joined("{", "}", (_keyed(str(k), v) for k, v in document.items()))
        case Iterator():
            yield from _joined("[", "]", ([_text(item)] for item in document))
        case _:
            yield _text(document)


def _keyed(key: str, value: object) -> Iterator[str]:
    yield f"{_QUOTE(key)}: "
    yield from pieces(value)


def _joined(opening: str, closing: str, items: Iterable[Iterable[str]]) -> Iterator[str]:
    yield opening
    for number, item in enumerate(items):
        if number:
            yield ", "
        yield from item
    yield closing


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


def _text(value: object) -> str:
    match value:
        case str():
            return _QUOTE(value)
        case None | bool() | float():
            return json.dumps(value, allow_nan=False)
        case int():
            return str(int(value))
        case Decimal():
            return plain(value)
        case Mapping():
            return "{" + ", ".join(f"{_QUOTE(str(k))}: {_text(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_text, value)) + "]"
        case dt.datetime() | dt.date():
            return _QUOTE(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no place in JSON")

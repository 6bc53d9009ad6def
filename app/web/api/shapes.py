"""The part of JSON Schema (2020-12) that the API speaks, and what of a document breaks it.

One shape is both what the OpenAPI document says and what the gate holds a request
against, so that the two cannot part.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

Shape = Mapping[str, Any]

#: Shapes with a name, as they stand under ``components`` of the OpenAPI document.
NAMED: dict[str, Shape] = {}
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where (a JSON Pointer into the body, or a parameter's name) and what is to be mended."""

    place: str
    message: str


def named(name: str, shape: Shape) -> Shape:
    """Give a shape its name; the reference to it."""
    assert name not in NAMED, f"two shapes are called {name}"
    NAMED[name] = shape
    return {"$ref": _REF + name}


def text(most: int, least: int = 0, **rest: Any) -> Shape:
    return {"type": "string", "minLength": least, "maxLength": most, **rest}


def number(least: int, most: int, **rest: Any) -> Shape:
    return {"type": "integer", "minimum": least, "maximum": most, **rest}


def one_of(*values: str) -> Shape:
    return {"type": "string", "enum": list(values)}


def nullable(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def listed(item: Shape, **rest: Any) -> Shape:
    return {"type": "array", "items": item, **rest}


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these keys and no other."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
TRUTH: Shape = {"type": "boolean"}
ID: Shape = {"type": "string", "format": "uuid"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
ANYTHING: Shape = {}
DOCUMENT: Shape = {"type": "object"}


def faults(shape: Shape, value: Any, place: str = "") -> Iterator[Fault]:
    """Everything in which a JSON value does not fit a shape."""
    if "$ref" in shape:
        yield from faults(NAMED[shape["$ref"].removeprefix(_REF)], value, place)
    elif "anyOf" in shape:
        yield from _of_any(shape["anyOf"], value, place)
    elif "type" in shape and not _TYPES[shape["type"]](value):
        yield Fault(place, f"Phải là {_WORDS[shape['type']]}.")
    elif "type" in shape:
        yield from _IN_TYPE[shape["type"]](shape, value, place)


def _of_any(shapes: Sequence[Shape], value: Any, place: str) -> Iterator[Fault]:
    tries = [list(faults(shape, value, place)) for shape in shapes]
    if all(tries):
        yield from tries[0]


def _text_faults(shape: Shape, value: str, place: str) -> Iterator[Fault]:
    if "enum" in shape and value not in shape["enum"]:
        yield Fault(place, f"Phải là một trong: {', '.join(shape['enum'])}.")
    if len(value) > shape.get("maxLength", len(value)):
        yield Fault(place, f"Dài {len(value)} ký tự, quá mức {shape['maxLength']}.")
    if len(value) < shape.get("minLength", 0):
        yield Fault(place, f"Cần ít nhất {shape['minLength']} ký tự.")
    if "pattern" in shape and not re.search(shape["pattern"], value):
        yield Fault(place, f"Phải theo mẫu {shape['pattern']}.")
    if "format" in shape and not _FORMATS[shape["format"]](value):
        yield Fault(place, f"Không đọc được ({shape['format']}).")


def _number_faults(shape: Shape, value: float | Decimal, place: str) -> Iterator[Fault]:
    low, high = shape.get("minimum", value), shape.get("maximum", value)
    if not low <= value <= high:
        yield Fault(place, f"Phải từ {low} đến {high}.")


def _list_faults(shape: Shape, value: Sequence[Any], place: str) -> Iterator[Fault]:
    low, high = shape.get("minItems", 0), shape.get("maxItems", len(value))
    if not low <= len(value) <= high:
        yield Fault(place, f"Phải có từ {low} đến {high} phần tử, đang có {len(value)}.")
        return
    for at, item in enumerate(value):
        yield from faults(shape.get("items", {}), item, f"{place}/{at}")


def _record_faults(shape: Shape, value: Mapping[str, Any], place: str) -> Iterator[Fault]:
    known = shape.get("properties", {})
    for name in shape.get("required", ()):
        if name not in value:
            yield Fault(f"{place}/{name}", "Thiếu khóa này.")
    rest = shape.get("additionalProperties", {})
    for name, part in value.items():
        at = f"{place}/{step(name)}"
        if name not in known and rest is False:
            yield Fault(at, f"Không có khóa này. Các khóa được dùng: {', '.join(known)}.")
        else:
            yield from faults(known.get(name, rest), part, at)


def step(name: str) -> str:
    """A key as a step of a JSON Pointer (RFC 6901), cut to what a message can hold."""
    shown = name[:60].encode("utf-8", "backslashreplace").decode()
    return shown.replace("~", "~0").replace("/", "~1")


def _nothing(_shape: Shape, _value: Any, _place: str) -> Iterator[Fault]:
    return iter(())


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def is_read(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return is_read


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}
_WORDS = {
    "string": "một chuỗi",
    "integer": "một số nguyên",
    "number": "một số",
    "boolean": "true hoặc false",
    "array": "một danh sách",
    "object": "một đối tượng",
    "null": "null",
}
_IN_TYPE: dict[str, Callable[[Shape, Any, str], Iterator[Fault]]] = {
    "string": _text_faults,
    "integer": _number_faults,
    "number": _number_faults,
    "array": _list_faults,
    "object": _record_faults,
    "boolean": _nothing,
    "null": _nothing,
}
_FORMATS: dict[str, Callable[[str], bool]] = {
    "uuid": _reads(UUID),
    "date": _reads(dt.date.fromisoformat),
    "date-time": _reads(dt.datetime.fromisoformat),
}

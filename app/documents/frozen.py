"""A city report's model as text that gives the same model again, whenever it is read.

The form's own definition is not in it: a report names its form version, which never changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, get_args

from cattrs import BaseValidationError, Converter

from app.documents.models import CityReport, WardLine
from app.domain.answers import Answer, from_json, to_json
from app.domain.forms import FormDefinition

#: Grows when a model changes so that what was frozen cannot be read as it is.
FORMAT: Final = 1


class NotReadable(ValueError):
    """The text is of another format, or not what ``freeze`` wrote."""


def freeze(report: CityReport) -> str:
    """JSON: the same model always gives the same text, numbers exact, order kept."""
    return "".join(_pieces(report))


def _pieces(report: CityReport) -> Iterator[str]:
    """A ward becomes text before the next is taken apart, and no text is joined twice: that of
    a country would be large."""
    converter = _converter()
    yield f'{{"format":{FORMAT},"report":'
    before = "{"
    for key, value in converter.unstructure(replace(report, wards=())).items():
        yield f"{before}{_WRITTEN(key)}:"
        if key == "wards":
            yield from _listed(_WRITTEN(converter.unstructure(ward)) for ward in report.wards)
        else:
            yield _WRITTEN(value)
        before = ","
    yield "}}"


def _listed(items: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, item in enumerate(items):
        yield f",{item}" if number else item
    yield "]"


def thaw(text: str, form: FormDefinition) -> CityReport:
    """The model that was frozen under this form version. Raises ``NotReadable``."""
    reading = _reading(form)
    wards = partial(_list, each=lambda ward: reading.structure(ward, WardLine))
    try:
        document, _ = _object(text, 0, {"report": partial(_object, special={"wards": wards})})
        if document["format"] == FORMAT:
            rest = document["report"] | {"wards": []}
            report = reading.structure(rest, CityReport)
            return replace(report, wards=tuple(document["report"]["wards"]))
    except (IndexError, KeyError, TypeError, ValueError, BaseValidationError) as error:
        raise NotReadable(f"not a frozen report: {error}") from error
    raise NotReadable(f"frozen as format {document['format']}, not {FORMAT}")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


#: Reads a value from a place in a text; the value, and the place behind it.
_Read = Callable[[str, int], tuple[Any, int]]
_WRITTEN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SCANNED: Final[_Read] = json.JSONDecoder().raw_decode


def _object(text: str, at: int, special: Mapping[str, _Read]) -> tuple[dict[str, Any], int]:
    """An object without white space, of which some keys' values are read in a way of their own."""
    _expect(text, at, "{")
    found = {}
    while text[at] != "}":
        key, at = _SCANNED(text, at + 1)
        _expect(text, at, ":")
        found[key], at = special.get(key, _SCANNED)(text, at + 1)
    return found, at + 1


def _list(text: str, at: int, each: Callable[[Any], Any]) -> tuple[list[Any], int]:
    """A list of which no two items are in memory before ``each`` has made its own of one."""
    _expect(text, at, "[")
    if text[at + 1] == "]":
        return [], at + 2
    found = []
    while text[at] != "]":
        item, at = _SCANNED(text, at + 1)
        found.append(each(item))
    return found, at + 1


def _expect(text: str, at: int, mark: str) -> None:
    if text[at] != mark:
        raise ValueError(f"{mark} is missing at {at}")


def _reading(form: FormDefinition) -> Converter:
    reading = _converter().copy()
    reading.register_structure_hook(FormDefinition, lambda _document, _type: form)
    fields = form.fields | {field.code: field for field in form.header_fields}
    reading.register_structure_hook(Answer, lambda d, _type: from_json(fields[d["code"]], d))
    return reading


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(dt.datetime, dt.datetime.isoformat)
    converter.register_structure_hook(dt.datetime, lambda d, _: dt.datetime.fromisoformat(d))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.date, lambda d, _: dt.date.fromisoformat(d))
    # Decimals are marked, so that 3 and 3.00 come back as what they were.
    converter.register_unstructure_hook(Decimal, lambda number: {"decimal": str(number)})
    converter.register_structure_hook_func(_is_number, lambda d, _: _number(d))
    converter.register_unstructure_hook(Answer, to_json)
    converter.register_unstructure_hook(FormDefinition, lambda _form: {})
    return converter


def _is_number(kind: Any) -> bool:
    """Whether a field's type is a whole number or a decimal, perhaps absent."""
    return set(get_args(kind)) - {type(None)} == {int, Decimal}


def _number(document: Any) -> int | Decimal | None:
    if document is None:
        return None
    return Decimal(document["decimal"]) if isinstance(document, dict) else int(document)

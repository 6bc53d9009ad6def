"""What a program sends: strict JSON, clean text, known keys, or a list of faults."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.web.api.shapes import Fault, Shape, faults, step

#: Bytes of a body: a whole report with its longest texts and tables.
BODY_MAX = 4 * 1024 * 1024
#: Faults that one answer names: a program that sends more has one mistake in a loop.
FAULTS_SHOWN = 50
# Controls other than tab and line ends, lone surrogates, noncharacters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_INTEGER_DIGITS = 18
_FRACTION_DIGITS = 40


class Refused(Exception):
    """The request is not what the operation takes; ``faults`` say where."""

    def __init__(self, found: Iterable[Fault]) -> None:
        self.faults = tuple(found)
        super().__init__("; ".join(f"{fault.place}: {fault.message}" for fault in self.faults))


def body(shape: Shape, content: bytes) -> Any:
    """The body as a value that fits ``shape``, its texts composed (NFC). Raises ``Refused``."""
    document = clean(read(content))
    found = list(faults(shape, document))
    if found:
        raise Refused(found)
    return document


def read(content: bytes) -> Any:
    """RFC 8259 and no more: UTF-8, no key twice, no NaN, no number without end."""
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_fraction,
        )
    except UnicodeDecodeError as error:
        raise Refused([Fault("", f"Byte thứ {error.start} không phải UTF-8.")]) from None
    except RecursionError:
        raise Refused([Fault("", "JSON lồng quá sâu.")]) from None
    except json.JSONDecodeError as error:
        place = f"dòng {error.lineno}, cột {error.colno}"
        raise Refused([Fault("", f"Không phải JSON: sai ở {place}.")]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused([Fault("", f"Khóa “{step(twice)}” có hai lần trong một đối tượng.")])
    return document


def _no_constant(name: str) -> Any:
    raise Refused([Fault("", f"{name} không phải là số của JSON.")])


def _integer(digits: str) -> int:
    if len(digits) > _INTEGER_DIGITS:
        raise Refused([Fault("", f"Số {digits[:20]}… dài quá {_INTEGER_DIGITS} chữ số.")])
    return int(digits)


def _fraction(digits: str) -> Decimal:
    """Exactly as written: nothing passes through binary floating point."""
    value = Decimal(digits)
    if len(digits) > _FRACTION_DIGITS or not -_FRACTION_DIGITS < value.adjusted() < _INTEGER_DIGITS:
        raise Refused([Fault("", f"Số {digits[:20]} nằm ngoài khoảng đọc được.")])
    return value


def clean(document: Any) -> Any:
    """The same with every text composed. Raises ``Refused`` for characters that no export
    can hold, wherever they stand."""
    found: list[Fault] = []
    cleaned = _cleaned(document, "", found)
    if found:
        raise Refused(found)
    return cleaned


def _cleaned(value: Any, place: str, found: list[Fault]) -> Any:
    if isinstance(value, str):
        return _clean_text(value, place, found)
    if isinstance(value, list):
        return [_cleaned(item, f"{place}/{at}", found) for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            _clean_text(name, place, found): _cleaned(part, f"{place}/{step(name)}", found)
            for name, part in value.items()
        }
    return value


def _clean_text(value: str, place: str, found: list[Fault]) -> str:
    if value.isascii() and value.isprintable():
        return value
    unwanted = _UNWANTED.search(value)
    if unwanted:
        code = f"U+{ord(unwanted[0]):04X}"
        found.append(Fault(place, f"Ký tự {code} ở vị trí {unwanted.start()} không được dùng."))
        return ""
    return unicodedata.normalize("NFC", value)


def query(shapes: Mapping[str, Shape], sent: Mapping[str, list[str]]) -> dict[str, Any]:
    """The address's parameters, read and filled with their defaults. Raises ``Refused``."""
    found: list[Fault] = []
    read_as = {}
    for name, values in sent.items():
        if name not in shapes:
            known = ", ".join(shapes) or "không có"
            found.append(Fault(step(name), f"Không có tham số này. Các tham số: {known}."))
        elif len(values) > 1:
            found.append(Fault(name, "Tham số này có hai lần."))
        else:
            read_as[name] = _parameter(shapes[name], values[0])
            found += faults(shapes[name], read_as[name], name)
    if found:
        raise Refused(found)
    return {name: shape.get("default") for name, shape in shapes.items()} | read_as


def _parameter(shape: Shape, value: str) -> Any:
    """Whole numbers are text in an address."""
    is_whole = shape.get("type") == "integer" and value.isascii() and value.isdigit()
    return int(value) if is_whole and len(value) <= _INTEGER_DIGITS else value


def headers(shapes: Mapping[str, Shape], sent: Mapping[str, list[str]]) -> dict[str, str]:
    """The header fields that an operation must have, each once. Raises ``Refused``."""
    found: list[Fault] = []
    for name, shape in shapes.items():
        values = sent.get(name, [])
        if len(values) != 1:
            found.append(Fault(name, "Phải có đầu mục này đúng một lần."))
        else:
            found += faults(shape, values[0], name)
    if found:
        raise Refused(found)
    return {name: sent[name][0] for name in shapes}

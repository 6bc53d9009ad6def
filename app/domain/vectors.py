"""The packed vector of a submitted version: its indicators as one row of whole numbers.

A vector is derived from the frozen answers and can be rebuilt from them at any
time. It exists so that a city can be consolidated by reading one short blob per
ward instead of a hundred rows. Layout, little endian, in the order of
``form.indicators`` (n of them):

    byte 0        format version, 1
    bytes 1–3     zero
    bytes 4–7     n, unsigned
    8·n bytes     the values, signed 64-bit fixed point
    n bytes       the states: 0 none, 1 value, 2 not applicable, 3 not known
    0–7 bytes     zero, up to a multiple of 8 so that rows of a city stay aligned

Counts, money and yes/no are held as they are; percentages, scores and areas as
millionths; dates as days of the proleptic Gregorian calendar. A cell without a
value holds 0, which is what allows a column to be summed without a mask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from struct import pack as pack_cells
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.answers import Answer, Value, ValueState
from app.domain.errors import Invalid, Problem
from app.domain.forms import Field, FieldType, FormDefinition

FORMAT: Final = 1
NONE: Final = 0
VALUE: Final = 1
NOT_APPLICABLE: Final = 2
NOT_KNOWN: Final = 3

#: Millionths: the form allows six decimals at most.
MILLION: Final = 1_000_000
_DECIMALS: Final = 6
_LARGEST: Final = 2**63 - 1
_HEADER: Final = 8
#: Wide enough for any sum of 64-bit cells, so that nothing here ever rounds.
_EXACT: Final = Context(prec=60)

_STATE_CODES: Final = {
    ValueState.VALUE: VALUE,
    ValueState.NOT_APPLICABLE: NOT_APPLICABLE,
    ValueState.NOT_KNOWN: NOT_KNOWN,
    ValueState.INVALID: NONE,
}
_STATES: Final = {
    VALUE: ValueState.VALUE,
    NOT_APPLICABLE: ValueState.NOT_APPLICABLE,
    NOT_KNOWN: ValueState.NOT_KNOWN,
}

Number = int | Decimal


class VectorError(ValueError):
    """A stored vector does not belong to this form version, or is damaged."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each indicator of one form version lies in a vector."""

    fields: tuple[Field, ...]
    index: Mapping[str, int]
    record: np.dtype[np.void]

    @property
    def header(self) -> bytes:
        return _header(len(self.fields))


def _header(size: int) -> bytes:
    return bytes((FORMAT, 0, 0, 0)) + size.to_bytes(4, "little")


def _padding(size: int) -> int:
    return -(_HEADER + 9 * size) % 8


def layout_of(form: FormDefinition) -> Layout:
    """The layout of a form version: its indicators in printing order."""
    n = len(form.indicators)
    parts: list[tuple[Any, ...]] = [
        ("header", "u1", (_HEADER,)),
        ("values", "<i8", (n,)),
        ("states", "u1", (n,)),
        ("padding", "u1", (_padding(n),)),
    ]
    index = {f.code: i for i, f in enumerate(form.indicators)}
    return Layout(form.indicators, index, np.dtype(parts))


@dataclass(frozen=True, eq=False)
class Columns:
    """The vectors of several wards as columns.

    ``values`` is int64 and ``states`` uint8, both of shape (wards, indicators),
    never to be written to. ``values`` is 0 wherever ``states`` is not VALUE.
    """

    layout: Layout
    values: NDArray[np.int64]
    states: NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.values.shape[0])

    @cached_property
    def is_value(self) -> NDArray[np.bool_]:
        """Which cells hold a value; shape (wards, indicators)."""
        is_value: NDArray[np.bool_] = self.states == VALUE
        return is_value

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many wards gave a value, per indicator."""
        return count_rows(self.is_value)

    def take(self, rows: NDArray[np.intp]) -> Columns:
        """The same columns for some of the wards, in the order of ``rows``."""
        return Columns(self.layout, self.values[rows], self.states[rows])


def pack(form: FormDefinition, answers: Mapping[str, Answer]) -> bytes:
    """Pack the indicators of a version; narratives and rows are passed over.

    Raises ``Invalid`` with one Problem per number that a cell cannot hold.
    """
    size = len(form.indicators)
    values, states = [0] * size, bytearray(size)
    problems = []
    for i, field in enumerate(form.indicators):
        answer = answers.get(field.code)
        if answer is None:
            continue
        try:
            values[i] = encode(field, answer.value) if answer.counts else 0
        except OverflowError:
            problems.append(_too_large(field))
        states[i] = _STATE_CODES[answer.state]
    if problems:
        raise Invalid(problems)
    # As ``Layout.record`` has it.
    return b"".join(
        (_header(size), pack_cells(f"<{size}q", *values), states, bytes(_padding(size)))
    )


def unpack(form: FormDefinition, packed: bytes) -> dict[str, Answer]:
    """The answers that a vector holds, by code; cells that hold none are left out.

    What was typed and the reasons are not in a vector: they come back empty.
    """
    columns = stack(form, [packed])
    cells = zip(
        form.indicators, columns.states[0].tolist(), columns.values[0].tolist(), strict=True
    )
    answers = (answer_of(field, state, cell) for field, state, cell in cells)
    return {answer.code: answer for answer in answers if answer is not None}


def stack(form: FormDefinition, vectors: Sequence[bytes]) -> Columns:
    """Lay the vectors of a city's wards under one another.

    Raises ``VectorError`` naming the first vector that is not of this form.
    """
    layout = layout_of(form)
    size = layout.record.itemsize
    if any(len(vector) != size for vector in vectors):
        _refuse_length(vectors, size)
    rows = np.frombuffer(b"".join(vectors), dtype=layout.record)
    columns = Columns(layout, rows["values"], rows["states"])
    _refuse_foreign(layout, rows)
    return columns


def encode(field: Field, value: Value | None) -> int:
    """One value as the whole number its cell holds.

    Raises ``OverflowError`` when it does not fit and ``TypeError`` when it is
    not of the field's type, which the parser of answers has to prevent.
    """
    number = _fixed_point(field, value)
    if not -_LARGEST <= number <= _LARGEST:
        raise OverflowError(field.code)
    return number


def decode(field: Field, cell: int) -> Value:
    """The value that a cell holds, in the field's own type."""
    if field.type is FieldType.BOOL:
        return bool(cell)
    if field.type is FieldType.DATE:
        return dt.date.fromordinal(cell)
    return number_of(field, cell)


def answer_of(field: Field, state: int, cell: int) -> Answer | None:
    """The answer that a cell stands for, or None where there is none."""
    if state == NONE:
        return None
    if state not in _STATES:
        raise VectorError(f"{field.code}: unknown state {state}")
    value = decode(field, cell) if state == VALUE else None
    return Answer(field.code, _STATES[state], value)


def number_of(field: Field, cell: int) -> Number:
    """A cell, or an exact sum of cells, as a number in the field's unit."""
    if not is_scaled(field):
        return cell
    return Decimal(cell).scaleb(-_DECIMALS, context=_EXACT)


def is_scaled(field: Field) -> bool:
    """Whether the field's cells are millionths."""
    return field.type in (FieldType.PCT, FieldType.SCORE, FieldType.M2)


def exact_sums(cells: NDArray[np.int64]) -> list[int]:
    """The sums of columns of 64-bit cells, exact whatever they come to.

    Where the largest cell times the number of rows could pass 64 bits, the high
    and the low halves are added apart and joined as Python integers.
    """
    if not cells.size:
        return [0] * int(cells.shape[1])
    reach = max(int(cells.max()), -int(cells.min())) * len(cells)
    if reach <= _LARGEST:
        return [int(s) for s in cells.sum(axis=0).tolist()]
    high = (cells >> 32).sum(axis=0).tolist()
    low = (cells & 0xFFFFFFFF).sum(axis=0).tolist()
    return [(int(h) << 32) + int(low_half) for h, low_half in zip(high, low, strict=True)]


def count_rows(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many rows are true, per column of a 2-D mask."""
    counts: NDArray[np.int64] = np.add.reduce(mask, axis=0, dtype=np.int64)
    return counts


def _fixed_point(field: Field, value: Value | None) -> int:
    match field.type, value:
        case FieldType.BOOL, bool():
            return int(value)
        case ((FieldType.INT | FieldType.VND), int()) if not isinstance(value, bool):
            return value
        case FieldType.DATE, dt.date():
            return value.toordinal()
        case ((FieldType.PCT | FieldType.SCORE | FieldType.M2), (int() | Decimal())) if (
            not isinstance(value, bool)
        ):
            return _millionths(field, Decimal(value))
    raise TypeError(f"{field.code} is {field.type}, not {value!r}")


def _millionths(field: Field, value: Decimal) -> int:
    scaled = value.scaleb(_DECIMALS, context=_EXACT)
    if scaled != scaled.to_integral_value():
        raise TypeError(f"{field.code} has more than {_DECIMALS} decimals: {value}")
    return int(scaled)


def _too_large(field: Field) -> Problem:
    limit = f"“{field.label_vi}” vượt quá số lớn nhất mà hệ thống ghi được."
    return Problem("number_too_large", (field.code,), f"{limit} Kiểm tra lại số đã nhập.")


def _refuse_length(vectors: Sequence[bytes], size: int) -> None:
    for i, vector in enumerate(vectors):
        if len(vector) != size:
            raise VectorError(f"vector {i} has {len(vector)} bytes; this form needs {size}")


def _refuse_foreign(layout: Layout, rows: NDArray[np.void]) -> None:
    header = np.frombuffer(layout.header, dtype=np.uint8)
    wrong = (rows["header"] != header).any(axis=1)
    if wrong.any():
        raise VectorError(f"vector {int(wrong.argmax())} is of another format or form version")
    unclean = ((rows["states"] != VALUE) & (rows["values"] != 0)).any(axis=1)
    if unclean.any():
        raise VectorError(f"vector {int(unclean.argmax())} holds a value without a state")

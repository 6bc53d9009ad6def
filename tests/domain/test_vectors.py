"""Packing the indicators of a version and getting them back unchanged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Value, ValueState
from app.domain.errors import Invalid
from app.domain.forms import FieldType, FormDefinition, parse_form
from app.domain.vectors import (
    NONE,
    NOT_APPLICABLE,
    NOT_KNOWN,
    VALUE,
    VectorError,
    exact_sums,
    pack,
    stack,
    unpack,
)

LARGEST = 2**63 - 1


def form_of(*types: str) -> FormDefinition:
    fields = [
        {"code": f"{kind}_{i}", "label_vi": f"Chỉ tiêu {i}", "label_en": f"Field {i}", "type": kind}
        for i, kind in enumerate(types)
    ]
    section = {"code": "I", "title_vi": "Mục", "title_en": "Section", "fields": fields}
    return parse_form({"key": "t", "title_vi": "T", "title_en": "T", "sections": [section]})


FORM = form_of("int", "pct", "text", "vnd", "bool", "date", "score", "m2", "rows")
CODES = [f.code for f in FORM.indicators]

whole = st.integers(-LARGEST, LARGEST)
millionths = st.integers(-LARGEST, LARGEST).map(lambda n: Decimal(n).scaleb(-6))
VALUES = {
    FieldType.INT: whole,
    FieldType.VND: whole,
    FieldType.BOOL: st.booleans(),
    FieldType.DATE: st.dates(),
    FieldType.PCT: millionths,
    FieldType.SCORE: millionths,
    FieldType.M2: millionths,
}


@st.composite
def answer_sets(draw: st.DrawFn) -> dict[str, Answer]:
    answers = {}
    for field in FORM.indicators:
        state = draw(st.sampled_from([None, *ValueState]))
        if state is not None:
            value = draw(VALUES[field.type]) if state is ValueState.VALUE else None
            answers[field.code] = Answer(field.code, state, value)
    return answers


def value(code: str, value: Value) -> dict[str, Answer]:
    return {code: Answer(code, ValueState.VALUE, value)}


@given(answer_sets())
def test_what_is_packed_comes_back(answers: dict[str, Answer]) -> None:
    kept = {c: a for c, a in answers.items() if a.state is not ValueState.INVALID}
    assert unpack(FORM, pack(FORM, answers)) == kept


def test_the_layout_is_the_documented_one() -> None:
    form = form_of("int", "pct")
    packed = pack(form, value("int_0", 7) | value("pct_1", Decimal("97.61")))
    assert packed[0] == 1
    assert packed[4:8] == (2).to_bytes(4, "little")
    assert packed[8:16] == (7).to_bytes(8, "little")
    assert packed[16:24] == (97_610_000).to_bytes(8, "little")
    assert packed[24:] == bytes((VALUE, VALUE, 0, 0, 0, 0, 0, 0))


def test_states_keep_zero_apart_from_nothing() -> None:
    form = form_of("int", "int", "int", "int")
    columns = stack(
        form,
        [
            pack(
                form,
                value("int_0", 0)
                | {"int_1": Answer("int_1", ValueState.NOT_APPLICABLE, reason="không có")}
                | {"int_2": Answer("int_2", ValueState.NOT_KNOWN)},
            )
        ],
    )
    assert columns.states[0].tolist() == [VALUE, NOT_APPLICABLE, NOT_KNOWN, NONE]
    assert columns.values[0].tolist() == [0, 0, 0, 0]
    assert columns.counts.tolist() == [1, 0, 0, 0]


def test_dates_are_ordinal_days() -> None:
    form = form_of("date")
    columns = stack(form, [pack(form, value("date_0", dt.date(2025, 8, 15)))])
    assert columns.values[0, 0] == dt.date(2025, 8, 15).toordinal()


@pytest.mark.parametrize(
    ("code", "number"), [("int_0", LARGEST + 1), ("m2_7", Decimal(10) ** 13), ("vnd_3", -(10**19))]
)
def test_a_number_that_does_not_fit_is_refused_by_name(code: str, number: Value) -> None:
    with pytest.raises(Invalid) as refusal:
        pack(FORM, value(code, number))
    assert refusal.value.problems[0].fields == (code,)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("int_0", True),
        ("int_0", Decimal(1)),
        ("pct_1", True),
        ("pct_1", Decimal("0.0000001")),
        ("bool_4", 1),
        ("date_5", "15/8/2025"),
    ],
)
def test_a_value_of_another_type_is_refused(code: str, wrong: Value) -> None:
    with pytest.raises(TypeError, match=code):
        pack(FORM, value(code, wrong))


@pytest.mark.parametrize("cut", [-1, -8, 1])
def test_a_vector_of_another_length_is_refused(cut: int) -> None:
    good = pack(FORM, {})
    bad = good + b"\0" if cut > 0 else good[:cut]
    with pytest.raises(VectorError, match="vector 1 has"):
        stack(FORM, [good, bad])


@pytest.mark.parametrize("position", [0, 1, 4])
def test_a_vector_of_another_format_is_refused(position: int) -> None:
    good = pack(FORM, {})
    bad = good[:position] + b"\x09" + good[position + 1 :]
    with pytest.raises(VectorError, match="vector 2"):
        stack(FORM, [good, good, bad])


def test_a_value_without_a_state_is_refused() -> None:
    form = form_of("int")
    damaged = bytearray(pack(form, value("int_0", 5)))
    damaged[16] = NONE
    with pytest.raises(VectorError, match="without a state"):
        stack(form, [bytes(damaged)])


def test_no_vectors_make_no_rows() -> None:
    columns = stack(FORM, [])
    assert columns.values.shape == (0, len(CODES))
    assert exact_sums(columns.values) == [0] * len(CODES)


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=40))
def test_sums_are_exact_beyond_64_bits(rows: list[tuple[int, int]]) -> None:
    cells = np.array(rows, dtype=np.int64)
    assert exact_sums(cells) == [sum(column) for column in zip(*rows, strict=True)]

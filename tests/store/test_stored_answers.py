"""Answers through their typed columns and back, whatever their type and text."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from app.domain.answers import Answer, ValueState, clean_text, parse_answer, typed_value
from app.domain.forms import Field, FieldType
from app.domain.permissions import COMMAND_LINE
from app.standard import standard_form
from app.store import answers as store
from app.store.scope import Scope
from app.store.tables.submissions import AnswerRow
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, World

FORM = standard_form()
FIELDS = {**FORM.fields, **{f.code: f for f in FORM.header_fields}}
BY_TYPE = {kind: [f for f in FIELDS.values() if f.type is kind] for kind in FieldType}

TEXTS = st.text(min_size=1, max_size=200).map(clean_text).filter(bool)


def decimals(places: int, limit: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, limit, places=places, allow_nan=False, allow_infinity=False)


VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.INT: st.integers(0, 10**9),
    FieldType.VND: st.integers(0, 10**14),
    FieldType.PCT: decimals(6, 10**6),
    FieldType.SCORE: decimals(2, 100),
    FieldType.M2: decimals(6, 10**10),
    FieldType.BOOL: st.booleans(),
    FieldType.DATE: st.dates(dt.date(1945, 9, 2), dt.date(2100, 12, 31)),
    FieldType.TEXT: TEXTS,
}


def rows_for(field: Field) -> st.SearchStrategy[tuple[dict[str, str], ...]]:
    row = st.dictionaries(st.sampled_from(field.columns), TEXTS, min_size=1)
    return st.lists(row, min_size=1, max_size=4).map(tuple)


@st.composite
def answers(draw: Any) -> tuple[Field, Answer]:
    """Any field with an answer in any state, as the domain could have made it."""
    field = draw(st.sampled_from(list(FIELDS.values())))
    state = draw(st.sampled_from(ValueState))
    typed = draw(TEXTS)
    if state is ValueState.VALUE:
        strategy = rows_for(field) if field.type is FieldType.ROWS else VALUES[field.type]
        return field, Answer(field.code, state, draw(strategy), typed=typed)
    if state is ValueState.NOT_APPLICABLE:
        return field, Answer(field.code, state, typed=typed, reason=draw(TEXTS))
    if state is ValueState.INVALID:
        return field, Answer(field.code, state, typed=typed, problem=draw(TEXTS))
    return field, Answer(field.code, state, typed="?")


def through_the_database(scope: Scope, place: Place, field: Field, answer: Answer) -> Answer:
    """Write the answer, read it back by column and by entity; leave nothing."""
    with transaction(scope, COMMAND_LINE) as tx:
        tx.session.execute(
            insert(AnswerRow).values(
                city_id=scope.city,
                ward_id=place.ward_id,
                submission_id=place.submission_id,
                code=field.code,
                updated_at=tx.now,
                **store.columns_of(field, answer),
            )
        )
        row = store.rows_of(tx.session, place.submission_id)[field.code]
        plain = tx.session.execute(select(AnswerRow.__table__)).mappings().one()
        read = store.answer_of(field, row)
        assert store.answer_of(field, plain) == read
        tx.session.delete(row)
        return read


@pytest.fixture(scope="module")
def shared(made: Flask) -> World:
    with made.app_context():
        return worlds.make_world()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)
@given(given_answer=answers())
def test_an_answer_comes_back_as_it_went_in(
    app: Flask, shared: World, given_answer: tuple[Field, Answer]
) -> None:
    field, answer = given_answer
    place = shared.here.place
    read = through_the_database(place.scope, place, field, answer)
    assert read == answer
    assert type(read.value) is type(answer.value)


@pytest.mark.parametrize("kind", FieldType)
def test_a_value_stands_in_the_column_of_its_type_alone(kind: FieldType) -> None:
    if not BY_TYPE[kind]:
        pytest.fail(f"The standard form asks nothing of type {kind}: choose another example.")
    field = BY_TYPE[kind][0]
    examples = {
        FieldType.INT: 4410,
        FieldType.VND: 5_000_000,
        FieldType.PCT: Decimal("97.61"),
        FieldType.SCORE: Decimal("95.2"),
        FieldType.M2: Decimal("12500.5"),
        FieldType.BOOL: False,
        FieldType.DATE: dt.date(2026, 6, 30),
        FieldType.TEXT: "Đã thực hiện.",
        FieldType.ROWS: ({field.columns[0]: "1"},) if field.columns else (),
    }
    value = examples[kind]
    columns = store.columns_of(field, Answer(field.code, ValueState.VALUE, value, typed="x"))
    filled = {name for name in columns if name.startswith("value_") and columns[name] is not None}
    assert len(filled) == 1, filled


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("97.50", "97.5"), ("100", "100"), ("1E+2", "100"), ("0.000", "0"), ("0.000001", "0.000001")],
)
def test_a_decimal_has_one_writing(stored: str, shown: str) -> None:
    field = BY_TYPE[FieldType.PCT][0]
    row = dict.fromkeys(("value_int", "value_decimal"), None) | {
        "value_decimal": Decimal(stored),
        "state": "value",
        "typed": "",
        "reason": "",
        "problem": "",
    }
    assert str(store.answer_of(field, row).value) == shown


def test_what_was_typed_parses_to_what_is_stored(app: Flask, shared: World) -> None:
    """From a person's hands to the database and back to what the page prints."""
    place = shared.here.place
    typed = {
        "population_total": "12 345",
        "dossiers_on_time_rate": "97,50",
        "land_donated_m2": "1.234,5",
        "citizen_contribution_vnd": "1.500.000.000",
        "democracy_regulation_date": "14/6/2026",
        "democracy_regulation_issued": "Không",
        "overview": "Dòng một\r\nDòng hai",
        "documents": json.dumps([{FIELDS["documents"].columns[0]: "1"}]),
    }
    for code, text in typed.items():
        field = FIELDS[code]
        answer = parse_answer(field, text)
        assert answer is not None
        read = through_the_database(place.scope, place, field, answer)
        assert read == answer, code
        assert read.value is not None
        again = parse_answer(field, typed_value(field, read.value))
        assert again is not None
        assert again.value == read.value

"""The standard form: complete, consistent, and equal to the agreed indicators."""

from __future__ import annotations

import copy
import datetime as dt
import unicodedata

import pytest

from app.domain.errors import Invalid
from app.domain.forms import AggregateKind, ColumnType, FieldType, parse_form
from app.standard import standard_form, standard_form_document, standard_units


def test_the_standard_form_has_every_part() -> None:
    form = standard_form()
    assert len(form.indicators) == 124
    assert [s.code for s in form.sections] == (
        ["0", "I"]
        + [f"II.{n}" for n in range(1, 6)]
        + [f"III.{n}" for n in range(1, 10)]
        + ["IV", "V", "VI"]
    )
    assert {s.part for s in form.sections} == {p.code for p in form.parts}
    assert len(form.mandatory("H1")) == len(form.mandatory("Y")) == 26
    assert form.mandatory("Q1") == ()
    assert len(form.header) == 14


def test_subsections_name_places_that_exist() -> None:
    for section in standard_form().sections:
        known = {s.code for s in section.subsections}
        assert {f.subsection for f in section.fields} <= known | {""}
        assert all(code.startswith(section.code) for code in known)


def test_every_ratio_names_its_parts() -> None:
    form = standard_form()
    for field in form.indicators:
        if field.aggregate.kind is AggregateKind.RATIO:
            assert form.fields[field.aggregate.numerator or ""].type is FieldType.INT
            assert form.fields[field.aggregate.denominator or ""].type is FieldType.INT


def test_all_text_is_composed_and_labelled() -> None:
    form = standard_form()
    assert unicodedata.is_normalized("NFC", str(standard_form_document()))
    for field in form.fields.values():
        assert field.label("vi").strip()
        assert field.label("en").strip()
        assert not field.name.startswith("-")
    tables = [f for f in form.fields.values() if f.type is FieldType.ROWS]
    assert len(tables) == 11
    for table in tables:
        assert table.columns == tuple(c.code for c in table.column_definitions)
        for column in table.column_definitions:
            assert (column.type is not ColumnType.CHOICE) or column.choices


def test_faults_are_named_all_at_once() -> None:
    document = copy.deepcopy(standard_form_document())
    fields = document["sections"][1]["fields"]
    fields.append(dict(fields[0]))
    fields[1]["aggregate"] = "ratio:nowhere/households_total"
    with pytest.raises(Invalid) as refused:
        parse_form(document)
    assert [p.rule for p in refused.value.problems] == ["duplicate_code", "unknown_code"]


def test_the_units_carry_the_type_of_their_name() -> None:
    units = {u.code: u for u in standard_units()}
    assert len(units) == 114
    kinds = [u.unit_type for u in units.values()]
    assert {k: kinds.count(k) for k in set(kinds)} == {"phuong": 45, "xa": 67, "dac_khu": 2}
    assert units["10543"].unit_type == "phuong"
    assert units["11848"].unit_type == "xa"
    assert units["10525"].name == "Phường Hải Dương"
    assert units["10525"].established_on == dt.date(2025, 7, 1)

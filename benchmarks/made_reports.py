"""City reports of made-up wards, as the documents are printed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.documents.composition import Align, Column, Table
from app.documents.models import CityCoverage, CityReport, Figure, LetterHead, WardLine
from app.domain.answers import Answer
from app.domain.consolidation import Total, totals_of
from app.domain.forms import Field, FieldType, FormDefinition
from app.domain.vectors import Columns, answer_of, stack
from benchmarks.city import MadeCity

AT = dt.datetime(2026, 6, 20, 3, 0, tzinfo=dt.UTC)


def city_report(form: FormDefinition, made: MadeCity) -> CityReport:
    """The report of a city in which every ward was approved and nobody wrote a text."""
    columns = stack(form, made.vectors)
    totals = totals_of(columns)
    return CityReport(
        city_code="98",
        city_name="Đo",
        department_name="Sở Nội vụ",
        period_code="2026-H1",
        period_title="6 tháng đầu năm 2026",
        form=form,
        head=LetterHead(symbol="BC-SNV", place="Đo"),
        computed_at=AT,
        revision=1,
        include="approved",
        coverage=CityCoverage(len(made.codes), len(made.codes), len(made.codes)),
        figures=tuple(_figure(form.fields[code], total) for code, total in totals.items()),
        wards=tuple(_ward(code, columns, row) for row, code in enumerate(made.codes)),
    )


def _figure(field: Field, total: Total) -> Figure:
    return Figure(
        field.code,
        field.name,
        field.section,
        field.unit,
        field.type,
        total.aggregate,
        total.value,
        total.wards,
        total.numerator,
        total.denominator,
    )


def _ward(code: str, columns: Columns, row: int) -> WardLine:
    answers = _answers(columns, row)
    name = f"Xã {code}"
    return WardLine(code, name, "xa", "Đã duyệt", True, version=1, answers=answers)


def _answers(columns: Columns, row: int) -> Mapping[str, Answer]:
    states, values = columns.states[row].tolist(), columns.values[row].tolist()
    found = (
        answer_of(field, state, value)
        for field, state, value in zip(columns.layout.fields, states, values, strict=True)
        # A made-up number is no day of a calendar.
        if field.type is not FieldType.DATE
    )
    return {answer.code: answer for answer in found if answer is not None}


def table_of(made: MadeCity, columns: int) -> Table:
    """An annex table: a name and ``columns`` - 1 numbers a row."""
    numbers = [Column(f"({n})", 15, Align.RIGHT) for n in range(1, columns)]
    rows = tuple(
        (f"Xã {code}", *(f"{value:.0f}" if value == value else "" for value in row[: columns - 1]))
        for code, row in zip(made.codes, made.values, strict=True)
    )
    return Table((Column("Đơn vị", 40), *numbers), rows, "Số liệu", font_size=8)

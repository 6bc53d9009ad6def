"""A frozen report comes back as the same model, and prints the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from document_worlds import city_report
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.city_data import city_report_csv, city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.frozen import NotReadable, digest, freeze, thaw
from app.documents.models import Explanation
from app.documents.spreadsheet import city_report_xlsx
from app.domain.answers import Answer, ValueState
from app.standard import standard_form


@pytest.mark.parametrize("count", [0, 1, 9])
def test_the_model_comes_back_equal(count: int) -> None:
    report = city_report(count)
    again = thaw(freeze(report), report.form)
    assert again == report
    assert freeze(again) == freeze(report)


def test_what_a_ward_wrote_at_the_head_of_its_report_comes_back_too() -> None:
    """Answers of the header are no fields of a section."""
    report = city_report(2)
    signer = Answer("signer_name", ValueState.VALUE, "Nguyễn Thị Thử")
    day = Answer("document_date", ValueState.VALUE, dt.date(2026, 6, 12))
    ward = report.wards[0]
    answers = {**ward.answers, signer.code: signer, day.code: day}
    changed = replace(report, wards=(replace(ward, answers=answers), *report.wards[1:]))
    assert thaw(freeze(changed), changed.form) == changed


@pytest.mark.parametrize(
    "make",
    [city_report_docx, city_report_pdf, city_report_xlsx, city_report_csv, city_report_json],
)
def test_every_format_prints_the_same_bytes_from_it(make) -> None:
    report = city_report(4)
    assert make(thaw(freeze(report), report.form)) == make(report)


@given(
    number=st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False)),
    words=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_numbers_and_words_are_kept_to_the_last_digit(number: int | Decimal, words: str) -> None:
    report = city_report(1)
    figure = report.figures[0]
    changed = city_report(
        1,
        figures=(type(figure)(**_parts(figure) | {"value": number}),),
        explanations=(Explanation(("a",), words, words),),
    )
    again = thaw(freeze(changed), changed.form)
    assert str(again.figures[0].value) == str(number)
    assert again.explanations == changed.explanations


def _parts(figure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in figure.__dataclass_fields__}


def test_another_figure_is_another_digest() -> None:
    text = freeze(city_report(2))
    assert digest(text) == digest(freeze(city_report(2)))
    assert digest(text) != digest(freeze(city_report(2, revision=99)))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format":1,"report":{}}', '{"format":1,"report":[]}', "null"]
)
def test_what_was_not_frozen_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        thaw(text, standard_form())


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_text_that_was_cut_short_is_refused(data: st.DataObject) -> None:
    report = city_report(2)
    text = freeze(report)
    with pytest.raises(NotReadable):
        thaw(text[: data.draw(st.integers(0, len(text) - 1))], report.form)


def test_a_later_format_is_refused() -> None:
    document = json.loads(freeze(city_report(1))) | {"format": 2}
    with pytest.raises(NotReadable, match="format 2"):
        thaw(json.dumps(document, separators=(",", ":")), standard_form())

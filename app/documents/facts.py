"""Answers and city figures as facts that sentences and tables can print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.documents.models import Figure
from app.documents.numerals import counted, of_figure, printed, value_text
from app.documents.wording import Fact
from app.domain.answers import Answer, Value, ValueState
from app.domain.consolidation.totals import ratio_of
from app.domain.forms import AggregateKind, Field, FieldType, FormDefinition

#: What stands in a table where there is no value, by value state.
STATE_TEXTS: Mapping[ValueState | None, str] = {
    None: "Chưa trả lời",
    ValueState.NOT_APPLICABLE: "Không áp dụng",
    ValueState.NOT_KNOWN: "Chưa có số liệu",
    ValueState.INVALID: "Không tính",
}


def with_rates(form: FormDefinition, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers, each rate whose two parts are given computed from them.

    What the ward stated itself stands only where a part is missing.
    """
    complete = dict(answers)
    for field in form.rates:
        rate = _rate(field, answers)
        if rate is not None:
            complete[field.code] = Answer(field.code, ValueState.VALUE, rate)
    return complete


def ratio_parts(field: Field, answers: Mapping[str, Answer]) -> tuple[int, int] | None:
    """The two parts of a rate, where both were given as counts."""
    if field.aggregate.kind is not AggregateKind.RATIO:
        return None
    numerator = _count(answers.get(field.aggregate.numerator or ""))
    denominator = _count(answers.get(field.aggregate.denominator or ""))
    return None if numerator is None or denominator is None else (numerator, denominator)


def ward_facts(
    form: FormDefinition, answers: Mapping[str, Answer], notes: Mapping[str, int]
) -> dict[str, Fact]:
    """A fact per indicator that has a value; ``answers`` as from ``with_rates``."""
    facts: dict[str, Fact] = {}
    for field in form.indicators:
        answer = answers.get(field.code)
        if answer is not None and answer.counts and answer.value is not None:
            shown = _shown(field.type, answer.value)
            facts[field.code] = Fact(shown, not answer.value, note=notes.get(field.code, 0))
    return facts


def city_facts(figures: Mapping[str, Figure], notes: Mapping[str, int]) -> dict[str, Fact]:
    """A fact per city figure that has a value."""
    return {
        code: Fact(_told(f), f.value == 0, f.wards, notes.get(code, 0))
        for code, f in figures.items()
        if f.value is not None
    }


def _told(figure: Figure) -> str:
    number = figure.value
    assert number is not None, "a fact is told of a figure that has a value"
    return counted(number) if isinstance(number, int) else of_figure(figure.aggregate, number)


def _stated(number: int | Decimal) -> str:
    return counted(number) if isinstance(number, int) else printed(number)


def _shown(kind: FieldType, value: Value) -> str:
    """A yes or no is told by the sentence itself and prints as nothing."""
    if kind is FieldType.BOOL:
        return ""
    if isinstance(value, int | Decimal):
        return _stated(value)
    return value_text(kind, value)


def _rate(field: Field, answers: Mapping[str, Answer]) -> Decimal | None:
    parts = ratio_parts(field, answers)
    return ratio_of(field, *parts) if parts is not None else None


def _count(answer: Answer | None) -> int | None:
    if answer is None or not answer.counts or not isinstance(answer.value, int):
        return None
    return answer.value

"""A report's own rates, worked out from their two parts wherever both are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.domain.answers import Answer, ValueState
from app.domain.consolidation.totals import ratio_of
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import Number

_HUNDREDTH: Final = Decimal("0.01")


def rate_of(field: Field, answers: Mapping[str, Answer]) -> Decimal | None:
    """To two decimals, as it is read; None where a part is missing or nothing is divided by."""
    if field.aggregate.kind is not AggregateKind.RATIO:
        return None
    top = _number(answers.get(str(field.aggregate.numerator)))
    bottom = _number(answers.get(str(field.aggregate.denominator)))
    rate = None if top is None or bottom is None else ratio_of(field, top, bottom)
    return None if rate is None else rate.quantize(_HUNDREDTH, ROUND_HALF_UP)


def figure_of(field: Field, answers: Mapping[str, Answer]) -> Answer | None:
    """The field's answer; of a rate with both parts what these come to, not what was stated."""
    stated, rate = answers.get(field.code), rate_of(field, answers)
    if rate is None:
        return stated
    computed = Answer(field.code, ValueState.VALUE, rate)
    return computed if stated is None else replace(computed, typed=stated.typed)


def _number(answer: Answer | None) -> Number | None:
    if answer is None or not answer.counts or isinstance(answer.value, bool):
        return None
    return answer.value if isinstance(answer.value, int | Decimal) else None

"""Judging by an expression: silent unless every term it needs is stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.answers import ValueState, canonical, format_value, numerals
from app.domain.findings import Finding, Severity
from app.domain.rules import wording
from app.domain.rules.expressions import Condition, Node
from app.domain.rules.expressions.evaluation import Value
from app.domain.rules.expressions.messages import filled, placeholders
from app.domain.rules.figures import Figures
from app.domain.rules.model import Context, Rule
from app.domain.rules.sentences import SENTENCES

_PLACES = 6


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a condition sees: values by indicator, and what was taken for unstated ones."""

    values: Mapping[Node, Value]
    assumed: tuple[Node, ...]


def judge_expression(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """One finding where the condition turns out as the rule flags it."""
    condition = rule.condition
    if condition is None:
        return
    sight = _sight(condition, figures, _before(rule, condition, context))
    if sight is not None and condition.holds(sight.values) is bool(rule.options["flags_when"]):
        yield _finding(rule, condition, sight, figures, context)


def is_judged(rule: Rule, figures: Figures, context: Context) -> bool:
    """Whether every term that the rule needs is stated."""
    condition = rule.condition
    return condition is not None and (
        _sight(condition, figures, _before(rule, condition, context)) is not None
    )


def said(rule: Rule, figures: Figures, context: Context) -> str:
    """The rule's message with the numbers of a report, whether it is flagged or not."""
    condition = rule.condition
    before = _before(rule, condition, context) if condition else Figures({})
    message: str = rule.options["message_vi"]
    return filled(message, lambda node: _shown(node, figures, before, context))


def _before(rule: Rule, condition: Condition, context: Context) -> Figures:
    """The same period last year, as far as the rule looks at it."""
    asked = [*condition.asks, *placeholders(rule.options["message_vi"])]
    codes = [node.text for node in asked if node.kind == "previous"]
    past = context.previous or {} if codes else {}
    return Figures({code: past[code] for code in codes if code in past})


def _sight(condition: Condition, now: Figures, before: Figures) -> _Sight | None:
    """None where a needed term is not stated, or an asked one not yet known."""
    values: dict[Node, Value] = {}
    assumed = []
    for node in condition.asks:
        figures = before if node.kind == "previous" else now
        value = _stated(figures, node.text)
        if value is not None:
            values[Node("has", (node,))] = True
        elif node.text in figures.not_applicable:
            value = 0
        elif node.text in figures.derived:
            value = _exact(figures.derived[node.text][0])
        if value is not None:
            values[node] = value
        elif node in condition.needs or node.text in figures.not_known:
            return None
        elif node in condition.defaults:
            assumed.append(node)
    return _Sight(values, tuple(assumed))


def _stated(figures: Figures, code: str) -> Value | None:
    number = figures.numbers.get(code)
    if number is not None:
        return _exact(number)
    answer = figures.answers.get(code)
    if answer is None or answer.state is not ValueState.VALUE:
        return None
    # A text or a table is only ever asked whether it is there.
    return True if isinstance(answer.value, str | tuple) else _plain(answer.value)


def _plain(value: object) -> Value | None:
    return value if isinstance(value, Value) else None


def _exact(number: int | Decimal) -> int | Fraction:
    return Fraction(number) if isinstance(number, Decimal) else number


def _finding(
    rule: Rule, condition: Condition, sight: _Sight, now: Figures, context: Context
) -> Finding:
    before = _before(rule, condition, context)
    assumed = tuple(dict.fromkeys(node.text for node in sight.assumed))
    is_hard = rule.severity is Severity.ERROR and not assumed
    left, right = _sides(condition, sight.values)
    return rule.finding(
        tuple(code for code in condition.codes if code not in assumed),
        said(rule, now, context)
        + _assumption(condition, sight, context)
        + wording.remedy(rule, is_hard),
        expected=left,
        actual=right,
        assumed=assumed,
        inputs=_inputs(condition, now, before),
        details={"version": rule.options["version"]},
    )


def _shown(node: Node, now: Figures, before: Figures, context: Context) -> str:
    """A number as Vietnamese readers expect it, or that nobody stated it."""
    figures = before if node.kind == "previous" else now
    number = figures.numbers.get(node.text)
    if number is not None:
        return wording.number(number)
    field, answer = context.form.fields.get(node.text), figures.answers.get(node.text)
    if field and answer and answer.state is ValueState.VALUE and answer.value is not None:
        return format_value(field, answer.value)
    return wording.stand_in(figures, node.text)


def _assumption(condition: Condition, sight: _Sight, context: Context) -> str:
    return "".join(
        SENTENCES["assumed_as"].format(
            name=_named(node, context), value=_number(condition.defaults[node])
        )
        for node in sight.assumed
    )


def _named(node: Node, context: Context) -> str:
    name = f"“{wording.name(context.form, node.text)}”"
    return f"{name} cùng kỳ năm trước" if node.kind == "previous" else name


def _number(value: Value) -> str:
    rounded = _rounded(value)
    return "" if rounded is None else wording.number(rounded)


def _sides(
    condition: Condition, values: Mapping[Node, Value]
) -> tuple[Decimal | None, Decimal | None]:
    if condition.sides is None:
        return None, None
    left, right = (side(values) for side in condition.sides)
    return _rounded(left), _rounded(right)


def _rounded(value: Value) -> Decimal | None:
    """To six decimals, a half to the even neighbour; a yes or a day is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    units = round(Fraction(value) * 10**_PLACES)
    return Decimal(numerals.plain(Decimal(units).scaleb(-_PLACES)))


def _inputs(condition: Condition, now: Figures, before: Figures) -> dict[str, str]:
    seen: dict[str, str] = {}
    for node in condition.asks:
        is_past = node.kind == "previous"
        answer = (before if is_past else now).answers.get(node.text)
        name = f"{node.text}@previous" if is_past else node.text
        seen[name] = "" if answer is None else canonical(answer)
    return seen

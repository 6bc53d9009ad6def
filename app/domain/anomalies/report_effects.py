"""The scores of what the rules say of one report: which value would be mended, and to what.

A broken relation does not say which of its terms is wrong. The one that stands alone on
its side is replaced by the other side, else the largest term of the left one: the effect
is then that of the likeliest mending, not a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from app.domain.anomalies.selective import (
    Effect,
    effect_of,
    scored,
    suspicion_of,
    suspicion_of_distance,
)
from app.domain.consolidation import Total
from app.domain.findings import Finding
from app.domain.forms import Field, FormDefinition
from app.domain.rules.figures import Number
from app.domain.rules.model import Relation, Rule, RuleSet, Side

Numbers = Mapping[str, Number]

#: Detectors whose finding's ``actual`` is what its first field is held against.
_HELD_AGAINST: Final = frozenset({"below_half", "jump", "range", "reception_weeks"})


def scored_in_report(
    finding: Finding,
    rules: RuleSet,
    form: FormDefinition,
    numbers: Numbers,
    totals: Mapping[str, Total],
    imputed: Callable[[Finding], Finding],
) -> Finding:
    """The finding with its suspicion, effect and score. ``numbers`` are the report's own;
    ``imputed`` weighs what says that values are absent."""
    rule = rules.by_name.get(finding.rule)
    if rule is not None and rule.detector == "missing":
        return imputed(finding)
    mended = None if rule is None else _mended(rule, finding, form, numbers)
    effect = None if mended is None else _effect(form, numbers, totals, *mended)
    return scored(finding, _suspicion(rule, finding), effect)


def _suspicion(rule: Rule | None, finding: Finding) -> float:
    if rule is None or rule.detector != "jump" or not finding.expected or not finding.actual:
        return suspicion_of(finding)
    times = finding.expected / finding.actual
    return suspicion_of_distance(float(max(times, 1 / times)), rule.options["factor"])


def _effect(
    form: FormDefinition, numbers: Numbers, totals: Mapping[str, Total], code: str, to: Decimal
) -> Effect | None:
    field = form.fields.get(code)
    if field is None:
        return None
    trials = numbers.get(field.aggregate.denominator or "")
    return effect_of(totals, field, numbers.get(code), to, trials)


def _mended(
    rule: Rule, finding: Finding, form: FormDefinition, numbers: Numbers
) -> tuple[str, Decimal] | None:
    """The code whose value would be replaced, and the value in its place."""
    if finding.expected is None or finding.actual is None or not finding.fields:
        return None
    clause = next((c for c in rule.clauses if c.name == finding.clause), None)
    if clause is None and len(rule.clauses) == 1:
        clause = rule.clauses[0]
    if isinstance(clause, Relation):
        return _other_side(clause, finding.expected, finding.actual, numbers)
    if rule.detector == "full_rate":
        return _from_its_parts(form.fields[finding.fields[0]], numbers)
    if rule.detector == "processed_resolved":
        return finding.fields[1], finding.actual
    is_held = clause is not None or rule.detector in _HELD_AGAINST
    return (finding.fields[0], finding.actual) if is_held else None


def _other_side(
    clause: Relation, left: Decimal, right: Decimal, numbers: Numbers
) -> tuple[str, Decimal] | None:
    for side, gap in ((clause.left, right - left), (clause.right, left - right)):
        code = side.terms[0].code if len(side.terms) == 1 else ""
        if code in numbers:
            return code, max(Decimal(0), Decimal(numbers[code]) + gap)
    likely = _largest(clause.left, numbers)
    return None if likely is None else (likely, max(Decimal(0), numbers[likely] + right - left))


def _largest(side: Side, numbers: Numbers) -> str | None:
    stated = [term.code for term in side.terms if term.code in numbers]
    return max(stated, key=lambda code: numbers[code], default=None)


def _from_its_parts(field: Field, numbers: Numbers) -> tuple[str, Decimal] | None:
    top = numbers.get(field.aggregate.numerator or "")
    bottom = numbers.get(field.aggregate.denominator or "")
    if top is None or not bottom:
        return None
    return field.code, 100 * Decimal(top) / Decimal(bottom)

"""Balances, bounds, minimums and rate checks: the clauses of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.domain.answers import decimals_as_typed
from app.domain.findings import Finding, Severity
from app.domain.rules import wording
from app.domain.rules.figures import Figures, Number, Trace
from app.domain.rules.model import Context, Formula, RateCheck, Relation, Rule
from app.domain.rules.sentences import SENTENCES


def judge_clauses(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """One finding per broken clause. Clauses are independent of each other."""
    for clause in rule.clauses:
        if isinstance(clause, RateCheck):
            found = _judge_rate(rule, clause, figures, context)
        else:
            found = _judge_relation(rule, clause, figures, context)
        if found is not None:
            yield found


def _clause_name(rule: Rule, clause: Relation | RateCheck) -> str:
    return clause.name if len(rule.clauses) > 1 else ""


def _judge_relation(
    rule: Rule, clause: Relation, figures: Figures, context: Context
) -> Finding | None:
    if clause.requires_any and not any(c in figures.numbers for c in clause.requires_any):
        return None
    left = figures.amount(clause.left, clause.spares_not_applicable)
    right = figures.amount(clause.right)
    if left is None or right is None or holds(left, clause.relation, right):
        return None
    return _relation_finding(rule, clause, figures, context, left, right)


def holds(left: Number, relation: str, right: Number) -> bool:
    if relation == "=":
        return left == right
    return left <= right if relation == "<=" else left >= right


def distance(left: Number, right: Number) -> Number:
    """How far apart the sides are, as an int where both are whole."""
    return left - right if left >= right else right - left


def _relation_finding(
    rule: Rule, clause: Relation, figures: Figures, context: Context, left: Number, right: Number
) -> Finding:
    trace = figures.trace(clause.left, clause.right)
    form = context.form
    sentence = SENTENCES[clause.relation].format(
        left=wording.side(form, figures, clause.left, left),
        right=wording.side(form, figures, clause.right, right),
        gap=wording.number(distance(left, right)),
    )
    is_hard = rule.severity is Severity.ERROR and not trace.assumed
    return rule.finding(
        trace.stated,
        sentence + wording.assumption(form, trace.assumed) + wording.remedy(rule, is_hard),
        expected=Decimal(left),
        actual=Decimal(right),
        assumed=trace.assumed,
        inputs=figures.inputs(trace.stated + trace.assumed + trace.derived),
        clause=_clause_name(rule, clause),
        details=_details(trace, distance(left, right)),
    )


def _details(trace: Trace, gap: Number) -> dict[str, object]:
    details: dict[str, object] = {"difference": str(gap)}
    if trace.derived:
        details["derived"] = list(trace.derived)
    return details


def agrees(stated: Number, numerator: Number, denominator: Number, decimals: int) -> bool:
    """|stated − 100·n/d| ≤ half a unit of the last decimal as typed, inclusive.

    Compared without dividing, so that nothing is rounded; ``denominator`` > 0.
    """
    gap = abs(Decimal(stated) * denominator - 100 * Decimal(numerator))
    return gap * 2 <= Decimal(1).scaleb(-decimals) * denominator


def _judge_rate(
    rule: Rule, clause: RateCheck, figures: Figures, context: Context
) -> Finding | None:
    stated = figures.numbers.get(clause.code)
    if stated is None:
        return None
    sides = [s for f in clause.formulas for s in (f.numerator, f.denominator)]
    if any(term.code in figures.not_known for side in sides for term in side.terms):
        return None
    decimals = decimals_as_typed(figures.answers[clause.code])
    judged = [(f, _parts(f, figures)) for f in clause.formulas]
    usable = [(f, parts) for f, parts in judged if parts is not None]
    if not usable or any(agrees(stated, n, d, decimals) for _, (n, d) in usable):
        return None
    missing = _missing(clause, figures) if len(usable) < len(judged) else ()
    return _rate_finding(rule, clause, figures, context, usable, decimals, missing)


def _parts(formula: Formula, figures: Figures) -> tuple[Number, Number] | None:
    """n and d, or None where a part is unknown, not applicable, or d is 0."""
    numerator = figures.amount(formula.numerator, spares_not_applicable=True)
    denominator = figures.amount(formula.denominator, spares_not_applicable=True)
    return (numerator, denominator) if numerator is not None and denominator else None


def _missing(clause: RateCheck, figures: Figures) -> tuple[str, ...]:
    """Terms of the other formula that nobody stated: by it, the rate may be right."""
    terms = {t.code for f in clause.formulas for t in (*f.numerator.terms, *f.denominator.terms)}
    unstated = (c for c in terms if c not in figures.numbers and not figures.is_settled(c))
    return tuple(sorted(c for c in unstated if c not in figures.derived))


def _rate_finding(
    rule: Rule,
    clause: RateCheck,
    figures: Figures,
    context: Context,
    usable: list[tuple[Formula, tuple[Number, Number]]],
    decimals: int,
    missing: tuple[str, ...],
) -> Finding:
    stated = Decimal(figures.numbers[clause.code])
    formula, (numerator, denominator) = usable[0]
    computed = 100 * Decimal(numerator) / denominator
    trace = figures.trace(*(s for f, _ in usable for s in (f.numerator, f.denominator)))
    assumed = trace.assumed + missing
    places = max(2, decimals)
    form = context.form
    sentence = SENTENCES["rate"].format(
        rate=wording.stated(form, figures, clause.code),
        top=wording.side(form, figures, formula.numerator, numerator),
        bottom=wording.side(form, figures, formula.denominator, denominator),
        computed=wording.rounded(computed, places),
        gap=wording.rounded(abs(stated - computed), places),
    )
    is_hard = rule.severity is Severity.ERROR and not assumed
    return rule.finding(
        (clause.code, *trace.stated),
        sentence + _uncertainty(context, trace, missing) + wording.remedy(rule, is_hard),
        expected=stated,
        actual=round(computed, 6),
        assumed=assumed,
        inputs=figures.inputs((clause.code, *trace.stated, *assumed, *trace.derived)),
        clause=_clause_name(rule, clause),
        details=_details(trace, round(abs(stated - computed), 6)),
    )


def _uncertainty(context: Context, trace: Trace, missing: tuple[str, ...]) -> str:
    text = wording.assumption(context.form, trace.assumed)
    if missing:
        names = wording.quoted(context.form, missing)
        text += SENTENCES["other_formula"].format(names=names)
    return text

"""One pass of all rules over the answers of one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from app.domain.answers import Answer
from app.domain.findings import Finding
from app.domain.rules import judgements
from app.domain.rules.expressed import judge_expression
from app.domain.rules.figures import Figures
from app.domain.rules.model import Context, Rule, RuleSet
from app.domain.rules.relations import judge_clauses

Judge = Callable[[Rule, Figures, Context], Iterator[Finding]]

#: What judges a rule from the answers of one report alone. Rules with another
#: detector ("text", "wards") are judged where the text or the other wards are.
JUDGES: Mapping[str, Judge] = {
    "relation": judge_clauses,
    "expression": judge_expression,
    "range": judgements.judge_range,
    "full_rate": judgements.judge_full_rate,
    "reception_weeks": judgements.judge_reception,
    "unsupported_rate": judgements.judge_unsupported,
    "processed_resolved": judgements.judge_processed,
    "partial_period": judgements.judge_partial,
    "jump": judgements.judge_jump,
    "below_half": judgements.judge_below_half,
    "missing": judgements.judge_missing,
}


def evaluate(rules: RuleSet, answers: Mapping[str, Answer], context: Context) -> list[Finding]:
    """Every finding that the answers of one report give rise to, in rule order.

    A finding that is a consequence of a hard one names it in ``details["follows"]``:
    it need not be asked about, because the hard one has to be mended first. What
    follows a soft finding stands by itself, since a reason would leave it unanswered.
    """
    figures = Figures(answers, rules.derived)
    found: list[Finding] = []
    for rule in rules.rules:
        judge = JUDGES.get(rule.detector)
        if judge is not None and rule.name not in rules.muted and _is_asked(rule, context):
            found.extend(judge(rule, figures, context))
    return [_linked(finding, rules, found) for finding in found] if len(found) > 1 else found


def _is_asked(rule: Rule, context: Context) -> bool:
    if rule.period_kinds and context.period_kind not in rule.period_kinds:
        return False
    return context.is_document or not rule.is_for_documents


def _linked(finding: Finding, rules: RuleSet, found: list[Finding]) -> Finding:
    """Mark a consequence: a hard finding of a rule it follows shares one of its fields."""
    earlier = rules[finding.rule].follows
    if not earlier:
        return finding
    seen = set(finding.fields)
    causes = [
        f.key for f in found if f.is_hard and f.rule in earlier and not seen.isdisjoint(f.fields)
    ]
    return replace(finding, details={**finding.details, "follows": causes}) if causes else finding

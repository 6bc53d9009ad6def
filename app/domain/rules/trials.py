"""What a rule would have flagged in a period that is over, and whether it was worth it.

A report is flagged where any of its versions is. It is confirmed where the ward later
changed one of the values that the rule looks at, or the Department asked about one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.answers import Answer, canonical, format_value
from app.domain.findings import Finding
from app.domain.rules.engine import evaluate
from app.domain.rules.expressed import is_judged, said
from app.domain.rules.figures import Figures
from app.domain.rules.model import Context, Derived, Rule, RuleSet


class Outcome(StrEnum):
    """What became of a flagged report, as far as anybody said."""

    CHANGED = "changed"
    ASKED = "asked"
    DISMISSED = "dismissed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tried:
    """One report: its versions from the first on, and what was decided about its fields."""

    ward_code: str
    ward_name: str
    versions: Sequence[tuple[int, Mapping[str, Answer]]]
    context: Context
    decisions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """``numbers`` are the values as printed, by code, in the order of the expression."""

    ward_code: str
    ward_name: str
    version: int
    numbers: Mapping[str, str]
    message: str
    outcome: Outcome

    @property
    def is_confirmed(self) -> bool:
        return self.outcome in (Outcome.CHANGED, Outcome.ASKED)


@dataclass(frozen=True, slots=True)
class Trial:
    """``judged``: reports that state what the rule needs; it is silent about the others.
    ``sample`` is the message with the numbers of one report, that of the ward ``sampled``.
    """

    reports: int
    judged: int
    hits: tuple[Hit, ...]
    sample: str = ""
    sampled: str = ""

    @property
    def confirmed(self) -> int:
        return sum(hit.is_confirmed for hit in self.hits)


def tried(rule: Rule, derived: Sequence[Derived], reports: Iterable[Tried]) -> Trial:
    """Judge every version of every report. The sample is of the first flagged report, or of
    the first that states what the rule needs."""
    one = RuleSet("trial", (rule,), tuple(derived))
    hits, seen, judged, sample = [], 0, 0, ("", "")
    for report in reports:
        seen += 1
        is_heard = _is_heard(rule, derived, report)
        judged += is_heard
        if is_heard and not sample[0]:
            figures = Figures(report.versions[-1][1], derived)
            sample = said(rule, figures, report.context), report.ward_name
        hit = _hit(rule, one, report)
        if hit is not None:
            hits.append(hit)
    if hits:
        sample = hits[0].message, hits[0].ward_name
    return Trial(seen, judged, tuple(hits), *sample)


def _is_heard(rule: Rule, derived: Sequence[Derived], report: Tried) -> bool:
    kinds = rule.period_kinds
    if kinds and report.context.period_kind not in kinds:
        return False
    figures = (Figures(answers, derived) for _number, answers in report.versions)
    return any(is_judged(rule, one, report.context) for one in figures)


def _hit(rule: Rule, rules: RuleSet, report: Tried) -> Hit | None:
    for at, (number, answers) in enumerate(report.versions):
        for finding in evaluate(rules, answers, report.context):
            later = [answers for _number, answers in report.versions[at + 1 :]]
            return Hit(
                report.ward_code,
                report.ward_name,
                number,
                _numbers(rule, answers, report.context),
                finding.message,
                _outcome(finding, later, report.decisions),
            )
    return None


def _numbers(rule: Rule, answers: Mapping[str, Answer], context: Context) -> dict[str, str]:
    shown = {}
    for code in rule.condition.codes if rule.condition else ():
        answer, field = answers.get(code), context.form.fields.get(code)
        is_value = answer is not None and answer.counts and answer.value is not None
        if is_value and answer and field and answer.value is not None:
            shown[code] = format_value(field, answer.value)
        else:
            shown[code] = answer.typed if answer else ""
    return shown


def _outcome(
    finding: Finding, later: Sequence[Mapping[str, Answer]], decisions: frozenset[str]
) -> Outcome:
    if any(_changed(finding.inputs, answers) for answers in later):
        return Outcome.CHANGED
    if "asked" in decisions:
        return Outcome.ASKED
    return Outcome.DISMISSED if decisions else Outcome.UNKNOWN


def _changed(inputs: Mapping[str, str], answers: Mapping[str, Answer]) -> bool:
    now = {code: canonical(answers[code]) if code in answers else "" for code in inputs}
    return any(now[code] != seen for code, seen in inputs.items() if "@" not in code)

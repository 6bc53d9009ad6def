"""What a rule is, and how a rule document becomes a compiled rule set.

Terms are written as codes; ``code(0)`` is a term that counts as 0 when it is not
stated. The document is data: a city may publish its own version of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.domain.answers import Answer
from app.domain.errors import Invalid, Problem
from app.domain.findings import Audience, Finding, Severity
from app.domain.forms import FormDefinition
from app.domain.rules.expressions import Condition, compiled, from_json

_TERM = re.compile(r"(?P<code>[a-z][a-z0-9_]*)(?P<optional>\(0\))?")
EXCUSE = "Nếu số liệu đúng, hãy giải trình."
_RELATIONS = frozenset({"=", "<=", ">="})
_STRUCTURE = frozenset(
    {
        "rule",
        "severity",
        "detector",
        "title_vi",
        "mend_vi",
        "excuse_vi",
        "basis",
        "audience",
        "applies_to",
        "period_kinds",
        "follows",
        "clauses",
        "when",
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """``is_optional``: counts as 0 when not stated, and is then named as assumed."""

    code: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A sum of terms and a constant."""

    terms: tuple[Term, ...]
    constant: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """``left`` =, <= or >= ``right``. ``requires_any``: one of these must be stated.

    ``spares_not_applicable`` switches the clause off, instead of counting 0, where
    its subject is not applicable: a legal minimum asks nothing of a missing body.
    """

    left: Side
    relation: str
    right: Side
    requires_any: tuple[str, ...] = ()
    spares_not_applicable: bool = False

    @property
    def name(self) -> str:
        return self.left.terms[0].code


@dataclass(frozen=True, slots=True)
class Formula:
    """100 · sum of ``numerator`` / sum of ``denominator``."""

    numerator: Side
    denominator: Side


@dataclass(frozen=True, slots=True)
class RateCheck:
    """A stated rate must agree with one of the formulas, to half its last decimal."""

    code: str
    formulas: tuple[Formula, ...]

    @property
    def name(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Derived:
    """A sub-total worked out from its own split for other rules; never stored."""

    code: str
    side: Side


@dataclass(frozen=True, slots=True)
class Rule:
    """``detector`` names what judges it; ``options`` are that detector's settings.

    ``mend_vi`` says how to put it right, ``excuse_vi`` when a reason is due instead.
    ``condition`` is what a rule written as an expression asks.

    ``follows``: rules whose findings on a shared field make this one a consequence.
    """

    name: str
    severity: Severity
    detector: str
    title_vi: str
    mend_vi: str = ""
    excuse_vi: str = EXCUSE
    basis: str = ""
    audience: Audience = Audience.WARD
    is_for_documents: bool = False
    period_kinds: frozenset[str] = frozenset()
    follows: tuple[str, ...] = ()
    clauses: tuple[Relation | RateCheck, ...] = ()
    condition: Condition | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def finding(self, fields: Iterable[str], message: str, **rest: Any) -> Finding:
        """A finding of this rule: its name, severity and audience are the rule's."""
        return Finding(
            self.name, self.severity, tuple(fields), message, audience=self.audience, **rest
        )

    def codes(self) -> Iterator[str]:
        """Every indicator that the clauses or the condition name."""
        yield from self.condition.codes if self.condition else ()
        for clause in self.clauses:
            if isinstance(clause, RateCheck):
                yield clause.code
                sides = [s for f in clause.formulas for s in (f.numerator, f.denominator)]
            else:
                sides = [clause.left, clause.right]
            for side in sides:
                yield from (term.code for term in side.terms)


@dataclass(frozen=True)
class RuleSet:
    """All rules of one version, compiled once and shared.

    ``muted`` rules keep their names and settings but find nothing: a ward is dispensed.
    """

    key: str
    rules: tuple[Rule, ...]
    derived: tuple[Derived, ...] = ()
    muted: frozenset[str] = frozenset()

    @cached_property
    def by_name(self) -> dict[str, Rule]:
        return {rule.name: rule for rule in self.rules}

    def __getitem__(self, name: str) -> Rule:
        return self.by_name[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a report is judged against.

    ``data_from`` and ``data_to`` are the reporting window, both days included.
    ``previous`` are the unit's answers of the same period last year, ``first_half``
    those of H1 of the same year; None where there are none.
    """

    form: FormDefinition
    period_kind: str
    data_from: dt.date
    data_to: dt.date
    unit_established_on: dt.date | None = None
    is_document: bool = False
    previous: Mapping[str, Answer] | None = None
    first_half: Mapping[str, Answer] | None = None


def parse_rules(document: Mapping[str, Any], form: FormDefinition | None = None) -> RuleSet:
    """Compile a rule document; ``Invalid`` with every fault where it does not hold.

    With ``form``, codes that the form does not have are faults too.
    """
    problems: list[Problem] = []
    rules = [r for r in (_attempt(d, problems) for d in document["rules"]) if r is not None]
    derived = [Derived(d["code"], _side(d["terms"])) for d in document.get("derived", ())]
    ruleset = RuleSet(document["key"], tuple(rules), tuple(derived))
    problems.extend(_faults(ruleset, form))
    if problems:
        raise Invalid(problems)
    return ruleset


def _attempt(document: Mapping[str, Any], problems: list[Problem]) -> Rule | None:
    try:
        return _rule(document)
    except (KeyError, ValueError, TypeError) as error:
        name = str(document.get("rule", "?"))
        problems.append(Problem("bad_rule", (name,), f"Quy tắc “{name}” viết sai: {error}."))
        return None


def _rule(document: Mapping[str, Any]) -> Rule:
    return Rule(
        name=document["rule"],
        severity=Severity(document["severity"]),
        detector=document["detector"],
        title_vi=document["title_vi"],
        mend_vi=document.get("mend_vi", ""),
        excuse_vi=document.get("excuse_vi", EXCUSE),
        basis=document.get("basis", ""),
        audience=Audience(document.get("audience", "ward")),
        is_for_documents=document.get("applies_to") == "document",
        period_kinds=frozenset(document.get("period_kinds", ())),
        follows=tuple(document.get("follows", ())),
        clauses=tuple(_clause(c) for c in document.get("clauses", ())),
        condition=compiled(from_json(document["when"])) if "when" in document else None,
        options={key: value for key, value in document.items() if key not in _STRUCTURE},
    )


def _clause(document: Mapping[str, Any]) -> Relation | RateCheck:
    if "rate" in document:
        formulas = (Formula(_side(f["numerator"]), _side(f["denominator"])) for f in document["of"])
        return RateCheck(_term(document["rate"]).code, tuple(formulas))
    if document["relation"] not in _RELATIONS:
        raise ValueError(f"không có phép so sánh “{document['relation']}”")
    return Relation(
        left=_side(document["left"]),
        relation=document["relation"],
        right=_side(document["right"]),
        requires_any=tuple(document.get("requires_any", ())),
        spares_not_applicable=bool(document.get("spares_not_applicable", False)),
    )


def _side(terms: Iterable[str | int]) -> Side:
    terms = tuple(terms)
    constant = sum(t for t in terms if isinstance(t, int))
    return Side(tuple(_term(t) for t in terms if isinstance(t, str)), constant)


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” không phải là mã chỉ tiêu")
    return Term(match["code"], match["optional"] is not None)


def _faults(ruleset: RuleSet, form: FormDefinition | None) -> Iterator[Problem]:
    names = [rule.name for rule in ruleset.rules]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Problem("duplicate_rule", (name,), f"Quy tắc “{name}” có hơn một lần.")
    for rule in ruleset.rules:
        known = set() if form is None else set(form.fields)
        for code in sorted(set(rule.codes()) - known if form else ()):
            yield Problem(
                "unknown_code", (rule.name,), f"Quy tắc “{rule.name}” dùng mã lạ “{code}”."
            )
        for other in sorted(set(rule.follows) - set(names)):
            yield Problem(
                "unknown_rule", (rule.name,), f"Quy tắc “{rule.name}” đi sau quy tắc lạ “{other}”."
            )

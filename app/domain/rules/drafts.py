"""A rule as an administrator writes it, and the document that it is published as."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from app.domain.answers import clean_line, clean_text
from app.domain.errors import Invalid, Problem
from app.domain.findings import Severity
from app.domain.forms import FormDefinition
from app.domain.rules.expressions import Faulty, checked, message_problems, to_json
from app.domain.rules.model import Rule, RuleSet, parse_rules
from app.domain.vietnamese.text import fold

#: City rules are told from the form's own by the beginning of their names.
PREFIX: Final = "city_"
DETECTOR: Final = "expression"
_LONGEST_NAME: Final = 48
_LENGTHS: Final = {"title": 120, "mend": 300, "basis": 200}


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """``flags_when``: "no" where the expression must hold, "yes" where it describes what is
    to be flagged. ``period_kinds`` as codes joined by spaces; '' for every kind.
    """

    title: str = ""
    expression: str = ""
    flags_when: str = "no"
    severity: str = Severity.WARNING.value
    message: str = ""
    mend: str = ""
    basis: str = ""
    period_kinds: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> RuleDraft:
        """What was typed or stored, cleaned; what is missing is as in an empty draft."""
        known = {f.name: str(typed[f.name]) for f in fields(cls) if f.name in typed}
        long = {"expression", "message"}
        return cls(**{k: (clean_text if k in long else clean_line)(v) for k, v in known.items()})

    def document(self) -> dict[str, str]:
        return asdict(self)


def published(draft: RuleDraft, form: FormDefinition, name: str, version: int) -> dict[str, Any]:
    """The rule document of a draft. Raises ``Invalid`` with every fault: ``Faulty`` where
    only the expression is wrong."""
    tree, problems = _tree(draft, form)
    problems += list(_faults(draft, form))
    if problems:
        raise Invalid(problems)
    return {
        "rule": name,
        "severity": draft.severity,
        "detector": DETECTOR,
        "title_vi": draft.title,
        "mend_vi": draft.mend,
        "basis": draft.basis,
        "period_kinds": draft.period_kinds.split(),
        "when": tree,
        "flags_when": draft.flags_when == "yes",
        "message_vi": draft.message,
        "expression": draft.expression,
        "version": version,
    }


def rule_of(document: Mapping[str, Any]) -> Rule:
    """One rule document compiled."""
    return rules_of([document]).rules[0]


def rules_of(documents: Collection[Mapping[str, Any]]) -> RuleSet:
    return parse_rules({"key": DETECTOR, "rules": list(documents)})


def _tree(draft: RuleDraft, form: FormDefinition) -> tuple[list[Any], list[Problem]]:
    if not draft.expression:
        sentence = "Hãy viết biểu thức của quy tắc."
        return [], [Problem("expression", ("expression",), sentence)]
    try:
        return to_json(checked(draft.expression, form)), []
    except Faulty as error:
        return [], list(error.problems)


def _faults(draft: RuleDraft, form: FormDefinition) -> Iterator[Problem]:
    if not draft.title:
        yield Problem("title", ("title",), "Hãy đặt tên cho quy tắc.")
    if not draft.basis:
        yield Problem("basis", ("basis",), "Hãy ghi căn cứ: văn bản, điều, khoản.")
    for name, most in _LENGTHS.items():
        if len(getattr(draft, name)) > most:
            yield Problem(name, (name,), f"Quá dài: nhiều nhất {most} chữ.")
    if draft.severity not in set(Severity) or draft.flags_when not in ("yes", "no"):
        yield Problem("severity", ("severity",), "Hãy chọn mức độ và khi nào thì báo.")
    for sentence in message_problems(draft.message, form):
        yield Problem("message", ("message",), sentence)


def name_for(title: str, taken: Collection[str]) -> str:
    """``city_ho_so_tra_lai``: a code of letters, digits and _ that nobody has yet."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:_LONGEST_NAME].strip("_")
    name = PREFIX + (words or "rule")
    number = 2
    while name in taken:
        name, number = f"{PREFIX}{words or 'rule'}_{number}", number + 1
    return name

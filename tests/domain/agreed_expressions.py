"""Cases of rules written as expressions, which both engines are held to.

``python -m tests.domain.agreed_expressions`` writes ``agreed_expressions.json`` anew: a rule
of the administrator's kind, what a ward typed, and what is found.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.domain.rules import RuleSet, portable_rules
from app.domain.rules import evaluate as evaluate_rules
from app.domain.rules.drafts import RuleDraft, published, rules_of
from app.domain.rules.expressions import printed
from app.standard import standard_rules_document
from tests.domain import agreed_cases, made_up_expressions
from tests.domain.agreed_cases import FORM

FILE = Path(__file__).with_name("agreed_expressions.json")
DERIVED = standard_rules_document()["derived"]
MESSAGE = "Tiếp nhận {dossiers_received}, giải quyết {dossiers_resolved}; {land_donated_m2} m2."

WRITTEN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("dossiers_resolved <= dossiers_received", "no", {"dossiers_resolved": "7"}),
    (
        "value(dossiers_resolved, 0) == 0 and dossiers_received > 0",
        "yes",
        {"dossiers_received": "4.410"},
    ),
    (
        "dossiers_received > 0 and dossiers_resolved / dossiers_received < 1/3",
        "yes",
        {"dossiers_received": "3", "dossiers_resolved": "1"},
    ),
    (
        "dossiers_received > 0 and dossiers_resolved / dossiers_received < 1/3",
        "yes",
        {"dossiers_received": "0", "dossiers_resolved": "1"},
    ),
    (
        "dossiers_resolved - dossiers_received == -0.5 * 2",
        "no",
        {"dossiers_received": "10", "dossiers_resolved": "2"},
    ),
    (
        "dossiers_resolved_on_time / 3 == dossiers_received / 7",
        "no",
        {
            "dossiers_resolved_early": "1",
            "dossiers_resolved_due": "1",
            "dossiers_received": "NA:không",
        },
    ),
    ("has(satisfaction_rate) and has(land_donated_m2)", "no", {"satisfaction_rate": "97,5"}),
    (
        "satisfaction_rate == 97.5",
        "yes",
        {"satisfaction_rate": "97,50", "land_donated_m2": "2.345,5"},
    ),
)


def document(expression: str, flags_when: str, severity: str = "error") -> dict[str, Any]:
    """The rule as it would be published."""
    draft = RuleDraft(
        "Quy tắc thử", expression, flags_when, severity, MESSAGE, "Đối chiếu lại.", "Luật thử"
    )
    return published(draft, FORM, "city_thu", 1)


def whole(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": "thdccs", "derived": DERIVED, "rules": [dict(rule)]}


def portable(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What a page would be given."""
    return portable_rules(FORM, whole(rule))


def judged(rule: Mapping[str, Any], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    parsed = rules_of([rule])
    rules = RuleSet("thdccs", parsed.rules, agreed_cases.RULES.derived)
    found = evaluate_rules(rules, agreed_cases.answers_of(typed), agreed_cases.context("H1"))
    return [agreed_cases.said(finding) for finding in found]


def drawn(dice: random.Random) -> tuple[dict[str, Any], dict[str, str]]:
    """A random rule and random answers."""
    tree = made_up_expressions.condition(dice)
    while not _is_kept(tree):
        tree = made_up_expressions.condition(dice)
    rule = document(printed(tree), dice.choice(["yes", "no"]), dice.choice(["error", "warning"]))
    typed = {code: text for code in made_up_expressions.CODES if (text := _typed(dice, code))}
    return rule, typed


def _is_kept(tree: Any) -> bool:
    return any(code in printed(tree) for code in made_up_expressions.CODES)


def _typed(dice: random.Random, code: str) -> str:
    if dice.random() < 0.12:
        return dice.choice(["?", "NA:không phát sinh", "", "sai"])
    whole = str(dice.choice([dice.randint(0, 3), dice.randint(0, 9), dice.randint(1000, 9999)]))
    if FORM.fields[code].type.is_whole:
        return whole
    return dice.choice([whole, f"{whole},5", f"{whole},25", "33,333333"])


def cases() -> Iterator[dict[str, Any]]:
    for expression, flags_when, typed in WRITTEN:
        rule = document(expression, flags_when)
        yield {"rule": rule, "typed": typed, "found": judged(rule, typed)}
    dice = random.Random(114)
    for _ in range(120):
        rule, typed = drawn(dice)
        yield {"rule": rule, "typed": typed, "found": judged(rule, typed)}


def load() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def write() -> None:
    """One case a line, so that a change of it shows."""
    lines = ",\n ".join(json.dumps(case, ensure_ascii=False) for case in cases())
    FILE.write_text(f"[\n {lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write()

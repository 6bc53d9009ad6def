"""A second, naive reading of the agreed rule sentences, to check the engine against.

It shares nothing with the engine but the answers: it reads the expressions as they
are worded ("a + b(0) = c"), with exact fractions and no shortcuts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from app.domain.answers import Answer, ValueState

AGREED = json.loads(Path(__file__).with_name("rules_agreed.json").read_text(encoding="utf-8"))
_TERM = re.compile(r"^([a-z_0-9]+?)(\(0\))?$")
_RATE = re.compile(r"^(?:([a-z_]+) )?~ 100\*([a-z_]+)/\(?([a-z_+]+)\)?$")
_SPLITS = {
    "dossiers_resolved_on_time": "dossiers_resolved_early + dossiers_resolved_due",
    "residential_units_total": "villages_count(0) + residential_groups_count(0)",
}


class Unknown(Exception):
    """A term is not known, so the clause does not apply."""


def arithmetic_rules() -> dict[str, list[str]]:
    """Rule name -> clause texts, for the rules that are pure arithmetic."""
    rules: dict[str, list[str]] = {}
    for rule in AGREED:
        text = re.sub(r"\s*\((?:at least|L10|one per)[^)]*\)", "", rule["expression"])
        clauses = [c.strip() for c in text.split(";")]
        if all(_is_relation(c) or _is_rate(c) for c in clauses):
            rules[rule["rule"]] = clauses
    return rules


def _is_relation(clause: str) -> bool:
    sides = re.split(r" (?:=|<=|>=) ", clause)
    return len(sides) == 2 and all(
        _TERM.match(t.strip()) for side in sides for t in side.split("+")
    )


def _is_rate(clause: str) -> bool:
    return all(_RATE.match(part) for part in clause.split(", or "))


def broken(clauses: list[str], answers: Mapping[str, Answer]) -> Iterator[str]:
    """The clauses that the answers break."""
    for clause in clauses:
        if verdict(clause, answers) == "broken":
            yield clause


def verdict(clause: str, answers: Mapping[str, Answer]) -> str:
    """``satisfied``, ``broken``, or ``not_applicable`` where a term is not known."""
    try:
        holds = _rate(clause, answers) if "~" in clause else _relation(clause, answers)
    except Unknown:
        return "not_applicable"
    return "satisfied" if holds else "broken"


def _relation(clause: str, answers: Mapping[str, Answer]) -> bool:
    left, sign, right = re.split(r" (=|<=|>=) ", clause)
    if left.startswith("villages_count") and not any(
        _has_value(answers, c) for c in ("villages_count", "residential_groups_count")
    ):
        raise Unknown
    if left == "people_inspectorate_members" and _state(answers, left) == "not_applicable":
        raise Unknown
    a, b = _sum(left, answers), _sum(right, answers)
    return {"=": a == b, "<=": a <= b, ">=": a >= b}[sign]


def _sum(side: str, answers: Mapping[str, Answer]) -> Fraction:
    return sum((_term(t.strip(), answers) for t in side.split("+")), Fraction(0))


def _term(text: str, answers: Mapping[str, Answer]) -> Fraction:
    match = _TERM.match(text)
    assert match
    code, optional = match.groups()
    if code.isdigit():
        return Fraction(int(code))
    state = _state(answers, code)
    if state == "value":
        return Fraction(str(answers[code].value))
    if state == "not_applicable":
        return Fraction(0)
    if state == "not_known":
        raise Unknown
    if optional:
        return Fraction(0)
    split = _SPLITS.get(code)
    codes = re.findall(r"[a-z_]+", split or "")
    if split and any(_has_value(answers, c) for c in codes):
        return _sum(split, answers)
    raise Unknown


def _rate(clause: str, answers: Mapping[str, Answer]) -> bool:
    parts = [_RATE.match(p) for p in clause.split(", or ")]
    code = parts[0][1] if parts[0] else ""
    if not _has_value(answers, code):
        raise Unknown
    codes = {c for p in parts if p for c in [p[2], *p[3].split("+")]}
    if any(_state(answers, c) == "not_known" for c in codes):
        raise Unknown
    results = [_one_rate(answers[code], p[2], p[3].split("+"), answers) for p in parts if p]
    judged = [r for r in results if r is not None]
    if not judged:
        raise Unknown
    return any(judged)


def _one_rate(stated: Answer, n: str, d: list[str], answers: Mapping[str, Answer]) -> bool | None:
    if any(_state(answers, c) == "not_applicable" for c in [n, *d]):
        return None
    try:
        top, bottom = _term(n, answers), sum((_term(c, answers) for c in d), Fraction(0))
    except Unknown:
        return None
    if bottom == 0:
        return None
    decimals = len(re.split("[.,]", stated.typed)[1]) if re.search("[.,]", stated.typed) else 0
    return abs(Fraction(str(stated.value)) - 100 * top / bottom) <= Fraction(1, 2 * 10**decimals)


def _state(answers: Mapping[str, Answer], code: str) -> str:
    return answers[code].state.value if code in answers else "absent"


def _has_value(answers: Mapping[str, Answer], code: str) -> bool:
    return code in answers and answers[code].state is ValueState.VALUE

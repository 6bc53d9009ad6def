"""Expressions drawn at random, and a naive second reading of what they say."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.domain.rules.expressions import Node
from app.domain.rules.expressions.tree import COMPARISONS

CODES = (
    "dossiers_received",
    "dossiers_resolved",
    "dossiers_in_progress",
    "dossiers_resolved_on_time",
    "dossiers_resolved_early",
    "dossiers_resolved_due",
    "satisfaction_rate",
    "land_donated_m2",
)
NUMBERS = ("0", "1", "2", "7", "0.5", "2.25", "100", "1000000")


def number(dice: random.Random, depth: int = 2) -> Node:
    """A tree that gives a number; it divides only by what is never zero."""
    kind = dice.choice(["code", "code", "number"] if depth <= 0 else _NUMBER_KINDS)
    if kind == "number":
        return Node("number", text=dice.choice(NUMBERS))
    if kind == "code":
        return Node("code", text=dice.choice(CODES))
    if kind == "value":
        return Node("value", (Node("code", text=dice.choice(CODES)), number_leaf(dice)))
    if kind in ("abs", "neg"):
        return Node(kind, (number(dice, depth - 1),))
    if kind == "/":
        more = Node("+", (Node("code", text=dice.choice(CODES)), Node("number", text="3")))
        return Node("/", (number(dice, depth - 1), more))
    count = dice.randint(1, 3) if kind in ("sum", "min", "max") else 2
    return Node(kind, tuple(number(dice, depth - 1) for _ in range(count)))


_NUMBER_KINDS = ["code", "number", "value", "abs", "neg", "/", "+", "-", "*", "sum", "min", "max"]


def number_leaf(dice: random.Random) -> Node:
    return Node("number", text=dice.choice(NUMBERS))


def condition(dice: random.Random, depth: int = 2) -> Node:
    """A tree that gives a yes or no."""
    kinds = ["compare", "compare", "has", "and", "or", "not"] if depth > 0 else ["compare"]
    kind = dice.choice(kinds)
    if kind == "compare":
        sign = dice.choice(sorted(COMPARISONS))
        return Node(sign, (number(dice), number(dice, 1)))
    if kind == "has":
        return Node("has", (Node("code", text=dice.choice(CODES)),))
    if kind == "not":
        return Node("not", (condition(dice, depth - 1),))
    return Node(kind, (condition(dice, depth - 1), condition(dice, depth - 1)))


class Silent(Exception):
    """A term that the expression needs is not stated."""


def verdict(tree: list[Any], typed: Mapping[str, str]) -> bool | None:
    """Whether it holds for the typed answers; None where it is silent. By plain recursion."""
    values, known_not = {}, set()
    for code, text in typed.items():
        if text == "?":
            known_not.add(code)
        elif text.startswith("NA:"):
            values[code] = ("not applicable", Fraction(0))
        elif re.fullmatch(r"[0-9]+(,[0-9]+)?", text):
            values[code] = ("value", Fraction(text.replace(",", ".")))
    _derive(values, known_not)
    try:
        _require(tree, values, known_not)
        return bool(_value(tree, values))
    except Silent:
        return None


def _derive(values: dict[str, Any], known_not: set[str]) -> None:
    """On time is early and due together, where it is not stated itself."""
    total, parts = "dossiers_resolved_on_time", ("dossiers_resolved_early", "dossiers_resolved_due")
    if total in values or total in known_not or not all(part in values for part in parts):
        return
    if any(values[part][0] == "value" for part in parts):
        values[total] = ("derived", sum(values[part][1] for part in parts))


def _require(tree: list[Any], values: Mapping[str, Any], known_not: set[str]) -> None:
    kind, *parts = tree
    if kind == "code" and parts[0] not in values:
        raise Silent
    if kind in ("value", "has"):
        if parts[0][1] in known_not:
            raise Silent
    elif kind not in ("number", "code"):
        for part in parts:
            _require(part, values, known_not)


def _value(tree: list[Any], values: Mapping[str, Any]) -> Any:
    kind, *parts = tree
    if kind == "number":
        return Fraction(parts[0])
    if kind == "code":
        return values[parts[0]][1]
    if kind == "value":
        code = parts[0][1]
        return values[code][1] if code in values else Fraction(parts[1][1])
    if kind == "has":
        return parts[0][1] in values and values[parts[0][1]][0] == "value"
    found = [_value(part, values) for part in parts]
    if kind in ("sum", "min", "max", "abs"):
        return {"sum": sum, "min": min, "max": max}[kind](found) if kind != "abs" else abs(found[0])
    if kind == "neg":
        return -found[0]
    if kind == "not":
        return not found[0]
    return _joined(kind, found[0], found[1])


def _joined(kind: str, left: Any, right: Any) -> Any:
    if kind == "and":
        return left and right
    if kind == "or":
        return left or right
    if kind == "/":
        return left / right
    sums = {"+": left + right, "-": left - right, "*": left * right}
    signs = {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return (sums | signs)[kind]

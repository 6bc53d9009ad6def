"""A tree back to the text that parses into it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from app.domain.rules.expressions.tree import COMPARISONS, Node

# What binds more loosely than its surroundings stands in parentheses.
_TIGHTNESS: Final = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(COMPARISONS, 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "neg": 7,
}
_ATOM: Final = 9


def printed(node: Node) -> str:
    """``a + b <= value(c, 0)``: with as few parentheses as there can be."""
    kind = node.kind
    if kind in ("number", "yes", "code"):
        return node.text
    if kind == "previous":
        return f"previous({node.text})"
    if kind == "date":
        day = dt.date.fromisoformat(node.text)
        return f"date({day.year}, {day.month}, {day.day})"
    if kind not in _TIGHTNESS:
        return f"{kind}({', '.join(map(printed, node.parts))})"
    return _operation(node, _TIGHTNESS[kind])


def _operation(node: Node, tightness: int) -> str:
    if node.kind == "not":
        return f"not {_within(node.parts[0], tightness)}"
    if node.kind == "neg":
        return f"-{_within(node.parts[0], tightness)}"
    left, right = node.parts
    # Chains lean to the left; a comparison has none.
    least = tightness + (node.kind in COMPARISONS)
    return f"{_within(left, least)} {node.kind} {_within(right, tightness + 1)}"


def _within(node: Node, least: int) -> str:
    text = printed(node)
    return text if _TIGHTNESS.get(node.kind, _ATOM) >= least else f"({text})"

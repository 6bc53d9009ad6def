"""A tree made into one function; exact, without rounding, and with nothing else in reach.

Everything that must be stated is stated before it is called, and what is divided by is
guarded, so that it always answers.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from app.domain.rules.expressions.tree import COMPARISONS, Node, needed, walk

Value = int | Fraction | bool | dt.date
Seen = Mapping[Node, Value]
Judge = Callable[[Seen], Any]


@dataclass(frozen=True, eq=False)
class Condition:
    """A tree ready to be asked. ``needs`` must be stated; ``asks`` is all it looks at."""

    tree: Node
    needs: tuple[Node, ...]
    asks: tuple[Node, ...]
    defaults: Mapping[Node, Value]
    holds: Callable[[Seen], bool]
    sides: tuple[Judge, Judge] | None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.text for node in self.asks))


def compiled(tree: Node) -> Condition:
    """``sides`` are the two values of a single comparison of numbers, or None."""
    asks = dict.fromkeys(_bare(node) for node in walk(tree) if node.is_indicator)
    judge = _judge(tree)
    return Condition(
        tree=tree,
        needs=tuple(dict.fromkeys(map(_bare, needed(tree)))),
        asks=tuple(asks),
        defaults=dict(_defaults(tree)),
        holds=lambda seen: bool(judge(seen)),
        sides=_sides(tree),
    )


def _bare(node: Node) -> Node:
    return Node(node.kind, text=node.text)


def _defaults(tree: Node) -> list[tuple[Node, Value]]:
    return [
        (_bare(node.parts[0]), _number(node.parts[1].text))
        for node in walk(tree)
        if node.kind == "value"
    ]


def _sides(tree: Node) -> tuple[Judge, Judge] | None:
    if tree.kind not in COMPARISONS:
        return None
    left, right = tree.parts
    return _judge(left), _judge(right)


def _number(text: str) -> int | Fraction:
    return Fraction(text) if "." in text else int(text)


_LEAF: Final[Mapping[str, Callable[[str], Value]]] = {
    "number": _number,
    "date": dt.date.fromisoformat,
    "yes": lambda text: text == "true",
}
_TWO: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": Fraction,
}
_MANY: Final[Mapping[str, Callable[[list[Any]], Any]]] = {"sum": sum, "min": min, "max": max}
_ONE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "neg": operator.neg,
    "abs": abs,
    "not": operator.not_,
}


def _judge(node: Node) -> Judge:
    kind = node.kind
    if kind in _LEAF:
        constant = _LEAF[kind](node.text)
        return lambda _seen: constant
    if node.is_indicator or kind == "value":
        return _looking(node)
    if kind == "has":
        asked = Node("has", (_bare(node.parts[0]),))
        return lambda seen: asked in seen
    parts = [_judge(part) for part in node.parts]
    return _joined(kind, parts)


def _looking(node: Node) -> Judge:
    asked = _bare(node.parts[0] if node.parts else node)
    if not node.parts:
        return lambda seen: seen[asked]
    instead = _number(node.parts[1].text)
    return lambda seen: seen.get(asked, instead)


def _joined(kind: str, parts: list[Judge]) -> Judge:
    if kind in _MANY:
        many = _MANY[kind]
        return lambda seen: many([part(seen) for part in parts])
    if kind in _ONE:
        one, only = _ONE[kind], parts[0]
        return lambda seen: one(only(seen))
    left, right = parts
    if kind == "and":
        return lambda seen: left(seen) and right(seen)
    if kind == "or":
        return lambda seen: left(seen) or right(seen)
    two = _TWO[kind]
    return lambda seen: two(left(seen), right(seen))

"""What an expression over indicators is once it is parsed, and its JSON.

A tree is plain lists: ``["<=", ["code", "a"], ["number", "0.5"]]``. A leaf is
[kind, text]; everything else [kind, part, …]. What has no place in ``SIZES`` is no tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.errors import Invalid, Problem

#: Leaves: a number ("0.5"), a day (ISO), yes or no, an indicator, the same one last year.
LEAVES: Final = frozenset({"number", "date", "yes", "code", "previous"})
COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
#: How many parts each kind takes; None for one or more.
SIZES: Final[Mapping[str, int | None]] = {
    **dict.fromkeys(COMPARISONS, 2),
    **dict.fromkeys(("+", "-", "*", "/", "and", "or", "value"), 2),
    **dict.fromkeys(("neg", "not", "abs", "has"), 1),
    **dict.fromkeys(("sum", "min", "max")),
}
DEEPEST: Final = 100


@dataclass(frozen=True, slots=True)
class Node:
    """``at`` and ``end`` are where it stands in the text; equal trees may stand elsewhere."""

    kind: str
    parts: tuple[Node, ...] = ()
    text: str = ""
    at: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def is_indicator(self) -> bool:
        """An indicator of this report, or of the one a year before."""
        return self.kind in ("code", "previous")


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text."""
    yield node
    for part in node.parts:
        yield from walk(part)


def needed(node: Node) -> Iterator[Node]:
    """The indicators that must be stated: those without has() or value() around them."""
    if node.is_indicator:
        yield node
    elif node.kind not in ("has", "value"):
        for part in node.parts:
            yield from needed(part)


def to_json(node: Node) -> list[Any]:
    if node.kind in LEAVES:
        return [node.kind, node.text]
    return [node.kind, *map(to_json, node.parts)]


def from_json(document: Any, depth: int = 0) -> Node:
    """The tree that ``to_json`` wrote. Raises ``ValueError`` for what is none."""
    if depth > DEEPEST or not isinstance(document, list) or not document:
        raise ValueError("cây biểu thức viết sai")
    kind, *rest = document
    if kind in LEAVES:
        return Node(kind, text=_only_text(rest))
    if kind not in SIZES or (SIZES[kind] or max(len(rest), 1)) != len(rest):
        raise ValueError(f"cây biểu thức có phép lạ “{kind}”")
    node = Node(kind, tuple(from_json(part, depth + 1) for part in rest))
    is_indicator = kind not in ("has", "value") or node.parts[0].is_indicator
    if not is_indicator or (kind == "value" and node.parts[1].kind != "number"):
        raise ValueError(f"“{kind}” phải hỏi một chỉ tiêu")
    return node


def _only_text(rest: list[Any]) -> str:
    if len(rest) != 1 or not isinstance(rest[0], str):
        raise ValueError("lá của cây biểu thức viết sai")
    return rest[0]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an expression, and where: ``length`` letters from ``at``."""

    kind: str
    at: int
    length: int
    message: str


class Faulty(Invalid):
    """The expression cannot stand; ``faults`` say where and how to mend it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.at))
        super().__init__(Problem(f.kind, ("expression",), f.message) for f in self.faults)

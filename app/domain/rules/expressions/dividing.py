"""Whether a divisor can be zero: what the words around a division already rule out.

Every indicator is typed as a number that is not negative, so a sum is zero only where all
of its parts are.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from app.domain.rules.expressions.printing import printed
from app.domain.rules.expressions.tree import COMPARISONS, Fault, Node

Known = frozenset[Node]
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DENIED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def faults_of_division(node: Node, known: Known = frozenset()) -> Iterator[Fault]:
    """Every division by what may be zero where it is reached."""
    if node.kind == "/" and not _is_never_zero(node.parts[1], known):
        yield _fault(node.parts[1])
    for index, part in enumerate(node.parts):
        is_after = index == 1 and node.kind in ("and", "or")
        learned = _learned(node.parts[0], node.kind == "and") if is_after else frozenset()
        yield from faults_of_division(part, known | learned)


def _fault(divisor: Node) -> Fault:
    text = printed(divisor)
    message = (
        f"Chia cho “{text}”, có thể bằng 0. Hãy chặn trước: {text} > 0 and …; "
        "hoặc nhân chuyển vế để không phải chia."
    )
    return Fault("division", divisor.at, divisor.end - divisor.at, message)


def _learned(node: Node, is_true: bool) -> Known:
    """What cannot be zero once the node is known to be true, or false."""
    if node.kind == "not":
        return _learned(node.parts[0], not is_true)
    if node.kind == ("and" if is_true else "or"):
        return _learned(node.parts[0], is_true) | _learned(node.parts[1], is_true)
    if node.kind not in COMPARISONS:
        return frozenset()
    left, right = node.parts
    sign = node.kind if is_true else _DENIED[node.kind]
    return _not_zero(left, sign, right) | _not_zero(right, _TURNED[sign], left)


def _not_zero(side: Node, sign: str, bound: Node) -> Known:
    """The side, where ``side sign bound`` excludes zero."""
    if bound.kind != "number":
        return frozenset()
    number = Decimal(bound.text)
    excludes = {
        ">": number >= 0,
        ">=": number > 0,
        "==": number != 0,
        "!=": number == 0,
        "<": number <= 0,
        "<=": number < 0,
    }
    return frozenset({side}) if excludes[sign] else frozenset()


def _is_never_zero(node: Node, known: Known) -> bool:
    if node in known:
        return True
    if node.kind == "number":
        return Decimal(node.text) != 0
    parts = [_is_never_zero(part, known) for part in node.parts]
    if node.kind in ("+", "sum"):
        return any(parts) and all(map(_is_never_negative, node.parts))
    if node.kind == "max":
        pairs = zip(node.parts, parts, strict=True)
        return any(safe and _is_never_negative(part) for part, safe in pairs)
    if node.kind == "min":
        return all(parts) and all(map(_is_never_negative, node.parts))
    if node.kind == "/":
        return parts[0]
    return node.kind in ("*", "neg", "abs") and all(parts)


def _is_never_negative(node: Node) -> bool:
    if node.kind in ("number", "code", "previous", "value", "abs"):
        return True
    if node.kind == "max":
        return any(map(_is_never_negative, node.parts))
    is_kept = node.kind in ("+", "*", "/", "sum", "min")
    return is_kept and all(map(_is_never_negative, node.parts))

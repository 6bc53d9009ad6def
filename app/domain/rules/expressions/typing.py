"""Holding a tree against a form: codes that exist, numbers with numbers, a yes or no at last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.forms import Field, FieldType, FormDefinition
from app.domain.rules.expressions.dividing import faults_of_division
from app.domain.rules.expressions.grammar import parse
from app.domain.rules.expressions.near import suggestion
from app.domain.rules.expressions.printing import printed
from app.domain.rules.expressions.tree import COMPARISONS, Fault, Faulty, Node, walk

NUMBER: Final = "số"
YES: Final = "điều kiện (đúng hay sai)"
DATE: Final = "ngày"
TEXT: Final = "đoạn văn hoặc bảng"
_UNKNOWN: Final = ""
_BOTH = ("and", "or", "not")


def checked(text: str, form: FormDefinition) -> Node:
    """The tree of an expression that can be judged by. Raises ``Faulty`` with every fault."""
    node = parse(text)
    faults = list(_Typing(form).faults(node))
    faults.extend(faults_of_division(node))
    if faults:
        raise Faulty(faults)
    return node


def kind_of(field: Field) -> str:
    """The kind of value that a field has here."""
    if field.type.is_numeric:
        return NUMBER
    return {FieldType.BOOL: YES, FieldType.DATE: DATE}.get(field.type, TEXT)


class _Typing:
    def __init__(self, form: FormDefinition) -> None:
        self.form = form
        self.found: list[Fault] = []

    def faults(self, node: Node) -> Iterator[Fault]:
        self.want(node, YES)
        if not any(part.is_indicator for part in walk(node)):
            message = "Biểu thức không hỏi chỉ tiêu nào. Hãy thêm ít nhất một mã chỉ tiêu."
            self.found.append(Fault("no_code", node.at, node.end - node.at, message))
        yield from self.found

    def note(self, kind: str, node: Node, message: str) -> None:
        self.found.append(Fault(kind, node.at, node.end - node.at, message))

    def want(self, node: Node, wanted: str) -> None:
        got = self.of(node)
        if got not in (wanted, _UNKNOWN):
            mend = " Hãy so sánh nó, như … > 0." if wanted == YES and got == NUMBER else ""
            self.note("wrong_type", node, f"“{printed(node)}” là {got}; ở đây cần {wanted}.{mend}")

    def of(self, node: Node) -> str:
        """The kind of value a node gives; '' where that is already a fault."""
        kind = node.kind
        if kind in ("number", "yes", "date"):
            return {"number": NUMBER, "yes": YES, "date": DATE}[kind]
        if node.is_indicator:
            return self.of_indicator(node)
        if kind in COMPARISONS:
            self.compare(node)
            return YES
        if kind == "has":
            self.of_field(node.parts[0])
            return YES
        wanted = YES if kind in _BOTH else NUMBER
        for part in node.parts:
            self.want(part, wanted)
        return wanted

    def of_indicator(self, node: Node) -> str:
        found = self.of_field(node)
        if found == TEXT:
            message = (
                f"“{node.text}” là {TEXT}, không tính hay so sánh được; chỉ dùng trong has(…)."
            )
            self.note("wrong_type", node, message)
            return _UNKNOWN
        return found

    def of_field(self, node: Node) -> str:
        field = self.form.fields.get(node.text)
        if field is None:
            self.note("unknown_code", node, suggestion(node.text, self.form))
            return _UNKNOWN
        return kind_of(field)

    def compare(self, node: Node) -> None:
        left, right = map(self.of, node.parts)
        if _UNKNOWN in (left, right):
            return
        if left != right:
            message = (
                f"Không so sánh được “{printed(node)}”: vế trái là {left}, vế phải là {right}."
            )
            self.note("wrong_type", node, message)
        elif left == YES and node.kind not in ("==", "!="):
            message = f"“{printed(node)}”: có và không chỉ so bằng == hoặc !=."
            self.note("wrong_type", node, message)

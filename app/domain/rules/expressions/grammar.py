"""The grammar of an expression: comparisons of sums, joined by and, or, not.

    either  := both (or both)*
    both    := negated (and negated)*
    negated := not negated | compared
    compared:= sum [== != < <= > >= sum]
    sum     := product ((+|-) product)*
    product := signed ((*|/) signed)*
    signed  := - signed | number | code | (either) | function(...)

Nothing else can be written, so nothing else can be reached. A comparison is not
chained: ``a <= b <= c`` reads in two ways.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NoReturn

from app.domain.rules.expressions.tokens import Token, tokens
from app.domain.rules.expressions.tree import COMPARISONS, Fault, Faulty, Node, walk

#: Functions by either name.
FUNCTIONS: Final = {
    "value": "value",
    "gia_tri": "value",
    "has": "has",
    "co": "has",
    "previous": "previous",
    "cung_ky": "previous",
    "sum": "sum",
    "tong": "sum",
    "min": "min",
    "nho_nhat": "min",
    "max": "max",
    "lon_nhat": "max",
    "abs": "abs",
    "tri_tuyet_doi": "abs",
    "date": "date",
    "ngay": "date",
}
DEEPEST_NEST: Final = 20
MOST_NODES: Final = 100
_UNFINISHED: Final = "Biểu thức chưa hết: còn thiếu một vế ở cuối biểu thức."


def parse(text: str) -> Node:
    """The tree of a text. Raises ``Faulty`` with the first place where it cannot be read."""
    reader = _Reader(tokens(text))
    node = reader.either()
    if reader.now.kind != "end":
        reader.refuse()
    count = sum(1 for _ in walk(node))
    if count > MOST_NODES:
        message = f"Biểu thức có {count} phép tính và chỉ tiêu, quá {MOST_NODES}. Hãy tách ra."
        raise Faulty([Fault("too_long", 0, len(text), message)])
    return node


class _Reader:
    """One pass over the tokens, with one token seen ahead."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.place = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.found[self.place]

    def take(self) -> Token:
        token = self.now
        self.place += token.kind != "end"
        return token

    def is_at(self, kind: str, *texts: str) -> bool:
        return self.now.kind == kind and self.now.text in texts

    def expect(self, sign: str) -> Token:
        return self.take() if self.is_at("sign", sign) else self.refuse(f"Thiếu dấu “{sign}”")

    def refuse(self, wanted: str = "") -> NoReturn:
        """Say what stands here, and what should."""
        token = self.now
        if token.kind == "end":
            message = f"{wanted} ở cuối biểu thức." if wanted else _UNFINISHED
        elif wanted:
            message = f"{wanted} trước “{token.said}”."
        else:
            message = f"Không đọc được từ “{token.said}”: {_reason(token)}"
        raise Faulty([Fault("unreadable", token.at, max(len(token.said), 1), message)])

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST_NEST:
            message = (
                f"Ngoặc và hàm lồng nhau quá {DEEPEST_NEST} lớp. Hãy tách thành nhiều quy tắc."
            )
            raise Faulty([Fault("too_deep", self.now.at, 1, message)])
        node = read()
        self.depth -= 1
        return node

    def chain(self, kind: str, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        node = part()
        while self.is_at(kind, *signs):
            sign = self.take().text
            right = part()
            node = Node(sign, (node, right), at=node.at, end=right.end)
        return node

    def either(self) -> Node:
        return self.chain("keyword", ("or",), self.both)

    def both(self) -> Node:
        return self.chain("keyword", ("and",), self.negated)

    def negated(self) -> Node:
        if not self.is_at("keyword", "not"):
            return self.compared()
        at = self.take().at
        node = self.deeper(self.negated)
        return Node("not", (node,), at=at, end=node.end)

    def compared(self) -> Node:
        left = self.sum()
        if not self.is_at("sign", *COMPARISONS):
            return left
        sign, right = self.take().text, self.sum()
        if self.is_at("sign", *COMPARISONS):
            token = self.now
            message = (
                f"Không nối tiếp hai phép so sánh: trước “{token.said}” hãy thêm “and” và viết lại"
                " vế giữa, như a <= b and b <= c."
            )
            raise Faulty([Fault("chained", token.at, len(token.said), message)])
        return Node(sign, (left, right), at=left.at, end=right.end)

    def sum(self) -> Node:
        return self.chain("sign", ("+", "-"), self.product)

    def product(self) -> Node:
        return self.chain("sign", ("*", "/"), self.signed)

    def signed(self) -> Node:
        if not self.is_at("sign", "-"):
            return self.primary()
        at = self.take().at
        node = self.deeper(self.signed)
        return Node("neg", (node,), at=at, end=node.end)

    def primary(self) -> Node:
        token = self.now
        if token.kind == "number":
            self.take()
            return Node("number", text=_plain(token.text), at=token.at, end=token.end)
        if token.kind == "keyword" and token.text in ("true", "false"):
            self.take()
            return Node("yes", text=token.text, at=token.at, end=token.end)
        if token.kind == "name":
            return self.named(self.take())
        if self.is_at("sign", "("):
            return self.enclosed()
        self.refuse()

    def enclosed(self) -> Node:
        at = self.take().at
        node = self.deeper(self.either)
        end = self.expect(")").end
        return Node(node.kind, node.parts, node.text, at, end)

    def named(self, name: Token) -> Node:
        if not self.is_at("sign", "("):
            return Node("code", text=name.text, at=name.at, end=name.end)
        function = FUNCTIONS.get(name.text.lower())
        if function is None:
            known = ", ".join(sorted(set(FUNCTIONS.values())))
            message = f"Không có hàm “{name.said}”. Các hàm: {known}."
            raise Faulty([Fault("unknown_function", name.at, len(name.said), message)])
        self.take()
        parts = [self.deeper(self.either)]
        while self.is_at("sign", ","):
            self.take()
            parts.append(self.deeper(self.either))
        end = self.expect(")").end
        return _called(function, name, tuple(parts), end)


def _plain(number: str) -> str:
    """``007.50`` → ``7.5``: equal numbers are equal texts."""
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _reason(token: Token) -> str:
    if token.text == ")":
        return "thừa ngoặc đóng, hoặc trước nó còn thiếu một vế."
    if token.text == ",":
        return "dấu phẩy chỉ ngăn các vế trong hàm; phần lẻ của số viết sau dấu chấm."
    if token.kind in ("name", "number"):
        return "trước nó thiếu phép tính hoặc phép so sánh."
    return "ở đây cần một số, một mã chỉ tiêu hoặc ngoặc mở."


def _called(function: str, name: Token, parts: tuple[Node, ...], end: int) -> Node:
    made = Node(function, parts, at=name.at, end=end)
    if function in ("sum", "min", "max") or (function == "abs" and len(parts) == 1):
        return made
    if function == "date":
        return _day(made)
    is_asked = parts[0].is_indicator and (function != "previous" or parts[0].kind == "code")
    if function == "value" and is_asked and len(parts) == 2 and parts[1].kind == "number":
        return made
    if function in ("has", "previous") and is_asked and len(parts) == 1:
        return (
            Node("previous", text=parts[0].text, at=name.at, end=end)
            if function == "previous"
            else made
        )
    raise Faulty([Fault("bad_call", name.at, end - name.at, _USAGE[function])])


_USAGE: Final = {
    "value": "Viết value(mã, 0): một mã chỉ tiêu, dấu phẩy, rồi số dùng khi chưa nêu.",
    "has": "Viết has(mã): trong ngoặc chỉ có một mã chỉ tiêu.",
    "previous": "Viết previous(mã): trong ngoặc chỉ có một mã chỉ tiêu.",
    "abs": "Viết abs(…) với một vế trong ngoặc.",
    "date": "Viết date(năm, tháng, ngày), như date(2026, 6, 14), đúng một ngày có thật.",
}


def _day(node: Node) -> Node:
    numbers = [part.text for part in node.parts if part.kind == "number" and part.text.isdigit()]
    try:
        year, month, day = (int(text[:5]) for text in numbers)
        text = dt.date(year, month, day).isoformat()
    except ValueError:
        raise Faulty([Fault("bad_call", node.at, node.end - node.at, _USAGE["date"])]) from None
    return Node("date", text=text, at=node.at, end=node.end)

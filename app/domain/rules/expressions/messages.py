"""The sentence of a rule, with the numbers that it names in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from app.domain.forms import FieldType, FormDefinition
from app.domain.rules.expressions.near import suggestion
from app.domain.rules.expressions.tree import Node

LONGEST: Final = 500
_BRACES: Final = re.compile(r"\{\s*(?:(?:previous|cung_ky)\(\s*([^{}()]*?)\s*\)|([^{}]*?))\s*\}")


def placeholders(message: str) -> list[Node]:
    """What stands in braces, in the order of the text: indicators, now or a year before."""
    return [_asked(match) for match in _BRACES.finditer(message)]


def _asked(match: re.Match[str]) -> Node:
    kind, text = ("previous", match[1]) if match[1] is not None else ("code", match[2])
    return Node(kind, text=text, at=match.start(), end=match.end())


def filled(message: str, shown: Callable[[Node], str]) -> str:
    return _BRACES.sub(lambda match: shown(_asked(match)), message)


def message_problems(message: str, form: FormDefinition) -> Iterator[str]:
    """What is wrong with a message, each with how to mend it."""
    if not message.strip():
        yield "Hãy viết câu báo cho đơn vị: điều gì không khớp và cách sửa."
    if len(message) > LONGEST:
        yield f"Câu báo dài {len(message)} chữ, quá {LONGEST} chữ. Hãy viết gọn lại."
    for node in placeholders(message):
        field = form.fields.get(node.text)
        if field is None:
            yield f"Trong câu báo: {suggestion(node.text, form)}"
        elif field.type in (FieldType.TEXT, FieldType.ROWS):
            yield f"Trong câu báo: “{node.text}” là đoạn văn hoặc bảng, không in vào câu được."
    if re.search(r"[{}]", _BRACES.sub("", message)):
        yield "Câu báo có ngoặc nhọn chưa khép: viết {mã chỉ tiêu} để in số của đơn vị."

"""An expression's text into words and signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.rules.expressions.tree import Fault, Faulty

LONGEST: Final = 600
#: Words of both languages for what has a meaning of its own.
KEYWORDS: Final = {
    "and": "and",
    "và": "and",
    "or": "or",
    "hoặc": "or",
    "not": "not",
    "không": "not",
    "true": "true",
    "đúng": "true",
    "false": "false",
    "sai": "false",
}
_SIGNS: Final = {"=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "−": "-", "×": "*"}
# A run of words without a sign between them is one name: labels have spaces.
_PATTERN: Final = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|==|!=|<>|[-+*/()<>=≤≥≠−×,])"
    r"|(?P<other>\w[\w.]*|.)",
    re.DOTALL,
)
# 4.410 is four thousand to its reader and four and a half to a machine.
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: number, name, keyword, sign or end; ``said`` is the text as written."""

    kind: str
    text: str
    said: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.said)


def tokens(text: str) -> list[Token]:
    """Raises ``Faulty`` for a letter that has no meaning here."""
    if len(text) > LONGEST:
        message = f"Biểu thức dài {len(text)} chữ, quá {LONGEST} chữ. Hãy tách thành nhiều quy tắc."
        raise Faulty([Fault("too_long", LONGEST, len(text) - LONGEST, message)])
    return [*_joined(_single(text), text), Token("end", "", "", len(text))]


def _single(text: str) -> Iterator[Token]:
    for match in _PATTERN.finditer(text):
        kind, said = str(match.lastgroup), match.group()
        if kind == "other" or (kind == "number" and _GROUPED.fullmatch(said)):
            raise Faulty([Fault("bad_letter", match.start(), len(said), _unread(said))])
        if kind == "word":
            keyword = KEYWORDS.get(said.lower())
            yield Token("keyword" if keyword else "name", keyword or said, said, match.start())
        elif kind != "space":
            yield Token(kind, _SIGNS.get(said, said), said, match.start())


def _unread(said: str) -> str:
    if re.fullmatch(r"[0-9][0-9.]*", said):
        return f"Số “{said}” không rõ: viết liền ({said.replace('.', '')}), phần lẻ sau dấu chấm."
    if said in "\"'“”‘’":
        return f"Không dùng dấu {said}: viết thẳng mã chỉ tiêu."
    if said in "%;:&|!?{}[]^~":
        return f"Dấu “{said}” không có nghĩa ở đây."
    return f"Không hiểu “{said}”."


def _joined(found: Iterator[Token], text: str) -> Iterator[Token]:
    held: Token | None = None
    for token in found:
        if held is not None and token.kind == "name":
            said = text[held.at : token.end]
            held = Token("name", " ".join(said.split()), said, held.at)
            continue
        if held is not None:
            yield held
        held = token if token.kind == "name" else None
        if held is None:
            yield token
    if held is not None:
        yield held

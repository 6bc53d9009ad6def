"""One answer: parsed from what was typed, printed for people, kept for hashing."""

from app.domain.answers.parsing import parse_answer
from app.domain.answers.printing import (
    canonical,
    decimals_as_typed,
    format_value,
    from_json,
    retyped,
    to_json,
    typed_value,
)
from app.domain.answers.rows import Refused, check_rows
from app.domain.answers.sources import READ, TYPED, Origin, Source
from app.domain.answers.text import clean_line, clean_text
from app.domain.answers.values import Answer, Value, ValueState

__all__ = [
    "READ",
    "TYPED",
    "Answer",
    "Origin",
    "Refused",
    "Source",
    "Value",
    "ValueState",
    "canonical",
    "check_rows",
    "clean_line",
    "clean_text",
    "decimals_as_typed",
    "format_value",
    "from_json",
    "parse_answer",
    "retyped",
    "to_json",
    "typed_value",
]

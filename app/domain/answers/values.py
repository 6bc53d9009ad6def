"""One answer: its value state, its value, and how it was typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

# int for counts and money, Decimal for percentages, scores and m2 (at most six
# decimals), bool, date, str for narratives, a tuple of dicts for repeated rows.
Value = int | Decimal | bool | dt.date | str | tuple[dict[str, Any], ...]


class ValueState(StrEnum):
    """What a stored answer says. No row at all means: not answered yet."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    NOT_KNOWN = "not_known"
    INVALID = "invalid"  # kept as typed, never counted


@dataclass(frozen=True, slots=True)
class Answer:
    """``typed`` is the text as the person or the document had it; ``reason`` goes
    with not applicable; ``problem`` says, for an INVALID one, how to mend it.
    """

    code: str
    state: ValueState
    value: Value | None = None
    typed: str = ""
    reason: str = ""
    problem: str = ""

    @property
    def counts(self) -> bool:
        return self.state is ValueState.VALUE

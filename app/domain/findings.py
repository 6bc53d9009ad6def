"""What a rule or a detector says about a report."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

#: A finding that moves a city figure by this share of it, or a rate by as many points of
#: a hundred, is worth the Department's look before the others.
HIGH_SHARE: Final = 0.01


#: Findings about words. They move no city figure: what is at stake is one ward's say among
#: all, so a queue weighs their score by one over the number of wards.
ABOUT_WORDS: Final = frozenset({"copy_paste", "foreign_ward_name", "repealed_law"})


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Audience(StrEnum):
    """WARD findings are seen by all; DEPARTMENT ones never by a ward."""

    WARD = "ward"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or oddity, with the numbers that caused it.

    ``fields`` are the stated terms; ``assumed`` the terms taken as 0 because
    they were not stated; ``expected`` is the left side of the relation and
    ``actual`` the right one; ``inputs`` are the values it saw, as typed or
    canonical text, so that a reason can be bound to them. ``clause`` tells
    apart several findings of one rule. ``details`` is for the screens
    (z, peers, share, quotes).
    """

    rule: str
    severity: Severity
    fields: tuple[str, ...]
    message: str
    expected: Decimal | None = None
    actual: Decimal | None = None
    assumed: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""
    audience: Audience = Audience.WARD
    others: tuple[str, ...] = ()
    score: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Stable over re-runs: decisions made by people hang on it."""
        return f"{self.rule}:{self.clause}" if self.clause else self.rule

    @property
    def inputs_hash(self) -> str:
        """Changes when, and only when, a value that the finding saw changes."""
        text = "\n".join(f"{code}={value}" for code, value in sorted(self.inputs.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_hard(self) -> bool:
        """An *error* with every term stated blocks submission; all else is soft."""
        return self.severity is Severity.ERROR and not self.assumed

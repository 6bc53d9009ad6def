"""What the Department decides about a finding, and whether the finding is still the one seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

OPEN: Final = "open"
#: ``asked`` waits for the ward; the other two settle the finding until its inputs change.
DECISIONS: Final = (OPEN, "accepted", "asked", "dismissed")
SETTLED: Final = ("accepted", "dismissed")
#: Above this share of "not an issue" a rule is worth another look.
MOST_DISMISSED: Final = 0.05
#: Below this many settled findings the share says nothing yet: one of one is 100 %.
LEAST_SETTLED: Final = 10


class Decided(Protocol):
    """What is asked of a stored finding."""

    id: UUID
    inputs_hash: str
    decision: str
    decided_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it stood on somebody's page."""

    finding_id: UUID
    stamp: str


def stamp_of(finding: Decided) -> str:
    """Twelve letters that change when the values or the decision do."""
    at = finding.decided_at.isoformat() if finding.decided_at else ""
    said = f"{finding.inputs_hash} {finding.decision} {at}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def share_dismissed(dismissed: int, found: int) -> float:
    """Of all that a rule found, the part that was no issue: 0 to 1."""
    return dismissed / found if found else 0.0


def wants_retuning(dismissed: int, found: int, settled: int) -> bool:
    """Whether enough was settled, and too much of what was found was no issue."""
    return settled >= LEAST_SETTLED and share_dismissed(dismissed, found) > MOST_DISMISSED

"""Where a saved value came from: a person's hand, a file, an earlier period, its own past."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Origin(StrEnum):
    """How a value came into its field."""

    TYPED = "typed"
    READ = "read"
    CARRIED = "carried"
    RESTORED = "restored"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Source:
    """``detail`` is the period's code for CARRIED, the revision for RESTORED, the name of the
    ward's own workbook for SHEET; else empty."""

    origin: Origin
    detail: str = ""


TYPED: Final = Source(Origin.TYPED)
READ: Final = Source(Origin.READ)

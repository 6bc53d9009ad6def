"""Who is behind a city figure: which wards filed, were approved, were late, never filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one ward stands in a period.

    ``is_submitted`` once a version was ever submitted, a later return included;
    ``is_late`` when the first of them came after the ward's due time.
    """

    ward_code: str
    unit_type: str
    is_submitted: bool = False
    is_approved: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of wards, and the codes of those that were late or never filed."""

    expected: int
    submitted: int
    approved: int
    late: tuple[str, ...]
    missing: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        return {
            "expected": self.expected,
            "submitted": self.submitted,
            "approved": self.approved,
            "late": list(self.late),
            "missing": list(self.missing),
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Coverage:
        return cls(
            document["expected"],
            document["submitted"],
            document["approved"],
            tuple(document["late"]),
            tuple(document["missing"]),
        )


def coverage_of(standings: Iterable[Standing]) -> Coverage:
    """Summarise the standings of every ward that a report is expected from."""
    wards = tuple(standings)
    return Coverage(
        expected=len(wards),
        submitted=sum(w.is_submitted for w in wards),
        approved=sum(w.is_approved for w in wards),
        late=tuple(w.ward_code for w in wards if w.is_submitted and w.is_late),
        missing=tuple(w.ward_code for w in wards if not w.is_submitted),
    )

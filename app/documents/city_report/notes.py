"""Accepted explanations as notes to the city's figures: one note per indicator."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.characters import one_line
from app.documents.models import CityReport, Explanation


@dataclass(frozen=True, slots=True)
class Note:
    """``number`` marks the figure of ``code``; ``texts`` are the wards' explanations."""

    number: int
    code: str
    label: str
    texts: tuple[str, ...]


def notes_of(report: CityReport) -> tuple[Note, ...]:
    """Notes in the order of the form. An explanation of several figures notes the first."""
    by_code: dict[str, list[str]] = {}
    for explanation in report.explanations:
        code = next((c for c in explanation.fields if c in report.figures_by_code), "")
        if code:
            by_code.setdefault(code, []).append(_words(report, explanation))
    ordered = [f for f in report.figures if f.code in by_code]
    return tuple(
        Note(number, f.code, one_line(f.label), tuple(by_code[f.code]))
        for number, f in enumerate(ordered, 1)
    )


def _words(report: CityReport, explanation: Explanation) -> str:
    ward = explanation.ward or report.ward_names.get(explanation.ward_code, "")
    return (
        f"{one_line(ward)}: {one_line(explanation.finding)} "
        f"Giải trình: {one_line(explanation.reason)}"
    )

"""Accepted explanations as notes to the city's figures: one note per indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.documents.characters import one_line
from app.documents.models import CityReport, Explanation

#: At the foot of a page a note says so much; the annex has all of it.
_LONGEST: Final = 700


@dataclass(frozen=True, slots=True)
class Note:
    """``number`` marks the figure of ``code``; ``texts`` are the wards' explanations.

    ``is_mentioned``: the letter itself marks it, before any annex does.
    """

    number: int
    code: str
    label: str
    texts: tuple[str, ...]
    is_mentioned: bool = False


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


def footnote(note: Note) -> str:
    """The note as it stands at the foot of a page."""
    text = f"{note.label}. {' '.join(note.texts)}"
    if len(text) <= _LONGEST:
        return text
    kept = text[:_LONGEST].rsplit(" ", 1)[0]
    return f"{kept} … (toàn văn tại phụ lục về chất lượng số liệu)"


def _words(report: CityReport, explanation: Explanation) -> str:
    ward = explanation.ward or report.ward_names.get(explanation.ward_code, "")
    return (
        f"{one_line(ward)}: {one_line(explanation.finding)} "
        f"Giải trình: {one_line(explanation.reason)}"
    )

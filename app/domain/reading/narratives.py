"""The words of the report, under the form's narrative fields."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.reading.outline import Part
from app.domain.vietnamese.text import squeeze


def narratives_of(parts: Sequence[Part]) -> dict[str, str]:
    """One paragraph per block, under the nearest heading whose meaning is known."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if part.is_heading or part.section is None or part.kind in ("header", "tail"):
            continue
        if part.section.narrative:
            found.setdefault(part.section.narrative, []).append(squeeze(part.text))
    return {code: "\n".join(paragraphs) for code, paragraphs in found.items()}

"""View data of narratives at the desk: their numbers held against the cells.

What they repeat of other texts is a flag's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.actions.access import Report
from app.domain.answers import Answer
from app.domain.differences import word_segments
from app.domain.forms import Field
from app.domain.reading import Read
from app.domain.reading.drift import before_text, drifts
from app.web import report_parts as parts
from app.web import text_hints
from app.web.report_parts import View
from app.web.words import name_of


@dataclass(frozen=True, slots=True)
class Narratives:
    """What the texts of one report are held against."""

    report: Report
    answers: Mapping[str, Answer]
    before: Mapping[str, Answer]

    def view(self, field: Field, is_changed: bool) -> View:
        """``segments``: the difference to the version before, [] without one; ``pieces``: the
        text in runs, ``kind`` '' plain, 'same' a number as its cell has it, 'off' another."""
        text = parts.display(field, self.answers.get(field.code))
        before = parts.display(field, self.before.get(field.code))
        is_narrative = text_hints.is_hinted(field) and bool(text)
        said = text_hints.said_in(self.report.form, field, text) if is_narrative else {}
        off = list(drifts(said, self.report.form.definition, self.answers))
        codes = {drift.field.code for drift in off}
        return {
            "code": field.code,
            "label": name_of(field),
            "text": text,
            "is_changed": is_changed,
            "segments": word_segments(before, text) if is_changed else [],
            "pieces": self._pieces(field, text, said, codes),
            "drifts": [text_hints.drift_view(d, f"#row-{d.field.code}") for d in off],
        }

    def _pieces(
        self, field: Field, text: str, said: Mapping[str, Read], off: Iterable[str]
    ) -> list[View]:
        shift = before_text(field, self.report.form.definition) if said else 0
        pieces, at = list[View](), 0
        for code, read in sorted(said.items(), key=lambda pair: pair[1].start):
            start, end = read.start - shift, read.end - shift
            if start < at or end > len(text):
                continue  # It lies in what was marked already, or in a heading.
            pieces.append(_piece(text[at:start]))
            pieces.append(_piece(text[start:end], "off" if code in off else "same"))
            at = end
        return [piece for piece in (*pieces, _piece(text[at:])) if piece["text"]]


def _piece(text: str, kind: str = "") -> View:
    return {"kind": kind, "text": text}

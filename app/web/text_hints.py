"""Soft hints below a narrative: what it repeats of last time, where it parts from the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from flask import get_template_attribute, url_for

from app.actions.comparing import unit_of
from app.actions.recalling import Earlier
from app.domain.anomalies.own_past import is_copied, repeated_share
from app.domain.answers import format_value
from app.domain.forms import Field, FieldType
from app.domain.reading import Read
from app.domain.reading.drift import Drift, drifts, numbers_in
from app.standard.cues import standard_cues
from app.store.forms import CompiledForm
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened
from app.web.words import name_of, unit_words

#: More than a few are not read; the rest show as these are mended.
_MOST: Final = 5
#: Texts whose numbers a process remembers.
_KEPT: Final = 500
_read: dict[tuple[str, str, str], Mapping[str, Read]] = {}


def is_hinted(field: Field) -> bool:
    """Narratives, not the short texts of the letter's head."""
    return field.type is FieldType.TEXT and field.section != parts.HEADER


def hints_of(opened: Opened, field: Field, earlier: Sequence[Earlier]) -> View:
    """``repeated``: {percent, is_much} or None; ``drifts``: [{code, url, label, said, cell}]."""
    answer = opened.draft.answers.get(field.code)
    if answer is None or not isinstance(answer.value, str):
        return {"repeated": None, "drifts": []}
    return {
        "repeated": _repeated(opened, field, answer.value, earlier),
        "drifts": _drifts(opened, field, answer.value),
    }


def html_of(opened: Opened, field: Field, earlier: Sequence[Earlier]) -> str:
    """The hints as the page draws them."""
    draw = get_template_attribute("components/hints.html", "text_hints")
    return str(draw(hints_of(opened, field, earlier)))


def _repeated(opened: Opened, field: Field, text: str, earlier: Sequence[Earlier]) -> View | None:
    report = opened.report
    last = next((a.value for e in earlier if (a := e.answers.get(field.code)) and a.counts), None)
    if not isinstance(last, str):
        return None
    share = repeated_share(text, last, unit_of(report.ward), report.form.rules)
    if share is None:
        return None
    return {"percent": round(100 * share), "is_much": is_copied(share, report.form.rules)}


def _drifts(opened: Opened, field: Field, text: str) -> list[View]:
    form = opened.report.form
    found = drifts(said_in(form, field, text), form.definition, opened.draft.answers)
    return [_drift(opened, field, drift) for drift in islice(found, _MOST)]


def said_in(form: CompiledForm, field: Field, text: str) -> Mapping[str, Read]:
    """What a text states, read once while it stays as it is: cells change more often."""
    key = (form.sha256, field.code, text)
    if key not in _read:
        if len(_read) >= _KEPT:
            _read.clear()
        _read[key] = numbers_in(field, text, form.definition, standard_cues())
    return _read[key]


def _drift(opened: Opened, narrative: Field, drift: Drift) -> View:
    field = drift.field
    there = "" if field.section == narrative.section else _section_url(opened, field)
    return drift_view(drift, f"{there}#f-{field.code}")


def drift_view(drift: Drift, url: str) -> View:
    """``url`` leads to the cell that the text parts from."""
    field = drift.field
    return {
        "code": field.code,
        "url": url,
        "label": name_of(field),
        "said": format_value(field, drift.said.value),
        "unit": unit_words(field) if field.type.is_numeric else "",
        "cell": parts.display(field, drift.cell),
    }


def _section_url(opened: Opened, field: Field) -> str:
    submission_id = opened.report.submission.id
    return url_for("ward.section", submission_id=submission_id, section=field.section)

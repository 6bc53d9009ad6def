"""What narratives state in figures, read once while a text stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from app.domain.forms import Field
from app.domain.narrative_rules import Stated
from app.domain.reading import Read
from app.domain.reading.drift import numbers_in
from app.standard.cues import standard_cues
from app.store.forms import CompiledForm

#: Texts whose figures a process remembers: those of a hundred reports.
_KEPT: Final = 3_000
_read: dict[tuple[str, str, str], Mapping[str, Read]] = {}


def stated_by(form: CompiledForm) -> Stated:
    """The reader of a form version's narratives, which remembers what it read."""
    return partial(_stated, form)


def _stated(form: CompiledForm, field: Field, text: str) -> Mapping[str, Read]:
    key = (form.sha256, field.code, text)
    found = _read.pop(key, None)
    if found is None:
        found = numbers_in(field, text, form.definition, standard_cues())
        if len(_read) >= _KEPT:
            del _read[next(iter(_read))]
    _read[key] = found  # The longest unused is the first.
    return found

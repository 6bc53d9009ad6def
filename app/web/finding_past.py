"""What was decided of a finding before its values changed, beside what it says now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.domain.answers.text import excerpt
from app.domain.decisions import OPEN
from app.store.forms import CompiledForm
from app.web.report_parts import View
from app.web.words import name_of

if TYPE_CHECKING:
    from app.store.tables.desk import FindingDecision
    from app.web.review_flags import AnyFinding

#: A narrative is an input too; nobody reads it in a list.
_WORDS_SHOWN: Final = 80


def decision_words() -> dict[str, str]:
    return {
        "open": _("Mở lại"),
        "accepted": _("Đã chấp nhận"),
        "asked": _("Sở đang hỏi"),
        "dismissed": _("Không phải vấn đề"),
    }


def reopened_from(row: AnyFinding, past: Sequence[FindingDecision]) -> FindingDecision | None:
    """The decision that fell when the values changed; None where none did."""
    newest = next(iter(past), None)
    is_fallen = newest is not None and newest.decision != OPEN and row.decision == OPEN
    return newest if is_fallen and newest and newest.inputs_hash != row.inputs_hash else None


def view(form: CompiledForm, row: AnyFinding, was: FindingDecision) -> View:
    """Who decided what and when, what the finding said then, and the values that changed."""
    return {
        "words": decision_words()[was.decision],
        "who": was.person_name,
        "at": was.at,
        "note": was.note,
        "message": was.message if was.message != row.message else "",
        "values": _changed(form, was.inputs, row.inputs),
    }


def _changed(form: CompiledForm, before: Mapping[str, str], after: Mapping[str, str]) -> list[View]:
    codes = sorted(before.keys() | after.keys())
    return [
        {
            "label": name_of(form.fields[code]) if code in form.fields else code,
            "before": excerpt(str(before.get(code, "")), _WORDS_SHOWN) or "–",
            "after": excerpt(str(after.get(code, "")), _WORDS_SHOWN) or "–",
        }
        for code in codes
        if before.get(code) != after.get(code)
    ]

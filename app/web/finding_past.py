"""What was decided of a finding before its values changed, beside what it says now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.domain.answers import Answer
from app.domain.answers.text import excerpt
from app.domain.decisions import OPEN
from app.store.forms import CompiledForm
from app.web.report_parts import View, display
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


def view(
    form: CompiledForm, row: AnyFinding, was: FindingDecision, answers: Mapping[str, Answer]
) -> View:
    """Who decided what and when, what the finding said then, and the values that changed;
    ``answers`` are the report's now."""
    return {
        "words": decision_words()[was.decision],
        "who": was.person_name,
        "at": was.at,
        "note": was.note,
        "message": was.message if was.message != row.message else "",
        "values": _changed(form, was.inputs, _inputs_now(form, row, was, answers)),
    }


def _inputs_now(
    form: CompiledForm, row: AnyFinding, was: FindingDecision, answers: Mapping[str, Answer]
) -> dict[str, str]:
    """What the finding sees now; a value that it no longer speaks of as the report has it."""
    gone = was.inputs.keys() - row.inputs.keys()
    return dict(row.inputs) | {
        code: display(form.fields[code], answers.get(code)) for code in gone if code in form.fields
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
        if before.get(code, "") != after.get(code, "")
    ]

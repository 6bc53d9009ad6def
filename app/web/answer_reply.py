"""What the page is told after one field was saved, or was not: JSON for its scripts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import get_template_attribute
from sqlalchemy.orm import Session

from app.actions import recalling
from app.actions.answering import AnswerConflict, Saved
from app.domain.forms import AggregateKind, Field, Section
from app.domain.periods import VIETNAM
from app.store import answers as answer_store
from app.web import beside, checks, section_page, text_hints
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened


def conflict_view(typed: str, conflict: AnswerConflict) -> View:
    """Both values, and who wrote the other one."""
    field, row = conflict.field, conflict.theirs
    theirs = answer_store.answer_of(field, row)
    return {
        "message": str(conflict),
        "mine": {"typed": typed, "display": typed},
        "theirs": {
            "typed": parts.typed_text(field, theirs),
            "display": parts.display(field, theirs),
            "state": theirs.state.value,
            "revision": row.revision,
            "who": row.updated_by_name,
            "at": row.updated_at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y"),
        },
    }


def saved_view(saved: Saved) -> View:
    """The field as it stands: a save must be acknowledged before anything is judged."""
    field, answer = saved.field, saved.answer
    return {
        "revision": saved.revision,
        "state": answer.state.value if answer else "",
        "typed": parts.typed_text(field, answer),
        "display": parts.display(field, answer),
        "problem": answer.problem if answer else "",
    }


def standing_view(session: Session, opened: Opened, section: Section) -> View:
    """What a section computes and complains of, as its answers stand now.

    findings: cards as the page draws them; totals: computed rates by code; changes: how
    numbers moved since the same period last year; hints below narratives; carried: facts
    that were kept from an earlier report; answers: the report's numbers as typed, by code.
    """
    fields = parts.fields_of(opened.report, section)
    carried = answer_store.carried_of(session, opened.report.submission.id)
    facts = recalling.facts(opened.report.form)
    return {
        "hints": _hints(session, opened, [f for f in fields if text_hints.is_hinted(f)]),
        "carried": {
            f.code: beside.carried_words(carried.get(f.code, "")) for f in fields if f.code in facts
        },
        "findings": _cards(opened, fields),
        "totals": _rates(opened, fields),
        "changes": _changes(opened, fields),
        "answers": checks.numbers_typed(opened.report.form, opened.draft.answers),
    }


def _hints(session: Session, opened: Opened, fields: Sequence[Field]) -> dict[str, str]:
    """The hints below some narratives, each as the page draws it."""
    earlier = recalling.earlier_reports(session, opened.report) if fields else ()
    return {field.code: text_hints.html_of(opened, field, earlier) for field in fields}


def _cards(opened: Opened, fields: tuple[Field, ...]) -> list[View]:
    """Each flag as the page draws it: a reason must be bound to the values of now."""
    card = get_template_attribute("components/flags.html", "ward_flag")
    submission_id = opened.report.submission.id
    return [
        {
            "id": flag["id"],
            "inputs_hash": flag["inputs_hash"],
            "status": flag["status"],
            "html": str(card(flag, submission_id, opened.is_editable)),
        }
        for flag in parts.flag_views(opened.report, opened.draft, fields)
    ]


def _changes(opened: Opened, fields: Sequence[Field]) -> dict[str, View]:
    """How each number moved since the same period last year."""
    if not opened.draft.context.previous:
        return {}
    return {f.code: beside.change(opened, f) for f in fields if f.type.is_numeric}


def _rates(opened: Opened, fields: tuple[Field, ...]) -> dict[str, str]:
    return {
        field.code: rate
        for field in fields
        if field.aggregate.kind is AggregateKind.RATIO
        and (rate := section_page.computed_rate(opened.draft.answers, field)) is not None
    }

"""What the page is told after one field was saved, or was not: JSON for its scripts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import get_template_attribute
from sqlalchemy.orm import Session

from app.actions import recalling
from app.actions.answering import AnswerConflict, Saved
from app.domain.forms import AggregateKind, Field
from app.domain.periods import VIETNAM
from app.store import answers as answer_store
from app.store.reading import reading
from app.web import beside, section_page, text_hints, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, scope
from app.web.report_parts import View
from app.web.ward_pages import Opened


def conflict_view(field: Field, typed: str, conflict: AnswerConflict) -> View:
    """Both values, and who wrote the other one."""
    row = conflict.theirs
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


def saved_view(submission_id: UUID, field: Field, saved: Saved) -> View:
    """The field as it stands, with what its section computes and complains of now."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        carried = answer_store.carried_of(session, submission_id) if field.is_fact else {}
        hinted = [field] if text_hints.is_hinted(field) else []
        hints = hints_view(session, opened, hinted)
    section = opened.report.form.definition.sections_by_code[field.section or parts.HEADER]
    fields = parts.fields_of(opened.report, section)
    answer = saved.answer
    return {
        "revision": saved.revision,
        "state": answer.state.value if answer else "",
        "typed": parts.typed_text(field, answer),
        "display": parts.display(field, answer),
        "problem": answer.problem if answer else "",
        "hints": hints,
        "carried": beside.carried_words(carried.get(field.code, "")),
        "findings": _cards(opened, fields),
        "totals": _rates(opened, fields),
        "changes": _changes(opened, field, fields),
    }


def hints_view(session: Session, opened: Opened, fields: Sequence[Field]) -> dict[str, str]:
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


def _changes(opened: Opened, saved: Field, fields: tuple[Field, ...]) -> dict[str, View]:
    """How what was saved, and the rates made of it, moved since the same period last year."""
    if not opened.draft.context.previous:
        return {}
    moved = [f for f in fields if f.code == saved.code or saved.code in _parts(f)]
    return {f.code: beside.change(opened, f) for f in moved if f.type.is_numeric}


def _parts(field: Field) -> tuple[str | None, str | None]:
    return field.aggregate.numerator, field.aggregate.denominator


def _rates(opened: Opened, fields: tuple[Field, ...]) -> dict[str, str]:
    return {
        field.code: rate
        for field in fields
        if field.aggregate.kind is AggregateKind.RATIO
        and (rate := section_page.computed_rate(opened.draft.answers, field)) is not None
    }

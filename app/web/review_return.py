"""The return composer: which sections go back, why, and what the ward will read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField

from app.actions.reviewing import RemarkInput
from app.domain.answers import numerals
from app.domain.errors import Invalid, Problem
from app.domain.forms import FormDefinition, Section
from app.domain.periods import VIETNAM, add_working_days
from app.domain.permissions import Role
from app.store import staff
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web import review_answers, review_pages
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import role_name, sentence, title_of

_WORKING_DAYS = 3
_TEXT_MAX = 4000


class ReturnInput(FlaskForm):
    """Reasons come beside it, one control per section: ``reason.<code>``."""

    section = SelectMultipleField(validate_choice=False)
    note = TextAreaField()
    due_on = StringField()
    seen_version = IntegerField()
    idempotency_key = StringField()


@dataclass(frozen=True, slots=True)
class Composed:
    """A return as it was typed."""

    sections: tuple[str, ...]
    reasons: Mapping[str, str]
    note: str
    due_on: str
    seen_version: int
    idempotency_key: str
    problems: tuple[View, ...] = field(default=())

    def remarks(self, form: FormDefinition, codes: Mapping[str, str]) -> list[RemarkInput]:
        """Each line of a reason is one request, which the ward answers by itself.

        A line is about the field that its flag is about (``codes``: message to field), or
        whose name it begins with, followed by a colon. A section without a line is passed on
        empty, to be refused with a reason.
        """
        return [
            RemarkInput(section, line, codes.get(line) or _named_field(form, section, line))
            for section in self.sections
            for line in _lines(self.reasons.get(section, "")) or [""]
        ]


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def _named_field(form: FormDefinition, section: str, line: str) -> str:
    """The field of the section whose name opens the line; '' where none does."""
    found = form.sections_by_code.get(section)
    named, colon, _rest = line.partition(":")
    said = named.strip().casefold()
    fields = found.fields if found and colon else ()
    return next((f.code for f in fields if said in (f.name.casefold(), f.code)), "")


def codes_by_message(session: Session, shown: Desk) -> dict[str, str]:
    """Which field a flag's message is about: lines that began as a flag lead back to it."""
    rows = review_answers.stored(session, shown)
    known = shown.report.form.definition.fields
    return {
        row.message: next((c for c in row.fields if c in known), "")
        for row in rows
        if row.decision == "asked"
    }


def posted() -> Composed:
    """What the browser sent, nothing dropped."""
    sent = ReturnInput()
    prefix = "reason."
    return Composed(
        sections=tuple(sent.section.data or ()),
        reasons={
            name[len(prefix) :]: text[:_TEXT_MAX]
            for name, text in request.form.items()
            if name.startswith(prefix)
        },
        note=(sent.note.data or "")[:_TEXT_MAX],
        due_on=(sent.due_on.data or "").strip()[:40],
        seen_version=sent.seen_version.data or 0,
        idempotency_key=(sent.idempotency_key.data or "")[:64],
    )


def proposed(session: Session, shown: Desk) -> Composed:
    """What the page begins with: a reason from every flag that was asked about."""
    asked = [row for row in review_answers.stored(session, shown) if row.decision == "asked"]
    reasons: dict[str, list[str]] = {}
    for row in asked:
        reasons.setdefault(_section_of(shown, row.fields), []).append(row.message)
    today = shown.now.astimezone(VIETNAM).date()
    return Composed(
        sections=tuple(reasons),
        reasons={code: "\n".join(messages) for code, messages in reasons.items()},
        note=_("Đề nghị đơn vị rà soát, sửa những phần dưới đây và nộp lại."),
        due_on=numerals.format_date(add_working_days(today, _WORKING_DAYS)),
        seen_version=shown.number,
        idempotency_key=review_pages.fresh_key(),
    )


def _section_of(shown: Desk, codes: Iterable[str]) -> str:
    fields = shown.report.form.fields
    known = (fields[code].section for code in codes if code in fields)
    return next(known, shown.report.form.definition.sections[0].code)


def due_day(composed: Composed, today: dt.date) -> dt.date:
    """The date as typed. Raises ``Invalid`` with how to write it, or for one that is past."""
    day = numerals.date(composed.due_on)
    if day is None:
        raise Invalid([Problem("due_on", ("due_on",), _("Hãy viết ngày như 20/6/2026."))])
    if day < today:
        raise Invalid([Problem("due_on", ("due_on",), _("Ngày nộp lại không thể đã qua."))])
    return day


def problem_views(error: Invalid, shown: Desk) -> tuple[View, ...]:
    """Each problem with the control that it is about."""
    sections = shown.report.form.definition.sections
    anchors = {"reason": "note", "due_on": "due_on"}
    found = []
    for problem in error.problems:
        anchor = anchors.get(problem.rule, f"section-{sections[0].code}")
        if problem.rule == "remarks" and problem.fields:
            anchor = f"reason-{problem.fields[0]}"
        found.append({"anchor": anchor, "message": sentence(problem.message)})
    return tuple(found)


def page(session: Session, shown: Desk, composed: Composed) -> View:
    return {
        "report": review_pages.strip(session, shown),
        "idempotency_key": composed.idempotency_key,
        "sections": [
            _section_view(shown, section, composed)
            for section in shown.report.form.definition.sections
        ],
        "note": composed.note,
        "due_on": composed.due_on,
        "recipients": _recipients(shown),
        "problems": list(composed.problems),
    }


def _section_view(shown: Desk, section: Section, composed: Composed) -> View:
    reason = composed.reasons.get(section.code, "")
    return {
        "code": section.code,
        "title": title_of(section),
        "is_chosen": section.code in composed.sections,
        "reason": reason,
        "remarks": [{"place": section.code, "text": line} for line in reason.splitlines()],
    }


def _recipients(shown: Desk) -> list[View]:
    submission = shown.report.submission
    with reading(LOBBY) as lobby:
        people = staff.of_ward(lobby, submission.city_id, submission.ward_id)
    return [
        {
            "name": person.name,
            "email": person.email,
            "role_name": ", ".join(role_name(Role(role)) for role in person.roles),
        }
        for person in people
    ]

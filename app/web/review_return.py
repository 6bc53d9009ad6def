"""The return composer: which sections go back, what is asked in each, what the ward will read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

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
from app.store import draft_remarks, staff
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web import queue_page, review_flags, review_pages
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import name_of, role_name, sentence, title_of

_WORKING_DAYS: Final = 3
_TEXT_MAX: Final = 4000
_REASON, _CODE, _TEXT = "reason.", "code.", "text."


class ReturnInput(FlaskForm):
    """Beside it, one control each: ``reason.<section>``, ``code.<section>``, ``text.<item>``."""

    section = SelectMultipleField(validate_choice=False)
    item = SelectMultipleField(validate_choice=False)
    note = TextAreaField()
    due_on = StringField()
    seen_version = IntegerField()
    idempotency_key = StringField()


@dataclass(frozen=True, slots=True)
class Item:
    """What was gathered at the desk: a remark that waits, or a flag that was asked about.

    ``also`` are the names of a flag's answers in other sections, by section: it cannot be
    mended while those are locked.
    """

    name: str
    section: str
    code: str
    text: str
    follows: UUID | None = None
    draft: UUID | None = None
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """A return as it was typed; ``items`` are the names of those that go along."""

    sections: tuple[str, ...]
    reasons: Mapping[str, str]
    codes: Mapping[str, str]
    items: tuple[str, ...]
    texts: Mapping[str, str]
    note: str
    due_on: str
    seen_version: int
    idempotency_key: str
    problems: tuple[View, ...] = field(default=())

    def remarks(self, form: FormDefinition, gathered: Sequence[Item]) -> list[RemarkInput]:
        """Each item, and each line of a section's reason, is a request that the ward answers
        by itself.

        A line is about the field that was chosen for it, or whose name it begins with,
        followed by a colon. A section without any request is passed on empty, to be refused.
        """
        asked = [
            RemarkInput(i.section, self.texts.get(i.name, i.text), i.code, i.follows, i.draft)
            for i in gathered
            if i.name in self.items
        ]
        have = {remark.section for remark in asked}
        for section in self.sections:
            empty = [] if section in have else [""]
            for line in _lines(self.reasons.get(section, "")) or empty:
                code = self.codes.get(section) or _named_field(form, section, line)
                asked.append(RemarkInput(section, line, code))
        return asked


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def _named_field(form: FormDefinition, section: str, line: str) -> str:
    """The field of the section whose name opens the line; '' where none does."""
    found = form.sections_by_code.get(section)
    named, colon, _rest = line.partition(":")
    said = named.strip().casefold()
    fields = found.fields if found and colon else ()
    return next((f.code for f in fields if said in (f.name.casefold(), f.code)), "")


def gathered(session: Session, shown: Desk) -> list[Item]:
    """Remarks that were not sent, and flags that were asked about, in the form's order."""
    drafts = [
        Item(
            f"draft-{row.id}",
            row.section,
            row.code,
            row.text,
            follows=row.follows_id,
            draft=row.id,
        )
        for row in draft_remarks.of_report(session, shown.report.submission.id)
    ]
    asked = [row for row in review_flags.stored(session, shown) if row.decision == "asked"]
    flags = [
        Item(
            f"flag-{row.id}",
            *_place(shown, row.fields),
            row.message,
            also=_elsewhere(shown, row.fields),
        )
        for row in asked
    ]
    order = [section.code for section in shown.report.form.definition.sections]
    return sorted([*drafts, *flags], key=lambda item: order.index(item.section))


def _place(shown: Desk, codes: Iterable[str]) -> tuple[str, str]:
    """(section, field) that a flag is about: the first of its fields that the form has."""
    fields = shown.report.form.fields
    known = next((code for code in codes if code in fields), "")
    section = fields[known].section if known else ""
    return section or shown.report.form.definition.sections[0].code, known


def _elsewhere(shown: Desk, codes: Sequence[str]) -> dict[str, list[str]]:
    """Names of a flag's answers by section, but for those where the flag itself stands and
    the header, which is open with any."""
    fields = shown.report.form.fields
    stands, _code = _place(shown, codes)
    found: dict[str, list[str]] = {}
    for asked in (fields[code] for code in codes if code in fields):
        if asked.section not in ("", parts.HEADER, stands):
            found.setdefault(asked.section, []).append(name_of(asked))
    return found


def _shared(items: Iterable[Item]) -> dict[str, str]:
    """By section, a line for each flag of another one that its answers are part of."""
    lines: dict[str, list[str]] = {}
    for item in items:
        for section, names in item.also.items():
            told = _("Cùng yêu cầu ở phần %(section)s", section=item.section)
            lines.setdefault(section, []).append(f"{told}: {'; '.join(names)}.")
    return {section: "\n".join(told) for section, told in lines.items()}


def posted() -> Composed:
    """What the browser sent, nothing dropped."""
    sent = ReturnInput()
    return Composed(
        sections=tuple(sent.section.data or ()),
        reasons=_named(_REASON),
        codes=_named(_CODE),
        items=tuple(sent.item.data or ()),
        texts=_named(_TEXT),
        note=(sent.note.data or "")[:_TEXT_MAX],
        due_on=(sent.due_on.data or "").strip()[:40],
        seen_version=sent.seen_version.data or 0,
        idempotency_key=(sent.idempotency_key.data or "")[:64],
    )


def _named(prefix: str) -> dict[str, str]:
    return {
        name[len(prefix) :]: text[:_TEXT_MAX]
        for name, text in request.form.items()
        if name.startswith(prefix)
    }


def proposed(session: Session, shown: Desk) -> Composed:
    """What the page begins with: everything that was gathered goes along, and every section
    that has to be open for it."""
    items = gathered(session, shown)
    shared = _shared(items)
    today = shown.now.astimezone(VIETNAM).date()
    return Composed(
        sections=tuple(dict.fromkeys([*(item.section for item in items), *shared])),
        reasons=shared,
        codes={},
        items=tuple(item.name for item in items),
        texts={},
        note=_("Đề nghị đơn vị rà soát, sửa những phần dưới đây và nộp lại."),
        due_on=numerals.format_date(add_working_days(today, _WORKING_DAYS)),
        seen_version=shown.number,
        idempotency_key=review_pages.fresh_key(),
    )


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
    items = gathered(session, shown)
    return {
        "report": review_pages.strip(session, shown),
        "after_url": queue_page.back_url(session, shown.actor, shown.report),
        "idempotency_key": composed.idempotency_key,
        "sections": [
            _section_view(shown, section, composed, [i for i in items if i.section == section.code])
            for section in shown.report.form.definition.sections
        ],
        "note": composed.note,
        "due_on": composed.due_on,
        "recipients": _recipients(shown),
        "problems": list(composed.problems),
    }


def _section_view(shown: Desk, section: Section, composed: Composed, items: Sequence[Item]) -> View:
    fields = parts.fields_of(shown.report, section)
    return {
        "code": section.code,
        "title": title_of(section),
        "is_chosen": section.code in composed.sections,
        "reason": composed.reasons.get(section.code, ""),
        "field": composed.codes.get(section.code, ""),
        "fields": [{"code": field.code, "label": name_of(field)} for field in fields],
        "gathered": [
            {
                "name": item.name,
                "place": parts.place_words(shown.report, item.section, item.code),
                "is_flag": item.draft is None,
                "is_again": item.follows is not None,
                "text": composed.texts.get(item.name, item.text),
                "is_chosen": item.name in composed.items,
            }
            for item in items
        ],
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

"""Who else is at work in a section: its page open just now, or a field saved a moment ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.access import Report
from app.domain.permissions import Actor
from app.outbound import presence
from app.store import answers as answer_store
from app.web import report_parts as parts

if TYPE_CHECKING:
    from app.store.tables.submissions import AnswerRow

#: Who saved longer ago than this is no longer at it.
_RECENT: Final = dt.timedelta(minutes=5)


def seen(report: Report, section: str, actor: Actor, rows: Iterable[AnswerRow]) -> list[str]:
    """Names of the others, in order, by the draft's rows; looking leaves no sign."""
    if actor.person_id is None:
        return []
    there = presence.others(_place(report, section), actor.person_id)
    codes, since = frozenset(_codes(report, section)), _since()
    editors = {
        row.updated_by: row.updated_by_name
        for row in rows
        if row.updated_at > since and row.code in codes
    }
    return _together(there, editors, actor)


def note(session: Session, report: Report, section: str, actor: Actor) -> list[str]:
    """The same, leaving a sign of life."""
    if actor.person_id is None:
        return []
    there = presence.note(_place(report, section), actor.person_id, actor.name)
    codes, submission_id = _codes(report, section), report.submission.id
    editors = answer_store.editors_since(session, submission_id, codes, _since())
    return _together(there, editors, actor)


def words_of(names: list[str]) -> str:
    """A sentence for the head of the page; '' for nobody."""
    if not names:
        return ""
    return _("%(names)s cũng đang làm phần này.", names=", ".join(names))


def _place(report: Report, section: str) -> str:
    return f"{report.submission.id}:{section}"


def _codes(report: Report, section: str) -> list[str]:
    fields = report.form.fields.values()
    return [f.code for f in fields if (f.section or parts.HEADER) == section]


def _since() -> dt.datetime:
    return dt.datetime.now(dt.UTC) - _RECENT


def _together(there: list[str], editors: Mapping[UUID | None, str], actor: Actor) -> list[str]:
    saved = {name for person, name in editors.items() if person not in (None, actor.person_id)}
    return sorted({*there, *saved})

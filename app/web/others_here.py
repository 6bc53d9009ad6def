"""Who else is at work in a section: its page open just now, or a field saved a moment ago."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.access import Report
from app.domain.permissions import Actor
from app.outbound import presence
from app.store import answers as answer_store
from app.web import report_parts as parts

#: Who saved longer ago than this is no longer at it.
_RECENT: Final = dt.timedelta(minutes=5)


def seen(session: Session, report: Report, section: str, actor: Actor) -> list[str]:
    """Names of the others, in order; looking leaves no sign."""
    if actor.person_id is None:
        return []
    there = presence.others(_place(report, section), actor.person_id)
    return _with_editors(session, report, section, actor, there)


def note(session: Session, report: Report, section: str, actor: Actor) -> list[str]:
    """The same, leaving a sign of life."""
    if actor.person_id is None:
        return []
    there = presence.note(_place(report, section), actor.person_id, actor.name)
    return _with_editors(session, report, section, actor, there)


def words_of(names: list[str]) -> str:
    """A sentence for the head of the page; '' for nobody."""
    if not names:
        return ""
    return _("%(names)s cũng đang làm phần này.", names=", ".join(names))


def _place(report: Report, section: str) -> str:
    return f"{report.submission.id}:{section}"


def _with_editors(
    session: Session, report: Report, section: str, actor: Actor, there: list[str]
) -> list[str]:
    fields = report.form.fields.values()
    codes = [f.code for f in fields if (f.section or parts.HEADER) == section]
    since = dt.datetime.now(dt.UTC) - _RECENT
    editors = answer_store.editors_since(session, report.submission.id, codes, since)
    saved = {name for person, name in editors.items() if person not in (None, actor.person_id)}
    return sorted({*there, *saved})

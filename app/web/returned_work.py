"""View data of a returned report: what is asked as a list to be ticked off, what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import url_for

from app.domain.forms import Section
from app.domain.lifecycle import State
from app.web import report_parts as parts
from app.web import since_last
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.tables.reviews import Remark
    from app.store.tables.submissions import Version
    from app.web.ward_pages import Opened


def checklist(opened: Opened, here: str = "") -> View | None:
    """How many of the requests of this return wait, and where the next one is.

    ``here`` is the section that the person is in: its requests come first. None where
    nothing was asked.
    """
    asked = [r for r in opened.remarks if r.closed_at is None]
    if not asked or not opened.is_editable:
        return None
    waiting = in_form_order(opened, [r for r in asked if not r.answer])
    waiting.sort(key=lambda remark: remark.section != here)
    return {
        "total": len(asked),
        "waiting": len(waiting),
        "next_url": remark_url(opened, waiting[0]) if waiting else None,
    }


def in_form_order(opened: Opened, remarks: Sequence[Remark]) -> list[Remark]:
    """As the form asks: by section, whole sections before their fields, fields in order."""
    definition = opened.report.form.definition
    sections = [section.code for section in definition.sections]
    fields = list(opened.report.form.fields)
    return sorted(
        remarks,
        key=lambda r: (
            sections.index(r.section) if r.section in sections else len(sections),
            fields.index(r.code) if r.code in fields else -1,
        ),
    )


def remark_url(opened: Opened, remark: Remark) -> str:
    return url_for(
        "ward.section",
        submission_id=opened.report.submission.id,
        section=remark.section,
        _anchor=f"remark-{remark.id}",
    )


def remark_views(
    opened: Opened, version: Version | None, remarks: Sequence[Remark] | None = None
) -> list[View]:
    """Threads with how the field that each is about has changed since."""
    wanted = in_form_order(opened, opened.remarks if remarks is None else remarks)
    moved = {c["code"]: c for c in since_last.changes(opened, version)["changes"]}
    views = parts.remark_views(opened.report, wanted, may_answer=opened.is_editable)
    return [view | {"change": moved.get(view["field_code"])} for view in views]


def section_changes(opened: Opened, version: Version | None, section: Section) -> View | None:
    """What was changed in a section since the report was returned; None while it was not."""
    if opened.report.state is not State.RETURNED or version is None:
        return None
    codes = {field.code for field in parts.fields_of(opened.report, section)}
    found = since_last.changes(opened, version, codes)
    count = len(found["changes"]) + len(found["texts"])
    return {**found, "count": count, "version": version.number}

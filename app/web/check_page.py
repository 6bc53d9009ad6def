"""View data of the sign-off page and of the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.access import Report
from app.actions.chronicling import happenings
from app.domain.forms import FieldType, Section
from app.domain.lifecycle import State
from app.domain.permissions import Permission
from app.web import report_parts as parts
from app.web import since_last, story
from app.web.report_parts import View
from app.web.ward_pages import Opened, newest
from app.web.words import label_of, name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import Version


def check(session: Session, opened: Opened) -> View:
    """Everything on one page before it goes."""
    report, actor = opened.report, opened.actor
    state = report.state
    blockers = blocker_views(opened)
    may_sign = actor.may(Permission.SIGN_OFF)
    version = newest(session, report)
    return {
        "report": opened.strip(),
        "blockers": blockers,
        "findings": parts.flag_views(report, opened.draft),
        "may_explain": opened.is_editable,
        "last_version": version.number if version else None,
        **since_last.changes(opened, version),
        "answers": [_printed(opened, s) for s in report.form.definition.sections],
        "may_hand_over": state.accepts_edits and not may_sign,
        "may_decline": state is State.AWAITING_LEADER and may_sign,
        "may_submit": may_sign and (state.accepts_edits or state is State.AWAITING_LEADER),
        "signers": [],
        "idempotency_key": uuid4().hex,
    }


def blocker_views(opened: Opened) -> list[View]:
    """What stops the submit, each with a link to where it is mended."""
    report = opened.report
    invalid = [
        {"code": a.code, "message": f"{name_of(report.form.field(a.code))}: {a.problem}"}
        for a in opened.draft.invalid
    ]
    flags = [
        {"code": next(iter(f.finding.fields), ""), "message": f.finding.message}
        for f in opened.draft.blocking
    ]
    remarks = [
        {"section": r.section, "message": _("Chưa trả lời ý kiến: “%(text)s”", text=r.text)}
        for r in opened.remarks
        if r.closed_at is None and not r.answer
    ]
    return [_blocker(report, item) for item in (*invalid, *flags, *remarks)]


def _blocker(report: Report, item: Mapping[str, str]) -> View:
    field = report.form.fields.get(item.get("code", ""))
    section = item.get("section") or (field.section if field else "") or parts.HEADER
    anchor = f"f-{field.code}" if field else None
    url = url_for(
        "ward.section", submission_id=report.submission.id, section=section, _anchor=anchor
    )
    return {"anchor": anchor or "", "url": url, "message": item["message"]}


def _printed(opened: Opened, wanted: Section) -> View:
    fields = parts.fields_of(opened.report, wanted)
    answers = opened.draft.answers
    flagged = {code for flag in opened.draft.flags if flag.is_open for code in flag.finding.fields}
    return {
        "code": wanted.code,
        "title": title_of(wanted),
        "rows": [
            {
                "code": f.code,
                "label": label_of(f),
                "unit": unit_words(f),
                "display": parts.display(f, answers.get(f.code)),
                "state": answers[f.code].state.value if f.code in answers else "",
                "is_flagged": f.code in flagged,
            }
            for f in fields
            if f.type is not FieldType.TEXT
        ],
        "texts": [
            {
                "code": f.code,
                "label": label_of(f),
                "text": parts.display(f, answers.get(f.code)),
            }
            for f in fields
            if f.type is FieldType.TEXT
        ],
    }


def receipt(session: Session, opened: Opened, version: Version) -> View:
    report = opened.report
    first = report.submission.first_submitted_at
    return {
        "report": opened.strip(),
        "receipt": {
            "number": version.receipt,
            "version": version.number,
            "submitted_at": version.submitted_at,
            "who": version.submitted_by_name,
            "signed_as": "",
            "sha256": version.sha256,
            "ward_name": report.ward.name,
            "period_name": parts.period_title(report.period.code),
            "is_late": first is not None and first > opened.due_at,
        },
        "events": story.timeline(happenings(session, report), report.submission.id),
    }

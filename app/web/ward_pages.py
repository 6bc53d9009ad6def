"""View data of the ward's pages: home, report, section, check, receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.actions.access import Report
from app.actions.checking import Draft, draft_of
from app.actions.chronicling import happenings
from app.domain.errors import NotFound
from app.domain.forms import Section
from app.domain.lifecycle import Event, State
from app.domain.periods import owed_at
from app.domain.permissions import Actor, Permission
from app.store import answers as answer_store
from app.store import cities, submissions
from app.store.standing import standing
from app.store.submissions import Beside
from app.web import offers, returned_work, story
from app.web import report_parts as parts
from app.web.access import own_ward_is
from app.web.report_parts import View
from app.web.upload_progress import progress_of

if TYPE_CHECKING:
    from app.store.tables.reviews import Remark
    from app.store.tables.submissions import SourcePhrase, Upload, Version

WAITING, READ = "waiting", "read"


@dataclass(frozen=True, slots=True)
class Opened:
    """A report with everything that its pages show, read in one snapshot."""

    report: Report
    draft: Draft
    remarks: Sequence[Remark]
    due_at: dt.datetime
    now: dt.datetime
    actor: Actor
    beside: Beside

    @property
    def is_editable(self) -> bool:
        return self.report.is_editable

    @property
    def _may_recall(self) -> bool:
        """Not where the ward could not hand in again what it took back."""
        is_fresh = self.report.state is State.SUBMITTED and self.report.shut is None
        return is_fresh and self.actor.may(Permission.SIGN_OFF)

    def strip(self) -> View:
        state = self.report.state
        shown = parts.strip(self.report, self.draft, self.due_at, self.now, self.remarks)
        return shown | {
            "is_editable": self.is_editable,
            "may_upload": self.is_editable,
            "may_check": self.is_editable or state is State.AWAITING_LEADER,
            "may_recall": self._may_recall,
        }


def open_report(session: Session, actor: Actor, submission_id: UUID) -> Opened:
    """Raises ``NotFound`` behind the wall, ``NotAllowed`` without a ward's role."""
    report = access.report_for(session, actor, submission_id, Permission.SEE_DRAFT)
    return _opened(session, actor, report)


def open_for_department(session: Session, actor: Actor, submission_id: UUID) -> Opened:
    """A draft that the Department entered. Raises ``NotFound`` for one it did not."""
    report = access.report_for(session, actor, submission_id, Permission.SEE_SUBMITTED)
    if not access.may_read_draft(actor, report):
        raise NotFound("Không tìm thấy báo cáo.")
    return _opened(session, actor, report)


def section_of(opened: Opened, code: str) -> Section:
    """Raises ``NotFound`` for a section that the form does not have."""
    found = opened.report.form.definition.sections_by_code.get(code)
    if found is None:
        raise NotFound(_("Mẫu báo cáo không có phần này."))
    return found


def _opened(session: Session, actor: Actor, report: Report) -> Opened:
    own_ward_is(report.ward)
    now = standing(session, report.submission, report.period)
    is_frozen, has_remarks = report.state.is_with_department, now.beside.remarks
    return Opened(
        report,
        draft_of(session, report, is_frozen=is_frozen, beside=now.beside, rows=now.rows),
        submissions.remarks_of(session, report.submission.id) if has_remarks else (),
        owed_at(now.due_at, report.submission.return_due_on, is_returned=report.is_returned),
        dt.datetime.now(dt.UTC),
        actor,
        now.beside,
    )


def home(session: Session, actor: Actor, ward_id: UUID) -> View:
    """Current reports by urgency, and the earlier ones."""
    opened = [
        _opened(session, actor, access.report_of(session, submission))
        for period in cities.periods(session)
        if (submission := submissions.of_ward(session, ward_id, period.id)) is not None
    ]
    is_past = [o.report.state in (State.APPROVED, State.SEALED) for o in opened]
    current = [o for o, past in zip(opened, is_past, strict=True) if not past]
    ward = cities.ward(session, ward_id)
    return {
        "ward_name": ward.name if ward else "",
        "may_manage_people": actor.may(Permission.MANAGE_WARD_PEOPLE),
        "reports": sorted((_task(session, o) for o in current), key=lambda r: r["due_at"]),
        "past": [_past(session, o) for o, past in zip(opened, is_past, strict=True) if past],
    }


def _task(session: Session, opened: Opened) -> View:
    returned = returned_view(session, opened)
    return opened.strip() | {
        "returned_note": returned["note"] if returned else "",
        **_todo(opened),
    }


def _todo(opened: Opened) -> View:
    state = opened.report.state
    if opened.report.shut is not None:
        return {"todo": "see", "todo_words": _("Xem báo cáo")}
    if state is State.RETURNED:
        sections = len(opened.report.submission.unlocked_sections or ())
        words = _("Sửa %(n)s phần bị trả lại", n=sections)
        return {"todo": "answer", "todo_words": words}
    if state is State.DRAFT:
        words = _("Tiếp tục nhập") if opened.draft.rows else _("Bắt đầu nhập")
        return {"todo": "continue", "todo_words": words}
    if state is State.AWAITING_LEADER and opened.actor.may(Permission.SIGN_OFF):
        return {"todo": "sign", "todo_words": _("Xem và ký nộp")}
    return {"todo": "see", "todo_words": _("Xem báo cáo")}


def _past(session: Session, opened: Opened) -> View:
    version = newest(session, opened.report)
    return {
        "submission_id": str(opened.report.submission.id),
        "period_name": parts.period_title(opened.report.period.code),
        "state": opened.report.state.value,
        "submitted_at": version.submitted_at if version else None,
        "receipt_number": version.receipt if version else "",
        "version": version.number if version else 0,
    }


def newest(session: Session, report: Report) -> Version | None:
    if not report.submission.last_version:
        return None
    return submissions.version(session, report.submission.id, report.submission.last_version)


def returned_view(session: Session, opened: Opened) -> View | None:
    """The Department's last return, while it waits to be answered by the ward."""
    report = opened.report
    if report.submission.unlocked_sections is None or report.state.is_with_department:
        return None
    events = submissions.events_of(session, report.submission.id)
    last = next((e for e in reversed(events) if e.kind == Event.RETURNED.value), None)
    if last is None:
        return None
    return {
        "who": last.person_name,
        "at": last.at,
        "note": last.reason,
        "due_on": report.submission.return_due_on,
    }


def submission(session: Session, opened: Opened, upload_problem: str = "") -> View:
    """One report: sections as tasks, upload, flags, story."""
    report = opened.report
    versions = submissions.versions_of(session, report.submission.id)
    return {
        "report": opened.strip(),
        "sections": parts.section_views(report, opened.draft, opened.remarks),
        "returned": returned_view(session, opened),
        "remarks": returned_work.remark_views(opened, newest(session, report)),
        "checklist": returned_work.checklist(opened),
        "findings": parts.flag_views(report, opened.draft),
        "may_explain": opened.is_editable,
        "uploads": _upload_views(session, opened),
        "upload_problem": upload_problem,
        "formats": _(
            "Word (.docx, .doc, .rtf, .odt), PDF, ảnh chụp hoặc quét (.jpg, .png; nhiều trang "
            "thì gộp thành một PDF), văn bản (.txt), HTML, biểu Excel của báo cáo (.xlsx)"
        ),
        "largest": "32 MB",
        "largest_bytes": current_app.config["MAX_CONTENT_LENGTH"],
        "versions": [_version_view(v) for v in versions],
        "events": story.timeline(happenings(session, report), report.submission.id),
    }


def _version_view(version: Version) -> View:
    return {
        "number": version.number,
        "at": version.submitted_at,
        "who": version.submitted_by_name,
        "receipt_number": version.receipt,
    }


def _upload_views(session: Session, opened: Opened) -> list[View]:
    return [
        {
            "upload_id": str(upload.id),
            "name": upload.filename,
            "at": upload.uploaded_at,
            "state": upload.status,
            "problem": upload.error,
            "progress": progress_of(upload.id) if upload.status == WAITING else None,
            **_read_counts(opened, upload, answer_store.phrases_of_upload(session, upload.id)),
        }
        for upload in opened.draft.uploads
    ]


def _read_counts(opened: Opened, upload: Upload, phrases: Iterable[SourcePhrase]) -> dict[str, int]:
    """How much was read, and how much of it waits for a person."""
    found = list(phrases)
    fields = opened.report.form.fields
    texts = [(c, t) for c, t in upload.texts.items() if c in fields]
    differing = sum(offers.value_differs(opened.report, opened.draft, p) for p in found)
    asking = sum(
        offers.text_state(opened.report, opened.draft, c, t) in offers.ASKING for c, t in texts
    )
    return {
        "read": len(found),
        "uncertain": sum(offers.waits(p) for p in found),
        "differing": differing + asking,
        "unused": len(upload.unused),
    }

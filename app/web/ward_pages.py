"""View data of the ward's pages: home, report, section, check, receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, checking, reviewing
from app.actions.access import Report
from app.actions.checking import Draft, draft_of
from app.domain.answers import Answer, ValueState, from_json, to_json, typed_value
from app.domain.differences import word_segments
from app.domain.forms import AggregateKind, Field, FieldType, Section
from app.domain.lifecycle import Event, State
from app.domain.periods import VIETNAM
from app.domain.permissions import Actor, Permission
from app.store import answers as answer_store
from app.store import cities, submissions
from app.web import report_parts as parts
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.tables.reviews import Remark
    from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload, Version

FORMATS = "Word (.docx, .doc), PDF, văn bản (.txt), HTML"


@dataclass(frozen=True, slots=True)
class Opened:
    """A report with everything that its pages show, read in one snapshot."""

    report: Report
    draft: Draft
    remarks: Sequence[Remark]
    due_at: dt.datetime
    now: dt.datetime
    actor: Actor

    @property
    def is_editable(self) -> bool:
        return self.report.state.accepts_edits and self.report.period.closed_at is None

    def strip(self) -> View:
        state = self.report.state
        shown = parts.strip(self.report, self.draft, self.due_at, self.now, self.remarks)
        return shown | {
            "is_editable": self.is_editable,
            "may_upload": self.is_editable,
            "may_check": self.is_editable or state is State.AWAITING_LEADER,
            "may_recall": state is State.SUBMITTED and self.actor.may(Permission.SIGN_OFF),
        }


def open_report(session: Session, actor: Actor, submission_id: UUID) -> Opened:
    """Raises ``NotFound`` behind the wall, ``NotAllowed`` without a ward's role."""
    report = access.report_for(session, actor, submission_id, Permission.SEE_DRAFT)
    return _opened(session, actor, report)


def _opened(session: Session, actor: Actor, report: Report) -> Opened:
    return Opened(
        report,
        draft_of(session, report),
        submissions.remarks_of(session, report.submission.id),
        _due_at(session, report),
        dt.datetime.now(dt.UTC),
        actor,
    )


def _due_at(session: Session, report: Report) -> dt.datetime:
    """The end of the day that a return named while it waits; else the period's own date."""
    day = report.submission.return_due_on
    if report.state is State.RETURNED and day is not None:
        return dt.datetime.combine(day, dt.time(23, 59), VIETNAM)
    return submissions.due_at(session, report.period, report.ward.id)


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
    version = _newest(session, opened.report)
    return {
        "submission_id": str(opened.report.submission.id),
        "period_name": parts.period_title(opened.report.period.code),
        "state": opened.report.state.value,
        "submitted_at": version.submitted_at if version else None,
        "receipt_number": version.receipt if version else "",
        "version": version.number if version else 0,
    }


def _newest(session: Session, report: Report) -> Version | None:
    return submissions.version(session, report.submission.id, report.submission.last_version)


def returned_view(session: Session, opened: Opened) -> View | None:
    """The Department's last return, while it waits to be answered."""
    if opened.report.submission.unlocked_sections is None:
        return None
    events = submissions.events_of(session, opened.report.submission.id)
    last = next((e for e in reversed(events) if e.kind == Event.RETURNED.value), None)
    if last is None:
        return None
    return {
        "who": last.person_name,
        "at": last.at,
        "note": last.reason,
        "due_on": opened.report.submission.return_due_on,
    }


def submission(session: Session, opened: Opened, upload_problem: str = "") -> View:
    """One report: sections as tasks, upload, flags, story."""
    report = opened.report
    versions = submissions.versions_of(session, report.submission.id)
    return {
        "report": opened.strip(),
        "sections": parts.section_views(report, opened.draft, opened.remarks),
        "returned": returned_view(session, opened),
        "remarks": parts.remark_views(report, opened.remarks, may_answer=opened.is_editable),
        "findings": parts.flag_views(report, opened.draft),
        "may_explain": opened.is_editable,
        "uploads": _upload_views(session, opened.draft.uploads),
        "upload_problem": upload_problem,
        "formats": FORMATS,
        "largest": "32 MB",
        "versions": [_version_view(v) for v in versions],
        "events": parts.timeline(submissions.events_of(session, report.submission.id)),
    }


def _version_view(version: Version) -> View:
    return {
        "number": version.number,
        "at": version.submitted_at,
        "who": version.submitted_by_name,
        "receipt_number": version.receipt,
    }


def _upload_views(session: Session, uploads: Sequence[Upload]) -> list[View]:
    return [
        {
            "upload_id": str(upload.id),
            "name": upload.filename,
            "at": upload.uploaded_at,
            "state": upload.status,
            "problem": upload.error,
            **_read_counts(answer_store.phrases_of_upload(session, upload.id)),
        }
        for upload in uploads
    ]


def _read_counts(phrases: Iterable[SourcePhrase]) -> dict[str, int]:
    found = list(phrases)
    pending = sum(p.status == "uncertain" and p.decision == "pending" for p in found)
    return {"read": sum(p.status == "read" for p in found), "uncertain": pending}


def section(
    session: Session, opened: Opened, wanted: Section, problems: Sequence[View] = ()
) -> View:
    """One section being filled."""
    report = opened.report
    fields = parts.fields_of(report, wanted)
    views = parts.section_views(report, opened.draft, opened.remarks)
    at = [view["code"] for view in views].index(wanted.code)
    own_remarks = [r for r in opened.remarks if r.section == wanted.code]
    return {
        "report": opened.strip(),
        "sections": views,
        "section": {
            **views[at],
            "is_locked": not report.accepts(wanted.code),
            "guidance": "",
        },
        "fields": list(field_views(session, opened, fields)),
        "findings": parts.flag_views(report, opened.draft, fields),
        "may_explain": opened.is_editable,
        "remarks": parts.remark_views(report, own_remarks, may_answer=opened.is_editable),
        "problems": list(problems),
        "previous_section": views[at - 1] if at else None,
        "next_section": views[at + 1] if at + 1 < len(views) else None,
        "others_here": [],
    }


def field_views(session: Session, opened: Opened, fields: Iterable[Field]) -> Iterable[View]:
    phrases = answer_store.phrases_of(session, opened.report.submission.id)
    context = checking.context_of(session, opened.report)
    last = context.previous or {}
    for field in fields:
        row = opened.draft.rows.get(field.code)
        answer = opened.draft.answers.get(field.code)
        yield (
            _asking(opened.report, field)
            | _answered(field, row, answer)
            | _computed(opened, field)
            | _phrase(phrases.get(field.code), row)
            | _beside(opened.report, field, last.get(field.code))
        )


def _asking(report: Report, field: Field) -> View:
    return {
        "code": field.code,
        "label": field.label_vi,
        "type": field.type.value,
        "unit": field.unit,
        "hint": "",
        "basis": field.basis,
        "is_mandatory": report.period.kind in field.mandatory,
        "is_locked": not report.accepts(field.section or parts.HEADER),
        "columns": [{"name": c.code, "label": c.label_vi} for c in field.column_definitions],
    }


def _answered(field: Field, row: AnswerRow | None, answer: Answer | None) -> View:
    rows = answer.value if answer and isinstance(answer.value, tuple) else ()
    return {
        "state": answer.state.value if answer else "",
        "typed": typed_text(field, answer),
        "reason": answer.reason if answer else "",
        "problem": answer.problem if answer else "",
        "revision": row.revision if row else 0,
        "row_list": [dict(r) for r in rows],
    }


def typed_text(field: Field, answer: Answer | None) -> str:
    """What the control shows: the value in Vietnamese style, or what was typed wrongly."""
    if answer is None or answer.state in (ValueState.NOT_APPLICABLE, ValueState.NOT_KNOWN):
        return ""
    if answer.value is None or field.type is FieldType.ROWS:
        return "" if field.type is FieldType.ROWS and answer.counts else answer.typed
    if isinstance(answer.value, bool):
        return "có" if answer.value else "không"
    return typed_value(field, answer.value)


def _computed(opened: Opened, field: Field) -> View:
    """A rate is never typed where both its parts are given."""
    aggregate = field.aggregate
    if aggregate.kind is not AggregateKind.RATIO:
        return {"is_computed": False, "formula": ""}
    asked = opened.report.form.fields
    top, bottom = asked[str(aggregate.numerator)], asked[str(aggregate.denominator)]
    value = computed_rate(opened.draft.answers, field)
    formula = f"{top.name} / {bottom.name} × 100"
    if value is None:
        return {"is_computed": False, "formula": formula}
    return {"is_computed": True, "formula": formula, "typed": value}


def computed_rate(answers: Mapping[str, Answer], field: Field) -> str | None:
    """The rate from its parts, to two decimals as it is read; None where one is missing."""
    top = answers.get(str(field.aggregate.numerator))
    bottom = answers.get(str(field.aggregate.denominator))
    if not (top and bottom and top.counts and bottom.counts):
        return None
    n, d = top.value, bottom.value
    if not isinstance(n, int) or not isinstance(d, int) or not d:
        return None
    hundredths = (20000 * n + d) // (2 * d)
    text = f"{hundredths // 100},{hundredths % 100:02d}".rstrip("0").rstrip(",")
    return text


def _phrase(phrase: SourcePhrase | None, row: AnswerRow | None) -> View:
    if phrase is None or phrase.decision in ("rejected", "corrected"):
        return {"phrase": "", "phrase_status": ""}
    waits = phrase.status == "uncertain" and phrase.decision == "pending"
    return {"phrase": phrase.quote, "phrase_status": "uncertain" if waits else "read"}


def _beside(report: Report, field: Field, last: Answer | None) -> View:
    shown = parts.display(field, last)
    if field.type is FieldType.TEXT:
        return {"beside": [], "last_text": shown}
    beside = [
        {
            "label": _("Cùng kỳ năm trước"),
            "display": shown,
            "change": "",
            "is_jump": False,
        }
    ]
    return {"beside": beside if shown else [], "last_text": ""}


def check(session: Session, opened: Opened) -> View:
    """Everything on one page before it goes."""
    report, actor = opened.report, opened.actor
    state = report.state
    blockers = blocker_views(opened)
    may_sign = actor.may(Permission.SIGN_OFF)
    version = _newest(session, report)
    return {
        "report": opened.strip(),
        "blockers": blockers,
        "findings": parts.flag_views(report, opened.draft),
        "may_explain": opened.is_editable,
        "last_version": version.number if version else None,
        **_changes(opened, version),
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
        {"code": a.code, "message": f"{report.form.field(a.code).name}: {a.problem}"}
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


def _changes(opened: Opened, version: Version | None) -> View:
    """What differs from the last version: numbers in a table, texts word by word."""
    if version is None:
        return {"changes": [], "texts": []}
    now = _content_now(opened)
    moved = reviewing.changes(version.content["answers"], now)
    fields = opened.report.form.fields
    pairs = [(fields[c], old, new) for c, (old, new) in moved.items() if c in fields]
    return {
        "changes": [
            {
                "code": f.code,
                "label": f.name,
                "unit": f.unit,
                "before": parts.display(f, _answer(f, old)),
                "after": parts.display(f, _answer(f, new)),
            }
            for f, old, new in pairs
            if f.type is not FieldType.TEXT
        ],
        "texts": [
            {
                "label": f.name,
                "segments": word_segments(
                    parts.display(f, _answer(f, old)), parts.display(f, _answer(f, new))
                ),
            }
            for f, old, new in pairs
            if f.type is FieldType.TEXT
        ],
    }


def _answer(field: Field, document: dict[str, Any] | None) -> Answer | None:
    return None if document is None else from_json(field, document)


def _content_now(opened: Opened) -> dict[str, dict[str, Any]]:
    """The draft's answers as they would be frozen now."""
    return {code: to_json(answer) for code, answer in opened.draft.answers.items()}


def _printed(opened: Opened, wanted: Section) -> View:
    fields = parts.fields_of(opened.report, wanted)
    answers = opened.draft.answers
    flagged = {code for flag in opened.draft.flags if flag.is_open for code in flag.finding.fields}
    return {
        "code": wanted.code,
        "title": wanted.title_vi,
        "rows": [
            {
                "code": f.code,
                "label": f.label_vi,
                "unit": f.unit,
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
                "label": f.label_vi,
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
        "events": parts.timeline(submissions.events_of(session, report.submission.id)),
    }

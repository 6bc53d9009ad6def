"""The story of a report: gathered from its rows, and printed for an inspection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions import access
from app.actions.access import Report
from app.actions.reporting import city_of
from app.documents.chronicle import ReportStory, story_pdf
from app.documents.numerals import moment
from app.domain.chronicle import Doing, Happening, in_order, seen_from_outside
from app.domain.lifecycle import Event
from app.domain.periods import parse_period_code
from app.domain.permissions import Actor, Permission
from app.store import answers, evidence, extensions, submissions
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.reviews import Remark


def happenings(session: Session, report: Report) -> tuple[Happening, ...]:
    """Everything that happened to the report, oldest first."""
    return in_order(
        (
            *_moves(session, report),
            *_uploads(session, report),
            *_evidence(session, report),
            *_explanations(session, report),
            *_remarks(session, report),
            *_extensions(session, report),
        )
    )


def happenings_for(session: Session, report: Report, actor: Actor) -> tuple[Happening, ...]:
    """What this person may know of: the Department nothing of a draft that was not submitted."""
    found = happenings(session, report)
    if access.may_read_draft(actor, report):
        return found
    readable = access.readable_version(report, submissions.events_of(session, report.submission.id))
    version = submissions.version(session, report.submission.id, readable)
    return seen_from_outside(found, version.submitted_at if version else None)


def story_bytes(scope: Scope, actor: Actor, submission_id: UUID) -> bytes:
    """The story as an official letter in PDF: the ward's own, or the Department's."""
    with reading(scope) as session:
        report = access.report_for(session, actor, submission_id, Permission.SEE_SUBMITTED)
        story = ReportStory(
            city_name=city_of(scope).name,
            unit_name=report.ward.name,
            place=report.ward.short_name,
            is_departments=scope.is_department,
            period_title=parse_period_code(report.period.code).title_vi,
            form_title=report.form.definition.title_vi,
            state=report.state.label,
            versions=report.submission.last_version,
            happenings=happenings_for(session, report, actor),
            made_at=dt.datetime.now(dt.UTC),
            made_by=actor.name,
        )
    return story_pdf(story)


def _moves(session: Session, report: Report) -> Iterator[Happening]:
    versions = {v.number: v for v in submissions.versions_of(session, report.submission.id)}
    for row in submissions.events_of(session, report.submission.id):
        kind = Event(row.kind)
        freezes = kind in (Event.SUBMITTED, Event.ENTERED_BY_DEPARTMENT)
        version = versions.get(row.version or 0) if freezes else None
        yield Happening(
            kind,
            row.at,
            row.person_name,
            subject=_sections(row.details.get("sections", ())),
            reason=row.reason,
            version=row.version,
            receipt=version.receipt if version else "",
            sha256=version.sha256 if version else "",
        )


def _sections(codes: Sequence[str]) -> str:
    return f"phần {', '.join(codes)}" if codes else ""


def _uploads(session: Session, report: Report) -> Iterator[Happening]:
    for row in answers.uploads_of(session, report.submission.id):
        yield Happening(
            Doing.UPLOADED,
            row.uploaded_at,
            row.uploaded_by,
            subject=row.filename,
            reason=row.error,
            sha256=row.sha256,
            upload_id=row.id,
        )


def _evidence(session: Session, report: Report) -> Iterator[Happening]:
    for row in evidence.of_report(session, report.submission.id):
        subject = f"{row.filename}, phần {row.section}"
        yield Happening(
            Doing.ATTACHED, row.attached_at, row.attached_by, subject, sha256=row.sha256
        )
        if row.removed_at is not None:
            yield Happening(Doing.TAKEN_AWAY, row.removed_at, row.removed_by, subject)


def _explanations(session: Session, report: Report) -> Iterator[Happening]:
    rules = report.form.rules.by_name
    for row in submissions.explanations_of(session, report.submission.id).values():
        known = rules.get(row.rule)
        subject = known.title_vi if known else row.rule
        yield Happening(Doing.EXPLAINED, row.at, row.person_name, subject, row.text)


def _remarks(session: Session, report: Report) -> Iterator[Happening]:
    for row in submissions.remarks_of(session, report.submission.id):
        subject = _place_of(report, row)
        yield Happening(
            Doing.ASKED, row.made_at, row.made_by, subject, row.text, version=row.version
        )
        if row.answered_at is not None:
            yield Happening(Doing.ANSWERED, row.answered_at, row.answered_by, subject, row.answer)
        if row.closed_at is not None and row.closed_by:
            yield Happening(Doing.SETTLED, row.closed_at, row.closed_by, subject)


def _place_of(report: Report, remark: Remark) -> str:
    field = report.form.fields.get(remark.code)
    return f"phần {remark.section}" + (f", {field.name}" if field else "")


def _extensions(session: Session, report: Report) -> Iterator[Happening]:
    for row in extensions.of_ward(session, report.period.id, report.ward.id):
        yield Happening(
            Doing.EXTENDED,
            row.granted_at,
            row.granted_by,
            subject=f"đến {moment(row.due_at)}",
            reason=f"Theo {row.document}",
        )

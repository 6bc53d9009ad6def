"""The wards' official reports in one file, and each as it was printed last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.store.rows import AnyRow
from app.store.tables.bundles import Bundle, PrintedReport
from app.store.tables.city import Period
from app.store.tables.submissions import Submission, Version

NEWEST = 20


def newest(session: Session) -> Sequence[AnyRow]:
    """(Bundle, period code), newest first."""
    return session.execute(
        select(Bundle, Period.code.label("period_code"))
        .join(Period, Period.id == Bundle.period_id)
        .order_by(Bundle.requested_at.desc(), Bundle.id)
        .limit(NEWEST)
    ).all()


def bundle(session: Session, bundle_id: UUID, *, lock: bool = False) -> Bundle | None:
    query = select(Bundle).where(Bundle.id == bundle_id)
    return session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def expired(session: Session, now: dt.datetime) -> list[Bundle]:
    """Bundles whose time is over and whose file is still kept, locked."""
    return list(
        session.execute(
            select(Bundle)
            .where(Bundle.expires_at <= now, Bundle.storage_key != "")
            .with_for_update(skip_locked=True)
        ).scalars()
    )


def is_any_approved(session: Session, period_id: UUID) -> bool:
    approved = Submission.period_id == period_id, Submission.approved_version.is_not(None)
    return bool(session.execute(select(exists().where(*approved))).scalar())


def approved_counts(session: Session) -> dict[UUID, int]:
    """How many approved reports each period has, by its id; none where there is none."""
    rows = session.execute(
        select(Submission.period_id, func.count().label("reports"))
        .where(Submission.approved_version.is_not(None))
        .group_by(Submission.period_id)
    )
    return {row.period_id: row.reports for row in rows}


def approved_versions(session: Session, period_id: UUID) -> dict[UUID, AnyRow]:
    """(submission_id, number, sha256, receipt, submitted_at) by report: what is approved,
    without its content."""
    rows = session.execute(
        select(
            Version.submission_id,
            Version.number,
            Version.sha256,
            Version.receipt,
            Version.submitted_at,
        )
        .join(
            Submission,
            and_(
                Submission.id == Version.submission_id,
                Submission.approved_version == Version.number,
            ),
        )
        .where(Submission.period_id == period_id)
    )
    return {row.submission_id: row for row in rows}


def printed_report(session: Session, submission_id: UUID, file_format: str) -> PrintedReport | None:
    """A report's document as it was printed last."""
    return session.execute(_printed(submission_id, file_format)).scalar_one_or_none()


def _printed(submission_id: UUID, file_format: str) -> Select[PrintedReport]:
    return select(PrintedReport).where(
        PrintedReport.submission_id == submission_id, PrintedReport.format == file_format
    )


def keep_printed(
    session: Session, submission_id: UUID, file_format: str, columns: Mapping[str, Any]
) -> str:
    """Have a report's document in place of the one before, whose storage key is returned; ''
    where there was none. Two who print the same one do not refuse each other."""
    before = session.execute(
        _printed(submission_id, file_format).with_for_update()
    ).scalar_one_or_none()
    report = session.get_one(Submission, submission_id)
    own = {"city_id": report.city_id, "ward_id": report.ward_id}
    new = insert(PrintedReport).values(
        id=uuid4(), submission_id=submission_id, format=file_format, **own, **columns
    )
    session.execute(
        new.on_conflict_do_update(index_elements=["submission_id", "format"], set_=dict(columns))
    )
    return before.storage_key if before is not None else ""

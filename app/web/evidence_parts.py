"""View data of evidence: a section's files being gathered, and those of a frozen version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.domain.evidence import Frozen, Kind, Limits, frozen_in, size_words
from app.domain.permissions import Permission
from app.store import evidence as store
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.words import sentence

if TYPE_CHECKING:
    from app.store.tables.evidence import Attachment
    from app.web.ward_pages import Opened

Addressed = Callable[[str, UUID], str]

ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,.doc,.docx,.xls,.xlsx"


def limits() -> Limits:
    settings = current_app.config["SETTINGS"]
    return Limits(settings.max_attachment_bytes, settings.max_evidence_bytes)


def of_section(session: Session, opened: Opened, section: str) -> View | None:
    """What the section's page shows; None for the letter's head, which needs no proof."""
    if section == parts.HEADER:
        return None
    report = opened.report
    stands = opened.beside.attachments
    rows = store.of_report(session, report.submission.id) if stands else []
    own = [row for row in rows if row.section == section]
    may_change = report.accepts(section) and opened.actor.may(Permission.FILL)
    address = ward_addresses(report.submission.id)
    files = [_view(row, address) for row in store.present(own)]
    return {
        "section": section,
        "files": files,
        "removed": [_view(row, address) for row in own if row.removed_at] if may_change else [],
        "is_busy": any(file["preview"] == "waiting" for file in files),
        "may_change": may_change,
        "accept": ACCEPT,
        **usage(rows),
    }


def usage(rows: Sequence[Attachment]) -> View:
    """How much of the report's room is taken; bytes for scripts, words for people."""
    most = limits()
    used = sum(row.size for row in store.present(rows))
    return {
        "used": used,
        "room": most.all,
        "used_words": size_words(used) if used else "0 MB",
        "room_words": size_words(most.all),
        "largest": most.one,
        "largest_words": size_words(most.one),
    }


def ward_addresses(submission_id: UUID) -> Addressed:
    return lambda what, attachment_id: url_for(
        f"evidence.{what}", submission_id=submission_id, attachment_id=attachment_id
    )


def desk_addresses(submission_id: UUID) -> Addressed:
    """The same two places for the Department."""
    return lambda what, attachment_id: url_for(
        f"evidence.submitted_{what}", submission_id=submission_id, attachment_id=attachment_id
    )


def _view(row: Attachment, address: Addressed) -> View:
    told = frozen_view(store.as_frozen(row), row, address)
    return told | {"at": row.attached_at, "who": row.attached_by}


def frozen_view(file: Frozen, row: Attachment | None, address: Addressed) -> View:
    """``row`` knows whether there is a picture; the file's own facts are the version's."""
    preview = row.preview if row else "none"
    return {
        "id": str(file.id),
        "section": file.section,
        "name": file.name,
        "kind": Kind(file.kind).label,
        "size": size_words(file.size),
        "sha256": file.sha256,
        "preview": preview,
        "problem": sentence(row.preview_problem) if row else "",
        "url": address("file", file.id),
        "preview_url": address("picture", file.id) if preview == "ready" else "",
    }


def of_content(
    session: Session, submission_id: UUID, content: Mapping[str, Any], address: Addressed
) -> dict[str, list[View]]:
    """The files of a frozen version, by section."""
    rows = {row.id: row for row in store.of_report(session, submission_id)}
    files = frozen_in(dict(content))
    return _by_section(frozen_view(file, rows.get(file.id), address) for file in files)


def new_since(before: Mapping[str, Any], content: Mapping[str, Any]) -> frozenset[str]:
    """Which files of a frozen version an earlier one did not have."""
    had = {file.id for file in frozen_in(dict(before))}
    return frozenset(str(file.id) for file in frozen_in(dict(content)) if file.id not in had)


def of_draft(session: Session, submission_id: UUID, address: Addressed) -> dict[str, list[View]]:
    """The draft's files, by section."""
    rows = store.present(store.of_report(session, submission_id))
    return _by_section(_view(row, address) for row in rows)


def moved(content: Mapping[str, Any] | None, now: Iterable[View]) -> dict[str, list[str]]:
    """Names of files that came since a frozen version, and of those that went."""
    before = {str(file.id): file.name for file in frozen_in(dict(content or {}))}
    after = {view["id"]: view["name"] for view in now} if content is not None else before
    return {
        "added": [name for key, name in after.items() if key not in before],
        "removed": [name for key, name in before.items() if key not in after],
    }


def _by_section(views: Iterable[View]) -> dict[str, list[View]]:
    found: dict[str, list[View]] = {}
    for view in views:
        found.setdefault(view["section"], []).append(view)
    return found

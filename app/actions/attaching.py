"""Evidence: attach a file to a section, take it away, bring it back, freeze it, draw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid4

from app.actions import access, jobs
from app.actions.access import Report
from app.actions.letting_go import remove_after
from app.documents.evidence import NotEvidence, first_sight, kind_of
from app.documents.parsing import Unreadable
from app.domain.errors import Conflict, DomainError, Invalid, NotFound, Problem
from app.domain.evidence import MOST_FILES, Frozen, Kind, Limits, clean_name, size_words
from app.domain.permissions import SYSTEM, Actor, Permission
from app.outbound.files import Stored, files
from app.store import evidence
from app.store.scope import Scope
from app.store.tables.evidence import Attachment
from app.store.transaction import Transaction, transaction

WAITING, READY, FAILED, NONE = "waiting", "ready", "failed", "none"
#: How long what was taken away, and never submitted, can be brought back.
UNDO_FOR: Final = dt.timedelta(days=1)
_HEADER: Final = "0"


def attach(
    scope: Scope,
    actor: Actor,
    submission_id: UUID,
    section: str,
    filename: str,
    content: bytes,
    limits: Limits,
) -> UUID:
    """Keep a file as evidence of a section; a worker draws it. The attachment's id.

    The same content in the same section is one attachment: sending it again brings it back.
    Raises ``Invalid`` for a kind, a size or a sum that is not taken, ``Conflict`` where the
    section is locked, ``NotFound`` for a section that is not on the form.
    """
    kind = _kind(filename, content, limits)
    stored = files().put(content)
    try:
        with transaction(scope, actor) as tx:
            report = access.report_for(tx.session, actor, submission_id, Permission.FILL, lock=True)
            _require_open(report, section)
            row = _kept(tx, report, section, clean_name(filename, kind), kind, stored, limits)
    except DomainError:
        files().remove(stored.key)
        raise
    if row.storage_key != stored.key:
        files().remove(stored.key)
    return row.id


def _kind(filename: str, content: bytes, limits: Limits) -> Kind:
    if len(content) > limits.one:
        raise _refused(
            f"Tệp “{filename}” {size_words(len(content))}, lớn hơn mức {size_words(limits.one)}"
            " mỗi tệp. Hãy nén ảnh trong tệp hoặc chia tệp."
        )
    try:
        return kind_of(content)
    except NotEvidence as error:
        raise _refused(f"“{filename}”: {error}") from error


def _refused(sentence: str) -> Invalid:
    return Invalid([Problem("file", ("file",), sentence)])


def _require_open(report: Report, section: str) -> None:
    if section == _HEADER or section not in report.form.definition.sections_by_code:
        raise NotFound("Mẫu báo cáo không có phần này.")
    if not report.accepts(section):
        raise Conflict(
            f"Phần {section} đang khóa nên minh chứng không đổi được: {report.why_locked}."
        )


def _kept(
    tx: Transaction,
    report: Report,
    section: str,
    name: str,
    kind: Kind,
    stored: Stored,
    limits: Limits,
) -> Attachment:
    rows = _without_forgotten(tx, evidence.of_report(tx.session, report.submission.id))
    same = [r for r in rows if (r.section, r.sha256) == (section, stored.sha256)]
    standing = next((r for r in same if r.removed_at is None), None)
    if standing is not None:
        return standing
    _require_room(rows, stored.size, limits)
    if same:
        return _brought_back(tx, report, same[0])
    return _new(tx, report, section, name, kind, stored)


def _without_forgotten(tx: Transaction, rows: Sequence[Attachment]) -> list[Attachment]:
    """What was taken away long ago and belongs to no version goes for good, its file too."""
    for row in rows:
        if _is_forgotten(row, tx.now):
            tx.session.delete(row)
            remove_after(tx, row.storage_key)
            remove_after(tx, row.preview_key)
    return [row for row in rows if not _is_forgotten(row, tx.now)]


def _is_forgotten(row: Attachment, now: dt.datetime) -> bool:
    was_submitted = row.frozen_in is not None
    return row.removed_at is not None and row.removed_at < now - UNDO_FOR and not was_submitted


def _require_room(rows: Sequence[Attachment], size: int, limits: Limits) -> None:
    used = sum(row.size for row in evidence.present(rows))
    if used + size > limits.all:
        raise _refused(
            f"Minh chứng của báo cáo đã dùng {size_words(used)} trên {size_words(limits.all)},"
            f" không đủ chỗ cho tệp {size_words(size)}. Hãy bỏ bớt tệp hoặc nén lại."
        )
    if len(rows) >= MOST_FILES:
        raise _refused(f"Báo cáo đã có {MOST_FILES} tệp minh chứng. Hãy gộp các tệp lại.")


def _new(
    tx: Transaction, report: Report, section: str, name: str, kind: Kind, stored: Stored
) -> Attachment:
    row = Attachment(
        id=uuid4(),
        city_id=report.submission.city_id,
        ward_id=report.submission.ward_id,
        submission_id=report.submission.id,
        section=section,
        filename=name,
        kind=kind.value,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        preview=WAITING if kind.has_preview else NONE,
        attached_at=tx.now,
        attached_by=tx.actor.name,
    )
    tx.session.add(row)
    tx.session.flush()
    if kind.has_preview:
        jobs.enqueue(tx, "preview_attachment", attachment_id=row.id)
    _record(tx, report, row, "evidence_attached")
    return row


def _record(tx: Transaction, report: Report, row: Attachment, verb: str) -> None:
    subject = f"{report.period.code}/{report.ward.code}"
    told = {"section": row.section, "file": row.filename, "sha256": row.sha256}
    tx.record(verb, subject, ward_id=report.ward.id, **told)


def remove(scope: Scope, actor: Actor, submission_id: UUID, attachment_id: UUID) -> str:
    """Take a file out of the draft; versions that have it keep it. Its section."""
    with transaction(scope, actor) as tx:
        report, row = _open_row(tx, submission_id, attachment_id)
        if row.removed_at is None:
            row.removed_at, row.removed_by = tx.now, actor.name
            _record(tx, report, row, "evidence_removed")
        return row.section


def restore(
    scope: Scope, actor: Actor, submission_id: UUID, attachment_id: UUID, limits: Limits
) -> str:
    """Undo taking a file away. Its section. Raises ``Invalid`` where its room is gone."""
    with transaction(scope, actor) as tx:
        report, row = _open_row(tx, submission_id, attachment_id)
        if row.removed_at is not None:
            others = [r for r in evidence.of_report(tx.session, submission_id) if r is not row]
            _require_room(others, row.size, limits)
            _brought_back(tx, report, row)
        return row.section


def _brought_back(tx: Transaction, report: Report, row: Attachment) -> Attachment:
    row.removed_at, row.removed_by = None, ""
    _record(tx, report, row, "evidence_restored")
    return row


def _open_row(
    tx: Transaction, submission_id: UUID, attachment_id: UUID
) -> tuple[Report, Attachment]:
    report = access.report_for(tx.session, tx.actor, submission_id, Permission.FILL, lock=True)
    row = evidence.by_id(tx.session, attachment_id)
    if row is None or row.submission_id != submission_id:
        raise NotFound("Không tìm thấy tệp này.")
    _require_open(report, row.section)
    return report, row


def freeze(tx: Transaction, report: Report, number: int) -> tuple[Frozen, ...]:
    """The draft's files as they belong to version ``number`` from now on."""
    rows = evidence.present(evidence.of_report(tx.session, report.submission.id))
    for row in rows:
        row.frozen_in = row.frozen_in or number
    return tuple(map(evidence.as_frozen, rows))


def make_preview(scope: Scope, attachment_id: UUID) -> None:
    """The worker's half. Safe to run twice; a file that cannot be drawn says why."""
    with transaction(scope, SYSTEM) as tx:
        row = evidence.by_id(tx.session, attachment_id)
        if row is None or row.preview != WAITING:
            return
        path = files().path(row.storage_key)
    try:
        drawn = first_sight(path)
    except Unreadable as error:
        fail_preview(scope, attachment_id, str(error), goes_on=False)
        return
    stored = files().put(drawn)
    with transaction(scope, SYSTEM) as tx:
        drawn_row = evidence.by_id(tx.session, attachment_id)
        if drawn_row is not None:
            drawn_row.preview, drawn_row.preview_key = READY, stored.key


def fail_preview(scope: Scope, attachment_id: UUID, sentence: str, *, goes_on: bool) -> None:
    """Say beside the file why there is no picture of it, once nothing goes on by itself."""
    with transaction(scope, SYSTEM) as tx:
        row = evidence.by_id(tx.session, attachment_id)
        if row is not None and not goes_on:
            row.preview, row.preview_problem = FAILED, sentence

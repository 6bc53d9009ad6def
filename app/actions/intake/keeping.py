"""A report file as it comes: checked, kept on the shelf, and a job to read it."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID, uuid4

from app.actions import access, jobs
from app.actions.access import Report
from app.domain.answers import clean_line
from app.domain.errors import Conflict, Invalid, Problem
from app.domain.permissions import Actor, Permission
from app.outbound.files import files
from app.store.scope import Scope
from app.store.tables.submissions import Upload
from app.store.transaction import Transaction, transaction

WAITING, READ, FAILED = "waiting", "read", "failed"
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
KINDS = (
    ".docx", ".doc", ".pdf", ".txt", ".htm", ".html", ".xlsx", ".rtf", ".odt",
    *PICTURES,
)  # fmt: skip
_OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods")
NAME_MAX = 200


def upload(scope: Scope, actor: Actor, submission_id: UUID, filename: str, content: bytes) -> UUID:
    """Keep a ward's file and have it read. The upload's id.

    Raises ``Invalid`` for an empty file or a kind that cannot be read.
    """
    name = _checked_name(filename, content)
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        if not report.is_editable:
            raise Conflict(f"Không tải lên được vì {report.why_locked}.")
        kept = keep(tx, report, name, content)
        jobs.enqueue(tx, "read_upload", upload_id=kept.id, by=actor.person_id)
        return kept.id


def _checked_name(filename: str, content: bytes) -> str:
    name = clean_line(PurePath(filename).name)[-NAME_MAX:]
    suffix = PurePath(name).suffix.lower()
    if suffix in _OTHER_SHEETS:
        sentence = (
            f"Tệp “{name}” là bảng tính {suffix}. Hãy lưu lại dạng Excel (.xlsx) rồi tải lên."
        )
        raise Invalid([Problem("file", ("file",), sentence)])
    if suffix not in KINDS:
        sentence = f"Không đọc được tệp “{name}”. Hãy tải lên tệp {', '.join(KINDS)}."
        raise Invalid([Problem("file", ("file",), sentence)])
    if not content:
        raise Invalid([Problem("file", ("file",), f"Tệp “{name}” rỗng.")])
    return name


def keep(tx: Transaction, report: Report, name: str, content: bytes) -> Upload:
    """The file on the shelf and its row."""
    stored = files().put(content)
    kept = Upload(
        id=uuid4(),
        city_id=report.submission.city_id,
        ward_id=report.submission.ward_id,
        submission_id=report.submission.id,
        filename=name,
        media_type=PurePath(name).suffix.lower(),
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        status=WAITING,
        uploaded_at=tx.now,
        uploaded_by=tx.actor.name,
    )
    tx.session.add(kept)
    tx.session.flush()
    tx.record(
        "uploaded",
        f"{report.period.code}/{report.ward.code}",
        ward_id=report.ward.id,
        sha256=stored.sha256,
        file=name,
    )
    return kept

"""Asking for an edition of the city report, talking about it, stopping it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access, jobs
from app.actions.reporting import FORMATS
from app.domain.answers import clean_text
from app.domain.editions import new_code
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.store import editions, forms
from app.store.consolidation import APPROVED, INCLUDES
from app.store.editions import CANCELLED, FAILED, READY, REQUESTED, UNFINISHED
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.editions import Edition, EditionComment
from app.store.tables.results import Export
from app.store.transaction import Transaction, transaction

_READ: Final = "Đọc và cộng số liệu"
_PRINT: Final = {
    "docx": "Làm tệp Word",
    "pdf": "Làm tệp PDF",
    "xlsx": "Làm tệp Excel",
    "csv": "Làm tệp CSV",
    "json": "Làm tệp JSON",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports count, in which formats, which parts (none: all), whether what only one
    ward says is printed too, and a remark."""

    include: str = APPROVED
    formats: tuple[str, ...] = ("docx", "pdf")
    parts: tuple[str, ...] = ()
    comment: str = ""
    every_text: bool = False


def steps_of(formats: Sequence[str]) -> list[str]:
    """What making an edition takes, in order."""
    return [_READ, *(_PRINT[name] for name in formats)]


def request_edition(scope: Scope, actor: Actor, period_id: UUID, asked: Asked) -> UUID:
    """Ask for an edition; a worker makes it. Its id. Raises ``Invalid``, ``NotFound``."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        period = tx.session.get(Period, period_id, with_for_update=True)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        _check(tx.session, period, asked)
        edition = _edition_row(tx, period, asked)
        tx.session.add(edition)
        tx.session.flush()
        if clean_text(asked.comment):
            tx.session.add(_comment_row(tx, edition.id, asked.comment))
        tx.record("edition_requested", f"{period.code}/{edition.number}", formats=edition.formats)
        jobs.enqueue(tx, "build_edition", edition_id=edition.id)
        return edition.id


def _check(session: Session, period: Period, asked: Asked) -> None:
    known = {
        heading.code for heading in forms.compiled(session, period.form_version_id).definition.parts
    }
    checks = (
        ("format", bool(asked.formats), "Hãy chọn ít nhất một định dạng."),
        ("format", set(asked.formats) <= set(FORMATS), "Không có định dạng này."),
        ("include", asked.include in INCLUDES, "Hãy chọn những báo cáo được tính."),
        ("parts", set(asked.parts) <= known, "Mẫu báo cáo không có phần này."),
    )
    problems = [Problem(field, (field,), words) for field, holds, words in checks if not holds]
    if problems:
        raise Invalid(problems)


def _edition_row(tx: Transaction, period: Period, asked: Asked) -> Edition:
    return Edition(
        id=uuid4(),
        city_id=tx.scope.city,
        period_id=period.id,
        number=editions.next_number(tx.session, period.id),
        include=asked.include,
        parts=list(asked.parts),
        every_text=asked.every_text,
        formats=[name for name in FORMATS if name in asked.formats],
        requested_by=tx.actor.name,
        requested_at=tx.now,
        code=new_code(),
    )


def comment(scope: Scope, actor: Actor, edition_id: UUID, text: str) -> None:
    """Say something about an edition, a sealed one too."""
    access.require(actor, Permission.EXPORT)
    if not clean_text(text):
        raise Invalid([Problem("comment", ("comment",), "Hãy viết ý kiến.")])
    with transaction(scope, actor) as tx:
        edition = edition_named(tx.session, edition_id)
        tx.session.add(_comment_row(tx, edition.id, text))
        tx.record("edition_commented", f"{edition.number}")


def _comment_row(tx: Transaction, edition_id: UUID, text: str) -> EditionComment:
    return EditionComment(
        id=uuid4(),
        city_id=tx.scope.city,
        edition_id=edition_id,
        text=clean_text(text)[:4000],
        at=tx.now,
        person_name=tx.actor.name,
    )


def cancel(scope: Scope, actor: Actor, edition_id: UUID) -> None:
    """Stop an edition that is not finished; the worker lets go before its next step."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        if edition.status not in UNFINISHED:
            raise Conflict("Bản này không còn đang làm.")
        edition.status, edition.finished_at = CANCELLED, tx.now
        tx.record("edition_cancelled", f"{edition.number}")


def retry(scope: Scope, actor: Actor, edition_id: UUID) -> None:
    """Put an edition back into the queue that failed, was cancelled or whose files' time is
    over. Its figures stay as they were read."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        files = editions.files_of(tx.session, [edition_id]).get(edition_id, ())
        if not may_retry(edition, files, tx.now):
            raise Conflict("Bản này không ở trạng thái lỗi hoặc đã hủy.")
        edition.status, edition.error, edition.finished_at = REQUESTED, "", None
        edition.step, edition.done_steps = "", 0
        jobs.enqueue(tx, "build_edition", edition_id=edition_id)


def may_retry(edition: Edition, files: Sequence[Export], now: dt.datetime) -> bool:
    if edition.status == READY:
        return edition.sealed_at is None and any(editions.is_over(file, now) for file in files)
    return edition.status in (FAILED, CANCELLED)


def edition_named(session: Session, edition_id: UUID, *, lock: bool = False) -> Edition:
    """Raises ``NotFound``."""
    edition = editions.edition(session, edition_id, lock=lock)
    if edition is None:
        raise NotFound("Không có bản báo cáo này.")
    return edition

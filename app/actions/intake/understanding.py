"""The worker's half: the kept file's text, what it says, and the draft it fills."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.actions import access
from app.actions.intake.keeping import FAILED, READ, WAITING
from app.actions.intake.remarking import hand_back, marks_of, note_marks
from app.actions.intake.taking import Taken, enter, take
from app.documents.parsing import Unreadable
from app.domain.permissions import SYSTEM, Actor
from app.domain.units import Unit
from app.outbound.files import files
from app.store import cities
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.city import Ward
from app.store.tables.submissions import Upload
from app.store.transaction import transaction


def read_upload(scope: Scope, upload_id: UUID, by: UUID | None = None) -> None:
    """The worker's half: text, understanding, draft. Safe to run twice.

    ``by`` is who sent the file: cells of a workbook are in that person's name.
    """
    with reading(scope) as session:
        kept = session.get(Upload, upload_id)
        if kept is None:
            return
        report = access.report_for_system(session, kept.submission_id, lock=False)
        units = units_of(cities.wards(session))
    try:
        if kept.status != READ:
            taken = take(files().path(kept.storage_key), kept.filename, report.form, units)
            _enter(scope, kept, taken, by)
        hand_back(scope, upload_id)
    except Unreadable as error:
        fail_upload(scope, upload_id, str(error))


def _enter(scope: Scope, kept: Upload, taken: Taken, by: UUID | None) -> None:
    """Rights were checked when the file came; the ward's own person typed a workbook."""
    sender = Actor(by, kept.uploaded_by, frozenset()) if taken.filled else SYSTEM
    city_code = city_code_of(scope)
    with transaction(scope, sender) as tx:
        row = tx.session.execute(
            select(Upload).where(Upload.id == kept.id).with_for_update()
        ).scalar_one()
        if row.status == READ:
            return
        report = access.report_for_system(tx.session, row.submission_id)
        merged = enter(tx, report, row, taken, city_code)
        tx.session.flush()
        if taken.filled is not None:
            note_marks(row, marks_of(tx.session, report, taken.filled, merged))


def city_code_of(scope: Scope) -> str:
    with reading(LOBBY) as session:
        city = cities.by_id(session, scope.city)
    return city.code if city is not None else ""


def fail_upload(scope: Scope, upload_id: UUID, sentence: str, *, goes_on: bool = False) -> None:
    """Say on the page why the file was not read; the file itself is kept.

    With ``goes_on`` the job will try again by itself: the file goes on waiting.
    """
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.get(Upload, upload_id)
        if row is not None and row.status != READ:
            row.status, row.error = WAITING if goes_on else FAILED, sentence


def units_of(wards: list[Ward]) -> list[Unit]:
    return [Unit(w.code, w.name, w.unit_type, w.established_on) for w in wards]

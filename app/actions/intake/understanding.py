"""The worker's half: the kept file's text, what it says, and the draft it fills."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.actions import access
from app.actions.intake.filling import apply
from app.actions.intake.keeping import FAILED, READ
from app.documents.parsing import Unreadable, read_text
from app.domain.permissions import SYSTEM
from app.domain.reading import Reading, read_report
from app.domain.units import Unit
from app.outbound.files import files
from app.standard.cues import standard_cues
from app.store import cities
from app.store.forms import CompiledForm
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Ward
from app.store.tables.submissions import Upload
from app.store.transaction import transaction


def read_upload(scope: Scope, upload_id: UUID) -> None:
    """The worker's half: text, understanding, draft. Safe to run twice."""
    with reading(scope) as session:
        kept = session.get(Upload, upload_id)
        units = units_of(cities.wards(session))
    if kept is None or kept.status == READ:
        return
    try:
        text = read_text(files().path(kept.storage_key), kept.filename)
    except Unreadable as error:
        fail_upload(scope, upload_id, str(error))
        return
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.execute(
            select(Upload).where(Upload.id == upload_id).with_for_update()
        ).scalar_one()
        if row.status != READ:
            report = access.report_for_system(tx.session, row.submission_id)
            apply(tx, report, row, text, understand(report.form, text, units))


def fail_upload(scope: Scope, upload_id: UUID, sentence: str) -> None:
    """Say on the page why the file was not read; the file itself is kept."""
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.get(Upload, upload_id)
        if row is not None and row.status != READ:
            row.status, row.error = FAILED, sentence


def units_of(wards: list[Ward]) -> list[Unit]:
    return [Unit(w.code, w.name, w.unit_type, w.established_on) for w in wards]


def understand(form: CompiledForm, text: str, units: list[Unit]) -> Reading:
    return read_report(text, form.definition, units, standard_cues())

"""Editions read again: the frozen model, what two of them differ in, their files."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.actions import access
from app.actions.editions.asking import edition_named
from app.documents import frozen
from app.documents.models import CityReport
from app.domain.editions import Delta, Input, amendments, moved
from app.domain.errors import NotFound
from app.domain.permissions import Actor, Permission
from app.domain.vectors import Number
from app.outbound.files import files
from app.store import cities, editions, forms
from app.store import consolidation as store
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.editions import Edition
from app.store.tables.results import Export
from app.store.transaction import transaction


def frozen_report(scope: Scope, edition_id: UUID) -> CityReport:
    """The model an edition was printed from. Raises ``NotFound`` before it was frozen."""
    with reading(scope) as session:
        return thawed(session, edition_named(session, edition_id))


def thawed(session: Session, edition: Edition) -> CityReport:
    if not edition.content:
        raise NotFound("Bản này chưa có số liệu.")
    period = cities.period(session, edition.period_id)
    assert period is not None, "a foreign key says so"
    form = forms.compiled(session, period.form_version_id)
    return frozen.thaw(edition.content, form.definition)


def inputs_of(session: Session, period_id: UUID, include: str) -> list[Input]:
    """The versions that a consolidation of this moment adds up."""
    return [
        Input(row.code, row.name, row.number, row.sha256)
        for row in store.included_marks(session, period_id, include)
    ]


def compare(scope: Scope, actor: Actor, before_id: UUID, after_id: UUID) -> Delta:
    """How two editions of one period differ, ward by ward and figure by figure."""
    access.require(actor, Permission.EXPORT)
    with reading(scope) as session:
        before, after = edition_named(session, before_id), edition_named(session, after_id)
        if before.period_id != after.period_id:
            raise NotFound("Chỉ so sánh được hai bản của cùng một kỳ.")
        inputs = [[Input.parse(one) for one in e.inputs] for e in (before, after)]
        figures = [figures_of(thawed(session, e)) for e in (before, after)]
    return Delta(amendments(*inputs), moved(*figures))


def download(scope: Scope, actor: Actor, export_id: UUID) -> tuple[Export, bytes]:
    """A finished file; who took it is recorded."""
    access.require(actor, Permission.EXPORT)
    with transaction(scope, actor) as tx:
        export = editions.file(tx.session, export_id)
        if export is None or editions.is_over(export, tx.now):
            raise NotFound("Tài liệu không còn. Hãy lập bản mới.")
        tx.record("export_downloaded", str(export_id), sha256=export.sha256)
    return export, files().get(export.storage_key)


def figures_of(report: CityReport) -> dict[str, Number | None]:
    return {figure.code: figure.value for figure in report.figures}

"""Making an edition: everything read in one snapshot and frozen, then printed format by format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions.editions.asking import edition_named, steps_of
from app.actions.editions.comparing import figures_of, frozen_report, inputs_of, thawed
from app.actions.letting_go import KEPT_FOR, remove_after
from app.actions.reporting import city_of, city_report, print_city_report
from app.actions.theming import gather_themes
from app.documents import frozen
from app.documents.models import Amended, AmendedWard, CityReport, EditionMark, MovedFigure
from app.domain.editions import Input, amendments, inputs_digest, moved
from app.domain.permissions import SYSTEM
from app.outbound.files import files
from app.outbound.post_office import post_office
from app.store import cities, editions
from app.store.consolidation import APPROVED
from app.store.editions import BUILDING, FAILED, READY, UNFINISHED
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.editions import Edition, Verification
from app.store.tables.results import Export
from app.store.transaction import transaction


def build_edition(scope: Scope, edition_id: UUID) -> None:
    """The worker's half, safe to run twice: freeze the figures, then print each format."""
    edition = _begin(scope, edition_id)
    if edition is None:
        return
    if not edition.content:
        _freeze(scope, edition)
    report = frozen_report(scope, edition_id)
    for step, file_format in enumerate(edition.formats, start=1):
        if not _go_on(scope, edition_id, step):
            return
        _print(scope, edition_id, report, file_format)
    _finish(scope, edition_id)


def _begin(scope: Scope, edition_id: UUID) -> Edition | None:
    with transaction(scope, SYSTEM) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        if edition.status not in (*UNFINISHED, FAILED):
            return None
        edition.status, edition.error, edition.step = BUILDING, "", steps_of(())[0]
        edition.done_steps = 0
        return edition


def _freeze(scope: Scope, edition: Edition) -> None:
    """Read everything in one snapshot, and keep it before anything is printed from it. What
    wards say is gathered up to this moment first."""
    gather_themes(scope, edition.period_id)
    with reading(scope) as session:
        period = cities.period(session, edition.period_id)
        assert period is not None, "a foreign key says so"
        report = city_report(session, city_of(scope), period, edition.include)
        inputs = inputs_of(session, period.id, edition.include)
        amended = _amended(session, edition, report, inputs)
    mark = EditionMark(edition.number, edition.code, _verify_url(edition.code))
    marked = replace(
        report,
        edition=mark,
        parts=tuple(edition.parts),
        every_text=edition.every_text,
        amended=amended,
    )
    text = frozen.freeze(marked)
    with transaction(scope, SYSTEM) as tx:
        row = edition_named(tx.session, edition.id, lock=True)
        row.content, row.sha256, row.revision = text, frozen.digest(text), report.revision
        row.inputs = [one.document() for one in inputs]
        row.inputs_sha256 = inputs_digest(inputs)
        tx.session.merge(_verification(scope, row, marked))


def _verify_url(code: str) -> str:
    return post_office().link("verify.document", {"code": code})


def _verification(scope: Scope, row: Edition, report: CityReport) -> Verification:
    return Verification(
        code=row.code,
        city_id=scope.city,
        city_name=report.city_name,
        title=report.period_title,
        number=row.number,
        made_at=report.computed_at,
        sha256=row.sha256,
        files={},
        superseded_by="",
    )


def _amended(
    session: Session, edition: Edition, report: CityReport, inputs: Sequence[Input]
) -> Amended | None:
    """What changed since the edition that was sealed last; None before the first."""
    sealed = editions.last_sealed(session, edition.period_id)
    if sealed is None or sealed.sealed_at is None or edition.include != APPROVED:
        return None
    wards = amendments([Input.parse(one) for one in sealed.inputs], inputs)
    figures = moved(figures_of(thawed(session, sealed)), figures_of(report))
    return Amended(
        number=sealed.number,
        sealed_at=sealed.sealed_at,
        wards=tuple(AmendedWard(a.ward_name, a.before, a.after) for a in wards),
        figures=tuple(MovedFigure(m.code, m.before, m.after) for m in figures),
    )


def _go_on(scope: Scope, edition_id: UUID, step: int) -> bool:
    """Say which step begins; False where somebody cancelled."""
    with transaction(scope, SYSTEM) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        if edition.status != BUILDING:
            return False
        edition.done_steps, edition.step = step, steps_of(edition.formats)[step]
        return True


def _print(scope: Scope, edition_id: UUID, report: CityReport, file_format: str) -> None:
    content = print_city_report(report, file_format)
    stored = files().put(content)
    with transaction(scope, SYSTEM) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        for before in editions.files_of(tx.session, [edition_id]).get(edition_id, ()):
            if before.format == file_format:
                remove_after(tx, before.storage_key)
                tx.session.delete(before)
        tx.session.add(
            Export(
                id=uuid4(),
                city_id=edition.city_id,
                period_id=edition.period_id,
                edition_id=edition_id,
                format=file_format,
                size=stored.size,
                sha256=stored.sha256,
                storage_key=stored.key,
                made_at=tx.now,
                expires_at=tx.now + KEPT_FOR,
            )
        )
        facts = tx.session.get_one(Verification, edition.code, with_for_update=True)
        facts.files = facts.files | {file_format: stored.sha256}


def _finish(scope: Scope, edition_id: UUID) -> None:
    with transaction(scope, SYSTEM) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        if edition.status == BUILDING:
            edition.status, edition.step, edition.finished_at = READY, "Xong", tx.now
            edition.done_steps = len(steps_of(edition.formats))


def fail_edition(scope: Scope, edition_id: UUID, sentence: str) -> None:
    """Say on the page that it failed, and why."""
    with transaction(scope, SYSTEM) as tx:
        edition = editions.edition(tx.session, edition_id, lock=True)
        if edition is not None and edition.status in UNFINISHED:
            edition.status, edition.error, edition.step = FAILED, sentence, "Không thành công"

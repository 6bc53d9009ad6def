"""One file of a bulk load from the command line, on a ward's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from uuid import UUID

from app.actions import access
from app.actions.intake.filling import apply
from app.actions.intake.keeping import NAME_MAX, keep
from app.actions.intake.understanding import understand, units_of
from app.actions.loading import begin, complete, period_of
from app.documents.parsing import Unreadable, read_text
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.permissions import Actor, Permission
from app.domain.reading import Reading, Status
from app.store import cities
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.transaction import transaction


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a bulk load, and what became of it."""

    file: str
    ward: str | None = None
    submission_id: UUID | None = None
    read: int = 0
    uncertain: int = 0
    error: str | None = None


def load_file(
    scope: Scope, actor: Actor, period_code: str, status: str, path: Path, name: str
) -> LoadedFile:
    """Read one report file into its ward's draft, on the ward's behalf."""
    access.require(actor, Permission.ENTER_ON_BEHALF)
    try:
        text = read_text(path, name)
        return _load_text(scope, actor, period_code, status, name, path.read_bytes(), text)
    except (Unreadable, DomainError) as error:
        return LoadedFile(name, error=str(error))


def _load_text(
    scope: Scope,
    actor: Actor,
    period_code: str,
    status: str,
    name: str,
    content: bytes,
    text: str,
) -> LoadedFile:
    with transaction(scope, actor) as tx:
        period = period_of(cities.period_by_code(tx.session, period_code), period_code)
        wards = cities.wards(tx.session)
        form = access.form_of(tx.session, period)
        understood = understand(form, text, units_of(wards))
        ward = _ward_of(understood, wards, period)
        report = begin(tx, ward.id, period.id)
        row = keep(tx, report, PurePath(name).name[-NAME_MAX:], content)
        apply(tx, report, row, text, understood)
        tx.session.flush()
        complete(tx, report, status)
        statuses = [found.status for found in understood.indicators.values()]
        return LoadedFile(
            name,
            ward.code,
            report.submission.id,
            statuses.count(Status.READ),
            statuses.count(Status.UNCERTAIN),
        )


def _ward_of(understood: Reading, wards: list[Ward], period: Period) -> Ward:
    """The ward that the report names. Raises ``NotFound`` or ``Conflict`` with what to do."""
    if understood.ward is None:
        raise NotFound("Không tìm thấy tên đơn vị báo cáo trong tệp. Hãy nhập tay cho đơn vị đó.")
    if understood.period and understood.period != period.code:
        raise Conflict(
            f"Báo cáo này ghi kỳ {understood.period}, không phải {period.code}."
            " Hãy nạp vào đúng kỳ."
        )
    return next(ward for ward in wards if ward.code == understood.ward.code)

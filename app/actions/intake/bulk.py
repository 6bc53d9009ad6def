"""One file of a bulk load from the command line, on a ward's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from uuid import UUID

from app.actions import access
from app.actions.intake.keeping import NAME_MAX, keep
from app.actions.intake.taking import Taken, enter, take
from app.actions.intake.understanding import city_code_of, units_of
from app.actions.loading import begin, complete, period_of
from app.documents.parsing import Unreadable
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.permissions import Actor, Permission
from app.domain.reading import Reading
from app.store import cities
from app.store.reading import reading
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
        with reading(scope) as session:
            period = period_of(cities.period_by_code(session, period_code), period_code)
            wards, form = cities.wards(session), access.form_of(session, period)
        taken = take(path, name, form, units_of(wards))
        ward = _ward_of(taken.understood, wards, period)
        return _load(scope, actor, period, ward, status, name, path.read_bytes(), taken)
    except (Unreadable, DomainError) as error:
        return LoadedFile(name, error=str(error))


def _load(
    scope: Scope,
    actor: Actor,
    period: Period,
    ward: Ward,
    status: str,
    name: str,
    content: bytes,
    taken: Taken,
) -> LoadedFile:
    city_code = city_code_of(scope)
    with transaction(scope, actor) as tx:
        report = begin(tx, ward.id, period.id)
        row = keep(tx, report, PurePath(name).name[-NAME_MAX:], content)
        merged = enter(tx, report, row, taken, city_code)
        tx.session.flush()
        complete(tx, report, status)
        return LoadedFile(name, ward.code, report.submission.id, merged.read, merged.waiting)


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

"""Recording that units were merged or split, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access, carrying_back
from app.actions.drafting import begin_reports
from app.domain.answers import clean_line
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.domain.succession import WHOLE, Succession, share_problems
from app.store import cities
from app.store import succession as store
from app.store.scope import Scope
from app.store.tables.city import Ward
from app.store.tables.units import UnitSuccession
from app.store.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class Reorganization:
    """Who goes into whom: ``parts`` in unit codes, all on one day, by ``document``."""

    on: dt.date
    document: str
    parts: tuple[Succession, ...]

    @property
    def predecessors(self) -> set[str]:
        return {part.predecessor for part in self.parts}

    @property
    def successors(self) -> set[str]:
        return {part.successor for part in self.parts}


def completed(
    planned: Reorganization, wards: Mapping[str, Ward], filed: set[UUID]
) -> Reorganization:
    """The plan with what it leaves unsaid: a unit that took others in and reported before
    goes on, so it is its own predecessor."""
    goes_on = [
        Succession(code, code, planned.on, WHOLE)
        for code in sorted(planned.successors - planned.predecessors)
        if wards[code].id in filed
    ]
    return Reorganization(planned.on, planned.document, (*planned.parts, *goes_on))


def foreseen(session: Session, planned: Reorganization) -> Reorganization:
    """What recording a plan would record; writes nothing. Raises ``Invalid`` as it would."""
    wards = {ward.code: ward for ward in cities.wards(session)}
    _refuse_unsound(planned, wards)
    ids = [wards[code].id for code in planned.successors]
    return completed(planned, wards, store.filed_before(session, ids, planned.on))


def reorganize(scope: Scope, actor: Actor, planned: Reorganization) -> UUID:
    """Record a merger or a split: close who is no more, carry the past back to who is.

    The id of the reorganization. Raises ``Invalid`` naming everything that does not hold,
    ``Conflict`` where a report was begun that by this nobody would owe.
    """
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        wards = {ward.code: ward for ward in cities.wards(tx.session)}
        complete = foreseen(tx.session, planned)
        event_id = _write(tx, complete, wards)
        _move_bounds(tx, complete, wards)
        _settle(tx, complete, wards)
        tx.record(
            "units_reorganized",
            clean_line(planned.document),
            on=planned.on.isoformat(),
            before=sorted(wards[code].name for code in complete.predecessors),
            after=sorted(wards[code].name for code in complete.successors),
        )
        return event_id


def _refuse_unsound(planned: Reorganization, wards: Mapping[str, Ward]) -> None:
    problems = share_problems(planned.parts)
    if not clean_line(planned.document):
        sentence = "Hãy ghi số văn bản sáp nhập, chia tách."
        problems.append(Problem("document", ("document",), sentence))
    if not planned.parts:
        sentence = "Hãy chọn ít nhất một đơn vị cũ và một đơn vị mới."
        problems.append(Problem("units", ("predecessors",), sentence))
    elif all(part.predecessor == part.successor for part in planned.parts):
        sentence = "Đơn vị cũ và đơn vị mới không thể chỉ là một."
        problems.append(Problem("units", ("successors",), sentence))
    for code in sorted(planned.predecessors | planned.successors):
        sentence = _fault_of(wards.get(code), planned)
        if sentence:
            problems.append(Problem("units", ("predecessors",), sentence))
    if problems:
        raise Invalid(problems)


def _fault_of(ward: Ward | None, planned: Reorganization) -> str:
    if ward is None:
        return "Có đơn vị không thuộc thành phố này. Hãy tải lại trang."
    if ward.closed_on is not None:
        return f"{ward.name} đã đóng từ ngày {ward.closed_on:%d/%m/%Y}."
    if (
        ward.began_on is not None
        and planned.on <= ward.began_on
        and (ward.code in planned.predecessors)
    ):
        return f"{ward.name} chỉ có từ ngày {ward.began_on:%d/%m/%Y}: hãy ghi ngày sau đó."
    return ""


def _write(tx: Transaction, planned: Reorganization, wards: Mapping[str, Ward]) -> UUID:
    event_id = uuid4()
    for part in planned.parts:
        tx.session.add(
            UnitSuccession(
                id=uuid4(),
                city_id=tx.scope.city,
                event_id=event_id,
                predecessor_id=wards[part.predecessor].id,
                successor_id=wards[part.successor].id,
                took_effect_on=part.on,
                share=part.share,
                document=clean_line(planned.document),
                recorded_at=tx.now,
                recorded_by=tx.actor.name,
            )
        )
    return event_id


def _move_bounds(tx: Transaction, planned: Reorganization, wards: Mapping[str, Ward]) -> None:
    for code in planned.predecessors - planned.successors:
        wards[code].closed_on = planned.on
    for code in planned.successors - planned.predecessors:
        if wards[code].began_on is None:
            wards[code].began_on = planned.on
    tx.session.flush()


def _settle(tx: Transaction, planned: Reorganization, wards: Mapping[str, Ward]) -> None:
    """Forms that nobody owes by now go, unless somebody wrote in one; pasts are carried."""
    touched = [wards[code].id for code in planned.predecessors | planned.successors]
    begun = store.begun_though_not_owed(tx.session, touched)
    if begun is not None:
        raise Conflict(
            f"{begun.name} đã bắt đầu báo cáo kỳ {begun.code}, kỳ mà theo ngày này đơn vị không"
            " phải báo cáo. Kiểm tra lại ngày có hiệu lực."
        )
    store.drop_not_owed(tx.session, touched)
    _carry_all(tx)


def _carry_all(tx: Transaction) -> None:
    for period in cities.periods(tx.session):
        carrying_back.keep(tx, period)


def undo(scope: Scope, actor: Actor, event_id: UUID) -> str:
    """Take a reorganization back; the number of its document.

    Raises ``NotFound``, or ``Conflict`` where a period was opened by it since, or a later
    reorganization stands on it.
    """
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        lines = store.lines(tx.session, event_id)
        if not lines:
            raise NotFound("Lần sáp nhập, chia tách này không còn.")
        rows = [line.UnitSuccession for line in lines]
        _refuse_undo(tx, rows)
        _reopen(tx, rows)
        for row in rows:
            tx.session.delete(row)
        tx.session.flush()
        for period in cities.periods(tx.session):
            begin_reports(tx, period)
        _carry_all(tx)
        document: str = rows[0].document
        tx.record("reorganization_undone", document, on=rows[0].took_effect_on.isoformat())
        return document


def _refuse_undo(tx: Transaction, rows: list[UnitSuccession]) -> None:
    on, successors = rows[0].took_effect_on, {row.successor_id for row in rows}
    opened = store.opened_since(tx.session, on, rows[0].recorded_at)
    if opened is not None:
        raise Conflict(f"Không thể bỏ: kỳ {opened} đã được mở theo các đơn vị mới.")
    if store.touched_later(tx.session, successors, on):
        raise Conflict("Không thể bỏ: đã có lần sáp nhập, chia tách sau dựa trên lần này.")


def _reopen(tx: Transaction, rows: list[UnitSuccession]) -> None:
    before = {row.predecessor_id for row in rows}
    after = {row.successor_id for row in rows}
    on = rows[0].took_effect_on
    for ward in cities.wards(tx.session):
        if ward.id in before - after:
            ward.closed_on = None
        if ward.id in after - before and ward.began_on == on:
            ward.began_on = None

"""Which units a period expects, who came out of whom, and the pasts estimated from that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from app.domain.succession import Succession
from app.store.rows import AnyRow
from app.store.tables.city import Period, Ward
from app.store.tables.evidence import Attachment
from app.store.tables.submissions import AnswerHistory, AnswerRow, EventRow, Submission, Upload
from app.store.tables.units import EstimatedPast, UnitSuccession
from app.store.trips import Question, Statement

_BEFORE, _AFTER = aliased(Ward), aliased(Ward)
#: Any of these keeps a report from being nothing but a form that waits.
_TRACES = (AnswerRow, AnswerHistory, EventRow, Upload, Attachment)


def owing(period_id: ColumnElement[Any] | UUID) -> ColumnElement[bool]:
    """The join from ``Ward`` to its ``Period``: units that owe a report for that period."""
    return and_(
        Period.id == period_id,
        or_(Ward.closed_on.is_(None), Ward.closed_on > Period.data_from),
        or_(Ward.began_on.is_(None), Ward.began_on <= Period.data_to),
    )


def owes(session: Session, ward_id: UUID, period_id: UUID) -> bool:
    """Whether a unit is one that the period expects a report of."""
    found = select(Ward.id).join(Period, owing(period_id)).where(Ward.id == ward_id)
    return session.execute(found).scalar() is not None


def successions(session: Session) -> list[Succession]:
    """The city's, in the units' codes."""
    row = UnitSuccession
    found = session.execute(
        select(_BEFORE.code, _AFTER.code, row.took_effect_on, row.share)
        .join(_BEFORE, _BEFORE.id == row.predecessor_id)
        .join(_AFTER, _AFTER.id == row.successor_id)
    )
    return [Succession(*line) for line in found]


def lines(session: Session, event_id: UUID | None = None) -> Sequence[AnyRow]:
    """(UnitSuccession, before, after: the two units) of the city or of one reorganization,
    the newest first."""
    chosen = [] if event_id is None else [UnitSuccession.event_id == event_id]
    row = UnitSuccession
    return session.execute(
        select(row, _BEFORE, _AFTER)
        .join(_BEFORE, _BEFORE.id == row.predecessor_id)
        .join(_AFTER, _AFTER.id == row.successor_id)
        .where(*chosen)
        .order_by(row.took_effect_on.desc(), row.recorded_at.desc(), row.event_id)
        .order_by(_BEFORE.sort_key, _AFTER.sort_key)
    ).all()


def touched_later(session: Session, units: Collection[UUID], on: date) -> bool:
    """Whether a later reorganization begins from one of these units."""
    row = UnitSuccession
    later = exists().where(row.predecessor_id.in_(units), row.took_effect_on > on)
    return bool(session.execute(select(later)).scalar())


def opened_since(session: Session, on: date, moment: datetime) -> str | None:
    """The code of a period that begins on a day or later and was opened after a moment."""
    opened = (
        select(Period.code)
        .join(Submission, Submission.period_id == Period.id)
        .where(Period.data_from >= on)
        .group_by(Period.id, Period.code)
        .having(func.min(Submission.created_at) > moment)
        .limit(1)
    )
    return session.execute(opened).scalar_one_or_none()


def filed_before(session: Session, units: Collection[UUID], on: date) -> set[UUID]:
    """Which of these units submitted a report of a period that began before a day."""
    found = session.execute(
        select(Submission.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .where(Submission.ward_id.in_(units), Submission.last_version > 0, Period.data_from < on)
    )
    return set(found.scalars())


def _not_owed(units: Collection[UUID]) -> Select[Any]:
    """Reports of some units for periods that do not expect them."""
    return (
        select(Submission.id)
        .join(Ward, Ward.id == Submission.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .where(
            Ward.id.in_(units),
            or_(Ward.closed_on <= Period.data_from, Ward.began_on > Period.data_to),
        )
    )


def _is_touched() -> ColumnElement[bool]:
    traces = (exists().where(table.submission_id == Submission.id) for table in _TRACES)
    return or_(Submission.last_version > 0, *traces)


def begun_though_not_owed(session: Session, units: Collection[UUID]) -> AnyRow | None:
    """(unit name, period code) of a report that somebody began though none is owed."""
    return session.execute(
        select(Ward.name, Period.code)
        .select_from(Submission)
        .join(Ward, Ward.id == Submission.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .where(Submission.id.in_(_not_owed(units)), _is_touched())
        .limit(1)
    ).one_or_none()


def drop_not_owed(session: Session, units: Collection[UUID]) -> None:
    """Take away untouched forms of periods that do not expect these units."""
    session.execute(delete(Submission).where(Submission.id.in_(_not_owed(units)), ~_is_touched()))


def keep_estimates(
    session: Session,
    city: UUID,
    period_id: UUID,
    now: datetime,
    contents: Mapping[str, Mapping[str, Any]],
) -> None:
    """Replace a period's estimated pasts by these, by unit code."""
    named = select(Ward.code, Ward.id).where(Ward.code.in_(list(contents)))
    wards = {row.code: row.id for row in session.execute(named)}
    session.execute(
        delete(EstimatedPast).where(
            EstimatedPast.period_id == period_id, EstimatedPast.ward_id.not_in(wards.values())
        )
    )
    rows = [
        {"id": uuid4(), "city_id": city, "ward_id": wards[code], "period_id": period_id}
        | {"content": content, "made_at": now}
        for code, content in contents.items()
    ]
    if rows:
        added = insert(EstimatedPast)
        session.execute(
            added.on_conflict_do_update(
                index_elements=["city_id", "ward_id", "period_id"],
                set_={"content": added.excluded.content, "made_at": added.excluded.made_at},
            ),
            rows,
        )


_OF_WARD = EstimatedPast.ward_id == bindparam("ward_id", type_=Uuid())
_ESTIMATES = select(Period.code, EstimatedPast.content).join(
    Period, Period.id == EstimatedPast.period_id
)
_EARLIER = Statement(
    _ESTIMATES.where(_OF_WARD, Period.data_to < bindparam("before", type_=Date()))
    .order_by(Period.data_to.desc(), Period.data_from.desc())
    .limit(bindparam("most", type_=Integer()))
)
_NAMED = _ESTIMATES.where(_OF_WARD, Period.code == any_(bindparam("codes", type_=ARRAY(Text()))))


def asking_earlier(ward_id: UUID, before: date, most: int) -> Question:
    """(code, content) of a unit's estimated pasts of periods that ended before a day, the
    newest first."""
    return Question(_EARLIER, {"ward_id": ward_id, "before": before, "most": most})


def estimates_of(
    session: Session, ward_id: UUID, codes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """A unit's estimated pasts of these periods, by period; nothing where there is none."""
    found = session.execute(_NAMED, {"ward_id": ward_id, "codes": list(codes)})
    return {row.code: row.content for row in found}

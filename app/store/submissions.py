"""Queries about reports: one, a ward's, a city's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session, aliased

from app.domain.lifecycle import Event
from app.store import trips
from app.store.rows import AnyRow
from app.store.succession import owing
from app.store.tables.city import Extension, Period, Ward
from app.store.tables.evidence import Attachment
from app.store.tables.reviews import DepartmentFinding, Explanation, FindingRow, Remark
from app.store.tables.submissions import AnswerRow, EventRow, Submission, Upload, Version
from app.store.tables.units import EstimatedPast
from app.store.trips import Question, Statement


def by_id(session: Session, submission_id: UUID, *, lock: bool = False) -> Submission | None:
    """One report that the wall lets through, locked for a decision if asked."""
    query = select(Submission).where(Submission.id == submission_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.execute(query).scalar_one_or_none()


def hold_all(session: Session, ids: Iterable[UUID]) -> None:
    """Hold many reports where they are, in the one order in which everybody takes them: two
    that take several can then never wait for each other."""
    session.execute(_in_order(ids).with_for_update(read=True, key_share=True))


def lock_all(session: Session, ids: Iterable[UUID]) -> None:
    """Lock many reports for a decision, in the same order."""
    session.execute(_in_order(ids).with_for_update())


def _in_order(ids: Iterable[UUID]) -> Select[UUID]:
    return select(Submission.id).where(Submission.id.in_(set(ids))).order_by(Submission.id)


def _placed() -> Any:
    return (
        select(Submission, Ward, Period)
        .join(Ward, Ward.id == Submission.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .where(Submission.id == bindparam("id", type_=Uuid()))
    )


_PLACED = _placed()
_FRESH = _PLACED.execution_options(populate_existing=True)
_LOCKED = _FRESH.with_for_update(of=Submission)
# The lock that a key to the report takes anyway, only sooner.
_HELD = _FRESH.with_for_update(of=Submission, read=True, key_share=True)


def placed(
    session: Session, submission_id: UUID, *, lock: bool = False, hold: bool = False
) -> AnyRow | None:
    """(Submission, Ward, Period) of a report that the wall lets through, locked for a
    decision or held in place if asked."""
    query = _LOCKED if lock else _HELD if hold else _PLACED
    return session.execute(query, {"id": submission_id}).one_or_none()


def is_started(session: Session, submission_id: UUID) -> bool:
    """Whether anything in the draft is answered."""
    found = select(exists().where(AnswerRow.submission_id == submission_id))
    return bool(session.execute(found).scalar())


@dataclass(frozen=True, slots=True)
class Beside:
    """Which kinds of rows stand beside a report, so that only these are read; ``answered``,
    the version that a submit with the asked key has made; and ``past``, the periods for
    which the ward submitted other reports or its predecessors did, by code."""

    uploads: bool
    explanations: bool
    remarks: bool
    attachments: bool
    findings: bool
    answered: int | None
    past: Sequence[str]


def _beside() -> Any:
    asked = bindparam("id", type_=Uuid())
    kinds = (Upload, Explanation, Remark, Attachment, FindingRow)
    submit = select(EventRow.version).where(
        EventRow.submission_id == asked,
        EventRow.idempotency_key == bindparam("key", type_=Text()),
        EventRow.idempotency_key != "",
        EventRow.kind == Event.SUBMITTED.value,
    )
    other = aliased(Submission)
    own = (
        select(other.period_id)
        .join(Submission, Submission.ward_id == other.ward_id)
        .where(Submission.id == asked, other.id != asked, other.last_version > 0)
    )
    estimated = (
        select(EstimatedPast.period_id)
        .join(Submission, Submission.ward_id == EstimatedPast.ward_id)
        .where(Submission.id == asked, EstimatedPast.period_id != Submission.period_id)
    )
    past = select(func.array_agg(Period.code)).where(Period.id.in_(own.union(estimated)))
    stands = (
        exists().where(kind.submission_id == asked).label(f"stands_{kind.__tablename__}")
        for kind in kinds
    )
    return select(
        *stands,
        submit.scalar_subquery().label("answered"),
        func.coalesce(past.scalar_subquery(), as_type(literal_column("'{}'"), ARRAY(Text()))).label(
            "past"
        ),
    )


_BESIDE = Statement(_beside())


def beside(session: Session, submission_id: UUID, key: str = "") -> Beside:
    """What there is to read beside the answers: one statement instead of six."""
    ((row,),) = trips.ask(session.connection(), asking_beside(submission_id, key))
    return Beside(*row)


def asking_beside(submission_id: UUID, key: str) -> Question:
    """The same, for whoever asks more in one trip."""
    return Question(_BESIDE, {"id": submission_id, "key": key})


def of_ward(session: Session, ward_id: UUID, period_id: UUID) -> Submission | None:
    return session.execute(
        select(Submission).where(Submission.ward_id == ward_id, Submission.period_id == period_id)
    ).scalar_one_or_none()


def version(session: Session, submission_id: UUID, number: int | None) -> Version | None:
    """A frozen version, by its number."""
    if number is None:
        return None
    return session.execute(
        select(Version).where(Version.submission_id == submission_id, Version.number == number)
    ).scalar_one_or_none()


def versions_of(session: Session, submission_id: UUID) -> list[Version]:
    return _all(session, select(Version).where(Version.submission_id == submission_id).order_by(Version.number.desc()))  # fmt: skip  # noqa: E501


def _contents() -> Any:
    newest = and_(Version.submission_id == Submission.id, Version.number == Submission.last_version)
    return (
        select(Period.code, Version.content)
        .join(Submission, Submission.period_id == Period.id)
        .join(Version, newest)
        .where(
            Submission.ward_id == bindparam("ward_id", type_=Uuid()),
            Period.code == any_(bindparam("codes", type_=ARRAY(Text()))),
        )
    )


_CONTENTS = _contents()


def contents_of(session: Session, ward_id: UUID, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What a ward last submitted for these periods, by period; nothing where it did not."""
    found = session.execute(_CONTENTS, {"ward_id": ward_id, "codes": list(codes)})
    return {row.code: row.content for row in found}


_EARLIER = Statement(
    select(Period.code, Version.content)
    .join(Submission, Submission.period_id == Period.id)
    .join(
        Version,
        and_(Version.submission_id == Submission.id, Version.number == Submission.last_version),
    )
    .where(
        Submission.ward_id == bindparam("ward_id", type_=Uuid()),
        Period.data_to < bindparam("before", type_=Date()),
    )
    .order_by(Period.data_to.desc(), Period.data_from.desc())
    .limit(bindparam("most", type_=Integer()))
)


def earlier_versions(
    session: Session, ward_id: UUID, before: dt.date, most: int
) -> Sequence[AnyRow]:
    """(code, content) of what a ward submitted for periods that ended before a day.

    The newest period first, each with the newest version; periods without one are left out.
    """
    (found,) = trips.ask(session.connection(), asking_earlier(ward_id, before, most))
    return found


def asking_earlier(ward_id: UUID, before: dt.date, most: int) -> Question:
    """The same, for whoever asks more in one trip."""
    return Question(_EARLIER, {"ward_id": ward_id, "before": before, "most": most})


def events_of(session: Session, submission_id: UUID) -> list[EventRow]:
    """The timeline, oldest first."""
    return _all(session, select(EventRow).where(EventRow.submission_id == submission_id).order_by(EventRow.id))  # fmt: skip  # noqa: E501


def remarks_of(session: Session, submission_id: UUID) -> list[Remark]:
    return _all(session, select(Remark).where(Remark.submission_id == submission_id).order_by(Remark.made_at, Remark.id))  # fmt: skip  # noqa: E501


def findings_of(session: Session, submission_id: UUID) -> list[FindingRow]:
    """The stored findings of the version under review."""
    return _all(session, select(FindingRow).where(FindingRow.submission_id == submission_id, FindingRow.is_current))  # fmt: skip  # noqa: E501


def department_findings_of(session: Session, submission_id: UUID) -> list[DepartmentFinding]:
    return _all(session, select(DepartmentFinding).where(DepartmentFinding.submission_id == submission_id, DepartmentFinding.is_current))  # fmt: skip  # noqa: E501


def explanations_of(session: Session, submission_id: UUID) -> dict[tuple[str, str], Explanation]:
    """Reasons by (finding key, hash of the values they were given for)."""
    found = _all(session, select(Explanation).where(Explanation.submission_id == submission_id))
    return {(row.key, row.inputs_hash): row for row in found}


def _all(session: Session, query: Any) -> list[Any]:
    return list(session.execute(query).scalars())


_EXTENDED = Statement(
    select(func.max(Extension.due_at).label("due_at")).where(
        Extension.period_id == bindparam("period_id", type_=Uuid()),
        Extension.ward_id == bindparam("ward_id", type_=Uuid()),
    )
)


def extension_of(session: Session, period: Period, ward_id: UUID) -> dt.datetime | None:
    """The ward's newest extension; None where it was given none."""
    (found,) = trips.ask(session.connection(), asking_extension(period, ward_id))
    extended: dt.datetime | None = found[0].due_at
    return extended


def due_at(session: Session, period: Period, ward_id: UUID) -> dt.datetime:
    """When the ward's report is due: its newest extension, or the period's date."""
    (found,) = trips.ask(session.connection(), asking_extension(period, ward_id))
    return extended_to(period, found)


def asking_extension(period: Period, ward_id: UUID) -> Question:
    """The same, for whoever asks more in one trip."""
    return Question(_EXTENDED, {"period_id": period.id, "ward_id": ward_id})


def extended_to(period: Period, found: Sequence[AnyRow]) -> dt.datetime:
    """What the answer to it says."""
    extended = found[0].due_at
    return max(extended, period.ward_due_at) if extended else period.ward_due_at


def owed(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """Every ward that owes a report, in Vietnamese order, as columns, since a country has tens of
    thousands: ``ward_id``, ``code``, ``name``, ``unit_type``, ``lat``, ``lon``, and of its
    report ``submission_id`` and ``state``, or None."""
    of_period = and_(Submission.ward_id == Ward.id, Submission.period_id == period_id)
    return session.execute(
        select(
            Ward.id.label("ward_id"),
            Ward.code,
            Ward.name,
            Ward.unit_type,
            Ward.lat,
            Ward.lon,
            Submission.id.label("submission_id"),
            Submission.state,
        )
        .select_from(Ward)
        .join(Period, owing(period_id))
        .outerjoin(Submission, of_period)
        .order_by(Ward.sort_key)
    ).all()


def city_board(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """Every ward that owes a report, with it, if there is any, and its own due time.

    Columns: ``Ward``, ``Submission`` (or None), ``due_at`` (None: the period's),
    ``is_started`` (whether anything was ever answered).
    """
    extended = (
        select(Extension.ward_id, func.max(Extension.due_at).label("due_at"))
        .where(Extension.period_id == period_id)
        .group_by(Extension.ward_id)
        .subquery()
    )
    is_started = exists().where(AnswerRow.submission_id == Submission.id)
    return session.execute(
        select(Ward, Submission, extended.c.due_at, is_started.label("is_started"))
        .select_from(Ward)
        .join(Period, owing(period_id))
        .outerjoin(
            Submission, and_(Submission.ward_id == Ward.id, Submission.period_id == period_id)
        )
        .outerjoin(extended, extended.c.ward_id == Ward.id)
        .order_by(Ward.sort_key)
    ).all()

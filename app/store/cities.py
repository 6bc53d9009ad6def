"""Cities, their wards and their periods."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.store.tables.city import Period, Ward
from app.store.tables.lobby import City


def all_cities(session: Session) -> list[City]:
    """Every city of the installation (a lobby query)."""
    return list(session.execute(select(City).order_by(City.code)).scalars())


def by_code(session: Session, code: str) -> City | None:
    """A lobby query."""
    return session.execute(select(City).where(City.code == code)).scalar_one_or_none()


def by_id(session: Session, city_id: UUID) -> City | None:
    """A lobby query."""
    return session.get(City, city_id)


def wards(session: Session) -> list[Ward]:
    """The city's wards in Vietnamese order."""
    return list(session.execute(select(Ward).order_by(Ward.sort_key)).scalars())


def unit_types(session: Session) -> dict[str, str]:
    """Each ward's type by its code."""
    found = session.execute(select(Ward.code, Ward.unit_type))
    return {row.code: row.unit_type for row in found}


# What every request asks is written once: to write it anew costs a fifth of asking it.
_WARD = select(Ward).where(Ward.id == bindparam("id"))
_WARD_BY_CODE = select(Ward).where(Ward.code == bindparam("code"))
_PERIOD = select(Period).where(Period.id == bindparam("id"))
_PERIOD_BY_CODE = select(Period).where(Period.code == bindparam("code"))


def ward(session: Session, ward_id: UUID) -> Ward | None:
    return session.execute(_WARD, {"id": ward_id}).scalar_one_or_none()


def ward_by_code(session: Session, code: str) -> Ward | None:
    return session.execute(_WARD_BY_CODE, {"code": code}).scalar_one_or_none()


def periods(session: Session) -> list[Period]:
    """The city's periods, the newest first."""
    return list(session.execute(select(Period).order_by(Period.data_to.desc())).scalars())


def period(session: Session, period_id: UUID) -> Period | None:
    return session.execute(_PERIOD, {"id": period_id}).scalar_one_or_none()


def period_by_code(session: Session, code: str) -> Period | None:
    return session.execute(_PERIOD_BY_CODE, {"code": code}).scalar_one_or_none()

"""How many persons an approval needs in this city."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.second_person import SecondPerson
from app.store.tables.city import ReviewRule


def of_city(session: Session) -> SecondPerson:
    """The city's rule; the default where the administrator set none."""
    row = session.execute(select(ReviewRule)).scalar_one_or_none()
    return SecondPerson(row.needs_second, row.bars_own_review) if row else SecondPerson()


def changed(session: Session) -> tuple[str, dt.datetime | None]:
    """Who set the rule last, and when; ("", None) where nobody did."""
    row = session.execute(select(ReviewRule)).scalar_one_or_none()
    return (row.changed_by, row.changed_at) if row else ("", None)

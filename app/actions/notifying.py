"""What happened is told: a row in the transaction of its cause; who hears of it is found later.

The cause pays for one insert. Recipients, letters and events are the worker's.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.actions.access import Report
from app.domain.notices import Kind
from app.domain.permissions import SYSTEM
from app.store import notices as store
from app.store import people
from app.store.scope import LOBBY
from app.store.transaction import Transaction, transaction


def tell(
    tx: Transaction,
    kind: Kind,
    *,
    ward_id: UUID | None = None,
    person_id: UUID | None = None,
    key: str = "",
    **facts: Any,
) -> None:
    """Write the notice; told once only where it has a ``key``."""
    store.add(
        tx.session,
        city_id=tx.scope.city,
        kind=kind,
        now=tx.now,
        ward_id=ward_id,
        person_id=person_id,
        key=key,
        facts=facts,
    )


def tell_of(tx: Transaction, kind: Kind, report: Report, **facts: Any) -> None:
    """Tell of something that happened to a report."""
    tell(
        tx,
        kind,
        ward_id=report.ward.id,
        submission_id=str(report.submission.id),
        ward=report.ward.name,
        ward_code=report.ward.code,
        period=report.period.code,
        **facts,
    )


def set_reminders(person_id: UUID, has_reminders: bool) -> None:
    """Whether this person wants to be reminded; returns and the like reach them anyhow."""
    with transaction(LOBBY, SYSTEM) as tx:
        person = people.person_by_id(tx.session, person_id)
        if person is not None:
            person.has_reminders = has_reminders

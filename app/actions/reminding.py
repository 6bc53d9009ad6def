"""Reminders by the calendar: each is told once, under a key that names what it is of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from app.actions import access
from app.actions.notifying import tell
from app.domain.lifecycle import State
from app.domain.notices import Kind, is_opening, is_waking, is_working_day, stage_of
from app.domain.periods import VIETNAM, is_late, owed_at
from app.domain.permissions import SYSTEM, Role
from app.store import cities
from app.store import notices as store
from app.store.reading import reading
from app.store.rows import AnyRow
from app.store.scope import LOBBY, Scope
from app.store.transaction import transaction


@dataclass(frozen=True, slots=True)
class Reminder:
    """One notice that is due; ``key`` keeps it from being told twice."""

    key: str
    kind: Kind
    ward_id: UUID | None
    person_id: UUID | None
    facts: dict[str, Any]


def remind() -> int:
    """Tell everybody of every city what is due by now. How many reminders were new."""
    now = dt.datetime.now(dt.UTC)
    if not is_waking(now):
        return 0
    with reading(LOBBY) as session:
        found = [Scope.department(city.id) for city in cities.all_cities(session)]
    return sum(remind_city(scope, now) for scope in found)


def remind_city(scope: Scope, now: dt.datetime) -> int:
    """What is due in one city at ``now``. How many were new."""
    with reading(scope) as session:
        owed = store.owed(session, now)
        due = [*_of_wards(owed, now), *_digests(scope, session, owed, now)]
        told = store.known(session, [reminder.key for reminder in due])
    fresh = [reminder for reminder in due if reminder.key not in told]
    if fresh:
        with transaction(scope, SYSTEM) as tx:
            for one in fresh:
                people = {"ward_id": one.ward_id, "person_id": one.person_id}
                tell(tx, one.kind, key=one.key, **people, **one.facts)
    return len(fresh)


def due_of(row: AnyRow) -> dt.datetime:
    """When the ward's next submission is due: a return names its own day."""
    submission, common = row.Submission, row.Period.ward_due_at
    extended = max(common, row.extended_to) if row.extended_to else common
    is_returned = submission.unlocked_sections is not None
    return owed_at(extended, submission.return_due_on, is_returned=is_returned)


def _of_wards(owed: list[AnyRow], now: dt.datetime) -> Iterator[Reminder]:
    for row in owed:
        if _is_shut_out(row, now):
            continue
        due_at = due_of(row)
        yield from _opening(row, due_at, now)
        stage = stage_of(now, due_at)
        if stage is not None:
            days = abs((due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days)
            key = f"{stage.kind}:{row.Submission.id}:{due_at.astimezone(VIETNAM):%Y-%m-%d}"
            yield _of_ward(f"{key}:{stage.days}", stage.kind, row, due_at, days=days)


def _is_shut_out(row: AnyRow, now: dt.datetime) -> bool:
    """Whether the last day to begin or to edit has passed for the ward: there is nothing that
    it could do, and its home says whom to ask."""
    over = access.shut_by_days(
        row.Submission,
        row.Period,
        now,
        has_begun=lambda: bool(row.has_begun),
        extended_to=lambda: cast("dt.datetime | None", row.extended_to),
    )
    return over is not None


def _opening(row: AnyRow, due_at: dt.datetime, now: dt.datetime) -> Iterator[Reminder]:
    """A period may be opened after its day has come: the later of the two counts. Who has
    submitted once knows that it is open, whatever came back."""
    if row.Submission.first_submitted_at is not None:
        return
    opened_at = max(row.Period.opens_at, row.Submission.created_at)
    if is_opening(now, opened_at) and not is_late(now, due_at):
        yield _of_ward(f"{Kind.OPENED}:{row.Submission.id}", Kind.OPENED, row, due_at)


def _of_ward(key: str, kind: Kind, row: AnyRow, due_at: dt.datetime, **more: Any) -> Reminder:
    facts = {
        "submission_id": str(row.Submission.id),
        "ward": row.name,
        "ward_code": row.code,
        "period": row.Period.code,
        "due_at": due_at.isoformat(),
        "awaits_leader": row.Submission.state == State.AWAITING_LEADER.value,
    }
    return Reminder(key, kind, row.Submission.ward_id, None, facts | more)


def _digests(scope: Scope, session: Any, owed: list[AnyRow], now: dt.datetime) -> list[Reminder]:
    """One a day for each reviewer, as long as something waits."""
    waiting = store.waiting_reports(session) if is_working_day(now) else []
    if not waiting:
        return []
    late: dict[str, int] = defaultdict(int)
    for row in owed:
        late[row.Period.code] += is_late(now, due_of(row))
    day = f"{now.astimezone(VIETNAM):%Y-%m-%d}"
    return [
        _digest(f"{Kind.DIGEST}:{reader.person_id}:{day}", reader.person_id, waiting, late)
        for reader in store.readers(session, scope.city, None)
        if Role.REVIEWER in reader.roles
    ]


def _digest(key: str, person_id: UUID, waiting: list[AnyRow], late: dict[str, int]) -> Reminder:
    periods: dict[str, list[AnyRow]] = defaultdict(list)
    for row in waiting:
        periods[row.code].append(row)
    counted = [
        {
            "period": code,
            "waiting": len(rows),
            "resubmitted": sum(row.last_version > 1 for row in rows),
            "own": sum(row.claimed_by == person_id for row in rows),
            "overdue": late[code],
        }
        for code, rows in periods.items()
    ]
    facts = {"waiting": len(waiting), "periods": counted}
    return Reminder(key, Kind.DIGEST, None, person_id, facts)

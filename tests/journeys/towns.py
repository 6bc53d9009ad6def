"""Cities and people for the journeys: made through the actions, each test with its own city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from time import monotonic, sleep
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from app.actions import cities, inviting, periods, reviewing
from app.actions.inviting import NewPerson
from app.domain.desk import CLAIM_LASTS
from app.domain.permissions import COMMAND_LINE, Role
from app.domain.units import make_unit
from app.store import jobs, submissions
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from tests.worlds import FIGURES, Place, explain_all, fill, places_of, submit

PERIOD = "2026-H1"
PASSWORD = "một câu dễ nhớ 26"
WARDS = {
    "10525": "Phường Hải Dương",
    "11455": "Phường Đồ Sơn",
    "11533": "Xã Nguyễn Trãi",
}
# On a busy machine the first of all jobs waits for the worker to start.
WORK_SECONDS = 300
_numbers = count(1)


@dataclass(frozen=True)
class Account:
    """How somebody signs in."""

    name: str
    email: str
    password: str = PASSWORD


@dataclass(frozen=True)
class Town:
    """A city with an open period and nobody in it yet."""

    app: Flask
    code: str
    scope: Scope
    period_id: UUID

    def place(self, ward: str) -> Place:
        """A ward's report of the period."""
        with self.app.app_context():
            return next(p for p in places_of(self.scope, self.period_id) if p.code == ward)

    def filled(self, ward: str) -> Place:
        """A ward whose figures agree with each other: what is left to do is soft."""
        place = self.place(ward)
        with self.app.app_context():
            fill(place, FIGURES)
        return place

    def filed(self, ward: str) -> Place:
        """A ward whose leader has submitted."""
        place = self.filled(ward)
        self.submit(place)
        return place

    def explain(self, place: Place) -> None:
        with self.app.app_context():
            explain_all(place)

    def submit(self, place: Place) -> None:
        with self.app.app_context():
            submit(place)

    def resubmit(self, place: Place, values: Mapping[str, str]) -> None:
        """Answer what the Department asked, change these values, submit again."""
        with self.app.app_context():
            with reading(place.scope) as session:
                remarks = submissions.remarks_of(session, place.submission_id)
                asked = [r.id for r in remarks if r.closed_at is None and not r.answer]
            for remark_id in asked:
                reviewing.answer_remark(place.scope, place.drafter, remark_id, "Đã bổ sung.")
            fill(place, values)
            submit(place)

    def settle(self) -> None:
        """What is looked at from now on stays as it is."""
        with self.app.app_context():
            settle(self.scope)

    def sleep(self, place: Place) -> None:
        """As if the report's reviewer had not touched it for longer than a claim lasts."""
        with self.app.app_context(), transaction(self.scope, COMMAND_LINE) as tx:
            at = tx.now - CLAIM_LASTS - dt.timedelta(seconds=1)
            own = Submission.id == place.submission_id
            tx.session.execute(update(Submission).where(own).values(claimed_at=at))

    def invite(self, role: Role, name: str, ward: str = "") -> tuple[Account, str]:
        """Give somebody a role; their account to be, and the token of their link."""
        email = f"{role.value}.{ward or 'so'}.{next(_numbers)}@thu-{self.code}.gov.vn"
        with self.app.app_context():
            token = inviting.invite(self.scope, COMMAND_LINE, NewPerson(email, name, role, ward))
        return Account(name, email), token

    def person(self, role: Role, name: str, ward: str = "") -> Account:
        """Somebody who has set their password already."""
        account, token = self.invite(role, name, ward)
        with self.app.app_context():
            inviting.accept_invitation(token, account.password)
        return account


def settle(scope: Scope) -> None:
    """Wait until the background has done all that was asked of it for a city."""
    until = monotonic() + WORK_SECONDS
    while (waiting := _unfinished(scope)) and monotonic() < until:
        sleep(0.1)
    assert waiting == []


def _unfinished(scope: Scope) -> list[str]:
    with reading(LOBBY) as session:
        return [f"{job.kind}: {job.status}" for job in jobs.unfinished(session, scope.city)]


def make_town(app: Flask, wards: Mapping[str, str] = WARDS) -> Town:
    code = f"{next(_numbers):04d}"
    with app.app_context():
        units = [
            cities.PlacedUnit(make_unit(c, n, cities.ESTABLISHED_ON)) for c, n in wards.items()
        ]
        city_id = cities.create_city(COMMAND_LINE, code, "Thành phố Thử", units)
        scope = Scope.department(city_id)
        period_id = periods.open_period(scope, COMMAND_LINE, PERIOD)
    return Town(app, code, scope, period_id)

"""Cities and people for the journeys: made through the actions, each test with its own city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from flask import Flask

from app.actions import cities, inviting, periods
from app.actions.inviting import NewPerson
from app.domain.permissions import COMMAND_LINE, Role
from app.domain.units import make_unit
from app.store.scope import Scope

PERIOD = "2026-H1"
PASSWORD = "một câu dễ nhớ 26"
WARDS = {
    "10525": "Phường Hải Dương",
    "11455": "Phường Đồ Sơn",
    "11533": "Xã Nguyễn Trãi",
}
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


def make_town(app: Flask, wards: Mapping[str, str] = WARDS) -> Town:
    code = f"{next(_numbers):04d}"
    with app.app_context():
        units = [
            cities.PlacedUnit(make_unit(c, n, cities.ESTABLISHED_ON)) for c, n in wards.items()
        ]
        city_id = cities.create_city(COMMAND_LINE, code, "Thành phố Thử", units)
        scope = Scope.department(city_id)
        periods.open_period(scope, COMMAND_LINE, PERIOD)
    return Town(app, code, scope)

"""Two cities whose wards have the same names and codes, so that a leak shows itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from browsing import Browser
from flask import Flask

from app.actions import (
    cities,
    curating,
    detecting,
    drafting,
    explaining,
    inviting,
    loading,
    periods,
    reviewing,
    submitting,
)
from app.actions.access import report_of
from app.actions.checking import draft_of
from app.actions.inviting import NewPerson
from app.actions.loading import Line, Loaded
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.outbound.queue import carrier
from app.store import cities as city_store
from app.store import people, submissions
from app.store.jobs import unfinished
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from workers.jobs import perform

PASSWORD = "mật khẩu thử nghiệm"
PERIOD = "2026-H1"

UNITS = (
    {"code": "11359", "name": "Phường Đông Hải", "lat": "20.86", "lon": "106.73"},
    {"code": "11311", "name": "Phường Ngô Quyền", "lat": "20.86", "lon": "106.69"},
    {"code": "11407", "name": "Phường An Biên", "lat": "20.84", "lon": "106.68"},
    {"code": "11503", "name": "Xã Ái Quốc", "lat": "20.97", "lon": "106.39"},
    {"code": "11635", "name": "Xã Vĩnh Bảo", "lat": "20.69", "lon": "106.47"},
    {"code": "11914", "name": "Đặc khu Cát Hải", "lat": "20.72", "lon": "107.04"},
)
#: In the order of the Vietnamese alphabet, as every list of the application has them.
NAMES = (
    "Xã Ái Quốc",
    "Phường An Biên",
    "Đặc khu Cát Hải",
    "Phường Đông Hải",
    "Phường Ngô Quyền",
    "Xã Vĩnh Bảo",
)
_CODES = {unit["name"]: unit["code"] for unit in UNITS}


@dataclass(frozen=True)
class Somebody:
    """Who can sign in: through the real form as a browser, or as an actor of actions."""

    email: str
    actor: Actor


@dataclass
class Town:
    """A city with six wards and a period, and the hands that work in it."""

    app: Flask
    code: str
    name: str
    people: dict[tuple[Role, str], Somebody] = field(default_factory=dict)

    @cached_property
    def scope(self) -> Scope:
        with self.app.app_context():
            return cities.city_scope(self.code)

    def found(self) -> None:
        with self.app.app_context():
            cities.create_city(COMMAND_LINE, self.code, self.name, cities.read_units(UNITS))

    def add(self, name: str) -> None:
        """One more ward, as when units are split: a new list is read."""
        _CODES.setdefault(name, f"9{len(_CODES):04}")
        unit = {"code": _CODES[name], "name": name, "lat": "", "lon": ""}
        with self.app.app_context():
            placed = cities.read_units([*UNITS, unit])
            cities.create_city(COMMAND_LINE, self.code, self.name, placed)

    def open(self, period: str = PERIOD) -> UUID:
        with self.app.app_context():
            return periods.open_period(self.scope, COMMAND_LINE, period)

    def ward_id(self, name: str) -> UUID:
        with self.app.app_context(), reading(self.scope) as session:
            ward = city_store.ward_by_code(session, _CODES[name])
        assert ward is not None
        return ward.id

    def submission_id(self, ward: str, period: str = PERIOD) -> UUID:
        with self.app.app_context(), reading(self.scope) as session:
            opened = city_store.period_by_code(session, period)
            assert opened is not None, f"open {period} first"
            found = submissions.of_ward(session, self.ward_id(ward), opened.id)
        assert found is not None
        return found.id

    def address(self, ward: str, rest: str = "", period: str = PERIOD) -> str:
        return f"/review/submissions/{self.submission_id(ward, period)}{rest}"

    def load(
        self,
        ward: str,
        values: Mapping[str, object],
        status: str = "submitted",
        period: str = PERIOD,
    ) -> Loaded:
        """Enter answers on the ward's behalf; every one of them must be taken."""
        lines = [
            Line(number, _CODES[ward], code, f"{value}")
            for number, (code, value) in enumerate(values.items(), start=2)
        ]
        with self.app.app_context():
            loaded = loading.load_answers(self.scope, COMMAND_LINE, period, status, lines)
        assert not loaded.rejected, loaded.rejected
        return loaded

    def person(self, role: Role, ward: str = "") -> Somebody:
        """Somebody of this role, invited and with a password, the same one each time."""
        if (role, ward) not in self.people:
            self.people[role, ward] = self.another(role, ward)
        return self.people[role, ward]

    def another(self, role: Role, ward: str = "") -> Somebody:
        """One more person of this role."""
        email = f"{role.value}.{secrets.token_hex(4)}@{self.code.lower()}.gov.vn"
        name = f"{role.label} {ward} ({self.name}) {len(self.people) + 1}"
        new = NewPerson(email, name, role, _CODES.get(ward, ""))
        with self.app.app_context():
            inviting.accept_invitation(inviting.invite(self.scope, COMMAND_LINE, new), PASSWORD)
            with reading(LOBBY) as lobby:
                person = people.person_by_email(lobby, email)
        assert person is not None
        ward_id = self.ward_id(ward) if ward else None
        return Somebody(email, Actor(person.id, name, frozenset({role}), ward_id))

    def browser(self, role: Role, ward: str = "") -> Browser:
        """A browser in which somebody of this role has signed in through the form."""
        return self.browser_of(self.person(role, ward))

    def browser_of(self, somebody: Somebody) -> Browser:
        browser = Browser(self.app)
        browser.sign_in(somebody.email, PASSWORD)
        return browser

    def save(self, ward: str, code: str, typed: str, period: str = PERIOD) -> None:
        """The ward's drafter saves one field."""
        drafter = self.person(Role.DRAFTER, ward).actor
        with self.app.app_context():
            scope = Scope.ward(self.scope.city, self.ward_id(ward))
            report = self.submission_id(ward, period)
            revision = self._revision(scope, report, code)
            drafting.save_answer(scope, drafter, report, code, typed, revision)

    def _revision(self, scope: Scope, submission_id: UUID, code: str) -> int:
        with reading(scope) as session:
            report = report_of(session, self._submission(session, submission_id))
            row = draft_of(session, report).rows.get(code)
        return row.revision if row else 0

    @staticmethod
    def _submission(session: object, submission_id: UUID) -> object:
        found = submissions.by_id(session, submission_id)
        assert found is not None
        return found

    def resubmit(self, ward: str, period: str = PERIOD) -> None:
        """The ward explains every soft flag, answers every remark, and its leader submits."""
        leader = self.person(Role.LEADER, ward).actor
        with self.app.app_context():
            scope = Scope.ward(self.scope.city, self.ward_id(ward))
            report_id = self.submission_id(ward, period)
            self._explain(scope, leader, report_id)
            self._answer(scope, leader, report_id)
            submitting.submit(scope, leader, report_id, secrets.token_hex(8))

    def _explain(self, scope: Scope, actor: Actor, submission_id: UUID) -> None:
        with reading(scope) as session:
            report = report_of(session, self._submission(session, submission_id))
            flags = draft_of(session, report).blocking
        for flag in flags:
            finding = flag.finding
            reason = f"Đã đối chiếu sổ gốc về {finding.rule}."
            explaining.explain(
                scope, actor, submission_id, finding.key, finding.inputs_hash, reason
            )

    def _answer(self, scope: Scope, actor: Actor, submission_id: UUID) -> None:
        with reading(scope) as session:
            remarks = submissions.remarks_of(session, submission_id)
        for remark in remarks:
            if remark.closed_at is None and not remark.answer:
                reviewing.answer_remark(scope, actor, remark.id, "Đã sửa theo yêu cầu.")

    def detect(self, period: str = PERIOD) -> None:
        with self.app.app_context():
            detecting.detect(self.scope, COMMAND_LINE, self.open(period))

    def work(self) -> list[str]:
        """Do every waiting job of the city as a worker would, and what the schedule adds to
        them; how each ended."""
        with self.app.app_context():
            curating.enqueue_behind_of(self.scope)
            with reading(LOBBY) as lobby:
                waiting = unfinished(lobby, self.scope.city)
            return [perform(str(job.id)) for job in waiting]


@dataclass
class World:
    """``here`` is the city of the test; ``there`` has the same wards and must never show."""

    here: Town
    there: Town


def make_world(app: Flask) -> World:
    """Two fresh cities: a test cannot see what another one left."""
    mark = secrets.token_hex(3).upper()
    world = World(
        Town(app, f"A{mark}", "Thành phố Hải Phòng"), Town(app, f"B{mark}", "Thành phố Hải Phòng")
    )
    for town in (world.here, world.there):
        town.found()
        town.open()
    return world


def silence_queue(app: Flask) -> None:
    """Job rows are written as ever, but nobody is told: tests do the work themselves."""
    with app.app_context():
        carrier().kick = lambda job_id, kind="": False  # type: ignore[method-assign]

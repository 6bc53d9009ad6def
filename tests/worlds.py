"""A small world for the tests that need real rows: two cities whose wards have the same names.

The world lives in a database of its own beside the instance's, so that emptying it
disturbs nobody. A leak between the cities shows itself, since everything in them is alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, pool, select, text

from app import create_app
from app.actions import access, checking, cities, drafting, explaining, periods, submitting
from app.actions.checking import Draft
from app.domain.permissions import COMMAND_LINE, Actor, Permission, Role
from app.domain.units import make_unit
from app.store import provision
from app.store import submissions as submission_rows
from app.store.database import Base
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import Submission
from config import BACKUP_ROLE, Settings

Result = TypeVar("Result")

DATABASE = "tonghop_spine"
PERIOD = "2026-H1"
WARDS = {
    "10525": "Phường Hải Dương",
    "11533": "Xã Nguyễn Trãi",
    "11911": "Phường Đồ Sơn",
}
# What a ward may say without contradicting itself.
FIGURES = {
    "overview": "Sáu tháng qua, đơn vị đã thực hiện dân chủ ở cơ sở đúng kế hoạch.",
    "residential_units_total": "12",
    "households_total": "3.500",
    "democracy_regulation_issued": "có",
    "land_donated_m2": "12.500,5",
    "dossiers_carried_over": "5",
    "dossiers_received": "100",
    "dossiers_received_online": "90",
    "dossiers_received_direct": "10",
    "dossiers_resolved": "95",
    "dossiers_resolved_on_time": "94",
    "dossiers_resolved_overdue": "1",
    "dossiers_in_progress": "10",
    "dossiers_on_time_rate": "98,95",
    "service_index_score": "95,2",
    "dialogue_conferences_count": "1",
}

_codes = count(1)


# --- the database ---------------------------------------------------------------------------


def _other_database(url: str | None, name: str) -> str:
    """The same server and role, another database."""
    return make_url(url or "").set(database=name).render_as_string(hide_password=False)


def settings_for(servers: Settings, worker_id: str = "master") -> Settings:
    """The instance's settings turned to the world's own database, queue and files."""
    name = DATABASE if worker_id == "master" else f"{DATABASE}_{worker_id}"
    shelf = servers.instance_dir.parent / name
    shelf.mkdir(exist_ok=True)
    number = 1 if worker_id == "master" else 2 + int(worker_id.removeprefix("gw"))
    return replace(
        servers,
        instance_dir=shelf,
        database_url=_other_database(servers.database_url, name),
        worker_database_url=_other_database(servers.worker_database_url, name),
        database_owner_url=_other_database(servers.database_owner_url, name),
        backup_database_url=_other_database(servers.backup_database_url, name),
        redis_url=servers.redis_url.replace("db=0", f"db={number % 16}"),
    )


@cache
def prepared(servers: Settings, worker_id: str) -> Settings:
    """Make the database, its roles, tables and grants, once for a run."""
    chosen = settings_for(servers, worker_id)
    _create_database(servers.database_owner_url or "", chosen)
    app = create_app(chosen, serving=False)
    with app.app_context():
        urls = {
            "app": chosen.database_url,
            "worker": chosen.worker_database_url,
            "backup": chosen.backup_database_url or "",
        }
        provision.prepare(chosen.database_owner_url or "", urls)
    return chosen


def _create_database(owner_url: str, chosen: Settings) -> None:
    name = make_url(chosen.database_url).database
    engine = create_engine(owner_url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))


@cache
def app_for(servers: Settings, worker_id: str) -> Flask:
    """The application on the world's database, with its wall checked."""
    return create_app(prepared(servers, worker_id))


@contextmanager
def as_owner(app: Flask, role: str = "owner") -> Iterator[Connection]:
    """A connection of the database's owner (who may do anything), or of the backup's role."""
    chosen: Settings = app.config["SETTINGS"]
    url = chosen.backup_database_url if role == BACKUP_ROLE else chosen.database_owner_url
    engine = create_engine(url or "", poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        yield connection


def empty(app: Flask) -> None:
    """Remove every row, so that a test begins in a database where nothing has happened."""
    names = ", ".join(sorted(Base.metadata.tables))
    with as_owner(app) as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


# --- its people and places ------------------------------------------------------------------


def person(name: str, *roles: Role, ward_id: UUID | None = None) -> Actor:
    """Somebody with these roles."""
    return Actor(uuid4(), name, frozenset(roles), ward_id)


@dataclass(frozen=True)
class Place:
    """One ward's report of the period, with the two people who make it."""

    code: str
    ward_id: UUID
    submission_id: UUID
    scope: Scope
    drafter: Actor
    leader: Actor


@dataclass(frozen=True)
class Town:
    """One city with its Department's people and its wards, in the order of their codes."""

    code: str
    scope: Scope
    period_id: UUID
    places: tuple[Place, ...]
    reviewer: Actor
    other_reviewer: Actor
    head: Actor
    admin: Actor

    @property
    def city_id(self) -> UUID:
        return self.scope.city

    @property
    def place(self) -> Place:
        """The first ward, for tests that need only one."""
        return self.places[0]


@dataclass(frozen=True)
class World:
    """Two cities with wards of the same codes and names."""

    here: Town
    there: Town


def make_world(wards: Mapping[str, str] = WARDS) -> World:
    return World(make_town(wards), make_town(wards))


def make_town(wards: Mapping[str, str] = WARDS, period: str = PERIOD) -> Town:
    """A new city with an open period. Needs an application context."""
    code = f"{next(_codes):04d}"
    units = [cities.PlacedUnit(make_unit(c, n, cities.ESTABLISHED_ON)) for c, n in wards.items()]
    city_id = cities.create_city(COMMAND_LINE, code, "Thành phố Thử", units)
    scope = Scope.department(city_id)
    period_id = periods.open_period(scope, COMMAND_LINE, period)
    return Town(
        code,
        scope,
        period_id,
        places_of(scope, period_id),
        person("Nguyễn Thị Thẩm Định", Role.REVIEWER),
        person("Trần Văn Thẩm Định", Role.REVIEWER),
        person("Lê Lãnh Đạo Sở", Role.DEPARTMENT_LEADER),
        person("Phạm Quản Trị", Role.CITY_ADMIN),
    )


def places_of(scope: Scope, period_id: UUID) -> tuple[Place, ...]:
    """Every ward's report of a period, with new people for it."""
    query = (
        select(Ward, Submission.id)
        .join(Submission, Submission.ward_id == Ward.id)
        .where(Submission.period_id == period_id)
        .order_by(Ward.code)
    )
    with reading(scope) as session:
        rows = session.execute(query).all()
    return tuple(_place(scope, row.Ward, row.id) for row in rows)


def _place(scope: Scope, ward: Ward, submission_id: UUID) -> Place:
    return Place(
        ward.code,
        ward.id,
        submission_id,
        Scope.ward(scope.city, ward.id),
        person(f"Người soạn {ward.short_name}", Role.DRAFTER, ward_id=ward.id),
        person(f"Lãnh đạo {ward.short_name}", Role.LEADER, ward_id=ward.id),
    )


# --- what they do ---------------------------------------------------------------------------


def fill(place: Place, values: Mapping[str, str]) -> None:
    """Save fields as the drafter, over whatever stands there."""
    revisions = revisions_of(place)
    for code, typed in values.items():
        drafting.save_answer(
            place.scope, place.drafter, place.submission_id, code, typed, revisions.get(code, 0)
        )


def revisions_of(place: Place) -> dict[str, int]:
    return {code: row.revision for code, row in draft_of(place).rows.items()}


def draft_of(place: Place) -> Draft:
    """The draft as its ward sees it."""
    with reading(place.scope) as session:
        report = access.report_for(
            session, place.drafter, place.submission_id, Permission.SEE_DRAFT
        )
        return checking.draft_of(session, report)


def explain_all(place: Place, reason: str = "Đã đối chiếu với sổ theo dõi của đơn vị") -> None:
    """Give a reason for every open soft flag, each its own."""
    for flag in draft_of(place).blocking:
        if not flag.finding.is_hard:
            explaining.explain(
                place.scope,
                place.drafter,
                place.submission_id,
                flag.finding.key,
                flag.finding.inputs_hash,
                f"{reason}: {flag.finding.key}.",
            )


def submit(place: Place, key: str | None = None) -> submitting.Receipt:
    """Explain what is open and submit as the leader."""
    explain_all(place)
    return submitting.submit(
        place.scope, place.leader, place.submission_id, uuid4().hex if key is None else key
    )


def filed(place: Place, values: Mapping[str, str] | None = None) -> submitting.Receipt:
    """Fill and submit."""
    fill(place, FIGURES if values is None else values)
    return submit(place)


def submission_of(town: Town, place: Place) -> Submission:
    """The report's row as the Department sees it now."""
    with reading(town.scope) as session:
        found = submission_rows.by_id(session, place.submission_id)
        assert found is not None
        return found


def period_of(town: Town) -> Period:
    with reading(town.scope) as session:
        return session.execute(select(Period).where(Period.id == town.period_id)).scalar_one()


# --- at the same time -----------------------------------------------------------------------


def at_once(app: Flask, calls: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Run the calls in threads that start together; what each gave or raised, in order."""
    results: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], Result]) -> None:
        with app.app_context():
            barrier.wait(timeout=120)
            try:
                results[index] = call()
            except Exception as error:
                results[index] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not any(thread.is_alive() for thread in threads), "a call never came back"
    return results

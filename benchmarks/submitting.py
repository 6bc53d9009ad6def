"""G2: a report of sixty fields submitted through the API, against the least that would do.

The floor takes sixty numbers, checks that they are such, and writes a version, its hash
and a line of audit in one transaction. Ours is what the application does for a leader's
program: the token and the rights of its person looked up, the request counted, the wall, the
lock, the draft's sixty answers read and judged by every rule, the version frozen with
its vector, two moves with their events and audit lines in the city's one chain,
findings and the job row, one commit, and the job's id offered to a worker. All reports
are of one city, so that they meet at its chain and at its job as on deadline day.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert, select, text, update

from app.actions.signing_in import token_hash
from app.actions.tokens import MARK
from app.demonstration.cities import make_city as make_up
from app.domain.answers import Answer
from app.domain.lifecycle import State
from app.domain.permissions import COMMAND_LINE, SYSTEM, Role
from app.domain.units import make_unit
from app.standard import standard_form
from app.store.answers import columns_of
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.lobby import ApiToken, Membership, Person
from app.store.tables.submissions import AnswerRow, Submission, Version
from app.store.transaction import transaction
from benchmarks import floor_app
from benchmarks.city import SIZES, make_city
from benchmarks.database import PERIOD, LaidCity, application, lay_city, open_city, owner, vacuum
from benchmarks.load import Request
from benchmarks.results import Row
from benchmarks.sides import (
    CLIENTS,
    ROUNDS,
    Side,
    against_plan,
    compared,
    environ_of,
    in_turns,
    row,
)
from benchmarks.sites import Site, Visitor, served

GOAL = "G2"
SUBMITS = 40
FIELDS = 60
#: Submits a second on the machine of the plan: the floor's, and ODK Central's, which files a
#: form of as many fields.
_ODK = (993, 246)
_SEED = 20261122
_BATCH = 2_000
_UNITS = (("11407", "Phường An Biên"), ("11503", "Xã Ái Quốc"), ("11635", "Xã Vĩnh Bảo"))


@dataclass(frozen=True, slots=True)
class Leader:
    """A ward's leader with a token, and the report that waits to be submitted."""

    token: str
    report: UUID


def run() -> Iterator[Row]:
    """Yield the rows of G2 as they are measured."""
    with application() as app, ExitStack() as stack:
        city, leaders = lay_drafts(app)
        floor = _floor(app, stack)
        ours = _ours(app, leaders, stack)
        reopen(city)
        ours.drive(SUBMITS)  # Notes that each token was used, and fills every cache.
        turns = in_turns(floor, ours, SUBMITS, lambda: reopen(city))
        yield from compared(GOAL, "submit 60 fields", len(leaders), turns, 0.6, 2)
        yield from against_plan(GOAL, "submit 60 fields", "ODK", len(leaders), turns, _ODK, 2.5)
        _check(city, len(leaders))
        small = _rate(city, ours)
        lay_city(app, "lon", make_city(standard_form(), SIZES[2]))
        vacuum(app)
        large = _rate(city, ours)
        yield row(GOAL, "rate with 33,210 stored / without", SIZES[2], large / small, ">=", 0.85)


def sixty() -> Mapping[str, Answer]:
    """What a made-up ward says in sixty fields, without contradicting itself."""
    form = standard_form()
    made = make_up(_SEED, [make_unit(code, name) for code, name in _UNITS], form)
    given = {c: a for c, a in made.report(_UNITS[0][0], PERIOD).answers.items() if a.counts}
    # What belongs to a balance goes together, or the balance would not hold.
    whole = [c for c in given if c.startswith(("dossiers_", "petitions_"))]
    asked = [*(f.code for f in form.mandatory("H1")), *whole]
    order = dict.fromkeys([*asked, *(c for c in given if form.fields[c].is_indicator)])
    return {code: given[code] for code in list(order)[:FIELDS]}


def lay_drafts(app: Flask) -> tuple[LaidCity, list[Leader]]:
    """A city in which every ward's draft is filled in, and its leader has a token."""
    city = open_city(app, "do", [f"{n:05}" for n in range(CLIENTS * SUBMITS)])
    form, answers = standard_form(), sixty()
    with reading(city.scope) as session:
        reports = session.execute(
            select(Submission.id, Submission.ward_id).order_by(Submission.id)
        ).all()
    with transaction(city.scope, COMMAND_LINE) as tx:
        stamp = {"confirmed": True, "revision": 1, "updated_at": tx.now, "updated_by_name": "Đo"}
        values = {c: columns_of(form.fields[c], a) | stamp for c, a in answers.items()}
        for start in range(0, len(reports), _BATCH // FIELDS):
            rows = [
                {"city_id": city.scope.city, "ward_id": r.ward_id, "submission_id": r.id, "code": c}
                | values[c]
                for r in reports[start : start + _BATCH // FIELDS]
                for c in answers
            ]
            tx.session.execute(insert(AnswerRow), rows)
    leaders = [_leader(city, r.ward_id, r.id) for r in reports]
    with transaction(LOBBY, SYSTEM) as tx:
        for table, name in ((Person, "person"), (Membership, "role"), (ApiToken, "token")):
            tx.session.execute(insert(table), [rows[name] for _, rows in leaders])
    vacuum(app)
    return city, [leader for leader, _ in leaders]


def _leader(city: LaidCity, ward: UUID, report: UUID) -> tuple[Leader, dict[str, dict[str, Any]]]:
    """The leader and the rows that make them one, by kind."""
    person, token, now = uuid4(), MARK + secrets.token_urlsafe(32), "2026-11-22T00:00:00+00:00"
    place = {"person_id": person, "city_id": city.scope.city, "ward_id": ward, "created_at": now}
    rows = {
        "person": {"id": person, "email": f"{person}@do", "name": "Lãnh đạo", "created_at": now},
        "role": {"id": uuid4(), "role": Role.LEADER.value, **place},
        "token": {
            "id": uuid4(),
            "token_hash": token_hash(token),
            "name": "đo",
            "scopes": ["submit"],
            "expires_at": "2099-01-01T00:00:00+00:00",
            **place,
        },
    }
    return Leader(token, report), rows


def reopen(city: LaidCity) -> None:
    """Let every report be submitted once more, as if its ward had recalled it."""
    with transaction(city.scope, COMMAND_LINE) as tx:
        tx.session.execute(
            update(Submission)
            .where(Submission.period_id == city.period_id)
            .values(state=State.DRAFT.value)
        )


def _check(city: LaidCity, reports: int) -> None:
    """Every submit that was answered left its version, and the last left all submitted."""
    with reading(city.scope) as session:
        versions = len(session.execute(select(Version.id)).all())
        states = set(session.execute(select(Submission.state)).scalars())
    if versions != reports * (ROUNDS + 1) or states != {State.SUBMITTED.value}:
        raise AssertionError(f"{versions} versions of {reports} reports, now {states}")


def _rate(city: LaidCity, ours: Side) -> float:
    rates = []
    for _ in range(ROUNDS):
        reopen(city)
        rates.append(ours.drive(SUBMITS).rate)
    return median(rates)


def _floor(app: Flask, stack: ExitStack) -> Side:
    with owner(app) as connection:
        for statement in floor_app.TABLES:
            connection.execute(text(statement))
        people = [{"person": f"p{n}", "report": n} for n in range(CLIENTS)]
        connection.execute(text("INSERT INTO bench_member VALUES (:person, :report)"), people)
    address = {"FLOOR_DATABASE_URL": app.config["SETTINGS"].database_url}
    site = stack.enter_context(served("benchmarks.floor_app:app", address, "/page"))
    return Side(site, [_floor_client(site, f"p{n}") for n in range(CLIENTS)])


def _floor_client(site: Site, person: str) -> Callable[[int], Request]:
    visitor = Visitor(site.port)
    visitor.ask("GET", f"/sign-in/{person}")
    headers = visitor.headers() | {"Content-Type": "application/json"}
    body = json.dumps({f"field_{n}": str(1000 + n) for n in range(FIELDS)}).encode()
    return lambda _turn: ("POST", "/submit", body, headers)


def _ours(app: Flask, leaders: Sequence[Leader], stack: ExitStack) -> Side:
    site = stack.enter_context(served("wsgi:app", environ_of(app), "/health/live"))
    shares = [leaders[n * SUBMITS : (n + 1) * SUBMITS] for n in range(CLIENTS)]
    return Side(site, [client(share) for share in shares])


def client(leaders: Sequence[Leader]) -> Callable[[int], Request]:
    """Each leader's program in turn, always with a key that it never used."""

    def ask(turn: int) -> Request:
        leader = leaders[turn]
        headers = {
            "Authorization": f"Bearer {leader.token}",
            "Idempotency-Key": uuid4().hex,
        }
        return "POST", f"/api/v1/reports/{leader.report}/submit", b"", headers

    return ask

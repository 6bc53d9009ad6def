"""G1, G3, G13: what a ward's drafters ask of the servers on deadline day.

Floor and ours are served alike, two processes of four threads, on the same database
with fsync on, and asked in turns by the same clients. Ours does for each save what the
application does: the session looked up, the wall, the token against forgery, the field's
own parser, the revision, the history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text

from app.actions import inviting
from app.actions.inviting import NewPerson
from app.domain.permissions import COMMAND_LINE, Role
from app.standard import standard_form
from app.store.reading import reading
from app.store.tables.city import Ward
from app.store.tables.submissions import Submission
from benchmarks import floor_app
from benchmarks.city import SIZES, make_city
from benchmarks.database import LaidCity, application, lay_city, open_city, owner, vacuum
from benchmarks.load import Request, drive
from benchmarks.measuring import STEADY
from benchmarks.results import Row
from benchmarks.servers import Cost, cost_of
from benchmarks.sides import (
    CLIENTS,
    ROUNDS,
    Side,
    against_plan,
    compared,
    environ_of,
    in_turns,
    moved,
    row,
)
from benchmarks.sites import Site, Visitor, served

SAVES = 60
#: Saves a second on the machine of the plan: the floor's, and funding-service's.
_FUNDING = (1204, 63)
_PASSWORD = "mật khẩu của phép đo"
#: Whole numbers of the form, each asked to be saved again and again.
_CODES = [f.code for f in standard_form().indicators if f.type.value == "int"][:40]
#: The longest section of the form, as a drafter opens it.
_SECTION = "III.3"


@dataclass(frozen=True, slots=True)
class Entry:
    """Floor and ours, served, with their drafters; ``visitor`` is one of ours."""

    app: Flask
    floor: Side
    ours: Side
    visitor: Visitor


@contextmanager
def _entry() -> Iterator[Entry]:
    with application() as app, ExitStack() as stack:
        city = open_city(app, "do", make_city(standard_form(), SIZES[0]).codes)
        floor = _floor(app, stack)
        ours, visitor = _ours(app, city, stack)
        yield Entry(app, floor, ours, visitor)


def saving() -> Iterator[Row]:
    """G1: yield its rows as they are measured."""
    with _entry() as entry:
        yield from _saving(entry.floor, entry.ours, SIZES[0])
        small = _rate(entry.ours)
        lay_city(entry.app, "lon", make_city(standard_form(), SIZES[2]))
        vacuum(entry.app)
        large = _rate(entry.ours)
        yield row("G1", "rate with 33,210 wards / with 114", SIZES[2], large / small, ">=", 0.8)


def burst() -> Iterator[Row]:
    """G3: yield its row."""
    with _entry() as entry:
        entry.ours.drive(SAVES)  # Every process has its caches, as late on deadline day.
        yield from _burst(entry.floor, entry.ours)


def page() -> Iterator[Row]:
    """G13: yield its row, of a section in which forty fields were saved."""
    with _entry() as entry:
        entry.ours.drive(SAVES)
        yield from _page(entry.floor, entry.visitor, entry.ours.site)


def _saving(floor: Side, ours: Side, n: int) -> Iterator[Row]:
    """Rates and latencies in turns; processor time per request beside them."""
    turns = in_turns(floor, ours, SAVES)
    yield from compared("G1", "save one field", n, turns, 0.55, 2)
    yield from against_plan("G1", "save one field", "funding-service", n, turns, _FUNDING, 10)


def _burst(floor: Side, ours: Side) -> Iterator[Row]:
    """114 saves at once: when the last is answered."""
    last: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for number, side in enumerate((floor, ours)):
            crowd = [side.clients[n % CLIENTS] for n in range(SIZES[0])]
            last[number].append(drive(side.site.port, crowd, 1).seconds)
    ends = [median(one) for one in last]
    note = f"{ends[0]:.2f} and {ends[1]:.2f} s"
    steady = moved(last[0]) <= STEADY
    yield row(
        "G3", "114 at once: last answer / floor's", 114, ends[1] / ends[0], "<=", 2, steady, note
    )


def _page(floor: Side, visitor: Visitor, site: Site) -> Iterator[Row]:
    """A section of the form as it is opened, against hello and a page of 120 fields."""
    path = _section_path(visitor)
    asked: Callable[[int], Request] = lambda _turn: ("GET", path, b"", visitor.headers())  # noqa: E731
    plain: Callable[[int], Request] = lambda _turn: ("GET", "/page", b"", {})  # noqa: E731
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(ROUNDS):
        for number, (one, request) in enumerate(((floor.site, plain), (site, asked))):
            costs[number].append(
                cost_of([one.pid], lambda o=one, r=request: len(drive(o.port, [r], 60).latencies))
            )
    each = [median(cost.milliseconds_each for cost in one) for one in costs]
    steady = moved([cost.milliseconds_each for cost in costs[0]]) <= STEADY
    note = f"{each[0]:.1f} and {each[1]:.1f} ms of processor time"
    yield row(
        "G13", "GET of a section / hello + Jinja", 120, each[1] / each[0], "<=", 4, steady, note
    )


def _section_path(visitor: Visitor) -> str:
    home = visitor.ask("GET", "/ward/")
    start = home.index("/ward/submissions/")
    report = home[start : start + len("/ward/submissions/") + 36]
    return f"{report}/sections/{_SECTION}"


def _rate(side: Side) -> float:
    return median(side.drive(SAVES).rate for _ in range(ROUNDS))


def _floor(app: Flask, stack: ExitStack) -> Side:
    with owner(app) as connection:
        for statement in floor_app.TABLES:
            connection.execute(text(statement))
        people = [{"person": f"p{n}", "report": n} for n in range(CLIENTS)]
        connection.execute(text("INSERT INTO bench_member VALUES (:person, :report)"), people)
        answers = [{"report": n, "code": c} for n in range(CLIENTS) for c in _CODES]
        connection.execute(
            text("INSERT INTO bench_answer (report, code) VALUES (:report, :code)"), answers
        )
    address = {"FLOOR_DATABASE_URL": app.config["SETTINGS"].database_url}
    site = stack.enter_context(served("benchmarks.floor_app:app", address, "/page"))
    return Side(site, [_floor_client(site, f"p{n}") for n in range(CLIENTS)])


def _floor_client(site: Site, person: str) -> Callable[[int], Request]:
    visitor = Visitor(site.port)
    visitor.ask("GET", f"/sign-in/{person}")
    headers = visitor.headers() | {"Content-Type": "application/json"}

    def ask(turn: int) -> Request:
        body = json.dumps({"value": str(turn), "revision": 0}).encode()
        return "PATCH", f"/answers/{_CODES[turn % len(_CODES)]}", body, headers

    return ask


def _ours(app: Flask, city: LaidCity, stack: ExitStack) -> tuple[Side, Visitor]:
    site = stack.enter_context(served("wsgi:app", environ_of(app), "/health/live"))
    reports = _reports(city)[:CLIENTS]
    visitors = [_drafter(city, site, ward) for ward, _ in reports]
    pairs = zip(visitors, reports, strict=True)
    return Side(site, [_client(v, report) for v, (_, report) in pairs]), visitors[0]


def _reports(city: LaidCity) -> list[tuple[str, UUID]]:
    with reading(city.scope) as session:
        rows = session.execute(
            select(Ward.code, Submission.id)
            .join(Submission, Submission.ward_id == Ward.id)
            .where(Submission.period_id == city.period_id)
            .order_by(Ward.code)
        )
        return [(code, report) for code, report in rows]


def _drafter(city: LaidCity, site: Site, ward: str) -> Visitor:
    email = f"{ward}@do.example"
    person = NewPerson(email, f"Người soạn {ward}", Role.DRAFTER, ward)
    token = inviting.invite(city.scope, COMMAND_LINE, person)
    assert token is not None, "nobody had this address before"
    inviting.accept_invitation(token, _PASSWORD)
    visitor = Visitor(site.port)
    visitor.sign_in(email, _PASSWORD)
    visitor.ask("GET", "/ward/")
    return visitor


def _client(visitor: Visitor, report: UUID) -> Callable[[int], Request]:
    headers = visitor.headers() | {
        "Content-Type": "application/json",
        "X-CSRFToken": visitor.token,
        "Accept": "application/json",
    }
    revisions: dict[str, int] = {}

    def ask(turn: int) -> Request:
        code = _CODES[turn % len(_CODES)]
        revisions[code] = revisions.get(code, 0) + 1
        answer = {
            "value": str(turn),
            "state": "value",
            "reason": "",
            "revision": revisions[code] - 1,
        }
        path = f"/ward/submissions/{report}/answers/{code}"
        return "PATCH", path, json.dumps(answer).encode(), headers

    return ask

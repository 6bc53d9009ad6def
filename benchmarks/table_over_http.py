"""G9 and a part of G12: the city's tables as a program fetches them, and what they make a web
process hold, against reading the same and csv.writer.

The floors read every version as the database's owner, without the wall, and write with
Python's own writer: of the frozen documents one line for each ward and indicator, of the
vectors one line for each ward with sixty indicators, which is the table that the rivals give.
Ours are asked over HTTP with a token: rights, the wall, rates worked out anew, of the former
the city added up and its own lines, and the audit line that says it was taken.
"""

from __future__ import annotations

import csv
import io
import math
import secrets
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import Connection, insert, text

from app.actions.signing_in import token_hash
from app.actions.tokens import MARK
from app.domain.answers import Answer, ValueState, to_json
from app.domain.forms import FieldType, FormDefinition
from app.domain.permissions import SYSTEM, Role
from app.domain.vectors import layout_of
from app.standard import standard_form
from app.store.scope import LOBBY
from app.store.tables.lobby import ApiToken, Membership, Person
from app.store.transaction import transaction
from benchmarks.city import SIZES, MadeCity, make_city
from benchmarks.database import PERIOD, LaidCity, application, lay_city, owner, vacuum
from benchmarks.measuring import Duel, duel, exponent
from benchmarks.results import Row, against_floor
from benchmarks.servers import largest_megabytes
from benchmarks.sides import environ_of, row
from benchmarks.sites import Site, served

GOAL, G12 = "G9", "G12"
ROUNDS = 5
FIELDS = 60
#: Seconds of ODK Central and of funding-service for 3,321 × 60, on the machine of the plan.
_ODK, _FUNDING = 0.40, 9.6
#: Of funding-service's web process after its export.
_FUNDING_MEGABYTES = 775
_WHOLE = (FieldType.INT, FieldType.VND)
_READ = text(
    "SELECT w.code, w.name, v.content FROM version v JOIN ward w ON w.id = v.ward_id"
    " WHERE v.city_id = :city ORDER BY w.sort_key"
)
_VECTORS = text(
    "SELECT w.code, w.name, v.vector FROM version v JOIN ward w ON w.id = v.ward_id"
    " WHERE v.city_id = :city ORDER BY w.sort_key"
)


def run() -> Iterator[Row]:
    """Yield the rows of G9 over HTTP as they are measured."""
    form = standard_form()
    long: dict[int, Duel] = {}
    wide: dict[int, Duel] = {}
    held: dict[int, float] = {}
    with application() as app:
        for wards in SIZES[:2]:
            made = make_city(form, wards)
            city = lay_city(app, f"d{wards}", made, contents_of(form, made))
            vacuum(app)
            token = _token(city.scope.city)
            web = served("wsgi:app", environ_of(app), "/health/live")
            with web as site, owner(app) as connection:
                ours = _ours(site, token, "export.csv")
                long[wards] = duel(_floor(connection, form, city), ours, ROUNDS)
                ours = _ours(site, token, f"units.csv?codes={','.join(_sixty(form))}")
                wide[wards] = duel(_wide_floor(connection, form, city), ours, ROUNDS)
                held[wards] = largest_megabytes(site.pid)
    yield from _compared(long, wide)
    yield from _memory(held)


def _compared(long: Mapping[int, Duel], wide: Mapping[int, Duel]) -> Iterator[Row]:
    """The goal is of 3,321 wards; of 114, whose floor takes a few milliseconds, it is shown."""
    small, large = SIZES[:2]
    for what, duels in (("a line each", long), (f"wards × {FIELDS}", wide)):
        few = duels[small]
        note = f"{1000 * few.floor.wall:.0f} and {1000 * few.ours.wall:.0f} ms"
        yield row(GOAL, f"CSV over HTTP, {what}", small, few.times, note=note)
        yield against_floor(GOAL, f"CSV over HTTP, {what}", large, duels[large], 1.5)
        growth = exponent(few.ours, duels[large].ours, small, large)
        yield row(GOAL, f"CSV over HTTP, {what}: growth", large, growth, "<=", 1.05)
    seconds = wide[large].ours.wall
    for rival, took, share in (("ODK", _ODK, 0.35), ("funding-service", _FUNDING, 1 / 60)):
        note = f"{seconds:.3f} s and {took} s"
        what = f"CSV over HTTP, wards × {FIELDS} / {rival}"
        yield row(GOAL, what, large, seconds / took, "<=", share, note=note)


def contents_of(form: FormDefinition, made: MadeCity) -> dict[str, dict[str, Any]]:
    """The frozen document of each ward: the whole numbers among what its vector holds."""
    columns = [(i, f) for i, f in enumerate(form.indicators) if f.type in _WHOLE]
    return {
        ward: {
            "answers": {
                field.code: to_json(Answer(field.code, ValueState.VALUE, int(values[i])))
                for i, field in columns
                if not np.isnan(values[i])
            }
        }
        for ward, values in zip(made.codes, made.values, strict=True)
    }


def _floor(connection: Connection, form: FormDefinition, city: LaidCity) -> Callable[[], object]:
    asked = [(field.code, field.name) for field in form.indicators]

    def work() -> bytes:
        out = io.StringIO(newline="")
        lines = csv.writer(out)
        for code, name, content in connection.execute(_READ, {"city": city.scope.city}):
            answers = content["answers"]
            for field, label in asked:
                said = answers.get(field)
                shown = (said["value"], said["state"]) if said else ("", "unanswered")
                lines.writerow((code, name, field, label, *shown))
        return out.getvalue().encode()

    return work


def _memory(held: Mapping[int, float]) -> Iterator[Row]:
    """The most that a web process has held, with both tables fetched again and again."""
    small, large = SIZES[:2]
    yield row(G12, "web process at its largest, MB", small, held[small])
    note = f"a quarter of funding-service's {_FUNDING_MEGABYTES} MB"
    limit = _FUNDING_MEGABYTES / 4
    yield row(G12, "web process at its largest, MB", large, held[large], "<=", limit, note=note)
    growth = math.log(held[large] / held[small]) / math.log(large / small)
    yield row(G12, "web process: growth of memory", large, growth, "<=", 0.1)


def _sixty(form: FormDefinition) -> list[str]:
    """Whole numbers first, as rivals' sixty are; the rest are rates, areas and yes or no."""
    order = sorted(form.indicators, key=lambda field: field.type not in _WHOLE)
    return [field.code for field in order[:FIELDS]]


def _wide_floor(
    connection: Connection, form: FormDefinition, city: LaidCity
) -> Callable[[], object]:
    codes, layout = _sixty(form), layout_of(form)
    picked = [layout.index[code] for code in codes]

    def work() -> bytes:
        out = io.StringIO(newline="")
        lines = csv.writer(out)
        lines.writerow(("code", "name", *codes))
        found = connection.execute(_VECTORS, {"city": city.scope.city}).all()
        table = np.frombuffer(b"".join(row.vector for row in found), dtype=layout.record)
        cells = table["values"][:, picked].tolist()
        lines.writerows((r.code, r.name, *c) for r, c in zip(found, cells, strict=True))
        return out.getvalue().encode()

    return work


def _ours(site: Site, token: str, table: str) -> Callable[[], object]:
    address = f"http://127.0.0.1:{site.port}/api/v1/periods/{PERIOD}/{table}"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})

    def work() -> bytes:
        with urllib.request.urlopen(asked, timeout=600) as answer:
            return answer.read()

    return work


def _token(city: UUID) -> str:
    """Of somebody of the Department whose program may read the city's figures."""
    person, token, now = uuid4(), MARK + secrets.token_urlsafe(32), "2026-11-22T00:00:00+00:00"
    place = {"person_id": person, "city_id": city, "created_at": now}
    kept = {
        "id": uuid4(),
        "token_hash": token_hash(token),
        "name": "đo",
        "scopes": ["city-read"],
        "expires_at": "2099-01-01T00:00:00+00:00",
        **place,
    }
    rows: list[tuple[type, dict[str, Any]]] = [
        (Person, {"id": person, "email": f"{person}@do", "name": "Sở", "created_at": now}),
        (Membership, {"id": uuid4(), "role": Role.REVIEWER.value, **place}),
        (ApiToken, kept),
    ]
    with transaction(LOBBY, SYSTEM) as tx:
        for table, values in rows:
            tx.session.execute(insert(table), values)
    return token

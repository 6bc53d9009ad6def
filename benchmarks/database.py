"""The application on a database of its own, and cities laid into it in bulk."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, insert, pool, select, text, update

from app import create_app
from app.actions import periods
from app.actions.cities import create_city, read_units
from app.domain.forms import FormDefinition
from app.domain.lifecycle import State
from app.domain.permissions import COMMAND_LINE
from app.stack.embedded import running
from app.store import boot, provision
from app.store.database import db
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import Submission, Version
from app.store.transaction import transaction
from benchmarks.city import MadeCity
from config import Settings

PERIOD = "2026-H1"
#: Rows of a bulk statement.
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LaidCity:
    """A city in the database, with its Department's scope."""

    scope: Scope
    period_id: UUID
    wards: int


@contextmanager
def application() -> Iterator[Flask]:
    """The application as installed, with its own servers that flush to disk, for a while."""
    with tempfile.TemporaryDirectory(prefix="tonghop-bench-") as folder:
        settings = Settings.from_env({"INSTANCE_DIR": folder})
        with running(settings):
            app = create_app(settings, serving=False)
            with app.app_context():
                urls = {"app": settings.database_url, "worker": settings.worker_database_url}
                provision.prepare(str(settings.database_owner_url), urls)
                boot.check_database()
                yield app
                db.engine.dispose()


@contextmanager
def owner(app: Flask) -> Iterator[Connection]:
    """The owner's connection, for tables that only a benchmark needs."""
    engine: Engine = create_engine(app.config["OWNER_URL"], poolclass=pool.NullPool)
    with engine.begin() as connection:
        yield connection


def open_city(app: Flask, code: str, wards: Sequence[str]) -> LaidCity:
    """A city with a period in which every ward has an untouched report."""
    rows = [{"code": ward, "name": f"Xã {ward}"} for ward in wards]
    scope = Scope.department(create_city(COMMAND_LINE, code, f"Đo {code}", read_units(rows[:1])))
    with transaction(scope, COMMAND_LINE) as tx:
        for batch in _batches([_ward(scope, row["code"]) for row in rows[1:]]):
            tx.session.execute(insert(Ward), batch)
    period_id = periods.open_period(scope, COMMAND_LINE, PERIOD)
    vacuum(app)
    return LaidCity(scope, period_id, len(wards))


def lay_city(
    app: Flask, code: str, city: MadeCity, contents: Mapping[str, dict[str, Any]] | None = None
) -> LaidCity:
    """Every ward of ``city`` with an approved version, in the application's tables; ``contents``
    are the frozen documents by ward, where something reads them."""
    laid = open_city(app, code, city.codes)
    scope, period_id = laid.scope, laid.period_id
    with transaction(scope, COMMAND_LINE) as tx:
        drafts = tx.session.execute(
            select(Ward.code, Ward.id, Submission.id)
            .join(Submission, Submission.ward_id == Ward.id)
            .where(Submission.period_id == period_id)
        ).all()
        vectors = dict(zip(city.codes, city.vectors, strict=True))
        versions = [
            _version(scope, period_id, ward, submission, vectors[code], tx.now)
            | {"content": (contents or {}).get(code, {})}
            for code, ward, submission in drafts
        ]
        for batch in _batches(versions):
            tx.session.execute(insert(Version), batch)
        tx.session.execute(
            update(Submission)
            .where(Submission.period_id == period_id)
            .values(
                state=State.APPROVED.value,
                last_version=1,
                approved_version=1,
                first_submitted_at=tx.now,
            )
        )
        tx.session.execute(update(Period).where(Period.id == period_id).values(approved_revision=1))
    return laid


def vacuum(app: Flask) -> None:
    """As autovacuum leaves a database that has been at rest for a while."""
    engine = create_engine(
        app.config["OWNER_URL"], poolclass=pool.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def lay_answers(app: Flask, city: LaidCity, made: MadeCity, form: FormDefinition) -> None:
    """The same values as narrow rows of the answer table, for whoever adds those up.

    One statement per indicator: row security does not allow COPY.
    """
    statement = text(
        "INSERT INTO answer (city_id, ward_id, submission_id, code, state, value_int, typed,"
        " reason, problem, confirmed, revision, updated_at, updated_by_name)"
        " SELECT s.city_id, s.ward_id, s.id, :code, 'value', v.value, v.value::text, '', '',"
        " true, 1, now(), '' FROM unnest(CAST(:wards AS text[]), CAST(:values AS bigint[]))"
        " AS v(ward, value) JOIN ward w ON w.code = v.ward"
        " JOIN submission s ON s.ward_id = w.id AND s.period_id = :period"
    )
    with transaction(city.scope, COMMAND_LINE) as tx:
        for i, field in enumerate(form.indicators):
            column = made.values[:, i]
            given = [(w, int(v)) for w, v in zip(made.codes, column, strict=True) if v == v]
            wards, values = [w for w, _ in given], [v for _, v in given]
            tx.session.execute(
                statement,
                {"code": field.code, "wards": wards, "values": values, "period": city.period_id},
            )


def _ward(scope: Scope, code: str) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "city_id": scope.city,
        "code": code,
        "name": f"Xã {code}",
        "unit_type": "xa",
        "short_name": code,
        "sort_key": code,
        "folded": f"xa {code}",
        "established_on": dt.date(2025, 7, 1),
    }


def _version(
    scope: Scope, period: UUID, ward: UUID, submission: UUID, vector: bytes, now: dt.datetime
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "city_id": scope.city,
        "ward_id": ward,
        "submission_id": submission,
        "period_id": period,
        "number": 1,
        "content": {},
        "sha256": "",
        "vector": vector,
        "receipt": f"{submission}",
        "submitted_at": now,
        "submitted_by_name": "",
        "on_behalf": True,
    }


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield list(rows[start : start + _BATCH])

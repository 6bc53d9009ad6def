"""An installation that has worked is brought to the newest tables with all that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, create_engine, pool, text

from app import create_app
from app.store import provision
from config import Settings
from tests import worlds

#: The tables as they were before there were editions, desks, notices and groups.
EARLIER = "0009"
CITY = uuid4()
_URLS = ("database_url", "worker_database_url", "database_owner_url", "backup_database_url")


@pytest.fixture
def old(servers: Settings, worker_id: str) -> Iterator[Flask]:
    """An empty database with the tables of then."""
    chosen = worlds.settings_for(servers, worker_id)
    name = f"tonghop_upgraded_{worker_id}"
    chosen = replace(
        chosen, **{url: worlds._other_database(getattr(chosen, url), name) for url in _URLS}
    )
    worlds._create_database(servers.database_owner_url or "", chosen)
    app = create_app(chosen, serving=False)
    with app.app_context():
        command.upgrade(provision.migrations_config(), EARLIER)
        yield app


def insert(connection: Connection, table: str, **known: Any) -> None:
    """A row with something in every column; keys are not looked at (see ``replica``)."""
    asked = text(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table"
    )
    kinds: dict[str, str] = dict(map(tuple, connection.execute(asked, {"table": table})))
    values = {name: known.get(name, _some(kind)) for name, kind in kinds.items()}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def _some(kind: str) -> Any:
    if kind == "uuid":
        return uuid4()
    if kind in ("integer", "bigint", "double precision", "numeric"):
        return 1
    if kind == "boolean":
        return True
    if kind == "jsonb":
        return "[]"
    return "2026-06-14" if kind == "date" or kind.startswith("timestamp") else "x"


def test_what_was_exported_becomes_an_edition_each(old: Flask) -> None:
    settings: Settings = old.config["SETTINGS"]
    engine = create_engine(settings.database_owner_url or "", poolclass=pool.NullPool)
    period: UUID = uuid4()
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        insert(connection, "city", id=CITY)
        insert(connection, "period", id=period, city_id=CITY, kind="H1", year=2026)
        for status in ("ready", "failed"):
            insert(connection, "export", city_id=CITY, period_id=period, status=status)
    provision.prepare(
        settings.database_owner_url or "",
        {
            "app": settings.database_url,
            "worker": settings.worker_database_url,
            "backup": settings.backup_database_url or "",
        },
    )
    with engine.begin() as connection:
        states = connection.execute(text("SELECT status FROM edition ORDER BY number")).scalars()
        assert sorted(states) == ["failed", "ready"]
        assert connection.execute(text("SELECT count(*) FROM export")).scalar_one() == 1
    assert provision.current_revision(engine) == provision.head_revision()

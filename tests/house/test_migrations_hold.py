"""Migrations: one line of them, forth and back, and exactly the tables of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, pool, text

from app import create_app
from app.store import provision
from config import Settings
from tests import worlds

SCRATCH = "tonghop_house_scratch"


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(provision.migrations_config())


def test_migrations_are_one_line() -> None:
    assert len(scripts().get_heads()) == 1, (
        "Two heads: set down_revision of the newer to the other."
    )
    forks = [s.revision for s in scripts().walk_revisions() if len(s.nextrev) > 1]
    assert not forks, f"Two migrations follow {forks}: put one after the other."


def test_every_migration_can_be_taken_back() -> None:
    for script in scripts().walk_revisions():
        body = script.module.__loader__.get_source(script.module.__name__)
        empty = re.search(r"def downgrade\(\)[^:]*:\s+pass\b", body or "")
        assert not empty, f"{script.revision}: write its downgrade."


@pytest.fixture
def scratch(made: Flask) -> Iterator[Flask]:
    """An application whose owner works in a database of its own."""
    chosen: Settings = made.config["SETTINGS"]
    engine = create_engine(
        chosen.database_owner_url or "", poolclass=pool.NullPool, isolation_level="AUTOCOMMIT"
    )
    url = make_url(chosen.database_owner_url or "").set(database=SCRATCH)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {SCRATCH}"))
        owner_url = url.render_as_string(hide_password=False)
        app = create_app(replace(chosen, database_owner_url=owner_url), serving=False)
        with app.app_context():
            yield app
        connection.execute(text(f"DROP DATABASE {SCRATCH} WITH (FORCE)"))


def test_migrations_make_the_tables_of_the_code_forth_and_back(scratch: Flask) -> None:
    """``alembic check`` raises, naming the difference, where a migration is missing."""
    config = provision.migrations_config()
    command.upgrade(config, "head")
    command.check(config)
    with worlds.as_owner(scratch) as connection:
        before = catalogue(connection)
    command.downgrade(config, "base")
    with worlds.as_owner(scratch) as connection:
        assert set(tables_of(connection)) <= {"alembic_version"}, "A downgrade leaves tables."
    command.upgrade(config, "head")
    with worlds.as_owner(scratch) as connection:
        assert catalogue(connection) == before


def tables_of(connection: Connection) -> list[str]:
    return list(
        connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).scalars()
    )


def catalogue(connection: Connection) -> list[tuple[str, ...]]:
    """Tables with their columns, constraints, indexes and policies, as text."""
    return [
        tuple(row)
        for query in (
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2",
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
            "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
        )
        for row in connection.execute(text(query))
    ]

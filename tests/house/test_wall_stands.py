"""The tenant wall as the database has it, asked of the database as the application's role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, ForeignKeyConstraint, Table, create_engine, pool, text
from sqlalchemy.exc import DBAPIError

from app.store import boot, constraints, provision
from app.store.database import Base, db
from app.store.scope import Scope
from app.store.tables.wall import Wall
from config import Settings
from tests import worlds

MIGRATION = "viết một migration trong migrations/versions"


@cache
def tables() -> dict[str, Table]:
    return dict(Base.metadata.tables)


def test_every_table_is_of_one_of_the_four_kinds() -> None:
    missing = sorted(tables().keys() - boot.walls().keys())
    assert not missing, (
        f"Tables without a kind: {missing}. Derive each from Lobby, CityShared, DepartmentOnly or"
        " WardOwned of app/store/tables/wall.py."
    )


def test_the_database_has_no_table_that_the_code_does_not_know(app: Flask) -> None:
    with db.engine.connect() as connection:
        found = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        strangers = set(found) - tables().keys() - {"alembic_version"}
    assert not strangers, f"Declare these in app/store/tables or drop them: {sorted(strangers)}."


def test_every_table_behind_the_wall_forces_row_security_with_policies(app: Flask) -> None:
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,"
                " array_agg(p.polcmd) FILTER (WHERE p.oid IS NOT NULL) AS commands,"
                " bool_and(p.polwithcheck IS NOT NULL) FILTER (WHERE p.polcmd = '*') AS checked"
                " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
                " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
                " GROUP BY c.oid"
            )
        )
        secured = {row.relname: row for row in rows}
    for name, wall in boot.walls().items():
        row = secured[name]
        if wall is Wall.LOBBY:
            assert not row.relrowsecurity, f"{name} is a lobby table but has row security."
            continue
        is_forced = row.relrowsecurity and row.relforcerowsecurity
        assert is_forced, (
            f"{name} lies open: ENABLE and FORCE ROW LEVEL SECURITY on it ({MIGRATION})."
        )
        has_policy = "*" in (row.commands or ()) and row.checked
        assert has_policy, f"{name} needs a policy with USING and WITH CHECK ({MIGRATION})."


@contextmanager
def serving(app: Flask, role: str) -> Iterator[Connection]:
    """A connection of the application's or the worker's role, walled into some city."""
    chosen: Settings = app.config["SETTINGS"]
    url = {"app": chosen.database_url, "worker": chosen.worker_database_url}[role]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        Scope.department(uuid4()).enter(connection, read_only=False)
        yield connection


@pytest.mark.parametrize("role", ["app", "worker"])
def test_the_roles_that_serve_cannot_bypass_the_wall(app: Flask, role: str) -> None:
    with serving(app, role) as connection:
        row = connection.execute(
            text(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
                " EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid) AS is_member,"
                " EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid) AS owns"
                " FROM pg_roles r WHERE rolname = current_user"
            )
        ).one()
    may = [name for name, is_so in row._asdict().items() if name != "rolname" and is_so]
    assert not may, f"Role {row.rolname} must not have: {may} (app/store/provision.py)."


@pytest.mark.parametrize("role", ["app", "worker"])
@pytest.mark.parametrize("table", provision.APPEND_ONLY)
def test_what_is_append_only_refuses_change_and_removal(app: Flask, role: str, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET city_id = city_id",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
    ):
        with serving(app, role) as connection, pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text(statement))


@pytest.mark.parametrize("role", ["app", "worker"])
def test_the_head_of_the_audit_log_cannot_be_removed(app: Flask, role: str) -> None:
    with serving(app, role) as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("DELETE FROM audit_head"))


def test_the_append_only_tables_are_those_whose_docstring_says_so() -> None:
    said = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if "append-only" in (mapper.class_.__doc__ or "").lower()
        or "never changed again" in (mapper.class_.__doc__ or "").lower()
    }
    assert said == set(provision.APPEND_ONLY), (
        "Name in provision.APPEND_ONLY exactly the tables that their docstrings call append-only."
    )


def keys() -> list[ForeignKeyConstraint]:
    """In one order for every process that collects: a table keeps its keys in a set."""
    found = [key for table in tables().values() for key in table.foreign_key_constraints]
    return sorted(found, key=lambda key: str(key.name))


@pytest.mark.parametrize("key", keys(), ids=lambda key: str(key.name))
def test_a_key_carries_its_city_and_between_wards_rows_the_ward(key: ForeignKeyConstraint) -> None:
    walls = boot.walls()
    target = walls[key.referred_table.name]
    own = walls[key.table.name]
    pairs = {(e.parent.name, e.column.name) for e in key.elements}
    if target is Wall.LOBBY:
        return
    assert ("city_id", "city_id") in pairs, (
        f"{key.name}: key checks ignore row security. Use city_key() of store/tables/wall.py."
    )
    if own is Wall.WARD_OWNED and target is Wall.WARD_OWNED:
        assert ("ward_id", "ward_id") in pairs, (
            f"{key.name}: without ward_id a ward could attach a row to another's."
            " Use ward_owned_key() of store/tables/wall.py."
        )


@pytest.mark.parametrize("name", sorted(n for n, w in boot.walls().items() if w is Wall.WARD_OWNED))
def test_every_ward_owned_row_hangs_on_a_ward_of_its_city(name: str) -> None:
    """By a key of its own, or by one to a row that has it. The audit log must outlive all."""
    if name == "audit_entry":
        return
    targets = {key.referred_table.name for key in tables()[name].foreign_key_constraints}
    carries = {"ward", "submission", "upload"}
    assert targets & carries, f"{name}: add ward_key() or ward_owned_key() to its table."


def test_every_explained_constraint_exists() -> None:
    named = {
        str(item.name)
        for table in tables().values()
        for item in (*table.constraints, *table.indexes)
        if item.name
    }
    columns = {
        f"uq_{table.name}_{column.name}"
        for table in tables().values()
        for column in table.columns
        if column.unique
    }
    gone = sorted(set(constraints.SENTENCES) - named - columns)
    assert not gone, f"app/store/constraints.py explains what no table has: {gone}."


def test_the_backup_role_reads_everything_and_writes_nothing(app: Flask) -> None:
    with worlds.as_owner(app, "tonghop_backup") as connection:
        for name in tables():
            connection.execute(text(f"SELECT count(*) FROM {name}"))
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("DELETE FROM job"))

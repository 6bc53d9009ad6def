"""The owner's work: roles, migrations, grants. Safe to repeat at every start."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors, sql
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, pool, text

from app.store.database import db

MIGRATIONS = Path(__file__).parents[2] / "migrations"

# Rows that no role but the owner's may change or remove.
APPEND_ONLY = (
    "audit_entry",
    "answer_history",
    "version",
    "event",
    "form_version",
    "finding_decision",
    "rule_version",
    "rule_book",
    "sentence_version",
)
# Rows that change and stay: without its head a log would not show that its tail was cut.
NEVER_REMOVED = ("audit_head",)

# One prepares at a time, however many hosts start together.
_PREPARE_LOCK = 4_011_114
_TRIES, _PAUSE = 50, 0.1  # seconds
_MET_ANOTHER = (errors.InternalError_, errors.UniqueViolation, errors.DuplicateObject)


def migrations_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def prepare(owner_url: str, role_urls: dict[str, str]) -> None:
    """Create the roles that are missing, migrate to the head, grant what each may do.

    ``role_urls`` maps ``app``, ``worker`` and ``backup`` to their URLs: names and
    passwords are taken from there, so production may call them as it likes.
    """
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        guard.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _PREPARE_LOCK})
        for kind, url in role_urls.items():
            _ensure_role(guard, kind, make_url(url))
        command.upgrade(migrations_config(), "head")
        for kind, url in role_urls.items():
            _grant(guard, kind, make_url(url).username or "")


def _execute(connection: Connection, statement: str, **parts: Any) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(sql.SQL(statement).format(**parts))  # type: ignore[arg-type]


def _ensure_role(connection: Connection, kind: str, url: URL) -> None:
    """Roles are of the whole server and locked by nobody: while another of its databases is
    prepared, PostgreSQL refuses the second change of one, and it is tried again."""
    for _ in range(_TRIES):
        try:
            return _make_role(connection, kind, url)
        except _MET_ANOTHER:
            time.sleep(_PAUSE)
    return _make_role(connection, kind, url)


def _make_role(connection: Connection, kind: str, url: URL) -> None:
    name = sql.Identifier(url.username or "")
    exists = connection.execute(
        text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": url.username}
    ).scalar()
    if not exists:
        bypass = "BYPASSRLS" if kind == "backup" else "NOBYPASSRLS"
        _execute(connection, "CREATE ROLE {name} LOGIN NOSUPERUSER " + bypass, name=name)
    if url.password:
        _execute(
            connection,
            "ALTER ROLE {name} PASSWORD {password}",
            name=name,
            password=sql.Literal(str(url.password)),
        )


def _grant(connection: Connection, kind: str, role: str) -> None:
    name = sql.Identifier(role)
    _execute(connection, "GRANT USAGE ON SCHEMA public TO {name}", name=name)
    if kind == "backup":
        _execute(connection, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}", name=name)
        _execute(connection, "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}", name=name)
        return
    _execute(
        connection,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        name=name,
    )
    for table in APPEND_ONLY:
        _revoke(connection, "UPDATE, DELETE, TRUNCATE", table, role)
    for table in NEVER_REMOVED:
        _revoke(connection, "DELETE, TRUNCATE", table, role)
    _revoke(connection, "ALL", "alembic_version", role)
    _execute(connection, "GRANT SELECT ON alembic_version TO {name}", name=name)


def _revoke(connection: Connection, what: str, table: str, role: str) -> None:
    statement = f"REVOKE {what} ON {{table}} FROM {{name}}"
    _execute(connection, statement, table=sql.Identifier(table), name=sql.Identifier(role))


def head_revision() -> str:
    return ScriptDirectory.from_config(migrations_config()).get_current_head() or ""


def current_revision(engine: Engine | None = None) -> str:
    """Which migration the database stands at; empty before the first."""
    with (engine or db.engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""

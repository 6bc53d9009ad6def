"""Roles are of the whole server: databases of it that are prepared at once share them."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import create_engine, make_url, pool, text

from app.store import provision
from config import Settings
from tests import worlds

URL = make_url("postgresql+psycopg://vai_thu:mat-khau@localhost/x")


def test_a_role_is_made_and_changed_by_many_at_once(servers: Settings, app: Flask) -> None:
    engine = create_engine(servers.database_owner_url or "", poolclass=pool.NullPool)

    def ensure() -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for _ in range(10):
                provision._ensure_role(connection, "app", URL)

    try:
        assert worlds.at_once(app, [ensure] * 6) == [None] * 6
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS vai_thu"))

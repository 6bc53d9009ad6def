"""Alembic's door: runs as the owner, over the URL of the current application."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from app.store import tables
from app.store.database import Base

assert tables.__all__, "importing the package declares every table"

OWN_URL = "OWNER_URL"


def run() -> None:
    """Migrate inside one transaction per revision, over a connection of our own."""
    engine = create_engine(current_app.config[OWN_URL], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

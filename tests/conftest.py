"""Servers for the tests that need them: one pair for a whole run, however many processes it has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.stack.embedded import running
from config import Settings


def shared_folder(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The run's own folder; each of xdist's processes is given one below it."""
    own = factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Settings]:
    """Settings of an embedded instance whose PostgreSQL and Valkey answer during the run.

    They do not flush to disk. The environment's own addresses play no part.
    """
    folder = shared_folder(tmp_path_factory, worker_id) / "instance"
    settings = Settings.from_env({"INSTANCE_DIR": str(folder)})
    with running(settings, durable=False):
        yield settings

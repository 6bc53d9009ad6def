"""What the store's tests stand on: a database of their own and two cities in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from config import Settings
from tests import worlds
from tests.worlds import World


@pytest.fixture(scope="module")
def made(servers: Settings, worker_id: str) -> Flask:
    """The application on its own database; each module begins with an empty one."""
    app = worlds.app_for(servers, worker_id)
    worlds.empty(app)
    return app


@pytest.fixture
def app(made: Flask) -> Iterator[Flask]:
    """The application, inside its context."""
    with made.app_context():
        yield made


@pytest.fixture
def world(app: Flask) -> World:
    """Two new cities that are alike, their period open, nothing filled in."""
    return worlds.make_world()

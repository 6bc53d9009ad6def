"""The application on real servers, as its own role, with two cities in every test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import StrictUndefined
from worlds import Town, World, make_world, silence_queue

from app import create_app
from app.actions import signing_in
from app.store import boot, provision
from app.store.database import db
from config import Settings


@pytest.fixture(scope="session")
def application(servers: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as it is served, on a database prepared once for the whole run."""
    settings = replace(servers, instance_dir=tmp_path_factory.mktemp("shelf"))
    app = create_app(settings, serving=False)
    app.jinja_env.undefined = StrictUndefined
    with app.app_context():
        provision.prepare(str(servers.database_owner_url), _role_urls(servers))
        boot.check_database()
    silence_queue(app)
    # Argon2 at full strength would take most of the time of these tests.
    signing_in._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield app
    with app.app_context():
        db.engine.dispose()


def _role_urls(settings: Settings) -> dict[str, str]:
    return {"app": settings.database_url, "worker": settings.worker_database_url}


@pytest.fixture
def world(application: Flask) -> World:
    return make_world(application)


@pytest.fixture
def here(world: World) -> Town:
    return world.here


@pytest.fixture
def there(world: World) -> Town:
    return world.there

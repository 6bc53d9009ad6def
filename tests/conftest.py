"""What tests share: one pair of servers and one browser a run, a database for each module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import Browser, expect, sync_playwright

from app.stack.embedded import running
from config import Settings
from tests import worlds
from tests.worlds import World

# The one without any window opens a page in a fifth of the time.
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
)
# A busy machine with two cores runs the browser, the web server and a worker at once: only what
# never comes is waited for as long.
PATIENCE = 60_000  # milliseconds

# How long one example of a property takes says something of the machine alone.
properties.register_profile(
    "patient",
    properties.default,
    deadline=None,
    suppress_health_check=[*properties.default.suppress_health_check, HealthCheck.too_slow],
)
properties.load_profile("patient")

# Files are handed out in this order, so that no long one is begun when the others are done.
LONGEST_FIRST = ("journeys", "workers", "intake", "documents")
# A browser, a server and a worker on a busy machine: one test in thousands may meet a moment that
# nobody foresaw. It is run once more, and the summary names it: a race to be mended.
ONCE_MORE = pytest.mark.flaky(reruns=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(ONCE_MORE)

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"failed, and was run once more: {report.nodeid}")
        terminalreporter.line(report.longreprtext[-4000:])


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; Playwright allows one per run. Where there is none the
    tests in a browser are skipped, and in CI they fail."""
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if program is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("No Chromium on this machine: the tests in a browser did not run.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=list(QUIETLY), timeout=3 * PATIENCE
        )
        expect.set_options(timeout=PATIENCE)
        yield chromium
        chromium.close()

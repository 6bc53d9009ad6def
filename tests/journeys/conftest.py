"""Chromium and an installation that really runs, for the journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config import Settings
from tests.journeys.sites import Site, served
from tests.journeys.towns import Town, make_town
from tests.journeys.visitors import OFFICE, Visitor, enter

Enter = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(
    browser: Browser, servers: Settings, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Site]:
    """One installation for the run. It asks for the browser first: without one, nothing starts."""
    number = 0 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    with served(servers, tmp_path_factory.mktemp("site"), number) as running:
        yield running


@pytest.fixture
def town(site: Site) -> Town:
    return make_town(site.app)


@pytest.fixture
def enter_site(browser: Browser, site: Site) -> Iterator[Enter]:
    """Let people in; whoever saw a fault in the console fails the test."""
    visitors: list[Visitor] = []

    def let_in(size: tuple[int, int] = OFFICE, *, scripts: bool = True) -> Visitor:
        visitors.append(enter(browser, site.address, size, scripts=scripts))
        return visitors[-1]

    yield let_in
    for visitor in visitors:
        visitor.context.close()
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert faults == []

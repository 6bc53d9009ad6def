"""Fixtures of the browser tests: a stage behind the run's browser, a page on a scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.conftest import PATIENCE

from .gallery import served
from .stage import create_stage


@dataclass
class Theatre:
    """A stage that is served at ``address``."""

    stage: Flask
    address: str

    def scene(self, name: str) -> str:
        return f"{self.address}/scenes/{name}"


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    stage = create_stage()
    with served(stage) as address:
        yield Theatre(stage, address)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def stop_clock(page: Page) -> None:
    """Before a page is opened: its time goes on only as the test says, however long that takes.

    Times and not a moment of today: a clock can be stopped at what is to come alone.
    """
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)


def eventually(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Assert that ``read`` comes to give ``wanted``: what a page sends arrives after its click."""
    until = monotonic() + PATIENCE / 1000
    while (found := read()) != wanted and monotonic() < until:
        page.wait_for_timeout(50)
    assert found == wanted

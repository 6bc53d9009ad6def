"""Fixtures of the browser tests: a stage behind the run's browser, a page on a scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

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
    page.set_default_timeout(5000)
    yield page
    context.close()


def eventually(page: Page, read: Callable[[], object], wanted: object, seconds: float = 5) -> None:
    """Assert that ``read`` comes to give ``wanted``: what a page sends arrives after its click."""
    until = monotonic() + seconds
    while (found := read()) != wanted and monotonic() < until:
        page.wait_for_timeout(50)
    assert found == wanted

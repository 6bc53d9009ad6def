"""Fixtures of the browser tests: a browser, a stage behind it, a page on a scene."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from .gallery import CHROMIUM, chromium, served
from .stage import create_stage

needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason=f"Chromium is not at {CHROMIUM}"
)


@dataclass
class Theatre:
    """A stage that is served at ``address``."""

    stage: Flask
    address: str

    def scene(self, name: str) -> str:
        return f"{self.address}/scenes/{name}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


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

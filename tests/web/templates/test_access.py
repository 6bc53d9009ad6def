"""In a real browser: no axe violation, no console error, no sideways scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.conftest import PATIENCE

from .gallery import troubles_of
from .windows import Theatre, theatre

__all__ = ["theatre"]
pytestmark = pytest.mark.browser
PHONE = (360, 740)
OFFICE = (1366, 768)
PAGES = (
    ("sign-in-refused", PHONE),
    ("ward-home", PHONE),
    ("ward-submission-returned", PHONE),
    ("ward-section-troubled", PHONE),
    ("ward-section-troubled", OFFICE),
    ("ward-section-rows", PHONE),
    ("ward-reading", OFFICE),
    ("ward-check-leader", PHONE),
    ("ward-explain", PHONE),
    ("ward-sign", PHONE),
    ("ward-receipt", PHONE),
    ("review-queue", PHONE),
    ("review-approve", PHONE),
    ("review-batch-leader", PHONE),
    ("review-wards", PHONE),
    ("review-submission", OFFICE),
    ("review-submission", PHONE),
    ("review-return", PHONE),
    ("review-compare", PHONE),
    ("city-home", PHONE),
    ("city-figure-ratio", PHONE),
    ("city-findings", OFFICE),
    ("city-findings", PHONE),
    ("city-quality", PHONE),
    ("city-themes", OFFICE),
    ("city-themes", PHONE),
    ("city-theme", PHONE),
    ("city-editions", PHONE),
    ("admin-periods", PHONE),
    ("admin-people", PHONE),
    ("error-409", PHONE),
)


@pytest.mark.parametrize(("name", "size"), PAGES)
def test_anyone_can_use_it(
    browser: Browser, theatre: Theatre, name: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE)
    try:
        assert troubles_of(page, theatre.scene(name)) == []
    finally:
        page.close()

"""In a real browser: who else is here is told, by one sign of life every half minute."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .office import Office, open_office
from .windows import Theatre, stop_clock, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
WORDS = "Lê Văn Tám cũng đang làm phần này."


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    stop_clock(blank)
    with blank.expect_response("**/here"):
        blank.goto(theatre.scene("ward-section"))
    return blank


def test_others_come_and_go(page: Page, office: Office) -> None:
    place = page.locator("[data-here] > div")
    expect(place).to_be_hidden()
    office.company = WORDS
    page.clock.run_for(31_000)
    expect(place).to_be_visible()
    expect(place).to_contain_text(WORDS)
    office.company = ""
    page.clock.run_for(31_000)
    expect(place).to_be_hidden()
    assert office.greeted == 3


def test_no_more_than_one_sign_in_half_a_minute(page: Page, office: Office) -> None:
    for _ in range(6):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.clock.run_for(5_000)
    with page.expect_response("**/here"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert office.greeted == 2


def test_a_server_that_does_not_answer_is_nobodys_business(page: Page, office: Office) -> None:
    office.mood = "away"
    with page.expect_response("**/here"):
        page.clock.run_for(31_000)
    expect(page.locator("[data-here] > div")).to_be_hidden()
    page.locator("#a-dossiers_carried_over").fill("5")
    expect(page.locator("#a-dossiers_carried_over")).to_have_value("5")

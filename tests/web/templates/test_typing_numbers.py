"""In a real browser: a number stays what somebody typed; only its thousands are grouped."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
CODE = "dossiers_carried_over"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.goto(theatre.scene("ward-section"))
    return blank


GROUPED = {
    "1234567": "1.234.567",
    "1.234": "1.234",
    "1234.567": "1.234.567",
    "1 234": "1.234",
    "12.34": "12.34",
    "1.5": "1.5",
    "1,5": "1,5",
    "1.234 hồ sơ": "1.234 hồ sơ",
    "0123": "0123",
}


def test_only_whole_numbers_are_grouped(page: Page, office: Office) -> None:
    field = page.locator(f"#a-{CODE}")
    for typed, stands in GROUPED.items():
        field.fill("")
        field.press_sequentially(typed)
        expect(field).to_have_value(stands)
    eventually(page, lambda: office.value(CODE), stands)


def test_digits_put_in_and_taken_out_group_anew(page: Page) -> None:
    field = page.locator(f"#a-{CODE}")
    field.press_sequentially("123456")
    page.keyboard.press("Backspace")
    expect(field).to_have_value("12.345")
    page.keyboard.press("Home")
    page.keyboard.type("9")
    expect(field).to_have_value("912.345")
    assert field.evaluate("input => input.selectionStart") == 1


def test_a_sign_within_a_number_takes_nothing_away(page: Page, office: Office) -> None:
    for key in "/?":
        page.locator("#a-service_index_score").fill("")
        page.locator("#a-service_index_score").press_sequentially(f"97,61{key}100")
        page.keyboard.press("Tab")
        eventually(page, lambda: office.value("service_index_score"), f"97,61{key}100")
        expect(page.locator("#s-service_index_score")).to_have_value("value")


def test_a_sign_over_a_chosen_number_answers(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("5")
    page.locator("#a-dossiers_received").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("?")
    expect(page.locator(f"#s-{CODE}")).to_have_value("not_known")
    eventually(page, lambda: office.last.get("state"), "not_known")

"""In a real browser: what was last done to a field can be taken back at once, and done again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
CODE, STANDING = "dossiers_received", "4.410"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.goto(theatre.scene("ward-section"))
    return blank


def undo_of(page: Page, code: str = CODE) -> Locator:
    return page.locator(f"#f-{code} [data-undo]")


def test_nothing_to_take_back_before_anything_was_done(page: Page) -> None:
    expect(undo_of(page)).to_be_hidden()


def test_a_stay_in_a_field_is_taken_back_whole_and_done_again(page: Page, office: Office) -> None:
    field = page.locator(f"#a-{CODE}")
    for value in ("1", "12", "123"):
        field.fill(value)
        expect(page.locator(f"#f-{CODE} [data-saved]")).to_have_attribute("data-state", "saved")
    undo_of(page).click()
    expect(field).to_have_value(STANDING)
    expect(undo_of(page)).to_have_text("Làm lại")
    undo_of(page).click()
    expect(field).to_have_value("123")
    expect(undo_of(page)).to_have_text("Hoàn tác")
    eventually(page, lambda: [s["value"] for s in office.sent][-2:], [STANDING, "123"])


def test_it_is_reached_by_keyboard(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("5")
    expect(undo_of(page)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Tab")
        if undo_of(page).evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"#a-{CODE}")).to_have_value(STANDING)


def test_a_cleared_field_and_a_state_come_back(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("")
    undo_of(page).click()
    expect(page.locator(f"#a-{CODE}")).to_have_value(STANDING)
    page.locator("h1").click()
    page.locator(f"#a-{CODE}").press("?")
    expect(page.locator(f"#s-{CODE}")).to_have_value("not_known")
    undo_of(page).click()
    expect(page.locator(f"#s-{CODE}")).to_have_value("value")
    expect(page.locator(f"#a-{CODE}")).to_have_value(STANDING)
    expect(undo_of(page)).to_have_text("Làm lại")
    eventually(page, lambda: office.value(CODE), STANDING)


def test_rows_come_back(page: Page, office: Office, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-section-rows"))
    first = page.locator("#f-dissemination_events [data-row] input").first
    first.fill("")
    page.locator("#f-dissemination_events [data-row] input").nth(1).fill("Khác")
    undo_of(page, "dissemination_events").click()
    expect(first).to_have_value("12/3/2026")
    titles = ["Hội nghị tổ dân phố số 4"]
    eventually(page, lambda: [row["title"] for row in office.last.get("value", [])], titles)


def test_yes_and_no_come_back_to_neither(page: Page, office: Office, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-section-switch"))
    yes = page.locator('[name="democracy_regulation_issued"][value="có"]')
    before = yes.is_checked()
    page.locator('[name="democracy_regulation_issued"][value="không"]').check()
    undo_of(page, "democracy_regulation_issued").click()
    expect(yes).to_be_checked(checked=before)

"""In a real browser: what a stable fact last was is kept by one key, one click, or all at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
GROUPS, VILLAGES = "residential_groups_count", "villages_count"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.goto(theatre.scene("ward-section-facts"))
    return blank


def keep(page: Page, code: str = GROUPS) -> Locator:
    return page.locator(f"#f-{code} [data-carry]")


def test_one_key_keeps_it_and_it_is_marked(page: Page, office: Office) -> None:
    page.locator(f"#a-{GROUPS}").press("=")
    expect(page.locator(f"#a-{GROUPS}")).to_have_value("54")
    expect(page.locator(f"#f-{GROUPS} [data-carried]")).to_have_text("giữ nguyên từ năm 2025")
    expect(keep(page)).to_be_hidden()
    eventually(page, lambda: [(s["value"], s["carried"]) for s in office.sent], [("54", True)])


def test_typing_over_it_is_no_keeping_and_undo_empties_it(page: Page, office: Office) -> None:
    keep(page).click()
    expect(page.locator(f"#a-{GROUPS}")).to_be_focused()
    page.locator(f"#f-{GROUPS} [data-undo]").click()
    expect(page.locator(f"#a-{GROUPS}")).to_have_value("")
    expect(keep(page)).to_be_visible()
    page.locator(f"#a-{GROUPS}").fill("55")
    expect(page.locator(f"#f-{GROUPS} [data-saved]")).to_have_attribute("data-state", "saved")
    eventually(page, lambda: office.last.get("value"), "55")
    assert "carried" not in office.last
    expect(page.locator(f"#f-{GROUPS} [data-carried]")).to_have_text("")


def test_in_a_filled_field_the_key_types(page: Page) -> None:
    page.locator(f"#a-{GROUPS}").fill("5")
    page.locator(f"#a-{GROUPS}").press("End")
    page.locator(f"#a-{GROUPS}").press("=")
    expect(page.locator(f"#a-{GROUPS}")).to_have_value("5=")


def test_not_applicable_is_kept_with_its_reason(page: Page, office: Office) -> None:
    keep(page, VILLAGES).click()
    expect(page.locator(f"#s-{VILLAGES}")).to_have_value("not_applicable")
    expect(page.locator(f"#r-{VILLAGES}")).to_have_value("phường không có thôn")
    eventually(page, lambda: office.last.get("state"), "not_applicable")


def test_one_button_keeps_all_that_are_empty(page: Page, office: Office) -> None:
    page.locator(f"#a-{GROUPS}").fill("60")
    everything = page.get_by_text("Giữ nguyên 2 nội dung ít thay đổi còn trống")
    everything.click()
    expect(everything).to_be_hidden()
    expect(page.locator(f"#s-{VILLAGES}")).to_have_value("not_applicable")
    expect(page.locator(f"#a-{GROUPS}")).to_have_value("60")


def test_a_yes_is_kept(page: Page, office: Office, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-section-switch"))
    keep(page, "democracy_regulation_issued").click()
    expect(page.locator('[name="democracy_regulation_issued"][value="có"]')).to_be_checked()
    expect(keep(page, "democracy_regulation_issued")).to_be_hidden()

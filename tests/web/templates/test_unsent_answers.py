"""In a real browser: what this device keeps and the server refuses is never out of sight."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
CODE = "dossiers_carried_over"
ROWS = [{"date": "14/3/2026", "title": "Họp tổ 4"}, {"date": "", "title": "Họp tổ 5"}]


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    """Somebody typed without a server, and another person was first."""
    office.mood = "away"
    blank.goto(theatre.scene("ward-section"))
    blank.locator(f"#a-{CODE}").fill("78")
    expect(blank.locator(f"#f-{CODE} [data-saved]")).to_have_attribute("data-state", "kept")
    office.mood = "other_editor"
    blank.goto(theatre.scene("ward-home"))
    return blank


def told(page: Page) -> Locator:
    return page.locator("[data-unsent]")


def kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("Object.keys({...localStorage})")
    return names


def test_every_page_tells_what_was_refused(page: Page) -> None:
    expect(told(page)).to_contain_text("Máy này còn giữ câu trả lời chưa gửi được")
    expect(told(page).locator("li")).to_contain_text("78")
    link = told(page).get_by_role("link", name="Hồ sơ kỳ trước chuyển sang")
    with page.expect_navigation():
        link.click()
    assert page.url.endswith(f"/scenes/ward-section#f-{CODE}")
    expect(page.locator(f"#f-{CODE} .conflict")).to_contain_text("78")
    expect(told(page)).to_be_hidden()


def test_it_can_be_put_away(page: Page) -> None:
    told(page).get_by_role("button", name="Bỏ khỏi máy này").click()
    expect(told(page)).to_be_hidden()
    assert kept(page) == []


def test_it_is_silent_once_the_server_took_it(page: Page, office: Office, theatre: Theatre) -> None:
    office.mood = "takes"
    page.goto(theatre.scene("ward-home"))
    eventually(page, lambda: office.value(CODE), "78")
    eventually(page, lambda: kept(page), [])
    expect(told(page)).to_be_hidden()


def test_a_tables_rows_are_told_as_lines(page: Page, theatre: Theatre) -> None:
    change(page, value=ROWS)
    page.goto(theatre.scene("ward-home"))
    words = told(page).locator(".unsent__words")
    expect(words).to_have_text("14/3/2026; Họp tổ 4\nHọp tổ 5", use_inner_text=True)


def change(page: Page, **entry: Any) -> None:
    page.evaluate(
        """(change) => { const [name] = Object.keys(localStorage);
        const entry = {...JSON.parse(localStorage[name]), ...change};
        localStorage.setItem(name, JSON.stringify(entry)); }""",
        entry,
    )

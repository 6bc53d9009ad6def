"""In a real browser: a narrative's hints follow its saves, and numbers go in as text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, stop_clock, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
TEXT, NUMBER = "reception", "reception_sessions"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.set_viewport_size({"width": 1280, "height": 800})
    blank.goto(theatre.scene("ward-section-texts"))
    return blank


def test_hints_stand_below_and_lead_to_the_cell(page: Page) -> None:
    hints = page.locator(f'[data-hints="{TEXT}"]')
    expect(hints).to_contain_text("Bài viết nói 25 buổi, ô Số buổi tiếp công dân ghi 24.")
    expect(hints).to_contain_text("Giống 62 % lời văn kỳ trước")
    hints.get_by_role("link", name="Số buổi tiếp công dân").click()
    expect(page.locator(f"#f-{NUMBER}")).to_be_in_viewport()


def test_hints_follow_the_text(page: Page, office: Office) -> None:
    page.locator(f"#a-{TEXT}").fill("Đã viết lại, hết chỗ lệch.")
    expect(page.locator(f'[data-hints="{TEXT}"]')).to_have_text("Không còn gì để so.")


def test_saved_numbers_ask_once_what_the_texts_say_now(page: Page, office: Office) -> None:
    stop_clock(page)
    page.reload()
    page.locator(f"#a-{NUMBER}").fill("25")
    page.locator("#a-reception_turns").fill("31")
    page.locator("#a-reception_turns").press("Tab")
    for code in (NUMBER, "reception_turns"):
        expect(page.locator(f"#f-{code} [data-saved]")).to_have_attribute("data-state", "saved")
    assert office.asked == 0
    page.clock.run_for(500)
    expect(page.locator(f'[data-hints="{TEXT}"]')).to_have_text("So lại lần 1.")
    assert office.asked == 1


def test_a_number_of_the_section_goes_in_at_the_caret(page: Page, office: Office) -> None:
    area = page.locator(f"#a-{TEXT}")
    area.fill("Đã tổ chức  trong kỳ.")
    area.evaluate("area => area.setSelectionRange(11, 11)")
    select = page.get_by_label("Chèn số liệu vào bài viết").first
    select.focus()
    select.select_option(label="Số buổi tiếp công dân: 24 buổi")
    expect(area).to_have_value("Đã tổ chức 24 buổi trong kỳ.")
    expect(area).to_be_focused()
    expect(select).to_have_value("")
    expect(page.locator(f"#f-{TEXT} [data-saved]")).to_have_attribute("data-state", "saved")
    assert office.answers[TEXT]["value"] == "Đã tổ chức 24 buổi trong kỳ."


def test_only_given_numbers_are_offered(page: Page) -> None:
    select = page.get_by_label("Chèn số liệu vào bài viết").first
    select.focus()
    offered = select.locator("option").all_inner_texts()[1:]
    assert offered == [
        "Số buổi tiếp công dân: 24 buổi",
        "Tổng số đơn tiếp nhận: 21 đơn",
        "Số đơn đã giải quyết: 18 đơn",
    ]


def test_the_last_text_stands_beside_on_a_wide_screen(page: Page) -> None:
    field = page.locator(f"#f-{TEXT}")
    field.get_by_text("Xem nội dung kỳ trước").click()
    now = page.locator(f"#a-{TEXT}").bounding_box()
    then = field.locator(".last-text .diff__text").bounding_box()
    assert now is not None
    assert then is not None
    assert then["x"] >= now["x"] + now["width"]
    page.set_viewport_size({"width": 360, "height": 740})

    def is_below() -> bool:
        below = field.locator(".last-text .diff__text").bounding_box()
        return below is not None and below["x"] < 60

    eventually(page, is_below, True)

"""The whole of a drafter's morning without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import Visitor

WARD = "11455"
FAR = 120
REASON = "Chỉ tiêu này phường đang rà, sẽ bổ sung ở kỳ sau."


def test_signing_in_filling_and_explaining_by_keyboard(town: Town, enter_site: Enter) -> None:
    town.filled(WARD)
    drafter = enter_site()
    account = town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD)
    page, keys = drafter.page, drafter.page.keyboard
    drafter.open("/account/sign-in")
    tab_to(drafter, page.get_by_label("Thư điện tử công vụ"))
    keys.type(account.email)
    keys.press("Tab")
    keys.type(account.password)
    keys.press("Enter")
    go_by_enter(drafter, page.get_by_role("link", name="Tiếp tục nhập"))
    go_by_enter(drafter, page.get_by_role("link", name="Tiếp công dân"))
    fill_by_keys(drafter, "reception_sessions", "26")
    fill_by_keys(drafter, "reception_turns", "31")
    # What was saved is judged a moment later, and the questions change: they are looked at anew.
    page.reload()
    reason = page.get_by_role("textbox", name="Giải trình").first
    flag = reason.locator("xpath=ancestor::article").get_attribute("data-flag")
    tab_to(drafter, reason)
    keys.type(REASON)
    keys.press("Tab")
    keys.press("Space")
    expect(page.locator(f"[data-flag='{flag}']")).to_contain_text(REASON)
    drafter.looks_right()


def tab_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until it is there; focus must be visible on the way's end."""
    expect(target).to_be_visible()
    for _ in range(FAR):
        visitor.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            break
    expect(target).to_be_focused()
    ring = target.evaluate(
        "e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow; }"
    )
    assert ring != "nonenone", f"No visible focus on {target}"


def go_by_enter(visitor: Visitor, link: Locator) -> None:
    tab_to(visitor, link.first)
    visitor.go(lambda: visitor.page.keyboard.press("Enter"))


def fill_by_keys(visitor: Visitor, code: str, value: str) -> None:
    tab_to(visitor, visitor.field(code).locator("[data-input]"))
    visitor.page.keyboard.press("Control+a")
    visitor.page.keyboard.type(value)
    visitor.page.keyboard.press("Tab")
    expect(visitor.field(code).locator("[data-saved]")).to_have_attribute("data-state", "saved")

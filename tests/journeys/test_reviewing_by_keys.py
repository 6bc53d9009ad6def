"""A reviewer's report from the claim to the approval without a mouse, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import AT_DESKS, Visitor

WARD, NEXT = "11455", "11533"
ASKED = "Đề nghị nêu số dân cư của phường."
AGAIN = "Vẫn chưa thấy số nhân khẩu."
FIRST, MENDED = "3.500", "3.600"


@pytest.mark.parametrize("size", AT_DESKS)
def test_a_report_is_reviewed_by_keyboard_alone(
    town: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    place = town.filed(WARD)
    reviewer = enter_site(size)
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    claim(reviewer, town)
    ask_and_decide(reviewer)
    return_by_keys(reviewer)
    town.resubmit(place, {"households_total": MENDED})
    see_what_changed(reviewer, town)
    ask_again(reviewer)
    town.resubmit(place, {"population_total": "12.000"})
    town.filed(NEXT)
    settle_and_approve(reviewer, town)


def press(reviewer: Visitor, *keys: str) -> None:
    """As somebody who waits until the page is there, its scripts too."""
    for key in keys:
        reviewer.page.wait_for_load_state()
        reviewer.page.keyboard.press(key)


def desk_of(reviewer: Visitor, town: Town) -> None:
    reviewer.open(f"/review/submissions/{town.place(WARD).submission_id}")


def go_by(reviewer: Visitor, key: str) -> None:
    """A key that leads to another page, and be there."""
    reviewer.go(lambda: press(reviewer, key))


def claim(reviewer: Visitor, town: Town) -> None:
    desk_of(reviewer, town)
    reviewer.looks_right()
    go_by(reviewer, "c")
    expect(reviewer.page.locator("[data-claim]")).to_contain_text("còn giữ 15 phút")


def ask_and_decide(reviewer: Visitor) -> None:
    """One card: accepted, taken back, asked about; then a remark about its field."""
    page = reviewer.page
    card = page.locator("[data-stop]:focus")
    press(reviewer, "j")
    expect(card).to_be_visible()
    while "chỉ tiêu bắt buộc" not in card.inner_text():
        press(reviewer, "j")
    name = card.get_attribute("id") or ""
    press(reviewer, "a")
    expect(page.locator("[data-desk-says]")).to_contain_text("Chấp nhận")
    page.get_by_text("1 chỗ đã quyết định").press("Enter")
    expect(page.locator(f"#{name}")).to_contain_text("Đã chấp nhận")
    page.locator(f"#{name}").get_by_role("button", name="Xem lại quyết định").press("Enter")
    expect(page.locator(f"#{name}").get_by_role("button", name="Chấp nhận")).to_be_visible()
    page.locator(f"#{name}").focus()
    press(reviewer, "h")
    expect(page.locator(f"#{name}")).to_contain_text("Sở đang hỏi")
    press(reviewer, "r")
    expect(page.locator("#remark-text")).to_be_focused()
    # It is offered where one stands, on the card that followed: which one that is depends on
    # what the background has found by now.
    page.locator("#remark-place").select_option("I")
    page.locator("#remark-text").focus()
    page.keyboard.type(ASKED)
    press(reviewer, "Tab", "Enter")
    expect(page.locator("[data-stop]:focus")).to_contain_text(ASKED)
    expect(page.locator("#pane-sections")).to_contain_text("1 chưa gửi")
    reviewer.looks_right()


def return_by_keys(reviewer: Visitor) -> None:
    """The composer has gathered both; a reload loses no word that was typed."""
    page = reviewer.page
    go_by(reviewer, "t")
    expect(page.locator("[data-item]")).to_have_count(2)
    note = page.get_by_label("Lời chung (bắt buộc)")
    note.focus()
    press(reviewer, "Control+a")
    page.keyboard.type("Đề nghị rà soát trước thứ Sáu.")
    page.reload()
    expect(note).to_have_value("Đề nghị rà soát trước thứ Sáu.")
    expect(page.locator("[data-letter]")).to_contain_text(ASKED)
    expect(page.locator("[data-letter]")).to_contain_text("trước thứ Sáu")
    reviewer.looks_right()
    page.get_by_role("button", name="Trả lại phường").press("Enter")
    reviewer.sees("Đã trả lại báo cáo cho")


def see_what_changed(reviewer: Visitor, town: Town) -> None:
    page = reviewer.page
    desk_of(reviewer, town)
    go_by(reviewer, "c")
    row = page.locator("#row-households_total")
    expect(row).to_contain_text(MENDED)
    expect(row.locator("del")).to_have_text(FIRST)
    expect(page.locator("#threads")).to_contain_text("Đã bổ sung.")
    reviewer.looks_right()


def ask_again(reviewer: Visitor) -> None:
    page = reviewer.page
    thread = page.locator(".thread").filter(has_text=ASKED)
    thread.focus()
    press(reviewer, "h")
    expect(thread.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(AGAIN)
    press(reviewer, "Tab", "Enter")
    expect(page.locator("[data-stop]:focus")).to_contain_text("Sẽ hỏi lại khi trả báo cáo")
    go_by(reviewer, "t")
    expect(page.locator("[data-letter]")).to_contain_text(AGAIN)
    page.get_by_role("button", name="Trả lại phường").press("Enter")
    reviewer.sees("Đã trả lại báo cáo cho")


def settle_and_approve(reviewer: Visitor, town: Town) -> None:
    """One thread of two rounds; it folds when settled, and approving leads to the
    queue, at the next report."""
    page = reviewer.page
    desk_of(reviewer, town)
    go_by(reviewer, "c")
    thread = page.locator("article.thread").filter(has_text=AGAIN)
    expect(thread).to_contain_text(ASKED)
    thread.focus()
    press(reviewer, "a")
    expect(page.locator("details.thread--resolved").filter(has_text="Đã xong")).to_have_count(1)
    go_by(reviewer, "s")
    page.get_by_role("link", name="Bản số 2").press("Enter")
    changed = page.get_by_role("row", name=re.compile("nhân khẩu"))
    expect(changed).to_contain_text("12.000")
    reviewer.looks_right()
    go_by(reviewer, "t")
    expect(page.locator("[data-claim]")).to_be_visible()
    press(reviewer, "d")
    reviewer.sees("Đã duyệt báo cáo của Phường Đồ Sơn")
    expect(page.get_by_role("link", name="Xã Nguyễn Trãi")).to_be_focused()
    reviewer.looks_right()


def test_a_claim_taken_over_loses_no_word(town: Town, enter_site: Enter) -> None:
    town.filed(WARD)
    first = enter_site()
    first.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    desk_of(first, town)
    go_by(first, "c")
    expect(first.page.locator("[data-claim]")).to_be_visible()
    # The key itself renews the claim; it may fall asleep only after that.
    with first.page.expect_response("**/keep"):
        press(first, "r")
    first.page.keyboard.type(ASKED)
    town.sleep(town.place(WARD))
    second = enter_site()
    second.sign_in(town.person(Role.REVIEWER, "Lê Kim Oanh"))
    desk_of(second, town)
    go_by(second, "c")
    expect(second.page.locator("[data-claim]")).to_be_visible()
    first.expected_refusals.add(409)
    press(first, "Tab", "Enter")
    first.sees("Lê Kim Oanh đang thẩm định báo cáo này.")
    expect(first.page.locator("#remark-text")).to_have_value(ASKED)
    first.page.reload()
    first.sees("Lê Kim Oanh đang thẩm định")

"""Without JavaScript every form still does its work."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import Visitor

WARD = "11455"
REASON = "Đã đối chiếu với sổ theo dõi của phường."


def test_a_section_is_saved_and_the_report_handed_over(town: Town, enter_site: Enter) -> None:
    town.filled(WARD)
    drafter = _signed_in(town, enter_site)
    drafter.follow("Tiếp tục nhập")
    drafter.follow("Cải cách hành chính")
    _control(drafter, "dossiers_carried_over").fill("15")
    _control(drafter, "dossiers_in_progress").fill("20")
    drafter.press("Lưu")
    drafter.sees("Đã lưu phần III.3.")
    expect(_control(drafter, "dossiers_carried_over")).to_have_value("15")
    drafter.to_check()
    _explain_everything(drafter)
    drafter.page.get_by_role("button", name="Trình lãnh đạo ký").click()
    drafter.sees("Đã trình lãnh đạo ký duyệt.")


def test_a_value_that_is_no_number_is_kept_and_told(town: Town, enter_site: Enter) -> None:
    place = town.filled(WARD)
    drafter = _signed_in(town, enter_site)
    drafter.expected_refusals.add(400)
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/III.3")
    _control(drafter, "dossiers_received").fill("khoảng một trăm")
    _control(drafter, "dossiers_returned").fill("0")
    drafter.press("Lưu")
    summary = drafter.page.locator(".summary")
    expect(summary).to_contain_text("Hồ sơ tiếp nhận trong kỳ")
    expect(_control(drafter, "dossiers_received")).to_have_value("khoảng một trăm")
    expect(_control(drafter, "dossiers_returned")).to_have_value("0")


def _signed_in(town: Town, enter_site: Enter) -> Visitor:
    drafter = enter_site(scripts=False)
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    return drafter


def _control(drafter: Visitor, code: str) -> Locator:
    return drafter.field(code).locator(f"[name='{code}']")


def _explain_everything(drafter: Visitor) -> None:
    reason = drafter.page.get_by_role("textbox", name=re.compile("^Giải trình")).first
    while reason.count():
        reason.fill(f"{REASON} ({reason.get_attribute('id')})")
        with drafter.page.expect_navigation():
            drafter.page.get_by_role("button", name="Lưu giải trình").first.click()

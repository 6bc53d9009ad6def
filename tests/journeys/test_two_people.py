"""Nothing typed is lost: not to a colleague, not to the network, not to an ended session."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Account, Town
from tests.journeys.visitors import Visitor

WARD = "11455"


def test_two_people_in_one_field_see_both_values(town: Town, enter_site: Enter) -> None:
    section = _section(town)
    first, second = enter_site(), enter_site()
    first.sign_in(_drafter(town, "Nguyễn Thị Một"))
    second.sign_in(_drafter(town, "Trần Văn Hai"))
    second.expected_refusals.add(409)
    first.open(section)
    second.open(section)
    for code, theirs in (("dossiers_received", "1.111"), ("dossiers_returned", "11")):
        first.fill(code, theirs)
        second.type(code, "2222")
        expect(second.field(code).locator("[data-saved]")).to_have_attribute(
            "data-state", "conflict"
        )
        choice = second.field(code).locator(".conflict")
        expect(choice).to_contain_text(re.compile(rf"Nguyễn Thị Một, .*: {re.escape(theirs)}"))
        expect(choice).to_contain_text("2.222")
    second.looks_right()
    _choose(second, "dossiers_received", mine=True)
    _choose(second, "dossiers_returned", mine=False)
    expect(_control(second, "dossiers_returned")).to_have_value("11")
    for visitor in (first, second):
        visitor.page.reload()
        expect(_control(visitor, "dossiers_received")).to_have_value("2.222")
        expect(_control(visitor, "dossiers_returned")).to_have_value("11")


def test_without_a_network_typing_goes_on_and_is_sent_later(town: Town, enter_site: Enter) -> None:
    section = _section(town)
    drafter = enter_site()
    drafter.sign_in(_drafter(town))
    drafter.open(section)
    drafter.context.set_offline(True)
    drafter.type("dossiers_received", "3333")
    drafter.type("dossiers_returned", "33")
    for code in ("dossiers_received", "dossiers_returned"):
        expect(_saved(drafter, code)).to_have_attribute("data-state", "kept")
    drafter.sees("Mất kết nối. Cứ làm tiếp")
    drafter.looks_right()
    drafter.context.set_offline(False)
    for code in ("dossiers_received", "dossiers_returned"):
        expect(_saved(drafter, code)).to_have_attribute("data-state", "saved")
    drafter.page.reload()
    expect(_control(drafter, "dossiers_received")).to_have_value("3.333")


def test_what_a_closed_tab_kept_is_sent_by_the_next(town: Town, enter_site: Enter) -> None:
    section = _section(town)
    drafter = enter_site()
    drafter.sign_in(_drafter(town))
    drafter.open(section)
    drafter.context.set_offline(True)
    drafter.type("dossiers_received", "4444")
    expect(_saved(drafter, "dossiers_received")).to_have_attribute("data-state", "kept")
    drafter.page.close()
    drafter.context.set_offline(False)
    drafter.page = drafter.context.new_page()
    with drafter.page.expect_response(re.compile("/answers/dossiers_received$")) as sent:
        drafter.open("/ward/")
    assert sent.value.ok
    drafter.open(section)
    expect(_control(drafter, "dossiers_received")).to_have_value("4.444")


def test_an_ended_session_is_opened_again_in_place(town: Town, enter_site: Enter) -> None:
    section = _section(town)
    account = _drafter(town)
    drafter = enter_site()
    drafter.sign_in(account)
    drafter.open(section)
    drafter.expected_refusals.update({400, 401})
    drafter.page.evaluate("window.stayed = true")
    _end_session(drafter)
    drafter.type("dossiers_received", "5555")
    drafter.type("dossiers_returned", "55")
    drafter.sees("Phiên đăng nhập đã hết.")
    drafter.looks_right()
    _sign_in_again(drafter, account.email, "mật khẩu sai rồi")
    drafter.sees("Thư điện tử hoặc mật khẩu không đúng.")
    _sign_in_again(drafter, account.email, account.password)
    for code in ("dossiers_received", "dossiers_returned"):
        expect(_saved(drafter, code)).to_have_attribute("data-state", "saved")
    expect(drafter.page.get_by_text("Phiên đăng nhập đã hết.")).to_be_hidden()
    assert drafter.page.evaluate("window.stayed"), "the page must not have been left"
    drafter.page.reload()
    expect(_control(drafter, "dossiers_received")).to_have_value("5.555")
    expect(_control(drafter, "dossiers_returned")).to_have_value("55")


def test_another_person_who_signs_in_sends_nothing_of_the_first(
    town: Town, enter_site: Enter
) -> None:
    """Not even one of the same name and unit: what was kept belongs to an account."""
    section = _section(town)
    first, second = _drafter(town, "Nguyễn Thị Soạn"), _drafter(town, "Nguyễn Thị Soạn")
    visitor = enter_site()
    visitor.sign_in(first)
    visitor.open(section)
    visitor.expected_refusals.update({400, 401})
    _end_session(visitor)
    visitor.type("dossiers_received", "6666")
    visitor.sees("Phiên đăng nhập đã hết.")
    _sign_in_again(visitor, second.email, second.password)
    visitor.sees("Máy này đang đăng nhập bằng tài khoản khác.")
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    visitor.looks_right()
    visitor.page.reload()
    expect(_control(visitor, "dossiers_received")).to_have_value("100")
    visitor.press("Đăng xuất")
    with visitor.page.expect_response(re.compile("/answers/dossiers_received$")) as sent:
        visitor.sign_in(first)
    assert sent.value.ok
    visitor.open(section)
    expect(_control(visitor, "dossiers_received")).to_have_value("6.666")


def _end_session(visitor: Visitor) -> None:
    """As when it ran out. An answer under way would bring the cookie back."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.context.clear_cookies()


def _sign_in_again(visitor: Visitor, email: str, password: str) -> None:
    """In the panel that the page opened by itself."""
    visitor.page.locator("#again-email").fill(email)
    visitor.page.locator("#again-password").fill(password)
    visitor.press("Đăng nhập lại")


def test_a_reason_sent_after_the_session_ended_can_be_copied(town: Town, enter_site: Enter) -> None:
    place = town.filled(WARD)
    drafter = enter_site()
    drafter.sign_in(_drafter(town))
    drafter.open(f"/ward/submissions/{place.submission_id}/check")
    reason = "Chỉ tiêu này phường đang rà, sẽ bổ sung sau."
    drafter.page.get_by_role("textbox", name="Giải trình").first.fill(reason)
    _end_session(drafter)
    drafter.expected_refusals.add(401)
    drafter.page.get_by_role("button", name="Lưu giải trình").first.click()
    drafter.sees("Phiên đăng nhập đã hết")
    drafter.sees(reason)
    drafter.looks_right()


def _section(town: Town) -> str:
    return f"/ward/submissions/{town.filled(WARD).submission_id}/sections/III.3"


def _drafter(town: Town, name: str = "Nguyễn Thị Soạn") -> Account:
    return town.person(Role.DRAFTER, name, WARD)


def _control(visitor: Visitor, code: str) -> Locator:
    return visitor.field(code).locator("[data-input]")


def _saved(visitor: Visitor, code: str) -> Locator:
    return visitor.field(code).locator("[data-saved]")


def _choose(visitor: Visitor, code: str, *, mine: bool) -> None:
    choice = visitor.field(code).locator(".conflict")
    choice.get_by_role("button").nth(1 if mine else 0).click()
    expect(choice).to_have_count(0)
    expect(_saved(visitor, code)).to_have_attribute("data-state", "saved")

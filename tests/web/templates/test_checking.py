"""In a real browser: what is typed is judged at once, without a network too, until the server
has answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .office import Office, open_office
from .windows import Theatre, stop_clock, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
RECEIVED, ONLINE = "dossiers_received", "dossiers_received_online"
RESOLVED, ON_TIME = "dossiers_resolved", "dossiers_resolved_on_time"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    with blank.expect_response("**/checks/**"):
        blank.goto(theatre.scene("ward-section"))
    return blank


def leave(page: Page, code: str, typed: str) -> None:
    page.locator(f"#a-{code}").fill(typed)
    page.locator(f"#a-{code}").blur()


def card(page: Page, rule: str) -> Locator:
    return page.locator(f'[data-unsettled-card="{rule}"]')


def test_a_slip_is_named_on_leaving_without_a_network(page: Page, office: Office) -> None:
    office.mood = "away"
    leave(page, RECEIVED, "4.41O")
    problem = page.locator(f"#p-{RECEIVED}")
    expect(problem).to_contain_text("“4.41O” không phải là số nguyên. Viết liền hoặc nhóm ba")
    expect(page.locator(f"#a-{RECEIVED}")).to_have_attribute("aria-invalid", "true")
    leave(page, RECEIVED, "4410")
    expect(problem).to_be_hidden()


def test_nobody_is_corrected_in_the_middle_of_a_word(page: Page, office: Office) -> None:
    office.mood = "away"
    stop_clock(page)
    with page.expect_response("**/checks/**"):
        page.reload()
    page.locator(f"#a-{RECEIVED}").press_sequentially("x")
    page.clock.run_for(1200)
    expect(page.locator(f"#p-{RECEIVED}")).to_be_hidden()


def test_a_broken_balance_shows_without_a_network(page: Page, office: Office) -> None:
    office.mood = "away"
    leave(page, RECEIVED, "100")
    leave(page, ONLINE, "60")
    leave(page, "dossiers_received_direct", "30")
    found = card(page, "tthc_received_split")
    expect(found).to_contain_text("Hồ sơ tiếp nhận: trực tuyến và trực tiếp")
    expect(found).to_contain_text("hiện lệch 10.")
    expect(found).to_contain_text("Phải sửa")
    expect(found).to_contain_text("Tạm tính, chờ lưu")
    link = found.get_by_role("link").first
    assert str(link.get_attribute("href")).endswith(f"#f-{RECEIVED}")
    expect(page.locator("[data-unsettled-count]")).to_contain_text("chưa khớp, tạm tính")
    leave(page, "dossiers_received_direct", "40")
    expect(found).to_have_count(0)


def test_a_rate_is_worked_out_while_typing(page: Page, office: Office) -> None:
    office.mood = "away"
    rate = page.locator('[data-computed="dossiers_on_time_rate"]')
    leave(page, RESOLVED, "32")
    leave(page, ON_TIME, "1")
    expect(rate).to_have_text("3,13")
    leave(page, RESOLVED, "0")
    expect(rate).to_have_text("–")


def test_the_servers_word_takes_its_place(page: Page, office: Office) -> None:
    office.mood = "away"
    leave(page, "dossiers_carried_over", "13")
    leave(page, ONLINE, "1")
    expect(card(page, "tthc_received_split")).to_be_visible()
    office.mood = "takes"
    expect(page.locator("[data-unsettled-card]")).to_have_count(0)
    expect(page.locator("[data-unsettled-count]")).to_have_text("")


def test_a_card_of_the_server_that_holds_no_more_steps_back(
    blank: Page, theatre: Theatre, office: Office
) -> None:
    office.mood = "away"
    stop_clock(blank)
    with blank.expect_response("**/checks/**"):
        blank.goto(theatre.scene("ward-section-troubled"))
    balance = blank.locator("#flag-tthc_balance")
    blank.locator(f"#s-{RESOLVED}").select_option("not_known")
    blank.clock.run_for(1200)
    # A fault of the uploaded file, which is settled by confirming, is no matter of numbers.
    expect(balance).to_be_visible()
    blank.evaluate("document.querySelectorAll('.flag input[name=code]').forEach((i) => i.remove())")
    blank.locator(f"#s-{RECEIVED}").select_option("not_known")
    blank.clock.run_for(1200)
    expect(balance).to_be_hidden()


def test_without_the_rules_the_server_alone_judges(
    blank: Page, theatre: Theatre, office: Office
) -> None:
    blank.route("**/checks/**", lambda route: route.fulfill(status=404))
    blank.goto(theatre.scene("ward-section"))
    leave(blank, "dossiers_carried_over", "13")
    expect(blank.locator("#flag-new_flag")).to_be_visible()
    expect(blank.locator("[data-unsettled-card]")).to_have_count(0)

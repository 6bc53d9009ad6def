"""What others do, and what the page itself finds, is seen without asking: in a real browser."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Locator, expect

from app.actions import reviewing
from app.actions.reviewing import RemarkInput
from app.domain.permissions import Role
from tests import worlds
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import PHONE, Visitor

WARD = "11455"
MINUTE = 60_000  # milliseconds


def send_back(town: Town, ward: str) -> None:
    reviewer = worlds.person("Người thẩm định", Role.REVIEWER)
    report = town.place(ward).submission_id
    with town.app.app_context():
        reviewing.claim(town.scope, reviewer, report)
        reviewing.return_(
            town.scope,
            reviewer,
            report,
            seen_version=1,
            remarks=[RemarkInput("I", "Hãy ghi rõ số hộ.")],
            reason="Số hộ chưa khớp sổ",
            due_on=None,
            idempotency_key=uuid4().hex,
        )


def test_a_return_shows_itself_on_an_open_home_within_a_minute(
    town: Town, enter_site: Enter
) -> None:
    town.filed(WARD)
    drafter = enter_site(PHONE)
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.page.clock.install()
    drafter.open("/ward/")
    drafter.sees("Đã nộp")
    send_back(town, WARD)
    drafter.page.clock.run_for(MINUTE)
    drafter.sees("Bị trả lại")
    drafter.sees("Số hộ chưa khớp sổ")
    drafter.looks_right()


def cards(visitor: Visitor) -> Locator:
    return visitor.page.locator("[data-flags] .flag")


def provisional(visitor: Visitor) -> Locator:
    return cards(visitor).filter(has_text="Tạm tính, chờ lưu")


def test_what_the_page_finds_gives_way_to_what_the_server_says(
    town: Town, enter_site: Enter
) -> None:
    """A contradiction typed without a network has its card at once; the server's own takes
    its place when it has answered, and goes when the figure is mended."""
    place = town.filled(WARD)
    drafter = enter_site()
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.open_section(f"/ward/submissions/{place.submission_id}/sections/III.3")
    expect(provisional(drafter)).to_have_count(0)
    drafter.context.set_offline(True)
    drafter.type("dossiers_resolved", "9500")
    expect(provisional(drafter).first).to_be_visible()
    expect(provisional(drafter).first).to_contain_text("9.500")
    drafter.looks_right()
    drafter.context.set_offline(False)
    expect(drafter.field("dossiers_resolved").locator("[data-saved]")).to_have_attribute(
        "data-state", "saved"
    )
    expect(provisional(drafter)).to_have_count(0)
    expect(cards(drafter).filter(has_text="9.500").first).to_be_visible()
    drafter.looks_right()
    drafter.fill("dossiers_resolved", "95")
    expect(cards(drafter).filter(has_text="9.500")).to_have_count(0)

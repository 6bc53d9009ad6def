"""What goes wrong is said in Vietnamese, at the place, and nothing saved is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import WORK_PATIENCE, Visitor
from tests.worlds import Place

WARD = "11455"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("phan-mem.exe", b"MZ\x90\x00", "Không đọc được tệp “phan-mem.exe”. Hãy tải lên tệp .docx"),
        ("bao-cao.docx", b"", "Tệp “bao-cao.docx” rỗng."),
    ],
    ids=["a program", "an empty file"],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    town: Town, enter_site: Enter, name: str, content: bytes, words: str
) -> None:
    drafter, place = _at_work(town, enter_site)
    drafter.expected_refusals.add(400)
    _upload(drafter, place, name, content)
    expect(drafter.page.get_by_role("alert")).to_contain_text(words)
    drafter.looks_right()
    _still_has_its_figures(drafter, place)


def test_a_file_that_the_worker_cannot_read_says_so(town: Town, enter_site: Enter) -> None:
    drafter, place = _at_work(town, enter_site)
    _upload(drafter, place, "hong.docx", b"PK\x03\x04 no archive behind it")
    failed = drafter.page.locator("#uploads .is-mend")
    expect(failed).to_contain_text("Tệp bị hỏng hoặc gửi thiếu", timeout=WORK_PATIENCE)
    drafter.looks_right()
    _still_has_its_figures(drafter, place)


def test_a_value_that_is_no_number_is_kept_and_not_counted(town: Town, enter_site: Enter) -> None:
    drafter, place = _at_work(town, enter_site)
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/III.3")
    drafter.type("dossiers_received", "khoảng một trăm")
    received = drafter.field("dossiers_received")
    expect(received.locator("[data-saved]")).to_have_attribute("data-state", "invalid")
    expect(received.locator("[data-problem]")).to_contain_text("số")
    drafter.looks_right()
    drafter.page.reload()
    expect(received.locator("[data-input]")).to_have_value("khoảng một trăm")
    drafter.open(f"/ward/submissions/{place.submission_id}/check")
    expect(drafter.page.locator(".summary")).to_contain_text("Hồ sơ tiếp nhận trong kỳ")
    expect(drafter.page.get_by_role("button", name="Trình lãnh đạo ký")).to_be_disabled()
    drafter.looks_right()


def test_two_clicks_submit_once(town: Town, enter_site: Enter) -> None:
    """So does the same page sent again after going back."""
    place = town.filled(WARD)
    town.explain(place)
    leader = enter_site()
    leader.sign_in(town.person(Role.LEADER, "Lê Văn Ký", WARD))
    leader.open(f"/ward/submissions/{place.submission_id}/sign")
    leader.page.get_by_role("button", name="Ký duyệt và nộp").dblclick()
    number = leader.page.locator(".receipt__number")
    expect(number).to_have_text(f"2026-H1-{WARD}-01")
    leader.open(f"/ward/submissions/{place.submission_id}")
    expect(leader.page.get_by_role("link", name=re.compile("^Biên nhận"))).to_have_count(1)


def test_a_stale_page_approves_nothing(town: Town, enter_site: Enter) -> None:
    """The reviewer decides on the version that they saw, or not at all."""
    place = town.filed(WARD)
    reviewer = enter_site()
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    desk = f"/review/submissions/{place.submission_id}"
    reviewer.open(desk)
    reviewer.claim()
    stale = reviewer.page
    reviewer.page = reviewer.context.new_page()
    _return_from(reviewer, desk)
    town.resubmit(place, {"reception_sessions": "26"})
    reviewer.open(desk)
    reviewer.claim()
    reviewer.page, fresh = stale, reviewer.page
    reviewer.expected_refusals.add(409)
    reviewer.page.get_by_role("button", name=re.compile("^Duyệt")).click()
    told = reviewer.page.get_by_role("main")
    expect(told).to_contain_text(re.compile("bản mới|bản số 2|tải lại"))
    reviewer.looks_right()
    fresh.reload()
    expect(fresh.locator(".strip")).to_contain_text("Đang thẩm định")


def _at_work(town: Town, enter_site: Enter) -> tuple[Visitor, Place]:
    place = town.filled(WARD)
    drafter = enter_site()
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    return drafter, place


def _upload(drafter: Visitor, place: Place, name: str, content: bytes) -> None:
    drafter.open(f"/ward/submissions/{place.submission_id}")
    file: Mapping[str, object] = {
        "name": name,
        "mimeType": "application/octet-stream",
        "buffer": content,
    }
    drafter.page.get_by_label("Tải báo cáo lên").set_input_files(file)
    drafter.press("Đọc báo cáo")


def _still_has_its_figures(drafter: Visitor, place: Place) -> None:
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/III.3")
    expect(drafter.field("dossiers_received").locator("[data-input]")).to_have_value("100")


def _return_from(reviewer: Visitor, desk: str) -> None:
    reviewer.open(f"{desk}/return")
    reception = reviewer.page.locator(".reasons li").filter(has_text="Tiếp công dân")
    reception.get_by_role("checkbox").check()
    reception.get_by_role("textbox").fill("Đề nghị bổ sung số buổi tiếp công dân.")
    reviewer.press("Trả lại phường")
    reviewer.sees("Đã trả lại báo cáo")

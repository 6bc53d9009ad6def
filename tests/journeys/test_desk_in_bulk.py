"""The reviewer's day with many reports: decide together, approve by keys, see what was left."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from app.actions import deciding, detecting
from app.domain.permissions import COMMAND_LINE, Role
from app.store import submissions
from app.store.reading import reading
from tests.journeys.conftest import Enter
from tests.journeys.towns import PERIOD, Town
from tests.journeys.visitors import AT_DESKS, Visitor

WARDS = ("10525", "11455", "11533")
NOTE = "Kỳ này Sở không yêu cầu các chỉ tiêu còn trống."
#: From the queue to an approved report, for a reviewer with eighty of them.
MOST_PRESSES = 3


@dataclass
class Keys:
    """Presses keys one by one, on a page whose scripts are there, and counts them."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.pressed.append(key)
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)


@pytest.mark.parametrize("size", AT_DESKS)
def test_findings_are_decided_together_and_the_clean_reports_approved(
    town: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    for ward in WARDS:
        town.filed(ward)
    compare(town)
    reviewer = enter_site(size)
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    decide_one_and_take_it_back(reviewer)
    decide_all_that_match(reviewer)
    approve_all_that_is_clean(reviewer)
    take_back(enter_site(size), town)


def decide_one_and_take_it_back(reviewer: Visitor) -> None:
    page = reviewer.page
    reviewer.open(f"/city/periods/{PERIOD}/findings?show=open")
    reviewer.looks_right()
    before = count_of(page, "Đang mở")
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_text("1 dòng đã đánh dấu")).to_be_visible()
    reviewer.press("Không phải vấn đề")
    reviewer.sees("Đã ghi “Không phải vấn đề” cho 1 dòng.")
    assert count_of(page, "Đang mở") == before - 1
    reviewer.looks_right()
    reviewer.press("Hoàn tác")
    reviewer.sees("Đã hoàn tác 1 dòng.")
    assert count_of(page, "Đang mở") == before


def decide_all_that_match(reviewer: Visitor) -> None:
    page = reviewer.page
    count = count_of(page, "Đang mở")
    page.get_by_role("radio", name=f"tất cả {count} dòng").check()
    page.get_by_label("Ghi chú chung").fill(NOTE)
    reviewer.press("Chấp nhận")
    reviewer.sees(f"Đã ghi “Đã chấp nhận” cho {count} dòng.")
    assert count_of(page, "Đang mở") == 0
    reviewer.looks_right()


def count_of(page: Page, name: str) -> int:
    chip = page.locator(".chip").filter(has_text=re.compile(f"^{name} "))
    return int(chip.locator("b").inner_text())


def approve_all_that_is_clean(reviewer: Visitor) -> None:
    reviewer.open("/review/")
    reviewer.looks_right()
    reviewer.follow(f"Duyệt {len(WARDS)} báo cáo không còn gì mở")
    expect(reviewer.page.get_by_role("row")).to_have_count(1 + len(WARDS))
    reviewer.looks_right()
    reviewer.press(f"Duyệt {len(WARDS)} báo cáo này")
    reviewer.sees(f"Đã duyệt {len(WARDS)} báo cáo.")
    reviewer.looks_right()
    reviewer.follow("Hàng chờ")
    assert count_of(reviewer.page, "Đã duyệt") == len(WARDS)


def take_back(leader: Visitor, town: Town) -> None:
    leader.sign_in(town.person(Role.DEPARTMENT_LEADER, "Phạm Lãnh Đạo Sở"))
    leader.open("/review/")
    leader.follow(f"{len(WARDS)} báo cáo,")
    leader.page.get_by_text("Hủy duyệt cả lượt này").click()
    leader.page.get_by_label("Lý do hủy duyệt").fill("Còn phải đối chiếu với Công an thành phố.")
    leader.looks_right()
    leader.press(f"Hủy duyệt {len(WARDS)} báo cáo")
    leader.sees(f"Đã hủy duyệt {len(WARDS)} báo cáo.")


def test_a_clean_report_is_approved_with_three_keys(town: Town, enter_site: Enter) -> None:
    settled(town, *WARDS[:2])
    reviewer = enter_site()
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    reviewer.open("/review/")
    page, keys = reviewer.page, Keys(reviewer.page)
    expect(page.locator("[data-row]")).to_have_count(2)
    first = page.locator("[data-row]").first.inner_text()
    keys.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    keys.press("d")
    expect(page.get_by_role("button", name="Duyệt 1 báo cáo này")).to_be_focused()
    expect(page.get_by_role("rowheader")).to_have_text([first])
    keys.press("Enter")
    reviewer.sees("Đã duyệt 1 báo cáo.")
    assert len(keys.pressed) <= MOST_PRESSES, keys.pressed


def test_rows_are_walked_chosen_and_opened_by_keys(town: Town, enter_site: Enter) -> None:
    settled(town, *WARDS)
    reviewer = enter_site()
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    reviewer.open("/review/")
    page, keys = reviewer.page, Keys(reviewer.page)
    rows = page.locator("[data-row]")
    for key, at in (("j", 0), ("ArrowDown", 1), ("j", 2), ("j", 2), ("k", 1), ("ArrowUp", 0)):
        keys.press(key)
        expect(rows.nth(at)).to_be_focused()
    for key in ("x", "j", "x"):
        keys.press(key)
    expect(page.get_by_text("đã chọn 2")).to_be_visible()
    legend = page.get_by_role("complementary", name="Phím tắt")
    expect(legend).to_be_visible()
    keys.press("?")
    expect(legend).to_be_hidden()
    keys.press("?")
    expect(legend).to_be_visible()
    keys.press("/")
    page.keyboard.type("hai duong")
    page.keyboard.press("Enter")
    expect(rows).to_have_text(["Phường Hải Dương"])
    reviewer.looks_right()
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_text("Phường Hải Dương").first).to_be_visible()
    expect(page).to_have_url(re.compile("/review/submissions/"))


def compare(town: Town) -> None:
    """As the worker does: once it is done, nothing that is found changes behind one's back."""
    town.settle()
    with town.app.app_context():
        detecting.detect(town.scope, COMMAND_LINE, town.period_id)


def settled(town: Town, *wards: str) -> None:
    """Filed reports in which everything is decided."""
    places = [town.filed(ward) for ward in wards]
    compare(town)
    with town.app.app_context():
        for place in places:
            with reading(town.scope) as session:
                rows = [
                    *submissions.findings_of(session, place.submission_id),
                    *submissions.department_findings_of(session, place.submission_id),
                ]
            for row in rows:
                deciding.decide(town.scope, COMMAND_LINE, row.id, "accepted")

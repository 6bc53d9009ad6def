"""A drafter proves a section, the leader sees it before signing, the desk once it was filed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.actions import evidence_files as made
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import PHONE, WORK_PATIENCE, Visitor

WARD = "11455"
SECTION = "III.3"


def test_evidence_from_the_drafter_to_the_desk(
    town: Town, enter_site: Enter, tmp_path: Path
) -> None:
    place = town.filled(WARD)
    drafter = enter_site()
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/{SECTION}")
    attach(drafter, tmp_path, {"bien ban.pdf": made.pdf(), "niem yet.jpg": made.picture("JPEG")})
    files = drafter.page.locator("#evidence-files .evidence__file")
    expect(files).to_have_count(2)
    expect(files.get_by_role("img")).to_have_count(2, timeout=WORK_PATIENCE)
    drafter.looks_right()
    take_away_and_bring_back(drafter)
    refuse(drafter, tmp_path)
    town.explain(place)
    leader_reads_and_signs(town, enter_site(), f"/ward/submissions/{place.submission_id}")
    reviewer = enter_site()
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    reviewer.open(f"/review/submissions/{place.submission_id}")
    expect(reviewer.page.get_by_role("link", name="bien ban.pdf").last).to_be_visible()
    reviewer.looks_right()


def attach(drafter: Visitor, folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    drafter.page.wait_for_load_state()
    drafter.page.locator("#evidence-file").set_input_files([folder / name for name in files])
    drafter.press("Đính kèm")


def take_away_and_bring_back(drafter: Visitor) -> None:
    files = drafter.page.locator("#evidence-files .evidence__file")
    drafter.page.get_by_role("button", name="Bỏ tệp").first.click()
    expect(files).to_have_count(1)
    drafter.page.get_by_text("1 tệp đã bỏ, còn lấy lại được").click()
    drafter.looks_right()
    drafter.press("Lấy lại")
    expect(files).to_have_count(2)


def refuse(drafter: Visitor, folder: Path) -> None:
    """What a picture's name hides is told at its line, and nothing was kept."""
    drafter.expected_refusals.add(400)
    attach(drafter, folder, {"hinh.png": made.SVG})
    expect(drafter.page.locator("#evidence .sending__line")).to_contain_text("SVG")
    expect(drafter.page.locator("#evidence-files .evidence__file")).to_have_count(2)


def leader_reads_and_signs(town: Town, leader: Visitor, report: str) -> None:
    leader.sign_in(town.person(Role.LEADER, "Lê Văn Ký", WARD))
    leader.open(f"{report}/check")
    section = leader.page.locator("details[id^='answers-']").filter(has_text=f"{SECTION}.")
    if section.get_attribute("open") is None:
        section.locator("> summary").click()
    expect(section.get_by_role("link", name="bien ban.pdf").last).to_be_visible()
    leader.looks_right()
    leader.follow("Ký và nộp")
    leader.sees("2 tệp")
    leader.page.get_by_label("PHÓ CHỦ TỊCH").check()
    leader.looks_right()
    leader.page.get_by_role("button", name="Ký duyệt và nộp").click()
    expect(leader.page.locator(".receipt")).to_contain_text("KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")
    leader.looks_right()


def test_evidence_without_scripts_from_a_phone(
    town: Town, enter_site: Enter, tmp_path: Path
) -> None:
    place = town.filled(WARD)
    drafter = enter_site(PHONE, scripts=False)
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/{SECTION}")
    attach(drafter, tmp_path, {"bien ban.pdf": made.pdf()})
    expect(drafter.page.locator("#evidence-files .evidence__file")).to_have_count(1)
    drafter.expected_refusals.add(400)
    attach(drafter, tmp_path, {"trang.pdf": made.HTML})
    expect(drafter.page.locator(".summary")).to_contain_text("Không nhận trang web (HTML)")

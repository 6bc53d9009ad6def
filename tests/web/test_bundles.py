"""The wards' reports in one ZIP as people ask for it: made, fetched, stopped, refused."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from browsing import Browser, Page, words
from test_editions import HOME, approved
from worlds import PERIOD, Town

from app.actions.bundles import making
from app.domain.permissions import Role

WARDS = "/city/reports/wards/"


def ask(browser: Browser, *formats: str) -> Page:
    browser.get(HOME)
    return browser.submit(WARDS, {"bundle_formats": list(formats or ("pdf",))})


def file_form(page: Page) -> str:
    """The address that hands the file out."""
    return next(f.get("action") or "" for f in page.forms() if "Tải ZIP" in words(f))


def test_a_zip_is_asked_for_made_and_fetched(here: Town) -> None:
    approved(here)
    here.load("Xã Vĩnh Bảo", {"dossiers_received": 7}, status="submitted")
    reviewer = here.browser(Role.REVIEWER)
    assert ": 1 đã duyệt" in reviewer.get(HOME).text
    page = ask(reviewer, "pdf", "docx")
    assert page.element("edition-list").get("data-live") == "busy"
    assert "đứng thứ 1 trong hàng chờ" in page.text
    assert "done" in here.work()
    page = reviewer.get(HOME)
    assert page.element("edition-list").get("data-live") == "calm"
    assert "1/6 đơn vị có trong tệp; 1 đã nộp nhưng chưa được duyệt; 4 chưa nộp" in page.text
    address = file_form(page)
    answer = reviewer.post(address, {}).response
    content = answer.get_data()
    assert hashlib.sha256(content).hexdigest() in page.text
    assert f"bao-cao-phuong-xa-{PERIOD}-" in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [
            making.LIST_NAME,
            "11407 Phường An Biên.pdf",
            "11407 Phường An Biên.docx",
        ]
    assert reviewer.client.get(address).status_code == 405


def test_nothing_approved_is_said_beside_the_form(here: Town) -> None:
    here.load("Xã Vĩnh Bảo", {"dossiers_received": 7}, status="submitted")
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(HOME)
    assert ": chưa duyệt" in page.text
    page = reviewer.submit(WARDS, {"bundle_formats": ["docx"]}, 400)
    assert "chưa có báo cáo nào được duyệt nên chưa có gì để đóng gói" in page.text
    ticked = [
        box.get("value")
        for box in page.element("bundle-formats").iter("input")
        if box.get("checked") is not None
    ]
    assert ticked == ["docx"]
    assert "Chưa có báo cáo nào được yêu cầu" in page.text


def test_a_request_without_sense_is_refused_in_the_page(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(HOME)
    asked = {"bundle_period": PERIOD}
    assert "ít nhất một định dạng" in reviewer.post(WARDS, asked, 400).text
    asked["bundle_formats"] = "exe"
    assert "Không có định dạng này." in reviewer.post(WARDS, asked, 400).text
    nowhere = {"bundle_period": "2031-H1", "bundle_formats": "pdf"}
    assert "Hãy chọn một kỳ đã mở." in reviewer.post(WARDS, nowhere, 400).text
    assert reviewer.page.link("Hãy chọn một kỳ đã mở.") == "#bundle-period"
    assert reviewer.page.element("bundle-period").tag == "select"


def test_one_that_was_stopped_is_made_when_asked_again(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    ask(reviewer)
    assert "Đã hủy" in reviewer.submit("/cancel").text
    here.work()
    assert "Tải ZIP" not in reviewer.get(HOME).text
    assert "Đang chờ đến lượt" in reviewer.submit("/retry").text
    assert "done" in here.work()
    assert "Tải ZIP" in reviewer.get(HOME).text


def test_one_that_failed_says_so_without_the_machine_s_words(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise OSError("the shelf is full")

    approved(here)
    monkeypatch.setattr(making, "_packed", broken)
    reviewer = here.browser(Role.REVIEWER)
    ask(reviewer)
    here.work()
    page = reviewer.get(HOME)
    assert "Không làm được" in page.text
    assert "Lỗi của hệ thống" in page.text
    assert "the shelf is full" not in page.text
    monkeypatch.undo()
    reviewer.submit("/retry")
    assert "done" in here.work()
    assert "Tải ZIP" in reviewer.get(HOME).text


def test_how_far_it_is_stands_on_the_page(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen while the worker is at it: the page is asked for from within the work."""
    approved(here)
    here.load("Xã Vĩnh Bảo", {"dossiers_received": 7}, status="approved")
    reviewer, seen = here.browser(Role.REVIEWER), list[str]()
    honest = making._go_on

    def looked(*given: object) -> bool:
        goes_on = honest(*given)  # type: ignore[arg-type]
        seen.append(reviewer.get(HOME).part("edition-list"))
        return goes_on

    monkeypatch.setattr(making, "_go_on", looked)
    monkeypatch.setattr(making, "_LOOKS", 0.0)
    ask(reviewer)
    assert "done" in here.work()
    assert [done for page in seen for done in ("0/2", "1/2", "2/2") if f": {done}" in page] == [
        "0/2",
        "1/2",
        "2/2",
        "2/2",
    ]
    assert "Làm văn bản của từng đơn vị (đang làm)" in seen[1]
    assert "Đóng gói tệp ZIP (đang làm)" in seen[-1]


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.LEADER])
def test_a_ward_s_people_have_no_way_to_it(here: Town, role: Role) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    ask(reviewer)
    here.work()
    address = file_form(reviewer.get(HOME))
    ward = here.browser(role, "Phường An Biên")
    ward.post(address, {}, 403)
    ward.post(WARDS, {"bundle_period": PERIOD, "bundle_formats": "pdf"}, 403)


def test_another_city_s_file_is_not_there(here: Town, there: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    ask(reviewer)
    here.work()
    address = file_form(reviewer.get(HOME))
    other = there.browser(Role.DEPARTMENT_LEADER)
    assert "Tải ZIP" not in other.get(HOME).text
    other.post(address, {}, 404)
    other.post(address.replace("/file", "/cancel"), {}, 404)


def test_who_took_it_is_in_the_log_in_words(here: Town) -> None:
    approved(here)
    auditor = here.browser(Role.AUDITOR)
    ask(auditor)
    here.work()
    auditor.post(file_form(auditor.get(HOME)), {})
    log = auditor.get("/city/audit").text
    assert "Tải tệp ZIP báo cáo các phường, xã" in log
    assert "Đóng gói báo cáo các phường, xã" in log

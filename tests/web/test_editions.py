"""City reports as people ask for them: made, fetched, talked about, sealed, verified."""

from __future__ import annotations

import hashlib
import json

import pytest
from browsing import Browser, Page, words
from sqlalchemy import update
from worlds import PERIOD, Town

from app.actions import letting_go
from app.actions.editions import making
from app.domain.permissions import SYSTEM, Role
from app.store.tables.results import Export
from app.store.transaction import transaction

HOME = "/city/reports/"


def approved(town: Town, **answers: object) -> None:
    town.load("Phường An Biên", {"dossiers_received": 41} | answers, status="approved")


def make(town: Town, browser: Browser, *formats: str, **fields: object) -> Page:
    """Ask through the form, let the worker work, open what it made."""
    browser.get(HOME)
    page = browser.submit(HOME, {"formats": list(formats or ("json",)), **fields})
    assert page.element("edition-list").get("data-live") == "busy"
    assert "done" in town.work()
    page = browser.get(HOME)
    return browser.get(page.link("bản số"))


def test_a_report_is_asked_for_made_and_fetched(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    page = make(here, reviewer, "docx", "json", include="submitted", comment="Bản xem trước")
    assert "gồm cả báo cáo chưa duyệt" in page.text
    assert "Bản xem trước" in page.text
    address = next(f.get("action") or "" for f in page.forms() if "Tải JSON" in words(f))
    answer = reviewer.post(address, {}).response
    content = answer.get_data()
    assert hashlib.sha256(content).hexdigest() in page.text
    assert json.loads(content)["period"] == PERIOD
    name = answer.headers["Content-Disposition"]
    assert f"bao-cao-tong-hop-{PERIOD}-da-nop-ban-1-" in name
    assert reviewer.client.get(address).status_code == 405


def test_one_chooses_whether_what_only_one_ward_says_is_printed(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    assert "Điều từ hai đơn vị trở lên cùng nêu" in make(here, reviewer).text
    assert "Mọi nội dung" in make(here, reviewer, every_text="1").text
    page = reviewer.get(HOME)
    page = reviewer.submit(HOME, {"formats": [], "every_text": "1"}, 400)
    box = next(i for i in page.tree.iter("input") if i.get("name") == "every_text")
    assert box.get("checked") is not None


def test_a_report_that_failed_says_why_and_is_made_again(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise OSError("the shelf is full")

    approved(here)
    monkeypatch.setattr(making, "print_city_report", broken)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(HOME)
    reviewer.submit(HOME, {"formats": "csv"})
    here.work()
    page = reviewer.get(HOME)
    assert "Không làm được" in page.text
    assert "Lỗi của hệ thống" in page.text
    assert "the shelf is full" not in page.text
    monkeypatch.undo()
    assert "Đang chờ đến lượt" in reviewer.submit("/retry").text
    assert "done" in here.work()
    assert "Tải CSV" in reviewer.get(HOME).text


def test_a_request_that_was_stopped_is_not_made(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(HOME)
    reviewer.submit(HOME, {"formats": ["csv", "json"]})
    assert "Đã hủy" in reviewer.submit("/cancel").text
    here.work()
    assert "Tải CSV" not in reviewer.get(HOME).text
    assert "Đang chờ đến lượt" in reviewer.submit("/retry").text
    assert "done" in here.work()
    assert "Tải CSV" in reviewer.get(HOME).text


def test_a_report_whose_files_are_over_says_so_and_is_made_again_by_one_click(here: Town) -> None:
    approved(here)
    leader = here.browser(Role.DEPARTMENT_LEADER)
    page = make(here, leader)
    with here.app.app_context():
        with transaction(here.scope, SYSTEM) as tx:
            tx.session.execute(update(Export).values(expires_at=tx.now))
        letting_go.let_go_of_expired()
    leader.get(page.path)
    assert "JSON: đã hết hạn lưu" in leader.page.text
    assert "Đã hết hạn" in leader.page.part("state")
    assert "hãy làm lại rồi chốt" in leader.page.part("state")
    assert not leader.page.offers("/seal")
    assert "Tệp chỉ được giữ 30 ngày" in leader.get(HOME).text
    assert "Đang chờ đến lượt" in leader.submit("/retry").text
    assert "done" in here.work()
    assert "Tải JSON" in leader.get(HOME).text
    assert leader.get(page.path).offers("/seal")


def test_a_request_without_sense_is_refused_in_the_page(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(HOME)
    page = reviewer.post(HOME, {"formats": "exe", "period": PERIOD, "comment": "Giữ lại"}, 400)
    assert "Không có định dạng này." in page.text
    assert 'value="Giữ lại"' in page.html
    assert "Hãy chọn một kỳ đã mở." in reviewer.post(HOME, {"formats": "csv"}, 400).text
    none = reviewer.post(HOME, {"period": PERIOD, "parts": "X", "include": "all"}, 400)
    for sentence in ("ít nhất một định dạng", "không có phần này", "những báo cáo được tính"):
        assert sentence in none.text
    assert "Chưa có báo cáo nào được yêu cầu" in none.text


def test_only_the_leader_seals_and_a_sealed_report_supersedes_the_one_before(here: Town) -> None:
    approved(here)
    leader = here.browser(Role.DEPARTMENT_LEADER)
    reviewer = here.browser(Role.REVIEWER)
    page = make(here, reviewer)
    assert not page.offers("/seal")
    first = page.path
    leader.get(first)
    assert "không thay đổi được nữa" in leader.submit("/seal", {"confirmed": "yes"}).text
    verify = leader.page.link("-")
    anybody = Browser(here.app)
    assert "đang có hiệu lực" in anybody.get(verify).text
    assert "41" not in anybody.page.part("main").replace(verify, "").split("SHA-256")[0]

    reopen_and_change(here, leader)
    second = make(here, reviewer)
    delta = reviewer.get(second.link("So với bản số 1"))
    assert "41 44" in delta.text
    assert "bản nộp số 1 thay bằng bản số 2" in delta.text
    leader.get(second.path)
    leader.submit("/seal", {"confirmed": "yes"})
    assert "đã được thay thế" in anybody.get(verify).text
    assert "đang có hiệu lực" in anybody.get(anybody.page.link("-")).text


def test_sealing_is_confirmed_with_what_is_still_open_before_one_s_eyes(here: Town) -> None:
    approved(here, dossiers_resolved=90, dossiers_in_progress=5)
    here.detect()
    leader = here.browser(Role.DEPARTMENT_LEADER)
    page = make(here, leader)
    assert "Phường An Biên (1)" in page.part("state")
    assert "hãy đánh dấu" in leader.submit("/seal").text
    assert "không thay đổi được nữa" in leader.submit("/seal", {"confirmed": "yes"}).text


def reopen_and_change(town: Town, leader: Browser) -> None:
    leader.get(town.address("Phường An Biên"))
    leader.submit("/unapprove", {"reason": "Đơn vị báo nhầm số hồ sơ"})
    approved(town, dossiers_received=44)


def test_what_changed_since_stands_against_sealing(here: Town) -> None:
    approved(here)
    leader = here.browser(Role.DEPARTMENT_LEADER)
    page = make(here, leader)
    here.load("Xã Vĩnh Bảo", {"dossiers_received": 7}, status="approved")
    leader.get(page.path)
    refused = leader.submit("/seal", {"confirmed": "yes"})
    assert "Chưa chốt: Từ khi lập bản này, Xã Vĩnh Bảo đã thay đổi." in refused.text
    unsure = make(here, leader, include="submitted")
    assert not unsure.offers("/seal")
    leader.post(f"{unsure.path}/seal", {"confirmed": "yes"})
    assert "tính cả báo cáo chưa duyệt" in leader.page.text


def test_comments_are_kept_and_an_empty_one_is_told(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    make(here, reviewer)
    assert "Đã đọc phần III" in reviewer.submit("/comments", {"comment": "Đã đọc phần III"}).text
    assert "Hãy viết ý kiến" in reviewer.submit("/comments", {"comment": "  "}).text


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "x", "7kq2m9xa4tr", "%00", "A" * 300])
def test_a_code_that_nobody_gave_is_unknown(here: Town, code: str) -> None:
    page = Browser(here.app).get(f"/verify/{code}", status=404)
    assert "Không có văn bản nào mang mã" in page.text


def test_a_code_is_found_however_it_was_typed(here: Town) -> None:
    approved(here)
    reviewer = here.browser(Role.REVIEWER)
    code = make(here, reviewer).link("-").rsplit("/", 1)[1]
    typed = code.replace("-", " ").lower()
    page = Browser(here.app).get(f"/verify/?code={typed}")
    assert page.path == f"/verify/{code}"
    assert "chưa được chốt" in page.text

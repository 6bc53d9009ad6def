"""Threads at the desk, as the reviewer and the ward see them; evidence and narratives beside."""

from __future__ import annotations

from uuid import uuid4

import pytest
from browsing import Browser, Page
from browsing import words as _words
from worlds import UNITS, Town

from app.domain.permissions import Role

WARD = "Phường An Biên"
OTHER = "Xã Ái Quốc"
FIGURES = {
    "overview": "Sáu tháng qua đơn vị thực hiện tốt.",
    "admin_reform": "Trong kỳ tiếp nhận 4.500 hồ sơ.",
    "dossiers_received": 4410,
    "dossiers_resolved": 4337,
    "dossiers_in_progress": 66,
}
ASKED = "Vì sao lệch 7 hồ sơ?"


@pytest.fixture
def reviewer(here: Town) -> Browser:
    """Whoever claimed the ward's report, at its desk."""
    here.load(WARD, FIGURES)
    browser = here.browser(Role.REVIEWER)
    browser.get(here.address(WARD))
    browser.submit("/claim")
    return browser


def note(reviewer: Browser, here: Town, text: str = ASKED, **more: str) -> str:
    """Write a remark at the desk; its name."""
    name = f"{uuid4()}"
    sent = {"place": "III.3:dossiers_received", "text": text, **more}
    reviewer.post(here.address(WARD, f"/remarks/{name}"), sent)
    return name


def section(here: Town) -> Page:
    address = f"/ward/submissions/{here.submission_id(WARD)}/sections/III.3"
    return here.browser(Role.DRAFTER, WARD).get(address)


def send(reviewer: Browser, here: Town, **fields: str) -> Page:
    reviewer.get(here.address(WARD, "/return"))
    return reviewer.submit("/return", {"note": "Đề nghị rà soát.", **fields})


def answered(reviewer: Browser, here: Town) -> Page:
    """The remark went out and came back with the ward's answer and another figure."""
    note(reviewer, here)
    send(reviewer, here)
    here.save(WARD, "dossiers_received", "4403")
    here.resubmit(WARD)
    reviewer.get(here.address(WARD))
    return reviewer.submit("/claim")


def test_the_page_s_own_form_writes_a_remark(reviewer: Browser, here: Town) -> None:
    action = next(f for f in reviewer.page.forms() if "/remarks/" in (f.get("action") or ""))
    ending = (action.get("action") or "").rpartition("/")[2]
    page = reviewer.submit(ending, {"place": "III.3:dossiers_received", "text": ASKED})
    assert ASKED in page.part(f"remark-{ending}")
    assert "Chưa gửi" in page.part(f"remark-{ending}")
    assert "1 chưa gửi" in page.part("pane-sections")


def test_the_ward_sees_nothing_of_it_before_the_return(reviewer: Browser, here: Town) -> None:
    note(reviewer, here)
    assert ASKED not in section(here).html
    send(reviewer, here)
    page = section(here)
    assert ASKED in page.part("f-dossiers_received")
    assert "Còn 1/1 yêu cầu" in page.text


def test_the_composer_gathers_remarks_and_leaves_out_what_is_unticked(
    reviewer: Browser, here: Town
) -> None:
    kept, left = note(reviewer, here), note(reviewer, here, "Thiếu số hồ sơ rút.")
    page = reviewer.get(here.address(WARD, "/return"))
    assert page.element("section-III.3").get("checked") is not None
    assert ASKED in page.text
    item = f"draft-{kept}"
    reviewer.submit("/return", {"item": item, f"text.{item}": "Vì sao lệch đúng 7 hồ sơ?"})
    told = section(here).text
    assert "Vì sao lệch đúng 7 hồ sơ?" in told
    assert "Thiếu số hồ sơ rút." not in told
    assert "Thiếu số hồ sơ rút." in reviewer.get(here.address(WARD)).part(f"remark-{left}")


def test_a_request_is_about_the_field_that_was_chosen(reviewer: Browser, here: Town) -> None:
    chosen = {"section": "III.3", "code.III.3": "dossiers_resolved", "reason.III.3": "Làm rõ."}
    send(reviewer, here, **chosen)
    assert "Làm rõ." in section(here).part("f-dossiers_resolved")


def test_a_resubmission_shows_old_beside_new_with_the_thread(reviewer: Browser, here: Town) -> None:
    page = answered(reviewer, here)
    row = page.part("row-dossiers_received")
    assert "4.403" in row
    assert "Đã sửa 4.410" in row
    threads = page.part("threads")
    assert ASKED in threads
    assert "Đã sửa theo yêu cầu." in threads
    assert "4.410 → 4.403" in threads


def test_a_settled_thread_folds_and_opens_again(reviewer: Browser, here: Town) -> None:
    answered(reviewer, here)
    page = reviewer.submit("/settle")
    folded = next(e for e in page.element("threads").iter("details") if "Đã xong" in _words(e))
    assert folded.get("open") is None
    assert "Sở chấp nhận trả lời" in page.text
    assert "Đã trả lời" in reviewer.submit("/reopen").part("threads")


def test_what_is_asked_again_is_one_thread_for_both_sides(reviewer: Browser, here: Town) -> None:
    page = answered(reviewer, here)
    first = next(
        (f.get("action") or "").rpartition("/settle")[0].rpartition("/")[2]
        for f in page.forms()
        if (f.get("action") or "").endswith("/settle")
    )
    note(reviewer, here, "Vẫn chưa rõ nguồn của 7 hồ sơ.", follows=first)
    assert "Sẽ hỏi lại khi trả báo cáo" in reviewer.page.part(f"remark-{first}")
    assert not reviewer.page.offers("/settle")
    send(reviewer, here)
    told = section(here).part("f-dossiers_received")
    assert told.index(ASKED) < told.index("Đã sửa theo yêu cầu.") < told.index("Vẫn chưa rõ nguồn")
    assert section(here).text.count(ASKED) == 1
    assert "Còn 1/1 yêu cầu" in section(here).text


def test_numbers_of_a_narrative_are_held_against_the_cells(reviewer: Browser, here: Town) -> None:
    said = reviewer.page.element("row-admin_reform")
    off = [e for e in said.iter("mark") if "held--off" in (e.get("class") or "")]
    assert ["4.500" in _words(e) for e in off] == [True]
    assert "ghi 4.410" in reviewer.page.part("row-admin_reform")


def test_a_decision_may_be_taken_back_and_its_note_stays(reviewer: Browser, here: Town) -> None:
    flag = next(e for e in reviewer.page.tree.iter("article") if "4.410" in _words(e))
    finding = (flag.get("id") or "").removeprefix("flag-")
    said = {"note": "Đã gọi điện hỏi."}
    page = reviewer.post(here.address(WARD, f"/findings/{finding}/dismiss"), said)
    assert "Đã gọi điện hỏi." in page.part(f"flag-{finding}")
    assert "1 chỗ đã quyết định" in page.text
    page = reviewer.submit(f"{finding}/again")
    assert page.offers(f"{finding}/accept")
    assert "Đã gọi điện hỏi." in page.part(f"flag-{finding}")


def test_a_flag_shows_the_ward_s_own_past_and_earlier_decisions(here: Town) -> None:
    here.open("2025-H1")
    here.load(WARD, {**FIGURES, "dossiers_received": 4000}, period="2025-H1")
    reviewer = here.browser(Role.REVIEWER)
    before = reviewer.get(here.address(WARD, period="2025-H1"))
    flag = next(e for e in before.tree.iter("article") if "4.000" in _words(e))
    finding = (flag.get("id") or "").removeprefix("flag-")
    address = here.address(WARD, f"/findings/{finding}/accept", period="2025-H1")
    reviewer.post(address, {"note": "Có hồ sơ chuyển."})
    here.load(WARD, FIGURES)
    page = reviewer.get(here.address(WARD))
    card = next(e for e in page.tree.iter("article") if "4.410" in _words(e))
    assert "6T đầu 2025: 4.000 · 6T đầu 2026: 4.410" in _words(card)
    assert "6T đầu 2025: Đã chấp nhận" in _words(card)
    assert "Có hồ sơ chuyển." in _words(card)


def test_another_ward_is_found_without_marks(reviewer: Browser, here: Town) -> None:
    here.load(OTHER, {**FIGURES, "dossiers_received": 2205})
    reviewer.get(here.address(WARD, "/compare/wards"))
    page = reviewer.get(here.address(WARD, "/compare/wards?q=ai quoc"))
    assert f"So với {OTHER}" in page.heading
    row = next(row for row in page.rows() if row[0].startswith("Hồ sơ tiếp nhận trong kỳ"))
    assert row[1:] == ["2.205", "4.410", "+2.205", "+100 %"]
    assert [e.text for e in page.tree.iter("mark")][:1] == [FIGURES["overview"].rstrip(".")]
    gone = reviewer.get(here.address(WARD, "/compare/wards?q=khong co"))
    assert "Không có đơn vị nào đã nộp tên như vậy" in gone.text


def test_a_ward_s_own_draft_is_not_compared(reviewer: Browser, here: Town) -> None:
    here.save(OTHER, "dossiers_received", "98765")
    code = next(u["code"] for u in UNITS if u["name"] == OTHER)
    page = reviewer.get(here.address(WARD, f"/compare/ward/{code}"), status=404)
    assert "98.765" not in page.text


def test_two_persons_approve_where_the_city_wants_them(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/review")
    page = admin.submit("/admin/review", {"needs_second": "1"})
    assert page.element("needs_second").get("checked") is not None
    here.load(WARD, FIGURES)
    first, second = here.browser(Role.REVIEWER), here.browser_of(here.another(Role.REVIEWER))
    first.get(here.address(WARD))
    page = first.submit("/claim")
    assert not page.offers("/approve")
    assert "Đã đề nghị duyệt" in first.submit("/propose").text
    page = first.get(here.address(WARD))
    assert "Bạn đã đề nghị duyệt; chờ người thứ hai xác nhận." in page.text
    page = second.get(here.address(WARD))
    assert "cần một người khác xác nhận" in page.text
    second.submit("/claim")
    assert "Đã duyệt báo cáo" in second.submit("/approve").text


def test_an_activity_keeps_the_claim_and_tells_how_long(reviewer: Browser, here: Town) -> None:
    headers = {"X-CSRFToken": reviewer.token, "Referer": "http://localhost/"}
    answer = reviewer.client.post(here.address(WARD, "/keep"), headers=headers)
    assert 890 < answer.json["seconds"] <= 900
    assert "còn giữ 15 phút" in reviewer.get(here.address(WARD)).text


def test_who_decides_while_another_one_has_it_is_told_and_loses_no_word(here: Town) -> None:
    """What stands in the page when somebody else takes the report over."""
    here.load(WARD, FIGURES)
    first, second = here.browser(Role.REVIEWER), here.browser_of(here.another(Role.REVIEWER))
    address = here.address(WARD)
    page = second.get(address)
    accept = next(f.get("action") or "" for f in page.forms() if "/accept" in str(f.get("action")))
    first.get(address)
    first.submit("/claim")
    refused = second.submit(accept, {"note": "Phường đã gọi điện giải thích."}, status=409)
    assert "đang thẩm định báo cáo này" in refused.text
    assert "Phường đã gọi điện giải thích." in refused.text
    assert "Phường đã gọi điện giải thích." not in first.get(address).text

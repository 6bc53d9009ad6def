"""A returned report as its drafter finds it: requests to tick off, old beside new."""

from __future__ import annotations

import pytest
from browsing import Browser, Page
from worlds import Town

from app.domain.permissions import Role

WARD = "Phường An Biên"
FIGURES = {
    "overview": "Sáu tháng qua đơn vị thực hiện tốt.",
    "dossiers_received": 93,
    "dossiers_received_online": 90,
}
ASKED = {
    "section": ["I", "III.3"],
    "reason.I": "Bổ sung đánh giá chung.",
    "reason.III.3": "dossiers_received: Làm rõ số hồ sơ.\n\nThiếu số hồ sơ rút.",
    "note": "Đề nghị rà soát.",
    "due_on": "31/12/2099",
}


def report_url(town: Town) -> str:
    return f"/ward/submissions/{town.submission_id(WARD)}"


@pytest.fixture
def drafter(here: Town) -> Browser:
    """The drafter of a report that came back with three requests."""
    here.load(WARD, FIGURES, status="submitted")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    reviewer.get(here.address(WARD, "/return"))
    reviewer.submit("/return", ASKED)
    return here.browser(Role.DRAFTER, WARD)


def section(drafter: Browser, town: Town, code: str = "III.3") -> Page:
    return drafter.get(f"{report_url(town)}/sections/{code}")


def answer_next(drafter: Browser, words: str = "Đã làm rõ.") -> Page:
    """Answer the first open request of the page, as its form does from that page."""
    form = next(f for f in drafter.page.forms() if (f.get("action") or "").endswith("/answer"))
    sent = {"csrf_token": drafter.token, "text": words}
    referrer = {"Referer": f"http://localhost{drafter.page.path}"}
    answer = drafter.client.post(
        form.get("action") or "", data=sent, headers=referrer, follow_redirects=True
    )
    return drafter._show(answer, 200)


def test_each_line_is_a_request_and_stands_at_its_field(drafter: Browser, here: Town) -> None:
    page = section(drafter, here)
    assert "Còn 3/3 yêu cầu chưa trả lời" in page.text
    assert "Làm rõ số hồ sơ." in page.part("f-dossiers_received")
    assert "Thiếu số hồ sơ rút." in page.text
    assert "Bổ sung đánh giá chung." not in page.text


def test_the_next_request_is_one_of_this_section_first(drafter: Browser, here: Town) -> None:
    assert "/sections/III.3#remark-" in section(drafter, here).link("Đến yêu cầu kế tiếp")
    assert "/sections/I#remark-" in section(drafter, here, "I").link("Đến yêu cầu kế tiếp")
    assert "/sections/I#remark-" in drafter.get(report_url(here)).link("Đến yêu cầu kế tiếp")


def test_answering_counts_down_and_leads_on(drafter: Browser, here: Town) -> None:
    section(drafter, here)
    assert "Còn 2/3 yêu cầu" in answer_next(drafter).text
    page = answer_next(drafter)
    assert page.path.endswith("/sections/I")
    assert "Còn 1/3 yêu cầu" in page.text
    assert "Đã trả lời đủ 3/3 yêu cầu" in answer_next(drafter).text


def test_a_section_is_mended_once_all_its_requests_are_answered(
    drafter: Browser, here: Town
) -> None:
    def states() -> str:
        return drafter.get(report_url(here)).part("main")

    assert states().count("Cần sửa") == 2
    section(drafter, here, "I")
    answer_next(drafter)
    assert (states().count("Cần sửa"), states().count("Đã sửa")) == (1, 1)


def test_only_what_was_returned_is_open(drafter: Browser, here: Town) -> None:
    assert "đang khóa" in section(drafter, here, "II.1").text
    assert "đang khóa" not in section(drafter, here).text


def test_what_was_changed_since_is_shown_old_beside_new(drafter: Browser, here: Town) -> None:
    assert "so với bản số 1" not in section(drafter, here).text
    here.save(WARD, "dossiers_received", "100")
    page = section(drafter, here)
    assert "Đã sửa 1 ô so với bản số 1 bị trả lại" in page.text
    assert "Đã sửa số liệu: 93 → 100" in page.part("f-dossiers_received")


def test_it_does_not_go_back_with_a_request_unanswered(drafter: Browser, here: Town) -> None:
    page = drafter.get(f"{report_url(here)}/check")
    assert page.text.count("Chưa trả lời ý kiến") == 3


def test_a_section_without_a_line_is_refused_to_the_reviewer(here: Town) -> None:
    here.load(WARD, FIGURES, status="submitted")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    reviewer.get(here.address(WARD, "/return"))
    refused = reviewer.submit("/return", {**ASKED, "reason.I": " \n "}, 400)
    assert "Phần I: hãy nêu điều cần sửa." in refused.text

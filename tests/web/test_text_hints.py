"""Hints below a narrative: after its save, after a cell's save, and on the page."""

from __future__ import annotations

from typing import Any

from browsing import Browser
from worlds import Town

from app.domain.permissions import Role

WARD = "Phường An Biên"
TEXT = "Trong kỳ, phường đã tổ chức 24 buổi tiếp công dân, tiếp 31 lượt công dân."


def saved(drafter: Browser, town: Town, code: str, value: str, revision: int = 0) -> Any:
    answer = drafter.client.patch(
        f"/ward/submissions/{town.submission_id(WARD)}/answers/{code}",
        json={"value": value, "state": "value", "reason": "", "revision": revision},
        headers={"X-CSRFToken": drafter.token},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def hints(drafter: Browser, town: Town, section: str = "III.4") -> Any:
    address = f"/ward/submissions/{town.submission_id(WARD)}/sections/{section}/standing"
    answer = drafter.client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer.get_json()["hints"]


def drafter_of(town: Town) -> Browser:
    drafter = town.browser(Role.DRAFTER, WARD)
    drafter.get(f"/ward/submissions/{town.submission_id(WARD)}/sections/III.4")
    return drafter


def test_a_number_in_the_text_is_held_against_its_cell(here: Town) -> None:
    drafter = drafter_of(here)
    saved(drafter, here, "reception_sessions", "22")
    saved(drafter, here, "reception_turns", "31")
    saved(drafter, here, "reception", TEXT)
    html = hints(drafter, here)["reception"]
    assert "<b>24 buổi</b>" in html
    assert '<a href="#f-reception_sessions">Số buổi tiếp công dân</a> ghi <b>22</b>' in html
    assert "Số lượt tiếp" not in html
    page = drafter.get(f"/ward/submissions/{here.submission_id(WARD)}/sections/III.4")
    assert "Bài viết nói 24 buổi , ô Số buổi tiếp công dân ghi 22 ." in page.text


def test_a_cell_that_moves_away_shows_where_the_text_stands(here: Town) -> None:
    drafter = drafter_of(here)
    saved(drafter, here, "reception", TEXT)
    for code, value in (("reception_sessions", "24"), ("reception_turns", "31")):
        saved(drafter, here, code, value)
    assert hints(drafter, here)["reception"].strip() == ""
    saved(drafter, here, "reception_turns", "30", 1)
    assert "Số lượt tiếp" in hints(drafter, here)["reception"]


def test_a_number_of_another_section_leads_there(here: Town) -> None:
    drafter = drafter_of(here)
    saved(drafter, here, "residential_groups_count", "50")
    saved(drafter, here, "reception", "Toàn phường có 54 tổ dân phố đều có nơi tiếp dân.")
    assert "/sections/I#f-residential_groups_count" in hints(drafter, here)["reception"]


def test_what_repeats_the_last_report_is_said_with_its_share(here: Town) -> None:
    here.open("2025-H1")
    text = (
        "Ủy ban nhân dân phường đã niêm yết đầy đủ các nội dung phải công khai tại trụ sở và nhà "
        "văn hóa, phát trên loa truyền thanh, gửi đến từng tổ dân phố qua nhóm Zalo."
    )
    here.load(WARD, {"reception": text}, "approved", "2025-H1")
    drafter = drafter_of(here)
    reply = saved(drafter, here, "reception", text)
    assert "Giống 100 % lời văn kỳ trước của đơn vị" in hints(drafter, here)["reception"]
    saved(drafter, here, "reception", "Viết mới hoàn toàn.", reply["revision"])
    assert hints(drafter, here)["reception"].strip() == ""


def test_hints_are_the_wards_own(here: Town, there: Town) -> None:
    drafter = drafter_of(here)
    address = f"/ward/submissions/{there.submission_id(WARD)}/sections/III.4/standing"
    assert drafter.client.get(address).status_code == 404

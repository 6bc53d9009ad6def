"""The administrator's page of mergers and splits, and what a merged ward sees by it."""

from __future__ import annotations

import pytest
from browsing import Fields, Page, filled_in
from worlds import Town

from app.domain.permissions import Role

HERE = "/admin/wards/reorganizations/"
OLD, NEW, OTHER = "Phường An Biên", "Phường Ngô Quyền", "Xã Vĩnh Bảo"
CODES = {OLD: "11407", NEW: "11311", OTHER: "11635"}
ONE: Fields = {
    "predecessor": [CODES[OLD]],
    "successor": [CODES[NEW]],
    "on": "1/1/2026",
    "document": "Nghị quyết 12/NQ-HĐND",
}
SPLIT: Fields = {**ONE, "successor": [CODES[NEW], CODES[OTHER]]}


def post(here: Town, action: str, fields: Fields, status: int = 200) -> Page:
    browser = here.browser(Role.CITY_ADMIN)
    browser.get(HERE)
    return browser.post(HERE + action, fields, status)


def test_units_are_found_without_diacritics(here: Town) -> None:
    sought: Fields = {"predecessor": [CODES[OLD]], "q": "ngo quyen", "seek": "1"}
    page = post(here, "preview", sought)
    assert [row[0] for row in page.rows()] == ["Phường An Biên 11407", "Phường Ngô Quyền 11311"]
    assert CODES[OLD] in filled_in(page.form("/preview"))["predecessor"]


def test_a_merger_is_told_in_words_before_it_is_recorded(here: Town) -> None:
    page = post(here, "preview", ONE, 200)
    assert "Phường An Biên nhập vào Phường Ngô Quyền" in page.text
    assert "Đóng: Phường An Biên" in page.text
    assert "Chưa ghi lần sáp nhập" in here.browser(Role.CITY_ADMIN).get(HERE).text


def test_a_split_asks_for_its_shares(here: Town) -> None:
    page = post(here, "preview", SPLIT, 400)
    assert "Phường An Biên về Xã Vĩnh Bảo" in page.text
    shares = {
        f"share-{CODES[OLD]}-{CODES[NEW]}": "62,5",
        f"share-{CODES[OLD]}-{CODES[OTHER]}": "37,5%",
    }
    page = post(here, "preview", {**SPLIT, **shares}, 200)
    assert "62,5% của Phường An Biên về Phường Ngô Quyền" in page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "hôm qua"}, "ngày có hiệu lực"),
        ({"document": ""}, "số văn bản"),
        ({"successor": []}, "ít nhất một đơn vị"),
    ],
)
def test_what_does_not_hold_is_said(here: Town, changed: Fields, said: str) -> None:
    assert said in post(here, "preview", {**ONE, **changed}, 400).text
    assert said in post(here, "", {**ONE, **changed}, 400).text


def test_a_merger_is_recorded_and_undone(here: Town) -> None:
    post(here, "", ONE)
    admin = here.browser(Role.CITY_ADMIN)
    assert "Phường An Biên nhập vào Phường Ngô Quyền" in admin.get(HERE).text
    assert "Đóng từ 1/1/2026" in admin.get("/admin/wards").text.replace("01/01", "1/1")
    admin.get(HERE)
    admin.submit("/undo")
    assert "Chưa ghi lần sáp nhập" in admin.get(HERE).text
    assert "Đóng từ" not in admin.get("/admin/wards").text


def test_a_merged_ward_sees_the_estimate_and_that_it_is_one(here: Town) -> None:
    here.open("2025-H1")
    for name, received in ((OLD, 100), (NEW, 60)):
        here.load(name, {"dossiers_received": received}, "approved", "2025-H1")
    post(here, "", ONE)
    drafter = here.browser(Role.DRAFTER, NEW)
    page = drafter.get(f"/ward/submissions/{here.submission_id(NEW)}/sections/III.3")
    said = page.part("f-dossiers_received")
    assert "Cùng kỳ (6T đầu 2025, ước tính từ các đơn vị trước sáp nhập) 160" in said

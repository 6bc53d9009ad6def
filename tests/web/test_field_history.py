"""A field's own page: what it said, who said it and where from, and taking a value back."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from browsing import Browser, Page
from worlds import Town

from app.domain.permissions import Role

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
CODE = "dossiers_received"
SVG = "{http://www.w3.org/2000/svg}"


def address(town: Town, code: str = CODE, ward: str = WARD) -> str:
    return f"/ward/submissions/{town.submission_id(ward)}/answers/{code}/history"


def drawn(page: Page, tag: str) -> list[Element]:
    """The chart's own elements of one kind."""
    chart = next(e for e in page.tree.iter(f"{SVG}svg") if e.get("role") == "img")
    return list(chart.iter(f"{SVG}{tag}"))


def drafter_of(town: Town) -> Browser:
    return town.browser(Role.DRAFTER, WARD)


def test_every_value_is_listed_with_who_and_can_be_used_again(here: Town) -> None:
    for typed in ("93", "khoảng 90", "95"):
        here.save(WARD, CODE, typed)
    drafter = drafter_of(here)
    page = drafter.get(f"/ward/submissions/{here.submission_id(WARD)}/sections/III.3")
    page = drafter.get(page.link(": Hồ sơ tiếp nhận trong kỳ"))
    assert page.path == address(here)
    assert page.text.index("95 đang dùng") < page.text.index("khoảng 90") < page.text.index("93")
    assert page.text.count("Chuyên viên phường, xã Phường An Biên (Thành phố Hải Phòng) 1,") == 3
    back = drafter.submit("/restore", {"restored": "1"})
    assert back.path.endswith("/sections/III.3")
    assert back.element(f"a-{CODE}").get("value") == "93"
    page = drafter.get(address(here))
    assert "93 đang dùng" in page.text
    assert "dùng lại giá trị trước" in page.text


def test_somebody_elses_newer_value_stays(here: Town) -> None:
    for typed in ("93", "94"):
        here.save(WARD, CODE, typed)
    drafter = drafter_of(here)
    drafter.get(address(here))
    other = here.browser_of(here.another(Role.DRAFTER, WARD))
    reply = other.client.patch(
        f"/ward/submissions/{here.submission_id(WARD)}/answers/{CODE}",
        json={"value": "95", "state": "value", "reason": "", "revision": 2},
        headers={"X-CSRFToken": other.token},
    )
    assert reply.status_code == 200
    page = drafter.submit("/restore", {"restored": "1"})
    assert "vừa sửa ô này" in page.text
    assert "95 đang dùng" in page.text


def test_earlier_periods_stand_below_with_a_chart(here: Town) -> None:
    for period, value in (("2025-H1", 80), ("2025-H2", 70), ("2025-Y", 150)):
        here.open(period)
        here.load(WARD, {CODE: value, "dossiers_in_progress": value}, "approved", period)
    here.save(WARD, CODE, "100")
    page = drafter_of(here).get(address(here))
    assert page.rows() == [
        ["6 tháng đầu năm 2026 (kỳ này)", "100", "+25 %"],
        ["6 tháng cuối năm 2025", "70", "–"],
        ["Năm 2025", "150", "–"],
        ["6 tháng đầu năm 2025", "80", "–"],
    ]
    assert [text.text for text in drawn(page, "text")] == [
        "80",
        "6T đầu 2025",
        "70",
        "6T cuối 2025",
        "100",
        "6T đầu 2026",
    ]
    stock = drafter_of(here).get(address(here, "dossiers_in_progress"))
    assert len(drawn(stock, "rect")) == 3


def test_a_field_of_any_type_has_its_page(here: Town) -> None:
    here.save(WARD, "overview", "Lời của kỳ này.")
    drafter = drafter_of(here)
    for code in ("overview", "dissemination_events", "democracy_regulation_date", "signer_name"):
        drafter.get(address(here, code))
    assert "Lời của kỳ này." in drafter.get(address(here, "overview")).text


def test_a_locked_report_offers_nothing_to_take_back(here: Town) -> None:
    for typed in ("93", "94"):
        here.save(WARD, CODE, typed)
    drafter = drafter_of(here)
    assert drafter.get(address(here)).offers("/restore")
    here.resubmit(WARD)
    assert not drafter.get(address(here)).offers("/restore")


def test_it_is_the_wards_own(here: Town, there: Town) -> None:
    drafter = drafter_of(here)
    drafter.get(address(here, ward=OTHER), 404)
    drafter.get(address(there), 404)
    drafter.get(address(here, "no_such_field"), 404)

"""What helps to fill a section, in a real browser against the served application."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from app.actions import periods
from app.domain.permissions import COMMAND_LINE, Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import PHONE, Visitor
from tests.worlds import FIGURES, Place, filed, places_of

WARD = "11455"
BEFORE = FIGURES | {
    "residential_groups_count": "12",
    "villages_count": "NA:phường không có thôn",
    "reception_sessions": "30",
    "reception": "Ủy ban nhân dân phường tiếp công dân đúng lịch niêm yết, có sổ ghi và trả lời "
    "từng người bằng văn bản, việc vượt quyền thì hướng dẫn đến đúng nơi có thẩm quyền.",
}
STABLE = (
    "households_total",
    "residential_groups_count",
    "residential_units_total",
    "villages_count",
)


def test_stable_facts_are_kept_and_taken_back(town: Town, enter_site: Enter) -> None:
    drafter, place = at_work(town, enter_site)
    drafter.open(section(place, "I"))
    control(drafter, "households_total").press("=")
    expect(control(drafter, "households_total")).to_have_value("3.500")
    saved(drafter, "households_total")
    expect(drafter.field("households_total").locator("[data-carried]")).to_have_text(
        "giữ nguyên từ 6T đầu 2025"
    )
    drafter.field("households_total").get_by_role("button", name="Hoàn tác").press("Enter")
    expect(control(drafter, "households_total")).to_have_value("")
    drafter.page.get_by_role("button", name="Giữ nguyên 4 nội dung ít thay đổi").click()
    for code in STABLE:
        saved(drafter, code)
    drafter.looks_right()
    drafter.page.reload()
    expect(control(drafter, "residential_groups_count")).to_have_value("12")
    expect(control(drafter, "households_total")).to_have_value("3.500")
    expect(drafter.page.locator("#s-villages_count")).to_have_value("not_applicable")


def test_the_past_stands_beside_and_behind_a_field(town: Town, enter_site: Enter) -> None:
    drafter, place = at_work(town, enter_site, PHONE)
    drafter.open(section(place, "III.4"))
    shown = drafter.field("reception_sessions")
    expect(shown).to_contain_text("Cùng kỳ (6T đầu 2025)")
    for value in ("12", "9"):
        drafter.fill("reception_sessions", value)
    expect(shown.locator("[data-change]")).to_contain_text("Biến động lớn")
    expect(shown.locator("[data-change]")).to_contain_text("-70 %")
    drafter.looks_right()
    shown.get_by_role("link", name="Lịch sử").click()
    expect(drafter.page.get_by_role("img", name="qua các kỳ")).to_be_visible()
    drafter.looks_right()
    drafter.page.get_by_role("button", name="Dùng lại 12").click()
    expect(control(drafter, "reception_sessions")).to_have_value("12")


def test_a_text_and_its_cells_are_held_together(town: Town, enter_site: Enter) -> None:
    drafter, place = at_work(town, enter_site)
    drafter.open(section(place, "III.4"))
    drafter.fill("reception_sessions", "26")
    drafter.type("reception", BEFORE["reception"])
    hints = drafter.page.locator("[data-hints='reception']")
    expect(hints).to_contain_text("lời văn kỳ trước của đơn vị")
    control(drafter, "reception").fill("Trong kỳ đã tổ chức  tiếp công dân.")
    control(drafter, "reception").evaluate("area => area.setSelectionRange(20, 20)")
    insert = drafter.field("reception").get_by_label("Chèn số liệu vào bài viết")
    insert.focus()
    insert.select_option(label="Số buổi tiếp công dân: 26 buổi")
    saved(drafter, "reception")
    expect(hints).to_be_empty()
    drafter.fill("reception_sessions", "27")
    expect(hints).to_contain_text("Bài viết nói 26 buổi, ô Số buổi tiếp công dân ghi 27")
    drafter.looks_right()


def test_rows_are_put_in_order(town: Town, enter_site: Enter) -> None:
    drafter, place = at_work(town, enter_site)
    drafter.open(section(place, "II.1"))
    rows = drafter.field("dissemination_events").locator("[data-row]")
    for n, title in enumerate(("Một", "Hai", "Ba")):
        rows.nth(n).get_by_label("Nội dung").fill(title)
    rows.nth(2).get_by_label("Nội dung").press("Alt+ArrowUp")
    rows.nth(0).get_by_role("button", name="Xóa dòng").click()
    saved(drafter, "dissemination_events")
    drafter.looks_right()
    drafter.page.reload()
    titles = [rows.nth(n).get_by_label("Nội dung").input_value() for n in range(2)]
    assert titles == ["Ba", "Hai"]


def test_two_people_see_each_other(town: Town, enter_site: Enter) -> None:
    first, place = at_work(town, enter_site, name="Nguyễn Thị Một")
    second = enter_site()
    second.sign_in(town.person(Role.DRAFTER, "Trần Văn Hai", WARD))
    with first.page.expect_response(lambda answer: answer.url.endswith("/here")):
        first.open(section(place, "III.3"))
    second.open(section(place, "III.3"))
    second.sees("Nguyễn Thị Một cũng đang làm phần này.")
    second.looks_right()


def at_work(
    town: Town,
    enter_site: Enter,
    size: tuple[int, int] | None = None,
    name: str = "Nguyễn Thị Soạn",
) -> tuple[Visitor, Place]:
    """A drafter with a fresh report, whose ward filed the same period a year before."""
    with town.app.app_context():
        period_id = periods.open_period(town.scope, COMMAND_LINE, "2025-H1")
        before = next(p for p in places_of(town.scope, period_id) if p.code == WARD)
        filed(before, BEFORE)
    drafter = enter_site(size) if size else enter_site()
    drafter.sign_in(town.person(Role.DRAFTER, name, WARD))
    return drafter, town.place(WARD)


def section(place: Place, code: str) -> str:
    return f"/ward/submissions/{place.submission_id}/sections/{code}"


def control(visitor: Visitor, code: str) -> Locator:
    return visitor.field(code).locator("[data-input]").first


def saved(visitor: Visitor, code: str) -> None:
    mark = visitor.field(code).locator("[data-saved]")
    expect(mark).to_have_attribute("data-state", "saved")

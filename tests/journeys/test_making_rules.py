"""An administrator writes a rule, mistypes, mends, tries and publishes; a ward is flagged."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import AT_DESKS, Visitor

WARD, OTHER = "11455", "10525"
TITLE = "Hồ sơ trễ hạn"
NAME = "city_ho_so_tre_han"


@pytest.mark.parametrize("size", AT_DESKS)
def test_a_rule_from_its_first_word_to_a_flag(
    town: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    town.filed(OTHER)
    town.filled(WARD)
    admin = enter_site(size)
    admin.sign_in(town.person(Role.CITY_ADMIN, "Phạm Quản Trị"))
    admin.open("/admin/")
    admin.follow("Quy tắc")
    admin.sees("Chưa có quy tắc riêng")
    admin.looks_right()
    admin.follow("Soạn quy tắc mới")
    mistyped_and_mended(admin)
    with_its_message(admin)
    admin.looks_right()
    admin.press("Lưu và thử")
    admin.sees("1 báo cáo, 1 nêu đủ số; 1 bị báo, 0 trong đó được xác nhận (0%).")
    expect(admin.page.get_by_role("row", name="Phường Hải Dương")).to_contain_text("95")
    admin.looks_right()
    admin.press("Công bố")
    admin.sees("Đã công bố phiên bản 1.")
    admin.looks_right()
    flagged_at_the_ward(town, enter_site(size))


def mistyped_and_mended(admin: Visitor) -> None:
    """A wrong code is marked while it is typed; the right one is found by its name."""
    page = admin.page
    page.get_by_label("Tên quy tắc").fill(TITLE)
    expression = page.get_by_label("Biểu thức", exact=True)
    expression.press_sequentially("dossiers_resolved_late * 100 >= dossiers_resolved")
    expect(page.locator(".marked mark")).to_have_text("dossiers_resolved_late")
    admin.sees("Gần đúng: dossiers_resolved_due")
    expect(page.locator("[data-checked]")).to_have_text("Biểu thức có 1 chỗ cần sửa")
    admin.looks_right()
    expression.fill(" * 100 >= dossiers_resolved")
    expression.press("Home")
    page.get_by_label("Tên hoặc mã, có dấu hay không dấu").fill("giai quyet qua han")
    page.locator("[data-insert='dossiers_resolved_overdue']").press("Enter")
    expect(expression).to_be_focused()
    expect(expression).to_have_value("dossiers_resolved_overdue * 100 >= dossiers_resolved")
    expect(page.locator("[data-checked]")).to_have_text("Biểu thức đọc được")


def with_its_message(admin: Visitor) -> None:
    """What the ward will read is shown with the numbers of a real one."""
    page = admin.page
    page.get_by_label("Khi biểu thức đúng").check()
    page.get_by_label("Câu báo cho đơn vị").fill(
        "Có {dossiers_resolved_overdue} hồ sơ quá hạn trên {dossiers_resolved}."
    )
    expect(page.locator(".sample")).to_contain_text("Có 1 hồ sơ quá hạn trên 95.")
    expect(page.locator(".sample")).to_contain_text("Phường Hải Dương")
    page.get_by_label("Căn cứ").fill("Nghị định 118/2025/NĐ-CP, Điều 31")


def flagged_at_the_ward(town: Town, drafter: Visitor) -> None:
    """In the draft of another ward, by the server and by the page itself."""
    place = town.place(WARD)
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.open_section(f"/ward/submissions/{place.submission_id}/sections/III.3")
    card = drafter.page.locator(f"[data-flag='{NAME}']")
    expect(card).to_contain_text("Có 1 hồ sơ quá hạn trên 95.")
    drafter.looks_right()
    drafter.context.set_offline(True)
    drafter.type("dossiers_resolved_overdue", "2")
    own = drafter.page.locator(f"[data-unsettled-card='{NAME}']")
    expect(own).to_contain_text("Có 2 hồ sơ quá hạn trên 95.")
    drafter.context.set_offline(False)
    expect(drafter.field("dossiers_resolved_overdue").locator("[data-saved]")).to_have_attribute(
        "data-state", "saved"
    )

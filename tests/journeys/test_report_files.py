"""Files in a browser: one against its draft, by keyboard, on a phone and without scripts; a
city's files at once."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town
from tests.journeys.visitors import OFFICE, PHONE, WORK_PATIENCE, Visitor
from tests.worlds import Place

WARD, OTHER = "11455", "10525"
REPORT = """UBND {unit}
Số: 12/BC-UBND

BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

Kính gửi: Sở Nội vụ.

I. KHÁI QUÁT TÌNH HÌNH
Địa bàn rộng, dân cư đông, đời sống ổn định, không có việc phức tạp.

III. KẾT QUẢ
3. Kết quả cải cách hành chính
Đã tiếp nhận: 120 hồ sơ. Đã giải quyết: 110 hồ sơ.
Bộ phận một cửa có 17 máy tính bảng cho người dân dùng.
"""


def report_of(unit: str) -> bytes:
    return REPORT.format(unit=unit).encode()


def at_work(
    town: Town, enter: Enter, size: tuple[int, int] = OFFICE, *, scripts: bool = True
) -> tuple[Visitor, Place]:
    place = town.filled(WARD)
    drafter = enter(size, scripts=scripts)
    drafter.sign_in(town.person(Role.DRAFTER, "Nguyễn Thị Soạn", WARD))
    drafter.open(f"/ward/submissions/{place.submission_id}")
    return drafter, place


def send(drafter: Visitor, content: bytes = b"") -> None:
    file = {
        "name": "bc.txt",
        "mimeType": "text/plain",
        "buffer": content or report_of("PHƯỜNG ĐỒ SƠN"),
    }
    drafter.page.get_by_label("Tải báo cáo lên").set_input_files(file)  # type: ignore[arg-type]
    drafter.press("Đọc báo cáo")


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["desk", "phone"])
def test_a_file_is_held_against_the_draft(
    town: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    drafter, _place = at_work(town, enter_site, size)
    page, keys = drafter.page, drafter.page.keyboard
    send(drafter)
    compare = page.locator("#uploads").get_by_role("link", name="Đối chiếu")
    expect(compare).to_be_visible(timeout=WORK_PATIENCE)
    page.reload()
    expect(page.get_by_role("region", name="Diễn biến")).to_contain_text("bc.txt")
    drafter.looks_right()
    drafter.go(compare.click)
    differing = page.get_by_role("region", name="Khác với bản nháp")
    expect(differing).to_contain_text("120")
    drafter.looks_right()
    waiting = page.locator("[data-choices] [data-stop]:visible").count()
    keys.press("j")
    for _ in range(waiting):
        keys.press("b")
    expect(page.locator("[data-chosen]")).to_have_text(str(waiting))
    keys.press("g")
    drafter.sees("Đã ghi nhận")
    expect(differing).to_have_count(0)
    unused = page.locator("#unused")
    unused.get_by_role("radio").check()
    unused.get_by_role("combobox").select_option("dossiers_returned:0")
    drafter.press("Ghi số này")
    drafter.sees("Đã ghi số này vào bản nháp.")
    expect(unused).to_have_count(0)
    drafter.looks_right()
    drafter.follow("Về các phần")


def test_a_file_without_scripts(town: Town, enter_site: Enter) -> None:
    drafter, place = at_work(town, enter_site, scripts=False)
    send(drafter)
    compare = drafter.page.locator("#uploads").get_by_role("link", name="Đối chiếu")
    for _ in range(WORK_PATIENCE // 500):
        if compare.count():
            break
        drafter.page.wait_for_timeout(500)
        drafter.open(f"/ward/submissions/{place.submission_id}")
    compare.click()
    received = drafter.page.locator("#f-dossiers_received")
    received.get_by_role("radio", name="Lấy của tệp").check()
    drafter.press("Ghi lựa chọn vào bản nháp")
    drafter.sees("Đã ghi nhận 1 lựa chọn.")
    drafter.open(f"/ward/submissions/{place.submission_id}/sections/III.3")
    control = drafter.field("dossiers_received").locator("[data-input]")
    expect(control).to_have_value("120")


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["desk", "phone"])
def test_many_files_at_once(
    town: Town, enter_site: Enter, size: tuple[int, int], tmp_path: Path
) -> None:
    reviewer = enter_site(size)
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    page = reviewer.page
    reviewer.open("/batches/")
    reviewer.looks_right()
    page.get_by_label("Tệp ZIP các báo cáo").set_input_files(_archive(tmp_path))
    reviewer.press("Nạp")
    done = page.get_by_text("Xong: 1/3 tệp đã thành bản nháp.")
    expect(done).to_be_visible(timeout=WORK_PATIENCE)
    reviewer.looks_right()
    first = page.get_by_role("row").filter(has_text="khong-ten.txt")
    first.get_by_role("combobox").fill("hai duong")
    first.get_by_role("button", name="Đọc lại").click()
    expect(page.get_by_text("Xong: 2/3 tệp")).to_be_visible(timeout=WORK_PATIENCE)
    reviewer.follow("khong-ten.txt")
    expect(page.locator("mark").filter(has_text="Đã tiếp nhận: 120 hồ sơ")).to_be_attached()
    reviewer.looks_right()
    reviewer.press("Lấy lại, giao đơn vị khác")
    reviewer.sees("Đã lấy lại khỏi Phường Hải Dương.")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Danh sách (CSV)").click()
    assert "khong-ten.txt" in Path(coming.value.path()).read_text("utf-8-sig")


def _archive(folder: Path) -> Path:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("do-son.txt", report_of("PHƯỜNG ĐỒ SƠN"))
        archive.writestr(
            "khong-ten.txt", re.sub(rb"UBND \{?.*\n", b"UBND\n", report_of(""), count=1)
        )
        archive.writestr("hong.docx", b"PK\x03\x04 hong")
    path = folder / "ca-thanh-pho.zip"
    path.write_bytes(kept.getvalue())
    return path

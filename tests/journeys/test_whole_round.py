"""The main job in a browser: from a report file to a figure in the city's document."""

from __future__ import annotations

import re
import time
from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.reports import Report, made_up_report, real_report
from tests.journeys.towns import PASSWORD, Town
from tests.journeys.visitors import OFFICE, PHONE, WORK_PATIENCE, Visitor

REASON = "Đã đối chiếu với sổ theo dõi của phường, số liệu đúng."
ASKED = "Đề nghị kiểm tra lại số buổi tiếp công dân."
RETURNED = "Phường rà lại phần tiếp công dân rồi nộp lại."
ANSWERED = "Phường đã kiểm tra sổ tiếp công dân và bổ sung hai buổi."
SESSIONS = "28"


def test_from_a_file_to_the_citys_document_at_a_desk(
    town: Town, enter_site: Enter, tmp_path: Path
) -> None:
    go_round(town, enter_site, OFFICE, real_report() or made_up_report(tmp_path))


def test_from_a_file_to_the_citys_document_on_a_phone(
    town: Town, enter_site: Enter, tmp_path: Path
) -> None:
    go_round(town, enter_site, PHONE, made_up_report(tmp_path))


def go_round(town: Town, enter: Enter, size: tuple[int, int], report: Report) -> None:
    drafter, leader, reviewer, director = (enter(size) for _ in range(4))
    accept_invitation(drafter, town, report)
    leader.sign_in(town.person(Role.LEADER, "Lê Văn Ký", report.ward))
    reviewer.sign_in(town.person(Role.REVIEWER, "Trần Thẩm Định"))
    director.sign_in(town.person(Role.DEPARTMENT_LEADER, "Phạm Lãnh Đạo Sở"))

    upload(drafter, report)
    read_what_was_read(drafter, report)
    mend(drafter, report)
    give_reasons(drafter)
    hand_over(drafter)
    sign(leader, report, 1)
    return_a_section(reviewer, report)
    answer_the_return(drafter)
    sign(leader, report, 2)
    approve(reviewer, report)
    see_the_city(director, report)
    open_the_figure(director, report)
    fetch_the_document(director, report)


# --- the ward -------------------------------------------------------------------------------


def accept_invitation(drafter: Visitor, town: Town, report: Report) -> None:
    """The first password, by the link; then one is in."""
    account, token = town.invite(Role.DRAFTER, "Nguyễn Thị Soạn", report.ward)
    drafter.open(f"/account/invitation/{token}")
    drafter.sees(account.email)
    drafter.looks_right()
    drafter.page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    drafter.page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    drafter.press("Đặt mật khẩu và vào")
    expect(drafter.page.get_by_role("heading", name=report.ward_name)).to_be_visible()
    drafter.looks_right()


def upload(drafter: Visitor, report: Report) -> None:
    """The file goes up and a worker reads it; the page says so by itself."""
    drafter.follow("Bắt đầu nhập")
    drafter.looks_right()
    drafter.page.get_by_label("Tải báo cáo lên").set_input_files(report.file)
    drafter.press("Đọc báo cáo")
    expect(drafter.page.locator("#uploads")).to_contain_text(
        re.compile(r"Đọc được \d+ số liệu"), timeout=WORK_PATIENCE
    )
    drafter.page.reload()
    drafter.looks_right()


def read_what_was_read(drafter: Visitor, report: Report) -> None:
    """The document beside what came of it, and the phrase beside the field."""
    page = drafter.page
    drafter.follow("Đối chiếu")
    expect(page.locator("mark").filter(has_text=report.phrase).first).to_be_attached()
    filled = page.get_by_role("region", name="Đã điền vào bản nháp")
    expect(filled.get_by_role("row", name="Hồ sơ tiếp nhận trong kỳ")).to_contain_text(
        report.received
    )
    drafter.looks_right()
    drafter.follow("Về các phần")
    flag = page.locator(".flag")
    drafter.go(flag.get_by_role("link", name="Hồ sơ tiếp nhận trong kỳ").first.click)
    received = drafter.field("dossiers_received")
    expect(received.locator("[data-input]")).to_have_value(report.received)
    expect(received.locator(".phrase")).to_contain_text(report.phrase)
    drafter.looks_right()


def mend(drafter: Visitor, report: Report) -> None:
    """What contradicts itself blocks; with the missing figures it no longer does."""
    page = drafter.page
    section = page.url.partition("#")[0]
    drafter.to_check()
    expect(page.get_by_role("button", name="Trình lãnh đạo ký")).to_be_disabled()
    expect(page.locator(".summary")).to_contain_text(f"({report.received}) phải bằng")
    drafter.looks_right()
    page.goto(section)
    flag = page.locator("[data-flag^='tthc_balance']")
    expect(flag).to_be_visible()
    for code, value in report.mend.items():
        drafter.fill(code, value)
    expect(flag).to_have_count(0)


def give_reasons(drafter: Visitor) -> None:
    """Stand behind what the file says twice, and explain what is only unusual."""
    drafter.to_check()
    answer_each(drafter, "Xác nhận giá trị đang có")
    answer_each(drafter, "Lưu giải trình")


def answer_each(drafter: Visitor, name: str) -> None:
    """One flag at a time: each answer brings the page back with fewer questions."""
    button = drafter.page.get_by_role("button", name=name, exact=True).first
    while button.count():
        flag = drafter.page.locator(".flag").filter(has=button).first
        for reason in flag.get_by_role("textbox", name="Giải trình").all():
            reason.fill(f"{REASON} ({flag.get_attribute('id')})")
        with drafter.page.expect_navigation():
            button.click()


def hand_over(drafter: Visitor) -> None:
    drafter.sees("Không còn gì phải sửa.")
    drafter.looks_right()
    drafter.page.get_by_role("button", name="Trình lãnh đạo ký").click()
    drafter.sees("Đã trình lãnh đạo ký duyệt.")
    drafter.sees("Chờ lãnh đạo ký duyệt")
    drafter.looks_right()


def sign(leader: Visitor, report: Report, number: int) -> None:
    """The leader reads everything on one page, signs, and has a numbered receipt."""
    leader.open("/ward/")
    leader.looks_right()
    leader.follow("Xem và ký nộp")
    leader.looks_right()
    leader.follow("Ký và nộp")
    leader.sees("Ký với tư cách")
    leader.looks_right()
    # The letter's head names who signed the ward's last one; this leader says so for himself.
    leader.page.locator("[name=signed_as][value=chairman]").check()
    leader.page.get_by_role("button", name="Ký duyệt và nộp").click()
    receipt = leader.page.locator(".receipt")
    expect(receipt).to_contain_text(f"2026-H1-{report.ward}-{number:02d}")
    expect(receipt.locator("code")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    leader.looks_right()


def answer_the_return(drafter: Visitor) -> None:
    """Home says what came back; the remark is answered, the field mended, the rest locked."""
    page = drafter.page
    drafter.open("/ward/")
    drafter.sees(RETURNED)
    drafter.looks_right()
    drafter.follow("Sửa 1 phần bị trả lại")
    drafter.sees(ASKED)
    drafter.looks_right()
    page.get_by_label("Trả lời ý kiến này").fill(ANSWERED)
    drafter.press("Gửi trả lời")
    drafter.sees("Đã gửi trả lời.")
    drafter.go(page.locator(".tasks__item").filter(has_text="Đã sửa").get_by_role("link").click)
    drafter.fill("reception_sessions", SESSIONS)
    drafter.looks_right()
    give_reasons(drafter)
    expect(page.get_by_role("row", name="Số buổi tiếp công dân").first).to_contain_text(SESSIONS)
    hand_over(drafter)


# --- the Department -------------------------------------------------------------------------


def return_a_section(reviewer: Visitor, report: Report) -> None:
    page = reviewer.page
    open_from_the_queue(reviewer, report)
    reviewer.claim()
    reviewer.sees("Bạn đang thẩm định")
    reviewer.looks_right()
    reviewer.follow("Trả lại…")
    reviewer.looks_right()
    reception = page.locator(".reasons li").filter(has_text="Tiếp công dân")
    reception.get_by_role("checkbox").check()
    reception.get_by_role("textbox").fill(ASKED)
    page.get_by_label("Lời chung").fill(RETURNED)
    expect(page.locator("[data-letter]")).to_contain_text(ASKED)
    reviewer.press("Trả lại phường")
    reviewer.sees(f"Đã trả lại báo cáo cho {report.ward_name}.")


def open_from_the_queue(reviewer: Visitor, report: Report) -> None:
    reviewer.open("/review/")
    reviewer.looks_right()
    reviewer.follow(report.ward_name)
    expect(reviewer.page.locator("#row-dossiers_received")).to_contain_text(report.received)
    reviewer.looks_right()


def approve(reviewer: Visitor, report: Report) -> None:
    """Old beside new, then the decision."""
    page = reviewer.page
    open_from_the_queue(reviewer, report)
    reviewer.claim()
    expect(page.locator(".thread")).to_contain_text(ANSWERED)
    reviewer.follow("So với bản số 1")
    changed = page.get_by_role("row", name="Số buổi tiếp công dân")
    expect(changed).to_contain_text(SESSIONS)
    reviewer.looks_right()
    reviewer.follow("Về thẩm định")
    page.get_by_role("button", name=re.compile("^Duyệt")).click()
    reviewer.sees(f"Đã duyệt báo cáo của {report.ward_name}.")
    reviewer.looks_right()


def see_the_city(director: Visitor, report: Report) -> None:
    """The worker consolidates; the page names who is missing and shows the total."""
    page = director.page
    director.open("/city/")
    wait_for_the_worker(director)
    approved = page.locator(".top > div").filter(has_text="Đã duyệt")
    expect(approved).to_contain_text("1/3")
    missing = page.locator("#missing")
    expect(missing.get_by_role("link")).to_have_count(2)
    expect(missing).not_to_contain_text(report.ward_name)
    row = page.get_by_role("row", name="Hồ sơ tiếp nhận trong kỳ")
    expect(row).to_contain_text(report.received)
    expect(row).to_contain_text("1/3")
    director.looks_right()


def wait_for_the_worker(director: Visitor) -> None:
    deadline = time.monotonic() + WORK_PATIENCE / 1000
    behind = director.page.get_by_text("Đang tổng hợp lại, trang tự cập nhật.")
    computed = director.page.get_by_text("Số liệu tính lúc")
    while (behind.count() or not computed.count()) and time.monotonic() < deadline:
        time.sleep(0.5)
        director.page.reload()
    expect(behind).to_have_count(0)
    expect(computed).to_be_visible()


def open_the_figure(director: Visitor, report: Report) -> None:
    """Two clicks from the total to the sentence that it came from."""
    page = director.page
    director.follow(f"Hồ sơ tiếp nhận trong kỳ: {report.received}")
    row = page.get_by_role("row", name=report.ward_name)
    expect(row).to_contain_text(report.phrase)
    director.looks_right()
    director.go(row.get_by_role("link", name=report.ward_name).click)
    origin = page.locator("#row-dossiers_received")
    expect(origin).to_contain_text(report.received)
    origin.get_by_text("câu nguồn").click()
    expect(origin.locator(".phrase")).to_contain_text(report.phrase)
    director.looks_right()


def fetch_the_document(director: Visitor, report: Report) -> None:
    """Asked for, made by the worker, and editable in Word with the same figure."""
    page = director.page
    director.open("/city/")
    director.follow("Xuất báo cáo tổng hợp")
    director.looks_right()
    page.get_by_role("region", name="Lập bản mới").get_by_label("Word (.docx)").check()
    director.press("Lập báo cáo")
    director.sees("Đã nhận yêu cầu.")
    ready = page.get_by_role("button", name="Tải DOCX")
    expect(ready).to_be_visible(timeout=WORK_PATIENCE)
    director.looks_right()
    with page.expect_download() as coming:
        ready.click()
    document = Document(str(coming.value.path()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert any(report.received in text for text in (*words, *cells))

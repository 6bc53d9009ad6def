"""The ward's Excel workbook and its table for machines, through the pages."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import openpyxl
from browsing import Browser, Page
from openpyxl.workbook import Workbook
from worlds import Town

from app.domain.permissions import Role

WARD, OTHER = "Phường An Biên", "Xã Vĩnh Bảo"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def address(town: Town, rest: str = "", ward: str = WARD) -> str:
    return f"/ward/submissions/{town.submission_id(ward)}{rest}"


def workbook(drafter: Browser, town: Town) -> Workbook:
    """Through the link of the report's page, as a person gets it."""
    page = drafter.get(address(town))
    answer = drafter.client.get(page.link("Tải biểu Excel"))
    assert answer.status_code == 200
    assert answer.mimetype == XLSX
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data), rich_text=True)


def put(book: Workbook, values: Mapping[str, Any]) -> bytes:
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            code = sheet.cell(row, 1).value
            if code in values and sheet.title.startswith("Phần"):
                sheet.cell(row, 5).value = values[code]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(drafter: Browser, town: Town, content: bytes, name: str = "biểu.xlsx") -> Page:
    """Upload, let the worker read it, and open what came of it."""
    file = (io.BytesIO(content), name)
    drafter.get(address(town))
    drafter.post(address(town, "/upload"), {"file": file})  # type: ignore[dict-item]
    assert "done" in town.work()
    return drafter.get(drafter.get(address(town)).link("Đối chiếu"))


def test_a_conflict_is_shown_and_settled_on_the_page(here: Town) -> None:
    here.save(WARD, "households_total", "3.500")
    drafter = here.browser_of(here.another(Role.DRAFTER, WARD))
    book = workbook(drafter, here)
    here.save(WARD, "households_total", "3.700")
    page = send(drafter, here, put(book, {"households_total": 3600, "reception_turns": 7}))
    asked = page.part("f-households_total")
    assert "3.700" in asked
    assert "3.600" in asked
    assert "Chuyên viên phường, xã" in asked
    page = drafter.submit(f"/reading/{upload_of(page)}", {"decision.households_total": "confirm"})
    section = drafter.get(address(here, "/sections/I"))
    assert section.element("a-households_total").get("value") == "3.600"


def upload_of(page: Page) -> UUID:
    return UUID(page.path.rsplit("/", 1)[1])


def test_the_file_comes_back_with_remarks(here: Town) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    content = put(workbook(drafter, here), {"households_total": "3.60O"})
    page = send(drafter, here, content)
    assert "không phải là số nguyên" in page.part("f-households_total")
    answer = drafter.client.get(page.link("Tải tệp Excel có ghi chú"))
    assert answer.mimetype == XLSX
    marked = openpyxl.load_workbook(io.BytesIO(answer.data))["Phần I"]
    remarks = [c.comment.text for row in marked.iter_rows() for c in row if c.comment]
    assert any("“3.60O” không phải là số nguyên" in remark for remark in remarks)


def test_another_wards_workbook_and_other_sheets_are_refused(here: Town) -> None:
    theirs = put(workbook_of(here, OTHER), {})
    drafter = here.browser(Role.DRAFTER, WARD)
    file = (io.BytesIO(theirs), "biểu.xlsx")
    drafter.get(address(here))
    drafter.post(address(here, "/upload"), {"file": file})  # type: ignore[dict-item]
    here.work()
    assert f"Biểu Excel này là của {OTHER}" in drafter.get(address(here)).text
    old = (io.BytesIO(b"\xd0\xcf\x11\xe0"), "biểu.xls")
    page = drafter.post(address(here, "/upload"), {"file": old}, 400)  # type: ignore[dict-item]
    assert "lưu lại dạng Excel (.xlsx)" in page.text


def workbook_of(town: Town, ward: str) -> Workbook:
    answer = town.browser(Role.DRAFTER, ward).client.get(address(town, "/workbook.xlsx", ward))
    return openpyxl.load_workbook(io.BytesIO(answer.data), rich_text=True)


def test_the_sheets_are_the_wards_own(here: Town, there: Town) -> None:
    for rest in ("/workbook.xlsx", "/answers.csv", "/table"):
        for stranger in (here.browser(Role.DRAFTER, OTHER), there.browser(Role.DRAFTER, WARD)):
            assert stranger.client.get(address(here, rest)).status_code == 404
        reviewer = here.browser(Role.REVIEWER)
        assert reviewer.client.get(address(here, rest)).status_code == 403


def test_a_table_is_taken_and_brought_back(here: Town) -> None:
    here.save(WARD, "households_total", "3.500")
    drafter = here.browser(Role.DRAFTER, WARD)
    page = drafter.get(drafter.get(address(here)).link("CSV cho phần mềm khác"))
    table = drafter.client.get(page.link("Tải tệp CSV")).get_data(as_text=True)
    assert "households_total,3500,1\r\n" in table
    changed = table.replace("households_total,3500,1", "households_total,3600,1")
    changed = changed.replace("villages_count,,0", "villages_count,1O,0")
    page = bring(drafter, here, changed)
    ((_line, named, value, reason),) = page.rows()
    assert (named, value) == ("Số thôn villages_count", "1O")
    assert "không phải là số nguyên" in reason
    section = drafter.get(address(here, "/sections/I"))
    assert section.element("a-households_total").get("value") == "3.600"


def bring(drafter: Browser, town: Town, table: str, status: int = 200) -> Page:
    drafter.get(address(town, "/table"))
    file = (io.BytesIO(table.encode()), "so-lieu.csv")
    return drafter.post(address(town, "/table"), {"file": file}, status)  # type: ignore[dict-item]


def test_a_script_hears_the_refused_lines_as_json(here: Town) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    drafter.get(address(here, "/table"))
    answer = drafter.client.post(
        address(here, "/table"),
        data={
            "csrf_token": drafter.token,
            "file": (io.BytesIO(b"code,value\nhouseholds_total,5\nso_ho,1\n"), "a.csv"),
        },
        headers={"Accept": "application/json"},
    )
    assert json.loads(answer.data) == {
        "accepted": 1,
        "rejected": [
            {
                "line": 3,
                "code": "so_ho",
                "value": "1",
                "reason": "Mẫu báo cáo không có chỉ tiêu “so_ho”.",
            }
        ],
    }


def test_what_is_no_table_says_so(here: Town) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    assert "thiếu cột: code, value" in bring(drafter, here, "a;b\n1;2\n", 400).text
    assert "tệp CSV có nội dung" in bring(drafter, here, "", 400).text

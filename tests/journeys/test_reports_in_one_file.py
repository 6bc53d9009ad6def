"""The Department takes all approved reports of a period home in one file."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from app.actions import loading
from app.actions.bundles.making import LIST_NAME
from app.actions.loading import Line
from app.domain.permissions import COMMAND_LINE, Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import PERIOD, Town
from tests.journeys.visitors import OFFICE, PHONE, WORK_PATIENCE


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["desk", "phone"])
def test_all_approved_reports_are_packed_and_taken_home(
    town: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    with town.app.app_context():
        lines = [
            Line(n, ward, "dossiers_received", "7") for n, ward in ((2, "10525"), (3, "11455"))
        ]
        loading.load_answers(town.scope, COMMAND_LINE, PERIOD, "approved", lines)
    visitor = enter_site(size)
    visitor.sign_in(town.person(Role.REVIEWER, "Trần Thị Đóng Gói"))
    visitor.open("/city/reports/")
    page = visitor.page
    ask = page.get_by_role("region", name="Báo cáo của các phường, xã (ZIP)")
    ask.get_by_label("Word (.docx)").check()
    ask.get_by_role("button", name="Đóng gói").click()
    card = page.get_by_role("article", name="Báo cáo của các phường, xã (ZIP)")
    take = card.get_by_role("button", name="Tải ZIP")
    # The page shows by itself when the worker is done.
    expect(take).to_be_visible(timeout=WORK_PATIENCE)
    expect(card).to_contain_text("2/3 đơn vị có trong tệp; 1 chưa nộp")
    visitor.looks_right()
    with page.expect_download() as taken:
        take.click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            LIST_NAME,
            "11455 Phường Đồ Sơn.pdf",
            "11455 Phường Đồ Sơn.docx",
            "10525 Phường Hải Dương.pdf",
            "10525 Phường Hải Dương.docx",
        ]

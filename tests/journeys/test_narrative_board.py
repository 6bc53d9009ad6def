"""The Department's board of what the wards say: worked through, kept, and nothing of it lost."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, expect

from app.actions import curating, loading, reporting
from app.actions.loading import Line
from app.domain.permissions import COMMAND_LINE, Role
from app.store import cities
from app.store.consolidation import APPROVED
from app.store.reading import reading
from tests.journeys.conftest import Enter
from tests.journeys.sites import Site
from tests.journeys.towns import PERIOD, Town, make_town
from tests.journeys.visitors import OFFICE, PHONE, Visitor

BOARD = f"/city/periods/{PERIOD}/narratives"
STAFF = "Cán bộ, công chức phải kiêm nhiệm nhiều việc."
THIN = "Số lượng biên chế của phường còn mỏng."
MONEY = "Kinh phí dành cho công tác tuyên truyền còn hạn hẹp."
BOATS = "Tàu khách hay hoãn vì sương mù."
MARKET = "Chợ tạm ở đầu cầu chưa dẹp xong."
OWN_WORDS = "Kinh phí tuyên truyền ở cơ sở còn thiếu."
REASON = "Đã nêu ở phần kiến nghị."
WARDS = {
    "10525": "Phường Hải Dương",
    "11455": "Phường Đồ Sơn",
    "11533": "Xã Nguyễn Trãi",
    "11557": "Xã Vĩnh Bảo",
}
SAID = {
    "10525": (STAFF, MONEY),
    "11455": ("Nhiều việc mà cán bộ, công chức phải kiêm nhiệm.", THIN, BOATS),
    "11533": (THIN, "Kinh phí cho công tác tuyên truyền còn hạn hẹp."),
}
LATER = {"11557": (MONEY, MARKET)}


@pytest.fixture
def city(site: Site) -> Town:
    """Three wards of four are approved, and what they say is gathered."""
    town = make_town(site.app, WARDS)
    approve(town, SAID)
    return town


def approve(town: Town, said: Mapping[str, tuple[str, ...]]) -> None:
    """As the Department enters reports; the worker gathers what they say."""
    lines = [
        Line(number, ward, "weaknesses", "\n".join(f"- {one}" for one in own))
        for number, (ward, own) in enumerate(said.items(), start=2)
    ]
    with town.app.app_context():
        loaded = loading.load_answers(town.scope, COMMAND_LINE, PERIOD, "approved", lines)
        assert not loaded.rejected, loaded.rejected
        curating.enqueue_behind_of(town.scope)
    town.settle()


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_the_board_is_worked_through_and_a_later_report_adds_only_what_is_new(
    city: Town, enter_site: Enter, size: tuple[int, int]
) -> None:
    editor = enter_site(size)
    editor.sign_in(city.person(Role.REVIEWER, "Trần Biên Tập"))
    open_what_waits(editor)
    merge(editor, STAFF, THIN)
    split(editor, THIN)
    reword(editor, "Kinh phí", OWN_WORDS)
    drop(editor, BOATS)
    pin_and_take_back(editor)
    read_all(editor)
    before = rows_of(editor)
    approve(city, LATER)
    see_only_what_is_new(editor)
    keep_what_was_done(editor, before)
    nothing_is_lost(editor)
    assert printed(city)[0] == (OWN_WORDS, 3)


def open_what_waits(editor: Visitor) -> None:
    """From the whole city to the first narrative that nobody has looked at."""
    editor.open(BOARD)
    expect(field(editor)).to_contain_text("2/4 đơn vị")
    editor.looks_right()
    editor.follow("Phần cần xem tiếp: ")
    expect(field(editor).get_by_role("button", name="Đã xem hết phần này")).to_be_visible()
    expect(field(editor)).to_contain_text(BOATS)
    editor.looks_right()


def merge(editor: Visitor, *texts: str) -> None:
    for text in texts:
        row(editor, text).get_by_role("checkbox").check()
    expect(field(editor)).to_contain_text(f"đã chọn {len(texts)}")
    act(editor, field(editor).get_by_role("button", name="Gộp các mục đã đánh dấu"))
    expect(row(editor, STAFF)).to_contain_text("3/4 đơn vị")
    expect(row(editor, THIN)).to_have_count(0)


def split(editor: Visitor, text: str) -> None:
    """What did not belong after all begins a theme of its own."""
    open_theme(editor, STAFF)
    for box in editor.page.get_by_role("checkbox", name=text).all():
        box.check()
    editor.looks_right()
    button = editor.page.get_by_role("button", name=re.compile("^Tách các câu"))
    act(editor, button)
    expect(row(editor, STAFF)).to_contain_text("2/4 đơn vị")
    expect(row(editor, text)).to_contain_text("2/4 đơn vị")


def reword(editor: Visitor, text: str, own: str) -> None:
    open_theme(editor, text)
    editor.page.get_by_label("Câu tổng hợp").fill(own)
    act(editor, editor.page.get_by_role("button", name="Lưu câu"))
    expect(row(editor, own)).to_contain_text("đã biên tập")


def drop(editor: Visitor, text: str) -> None:
    """Out of the report, with a reason; it stands among what was dropped."""
    open_theme(editor, text)
    editor.page.get_by_label("Lý do bỏ khỏi báo cáo").fill(REASON)
    act(editor, editor.page.get_by_role("button", name="Bỏ khỏi báo cáo"))
    expect(row(editor, text)).to_have_count(0)
    editor.follow("Đã bỏ khỏi báo cáo 1")
    expect(row(editor, text)).to_contain_text(f"Bỏ vì: {REASON}")
    editor.looks_right()
    editor.follow("Tất cả")


def pin_and_take_back(editor: Visitor) -> None:
    """The last step is taken back, and taken once more: the theme stands first."""
    first = field(editor).get_by_role("row").nth(1)
    pin = f"Ghim: {OWN_WORDS}"
    act(editor, field(editor).get_by_role("button", name=pin, exact=True))
    expect(first).to_contain_text(OWN_WORDS)
    act(editor, field(editor).get_by_role("button", name="Hoàn tác bước gần nhất"))
    expect(row(editor, OWN_WORDS)).not_to_contain_text("ghim")
    act(editor, field(editor).get_by_role("button", name=pin, exact=True))
    expect(first).to_contain_text("ghim")


def read_all(editor: Visitor) -> None:
    act(editor, field(editor).get_by_role("button", name="Đã xem hết phần này"))
    expect(field(editor)).to_contain_text("đã xem hết")
    expect(parts(editor)).to_contain_text("Đã xem hết mọi phần")
    editor.looks_right()


def see_only_what_is_new(editor: Visitor) -> None:
    """Of the later report: one sentence joined a theme, one stands alone; nothing else."""
    editor.open(f"{BOARD}?show=new")
    expect(field(editor).locator("[data-row]")).to_have_text([OWN_WORDS, MARKET])
    expect(parts(editor)).to_contain_text("Phần cần xem tiếp")
    editor.looks_right()
    open_theme(editor, OWN_WORDS)
    new = editor.page.get_by_role("row").filter(has_text=WARDS["11557"])
    expect(new).to_contain_text("mới")
    act(editor, editor.page.get_by_role("button", name="Nhận các câu mới"))
    expect(field(editor).locator("[data-row]")).to_have_text([MARKET])
    act(editor, field(editor).get_by_role("button", name="Đã xem hết 1 câu mới"))
    expect(field(editor)).to_have_count(0)


def keep_what_was_done(editor: Visitor, before: list[str]) -> None:
    editor.follow("Tất cả")
    assert rows_of(editor) == [*before, MARKET]
    expect(row(editor, OWN_WORDS)).to_contain_text("3/4 đơn vị")


def nothing_is_lost(editor: Visitor) -> None:
    """What nobody else says is listed, and what was dropped still stands with its reason."""
    editor.follow("Chưa gom được 1")
    expect(field(editor).locator("[data-row]")).to_have_text([MARKET])
    editor.follow("Đã bỏ khỏi báo cáo 1")
    expect(field(editor).locator("[data-row]")).to_have_text([BOATS])


def test_the_board_is_worked_through_by_keys(city: Town, enter_site: Enter) -> None:
    editor = enter_site()
    editor.sign_in(city.person(Role.REVIEWER, "Trần Biên Tập"))
    editor.open(BOARD)
    by_key(editor, "n")
    rows = field(editor).locator("[data-row]")
    first, second, *_ = rows_of(editor)
    press(editor, "j")
    expect(rows.first).to_be_focused()
    press(editor, "x", "j", "x")
    expect(field(editor)).to_contain_text("đã chọn 2")
    by_key(editor, "g")
    expect(row(editor, first)).to_contain_text("đã biên tập")
    expect(row(editor, second)).to_have_count(0)
    by_key(editor, "u")
    expect(row(editor, second)).to_have_count(1)
    press(editor, "j", "j")
    expect(rows.nth(1)).to_be_focused()
    by_key(editor, "p")
    expect(rows.first).to_have_text(second)
    by_key(editor, "s")
    expect(parts(editor)).to_contain_text("Đã xem hết mọi phần")
    press(editor, "j")
    by_key(editor, "Enter")
    expect(editor.page.get_by_role("heading", level=1)).to_have_text(second)


def test_the_board_is_whole_without_scripts(city: Town, enter_site: Enter) -> None:
    editor = enter_site(scripts=False)
    editor.sign_in(city.person(Role.REVIEWER, "Trần Biên Tập"))
    editor.open(BOARD)
    editor.follow("Phần cần xem tiếp: ")
    for text in (STAFF, THIN):
        row(editor, text).get_by_role("checkbox").check()
    act(editor, field(editor).get_by_role("button", name="Gộp các mục đã đánh dấu"))
    expect(row(editor, STAFF)).to_contain_text("3/4 đơn vị")
    act(editor, field(editor).get_by_role("button", name="Đã xem hết phần này"))
    expect(parts(editor)).to_contain_text("Đã xem hết mọi phần")


def field(editor: Visitor) -> Locator:
    return editor.page.locator("#field-weaknesses")


def parts(editor: Visitor) -> Locator:
    return editor.page.get_by_role("navigation", name="Các phần của báo cáo")


def row(editor: Visitor, text: str) -> Locator:
    """The theme whose sentence has these words."""
    named = editor.page.locator("[data-row]").filter(has_text=text)
    return field(editor).get_by_role("row").filter(has=named)


def rows_of(editor: Visitor) -> list[str]:
    return field(editor).locator("[data-row]").all_inner_texts()


def open_theme(editor: Visitor, text: str) -> None:
    editor.go(row(editor, text).get_by_role("link").first.click)


def act(editor: Visitor, button: Locator) -> None:
    """Take a step, and be on the board that shows it."""
    editor.go(button.click)


def press(editor: Visitor, *keys: str) -> None:
    for key in keys:
        editor.page.wait_for_load_state()
        editor.page.keyboard.press(key)


def by_key(editor: Visitor, key: str) -> None:
    """A key that leads to another page, and be there."""
    editor.go(lambda: press(editor, key))


def printed(town: Town) -> list[tuple[str, int]]:
    """What the city report quotes of this narrative, and how many wards say it."""
    with town.app.app_context(), reading(town.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        assert period is not None
        report = reporting.city_report(session, reporting.city_of(town.scope), period, APPROVED)
    narrative = next(n for n in report.narratives if n.code == "weaknesses")
    return [(point.text, len(point.wards)) for point in narrative.points]

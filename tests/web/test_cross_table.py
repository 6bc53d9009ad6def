"""Units by indicators: what stands in the table, its order, and the files that say the same."""

from __future__ import annotations

import csv
import io

import pytest
from browsing import Browser, Page, words
from python_calamine import CalamineWorkbook
from worlds import NAMES, PERIOD, Town

from app.actions import grouping
from app.domain.permissions import COMMAND_LINE, Role
from app.standard import standard_form

TABLE = f"/city/periods/{PERIOD}/table"
RECEIVED, RATE = "dossiers_received", "dossiers_on_time_rate"
LABEL = standard_form().fields[RECEIVED].name
PINNED = f"{TABLE}?section=pinned&pin={RECEIVED}&pin={RATE}"
NUMBERS = (410, 7, 1200, 95, 33)


@pytest.fixture
def reviewer(here: Town) -> Browser:
    """Five of the six wards are approved, in one of them a rate of its own parts."""
    for name, number in zip(NAMES, NUMBERS, strict=False):
        here.load(name, {RECEIVED: number}, status="approved")
    parts = {
        "dossiers_resolved": 1000,
        "dossiers_resolved_on_time": 976,
        "dossiers_on_time_rate": "12",
    }
    here.load(NAMES[2], {RECEIVED: 1200, **parts}, status="approved")
    return here.browser(Role.REVIEWER)


def first_cells(page: Page) -> list[str]:
    return [name_of(row) for row in page.rows()]


def name_of(row: list[str]) -> str:
    return row[0].removesuffix(" +").removesuffix(" −")


def foot(page: Page) -> str:
    return words(next(page.tree.iter("tfoot")))


def column(page: Page, place: int = 1) -> list[str]:
    return [row[place] for row in page.rows()]


def test_a_total_opens_to_what_it_is_made_of(reviewer: Browser) -> None:
    page = reviewer.get(f"{TABLE}?section=pinned&pin={RECEIVED}&include=submitted")
    figure = reviewer.get(page.link("1.745"))
    assert figure.heading == LABEL
    assert "1.745" in figure.text
    assert "đã nộp" in figure.text
    group = reviewer.get(f"{PINNED}&by=type&group=Xã")
    assert foot(group).startswith("Xã ")
    address = [url for text, url in group.links() if text == "410"][-1]
    assert [row[0] for row in reviewer.get(address).rows()] == [NAMES[0]]


def test_the_dashboards_counting_goes_along_to_the_table(reviewer: Browser) -> None:
    page = reviewer.get("/city/?include=submitted")
    assert "include=submitted" in page.link("Bảng đơn vị × chỉ tiêu")
    assert "include=submitted" in page.link("Xem theo nhóm đơn vị")
    assert "include=" not in reviewer.get("/city/").link("Bảng đơn vị × chỉ tiêu")


def test_every_ward_has_a_row_and_a_rate_is_of_its_parts(reviewer: Browser) -> None:
    page = reviewer.get(PINNED)
    assert first_cells(page) == list(NAMES)
    assert column(page) == ["410", "7", "1.200", "95", "33", "–"]
    assert column(page, 2) == ["–", "–", "97,6", "–", "–", "–"]
    assert foot(page) == "Toàn thành phố 1.745 97,6"


def test_a_cell_leads_to_the_answer_of_its_ward(here: Town, reviewer: Browser) -> None:
    page = reviewer.get(PINNED)
    assert page.link("1.200") == here.address(NAMES[2], f"#row-{RECEIVED}")
    assert f'id="row-{RECEIVED}"' in reviewer.get(here.address(NAMES[2])).html


def test_any_column_sorts_both_ways_and_no_number_stands_last(reviewer: Browser) -> None:
    reviewer.get(PINNED)
    down = sort_by(reviewer, f"Xếp theo {LABEL}")
    assert column(down) == ["1.200", "410", "95", "33", "7", "–"]
    up = sort_by(reviewer, f"Xếp theo {LABEL}")
    assert column(up) == ["7", "33", "95", "410", "1.200", "–"]
    assert first_cells(sort_by(reviewer, "Xếp theo tên đơn vị")) == list(NAMES)
    assert first_cells(sort_by(reviewer, "Xếp theo tên đơn vị")) == list(reversed(NAMES))


def sort_by(browser: Browser, name: str) -> Page:
    return browser.get(named(browser.page, name))


def named(page: Page, name: str) -> str:
    """The address of the link that is called so."""
    links = page.tree.iter("a")
    found = next(a for a in links if (a.get("aria-label") or "").startswith(name))
    return found.get("href") or ""


def test_rows_and_columns_are_pinned_and_let_go_in_the_address(reviewer: Browser) -> None:
    page = reviewer.get(f"{TABLE}?section=pinned")
    assert "Chưa ghim cột nào" in page.text
    sections = [o.get("value") for o in page.tree.iter("option")]
    reviewer.get(f"{TABLE}?section={sections[0]}")
    page = reviewer.get(named(reviewer.page, "Ghim Phường An Biên"))
    assert first_cells(page)[0] == "Phường An Biên"
    page = reviewer.get(f"{PINNED}&ward=11407&sort={RECEIVED}")
    assert column(page) == ["7", "1.200", "410", "95", "33", "–"]
    page = reviewer.get(named(page, "Bỏ ghim Phường An Biên"))
    assert column(page) == ["1.200", "410", "95", "33", "7", "–"]
    page = reviewer.get(named(page, f"Bỏ ghim {LABEL}"))
    assert len(page.rows()[0]) == 2


def test_the_numbers_are_shaded_by_quarter(reviewer: Browser) -> None:
    page = reviewer.get(PINNED)
    shades = {
        "".join(cell.itertext()): (cell.get("class") or "").split()[-1]
        for row in next(page.tree.iter("tbody"))
        for cell in row
        if cell.tag == "td"
    }
    assert shades["7"] == "shade1"
    assert shades["1.200"] == "shade4"
    assert shades["97,6"] == "num"


def test_wards_are_searched_without_marks_and_narrowed_to_a_group(
    here: Town, reviewer: Browser
) -> None:
    assert first_cells(reviewer.get(f"{PINNED}&q=ai quoc")) == ["Xã Ái Quốc"]
    assert "Không có đơn vị nào khớp." in reviewer.get(f"{PINNED}&q=zzz").text
    with here.app.app_context():
        groups = {"11407": "Cụm 1", "11503": "Cụm 1", "11311": "Cụm 2"}
        grouping.draw_grouping(here.scope, COMMAND_LINE, "Cụm thi đua", groups, None)
    page = reviewer.get(PINNED)
    page = reviewer.get(page.link("Cụm 1"))
    assert first_cells(page) == ["Xã Ái Quốc", "Phường An Biên"]
    assert foot(page) == "Cụm 1 417 –"
    assert first_cells(reviewer.get(page.link("Phường"))) == [
        name for name in NAMES if name.startswith("Phường")
    ]


def test_the_files_say_exactly_what_is_shown(reviewer: Browser) -> None:
    page = reviewer.get(f"{PINNED}&sort={RECEIVED}&q=a&ward=11635")
    shown = [[name_of(row), *row[1:]] for row in page.rows()]
    assert len(shown) > 2
    lines = list(csv.reader(io.StringIO(taken(reviewer, "CSV").decode("utf-8-sig"))))
    assert [as_shown(line) for line in lines[1:-1]] == shown
    assert lines[-1] == ["Toàn thành phố", "1745", "97.6"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(reviewer, "Excel")))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [as_shown([str(c).removesuffix(".0") for c in line]) for line in sheet[2:-1]] == shown
    assert sheet[1] == lines[0]


def taken(browser: Browser, name: str) -> bytes:
    return browser.client.get(browser.page.link(name)).get_data()


def as_shown(line: list[str]) -> list[str]:
    """A machine's numbers as the page prints them."""
    return [
        line[0],
        *(
            f"{int(c):,}".replace(",", ".") if c.isdigit() else c.replace(".", ",")
            for c in line[1:]
        ),
    ]


def test_a_name_that_looks_like_a_formula_is_harmless(here: Town, reviewer: Browser) -> None:
    with here.app.app_context():
        groups = {"11407": "=1+1"}
        grouping.draw_grouping(here.scope, COMMAND_LINE, "Nhóm", groups, None)
    page = reviewer.get(PINNED)
    reviewer.get(page.link("=1+1"))
    assert "\n'=1+1," in taken(reviewer, "CSV").decode("utf-8-sig").replace("\r", "")
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(reviewer, "Excel")))
    assert book.get_sheet_by_index(0).to_python()[-1][0] == "=1+1"


def test_what_is_not_there_is_not_found(reviewer: Browser) -> None:
    for wrong in ("section=Z", "sort=nothing", "order=up", "by=x&group=y", "include=all"):
        reviewer.get(f"{TABLE}?{wrong}", status=404)
    reviewer.get("/city/periods/2031-H1/table", status=404)
    assert "Chưa ghim cột nào" in reviewer.get(f"{TABLE}?section=pinned&pin=difficulties").text


def test_another_citys_wards_are_never_in_it(here: Town, there: Town, reviewer: Browser) -> None:
    there.load(NAMES[0], {RECEIVED: 987654}, status="approved")
    assert "987.654" not in reviewer.get(PINNED).text
    here.browser(Role.DRAFTER, NAMES[0]).get(TABLE, status=403)

"""In a real browser: blocks of a sheet over fields and rows, text out of Word; rows in order."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .office import Office, open_office
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
FIRST = "dossiers_carried_over"
EVENTS = "dissemination_events"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.goto(theatre.scene("ward-section"))
    return blank


@pytest.fixture
def rows(page: Page, theatre: Theatre) -> Locator:
    page.goto(theatre.scene("ward-section-rows"))
    return page.locator(f"#f-{EVENTS} [data-row]")


def paste(control: Locator, text: str) -> None:
    control.focus()
    control.evaluate(
        """(control, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          control.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def values(page: Page, *codes: str) -> list[str]:
    return [page.locator(f"#a-{code}").input_value() for code in codes]


def saved(page: Page, code: str) -> None:
    mark = page.locator(f"#f-{code} [data-saved]")
    expect(mark).to_have_attribute("data-state", "saved")


# --- numbers ---------------------------------------------------------------------------------


def test_a_block_with_strange_labels_fills_in_order(page: Page, office: Office) -> None:
    paste(
        page.locator(f"#a-{FIRST}"), "1\tChuyển sang\thồ sơ\t1200\tghi chú\n2\tMới\thồ sơ\t34\t\n"
    )
    saved(page, "dossiers_received")
    assert values(page, FIRST, "dossiers_received") == ["1.200", "34"]
    sent = {FIRST: "1.200", "dossiers_received": "34"}
    eventually(page, lambda: {s["code"]: s["value"] for s in office.sent}, sent)


def test_an_empty_line_leaves_its_field_alone(page: Page, office: Office) -> None:
    paste(page.locator(f"#a-{FIRST}"), "5\n\n7")
    saved(page, "dossiers_received_online")
    expected = ["5", "4.410", "7"]
    assert values(page, FIRST, "dossiers_received", "dossiers_received_online") == expected


def test_labels_of_the_form_find_their_fields(page: Page, office: Office) -> None:
    block = "Hồ sơ đang giải quyết\t9\nHỒ SƠ ĐÃ GIẢI QUYẾT\t8\nHồ sơ kỳ trước chuyển sang\t3\n"
    paste(page.locator(f"#a-{FIRST}"), block)
    saved(page, "dossiers_in_progress")
    codes = (FIRST, "dossiers_resolved", "dossiers_in_progress", "dossiers_received")
    assert values(page, *codes) == ["3", "8", "9", "4.410"]


def test_a_bare_block_fills_line_by_line(page: Page, office: Office) -> None:
    paste(page.locator(f"#a-{FIRST}"), "1\t2\n3\t4\n")
    saved(page, "dossiers_received_direct")
    codes = (
        FIRST,
        "dossiers_received",
        "dossiers_received_online",
        "dossiers_received_direct",
    )
    assert values(page, *codes) == ["1", "2", "3", "4"]


def test_a_single_value_is_pasted_by_the_browser(page: Page, office: Office) -> None:
    paste(page.locator(f"#a-{FIRST}"), "12")
    assert values(page, FIRST) == [""], "the event was left to the browser, which pastes itself"


def said(page: Page) -> Locator:
    return page.locator(".pasted")


def test_words_among_numbers_stay_as_pasted(page: Page, office: Office) -> None:
    paste(page.locator(f"#a-{FIRST}"), "Số lượng\n4,410\nkhông có\n110 hồ sơ\n")
    saved(page, FIRST)
    codes = (FIRST, "dossiers_received", "dossiers_received_online")
    assert values(page, *codes) == ["4.410", "không có", "110 hồ sơ"]
    expect(said(page)).to_contain_text("Đã dán 3 ô theo thứ tự")


def test_a_table_with_heads_and_the_same_label_twice_finds_its_fields(
    page: Page, office: Office
) -> None:
    block = (
        "BIỂU SỐ LIỆU\t\t\t\nSTT\tChỉ tiêu\tĐơn vị\tSố lượng\n"
        "1\tHồ sơ đã giải quyết\thồ sơ\t4,337\n2\tquá hạn\thồ sơ\t1\n"
        "3\tHồ sơ đang giải quyết\thồ sơ\tkhông\n4\tQuá hạn\thồ sơ\t2\n"
        "5\tKhông có ở đây\thồ sơ\t9\n"
    )
    paste(page.locator(f"#a-{FIRST}"), block)
    saved(page, "dossiers_resolved")
    codes = (
        *("dossiers_resolved", "dossiers_resolved_overdue"),
        *("dossiers_in_progress", "dossiers_in_progress_overdue"),
    )
    assert values(page, *codes) == ["4.337", "1", "không", "2"]
    expect(said(page)).to_contain_text("Đã dán 4 ô theo tên chỉ tiêu.")
    expect(said(page)).to_contain_text("Không có ở đây: 9")


def test_a_column_that_counts_is_no_number_of_the_report(page: Page, office: Office) -> None:
    paste(page.locator(f"#a-{FIRST}"), "1\t120\n2\t340\n")
    saved(page, "dossiers_received")
    assert values(page, FIRST, "dossiers_received") == ["120", "340"]


def test_what_falls_off_the_end_is_told(page: Page, office: Office) -> None:
    cells = page.locator("#section-form .number[data-input]")
    paste(cells.last, "77\n88\n99\n")
    expect(cells.last).to_have_value("77")
    expect(said(page)).to_contain_text("Chưa có chỗ cho 2 mục")
    expect(said(page)).to_contain_text("88")


def test_a_whole_block_is_taken_back_at_once(page: Page, office: Office) -> None:
    before = values(page, FIRST, "dossiers_received")
    paste(page.locator(f"#a-{FIRST}"), "5\n6\n")
    saved(page, "dossiers_received")
    said(page).get_by_role("button", name="Bỏ cả lần dán này").click()
    assert values(page, FIRST, "dossiers_received") == before
    expect(said(page)).to_have_count(0)
    saved(page, "dossiers_received")
    eventually(page, lambda: office.value("dossiers_received"), before[1])


# --- rows ------------------------------------------------------------------------------------


def cells(rows: Locator, column: int = 1) -> list[str]:
    return [
        rows.nth(n).locator("[data-column]").nth(column).input_value() for n in range(rows.count())
    ]


def fill_three(rows: Locator) -> None:
    for n, title in enumerate(("Một", "Hai", "Ba")):
        rows.nth(n).locator("[data-column]").nth(1).fill(title)


def sent_rows(office: Office) -> list[str]:
    value: list[dict[str, Any]] = office.last.get("value", [])
    return [row["title"] for row in value]


def test_a_block_fills_rows_and_columns(page: Page, rows: Locator, office: Office) -> None:
    block = (
        '14/3/2026\tHọp tổ 4\ttrực tiếp\t120\tthừa\n15/3/2026\t"Họp\ntổ ""5"""\ttrực tuyến\t80\n'
    )
    paste(rows.nth(1).locator("[data-column]").first, block)
    saved(page, EVENTS)
    assert cells(rows) == ["Hội nghị tổ dân phố số 4", "Họp tổ 4", 'Họp tổ "5"', ""]
    third = {
        "date": "15/3/2026",
        "title": 'Họp tổ "5"',
        "form": "trực tuyến",
        "participants": "80",
    }
    eventually(page, lambda: office.last.get("value", [])[2:], [third])


def test_a_block_leaves_its_head_behind(page: Page, rows: Locator, office: Office) -> None:
    paste(rows.nth(1).locator("[data-column]").first, "Ngày\tNội dung\n1/4/2026\tHội nghị\n")
    saved(page, EVENTS)
    eventually(page, lambda: sent_rows(office), ["Hội nghị tổ dân phố số 4", "Hội nghị"])


def test_columns_go_under_their_heads_and_what_has_none_is_told(
    page: Page, rows: Locator, office: Office
) -> None:
    block = "STT\tNội dung\tNgày\tGhi chú\n1\tHội nghị\t1/4/2026\tđông\n2\tHọp tổ\t2/4/2026\t\n"
    paste(rows.nth(1).locator("[data-column]").first, block)
    saved(page, EVENTS)
    assert cells(rows, 0)[1:] == ["1/4/2026", "2/4/2026", ""]
    assert cells(rows) == ["Hội nghị tổ dân phố số 4", "Hội nghị", "Họp tổ", ""]
    expect(said(page)).to_contain_text("Chưa có chỗ cho 1 mục")
    expect(said(page)).to_contain_text("đông")


def test_rows_move_by_buttons_and_keys(page: Page, rows: Locator, office: Office) -> None:
    fill_three(rows)
    rows.nth(0).locator("[data-row-down]").click()
    assert cells(rows) == ["Hai", "Một", "Ba", ""]
    expect(rows.nth(1).locator("[data-row-down]")).to_be_focused()
    third = rows.nth(2).locator("[data-column]").nth(1)
    third.press("Alt+ArrowUp")
    assert cells(rows) == ["Hai", "Ba", "Một", ""]
    expect(rows.nth(1).locator("[data-column]").nth(1)).to_be_focused()
    rows.nth(2).locator("[data-column]").nth(1).press("Alt+ArrowDown")
    assert cells(rows) == ["Hai", "Ba", "Một", ""], "nothing goes below the empty row"
    page.locator("h1").click()
    saved(page, EVENTS)
    eventually(page, lambda: sent_rows(office), ["Hai", "Ba", "Một"])
    names = [
        rows.nth(n).locator("[data-column]").first.get_attribute("name") or "" for n in range(4)
    ]
    assert names == [f"{EVENTS}.{n}.date" for n in (1, 2, 3, 4)]
    label = rows.nth(1).locator("[data-column]").first.get_attribute("aria-label") or ""
    assert label.endswith("dòng 2")


def test_a_removed_row_comes_back(page: Page, rows: Locator, office: Office) -> None:
    fill_three(rows)
    rows.nth(1).locator("[data-row-remove]").click()
    assert cells(rows) == ["Một", "Ba", ""]
    saved(page, EVENTS)
    page.locator(f"#f-{EVENTS} [data-undo]").click()
    assert cells(rows) == ["Một", "Hai", "Ba", ""]
    saved(page, EVENTS)
    eventually(page, lambda: sent_rows(office), ["Một", "Hai", "Ba"])


def test_the_add_button_leads_to_the_empty_row(page: Page, rows: Locator) -> None:
    page.get_by_text("Thêm dòng", exact=True).click()
    expect(rows.last.locator("[data-column]").first).to_be_focused()


# --- texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("·\tMột\r\n·\tHai", "- Một\n- Hai"),
        ("\uf0b7\tMột\no\tHai\n§\tBa", "- Một\n- Hai\n- Ba"),
        ("1.\tMột\na)\tHai", "1. Một\na) Hai"),
        ("Tên\tSố\nTổ 1\t12\n\t\n", "Tên; Số\nTổ 1; 12"),
        (
            "“Dân biết” và ‘dân bàn’\u00a0–\u00a0năm\u200b 2026",
            "“Dân biết” và ‘dân bàn’ – năm 2026",
        ),
        ("Dòng một\u000bdòng hai\n\n\n\nđoạn hai", "Dòng một\ndòng hai\n\nđoạn hai"),
        ("to\u0302\u0309 da\u0302n pho\u0302\u0301", "tổ dân phố"),
    ],
    ids=["bullets", "symbols", "numbers", "table", "quotes", "breaks", "letters"],
)
def test_text_out_of_word_is_cleaned(page: Page, theatre: Theatre, word: str, plain: str) -> None:
    page.goto(theatre.scene("ward-section-rows"))
    area = page.locator("#a-dissemination")
    area.fill("")
    paste(area, word)
    assert area.input_value().strip() == plain

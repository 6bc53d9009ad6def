"""In a real browser: fields save themselves and nothing typed is lost."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .office import Office, open_office
from .windows import Theatre, eventually, stop_clock, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
CODE = "dossiers_carried_over"


@pytest.fixture
def office(theatre: Theatre) -> Office:
    return open_office(theatre.stage)


@pytest.fixture
def page(blank: Page, theatre: Theatre, office: Office) -> Page:
    blank.goto(theatre.scene("ward-section"))
    return blank


def kept(page: Page) -> list[dict[str, object]]:
    texts = page.evaluate("Object.values({...localStorage})")
    return [json.loads(text) for text in texts]


def mark(page: Page, code: str = CODE) -> Locator:
    return page.locator(f"#f-{code} [data-saved]")


def test_a_pause_saves_once_with_dots(page: Page, office: Office) -> None:
    stop_clock(page)
    page.reload()
    page.locator(f"#a-{CODE}").press_sequentially("12345")
    expect(page.locator(f"#a-{CODE}")).to_have_value("12.345")
    page.clock.run_for(700)
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: [s["value"] for s in office.sent], ["12.345"])
    eventually(page, lambda: kept(page), [])
    assert page.evaluate("document.activeElement.id") == f"a-{CODE}"


def test_the_revision_comes_from_the_reply(page: Page, office: Office) -> None:
    field = page.locator(f"#a-{CODE}")
    for value in ("1", "12", "123"):
        field.fill(value)
        expect(mark(page)).to_have_text("Đã lưu")
        expect(mark(page)).to_have_attribute("data-state", "saved")
    eventually(page, lambda: [s["revision"] for s in office.sent], [0, 1, 2])


def test_leaving_saves_at_once_and_totals_follow(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("5")
    page.keyboard.press("Enter")
    expect(mark(page)).to_have_text("Đã lưu")
    expect(page.locator('[data-computed="dossiers_on_time_rate"]')).to_have_text("12,5")


def test_the_change_since_last_year_follows_a_save(page: Page, office: Office) -> None:
    change = page.locator(f'[data-change="{CODE}"]')
    expect(change).to_have_text("+125,2 %", use_inner_text=True)
    page.locator(f"#a-{CODE}").fill("13")
    expect(change).to_contain_text("−50 %")
    expect(change).to_contain_text("Biến động lớn")
    page.locator(f"#a-{CODE}").fill("14")
    expect(change).to_have_text("−50 %", use_inner_text=True)


def test_a_wrong_value_stays_and_says_why(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("abc")
    expect(mark(page)).to_have_text("Đã lưu, chưa tính")
    expect(page.locator(f"#p-{CODE}")).to_contain_text("không phải là số")
    expect(page.locator(f"#a-{CODE}")).to_have_value("abc")


def test_a_new_flag_appears_in_the_panel(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").fill("13")
    expect(page.locator("#flag-new_flag")).to_contain_text("13 không khớp với 14.")


def test_without_server_it_is_kept_and_sent_later(page: Page, office: Office) -> None:
    office.mood = "away"
    page.locator(f"#a-{CODE}").fill("77")
    expect(mark(page)).to_have_text("Giữ trên máy này, chờ mạng")
    eventually(page, lambda: [e["value"] for e in kept(page)], ["77"])
    office.mood = "takes"
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: kept(page), [])


def test_a_closed_page_is_taken_up_again(page: Page, office: Office) -> None:
    office.mood = "away"
    page.locator(f"#a-{CODE}").fill("77")
    expect(mark(page)).to_have_text("Giữ trên máy này, chờ mạng")
    office.mood = "takes"
    page.reload()
    expect(page.locator(f"#a-{CODE}")).to_have_value("77")
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: office.value(CODE), "77")


def kept_as(page: Page, code: str = CODE, **entry: object) -> None:
    """As if this person's last page had been closed in the middle of its work."""
    url = page.locator(f"#f-{code}").get_attribute("data-save")
    owner = page.locator("meta[name=viewer]").get_attribute("content")
    told = {"url": url, "owner": owner, "at": 1, "state": "value", "reason": ""} | entry
    page.evaluate(
        "(e) => localStorage.setItem(`tonghop:answer:${e.owner}:${e.url}`, JSON.stringify(e))", told
    )
    page.reload()


def standing(page: Page) -> dict[str, object]:
    return {"value": page.locator(f"#a-{CODE}").input_value(), "state": "value", "reason": ""}


def test_ones_own_save_before_the_page_closed_is_no_conflict(page: Page, office: Office) -> None:
    """The last save arrived and its answer did not; meanwhile one had typed on."""
    kept_as(page, value="79", revision=-1, sent=standing(page))
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: office.value(CODE), "79")
    expect(page.locator(f"#f-{CODE} .conflict")).to_have_count(0)


def test_another_persons_save_before_one_came_back_is(page: Page, office: Office) -> None:
    kept_as(page, value="79", revision=-1, sent=standing(page) | {"value": "78"})
    expect(page.locator(f"#f-{CODE} .conflict")).to_contain_text("Bạn gõ: 79")
    assert office.sent == []


def test_what_is_typed_while_a_save_is_under_way_is_kept_upon_it(
    page: Page, office: Office
) -> None:
    def answer_late(route: Route) -> None:
        page.locator(f"#a-{CODE}").fill("771")
        during.extend(kept(page))
        route.fallback()

    during: list[dict[str, object]] = []
    page.route("**/answers/**", answer_late, times=1)
    page.locator(f"#a-{CODE}").fill("77")
    eventually(page, lambda: office.value(CODE), "771")
    assert [(e["value"], e["revision"], e["sent"]["value"]) for e in during] == [("771", 0, "77")]
    eventually(page, lambda: kept(page), [])


def test_a_reason_typed_last_is_not_taken_for_what_stands(
    page: Page, office: Office, theatre: Theatre
) -> None:
    """The field does not apply and says so already, for another reason."""
    page.goto(theatre.scene("ward-section-troubled"))
    field = page.locator("[data-save]:has([data-reason][value='Chỉ nhận trực tuyến'])")
    code = field.get_attribute("data-field")
    assert code
    kept_as(page, code, value="", state="not_applicable", revision=1, reason="Xã không có bộ phận")
    eventually(page, lambda: office.last.get("reason"), "Xã không có bộ phận")


def test_another_page_sends_what_was_kept(page: Page, office: Office, theatre: Theatre) -> None:
    office.mood = "away"
    page.locator(f"#a-{CODE}").fill("78")
    expect(mark(page)).to_have_text("Giữ trên máy này, chờ mạng")
    office.mood = "takes"
    page.goto(theatre.scene("ward-home"))
    eventually(page, lambda: office.value(CODE), "78")
    eventually(page, lambda: kept(page), [])


def test_a_conflict_shows_both_and_the_person_chooses(page: Page, office: Office) -> None:
    office.mood = "other_editor"
    page.locator(f"#a-{CODE}").fill("6")
    box = page.locator(f"#f-{CODE} .conflict")
    expect(box).to_contain_text("Lê Văn Tám, 14:05 12/6/2026: 7")
    expect(box).to_contain_text("Bạn gõ: 6")
    box.get_by_text("Giữ giá trị của tôi").click()
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: office.answers.get(CODE), {"value": "6", "revision": 10})


def test_a_conflict_over_a_table_shows_its_rows(
    page: Page, office: Office, theatre: Theatre
) -> None:
    page.goto(theatre.scene("ward-section-rows"))
    office.mood = "other_editor"
    table = page.locator("#f-dissemination_events")
    table.locator("[data-row]").nth(1).get_by_label("Nội dung").fill("Họp tổ 5")
    expect(table.locator(".conflict")).to_contain_text("Hội nghị tổ dân phố số 4")
    expect(table.locator(".conflict")).to_contain_text("Họp tổ 5")


def test_the_gravest_comes_first_in_the_panel(page: Page, theatre: Theatre) -> None:
    """A card that a save brings stands where the page would have it, not below all others."""
    page.goto(theatre.scene("ward-section-troubled"))
    page.evaluate(
        """async () => {
          const { showFindings } = await import("/static/js/findings.js");
          const of = ({ dataset: { flag: id, inputs, status }, outerHTML: html }) =>
            ({ id, inputs_hash: inputs, status, html });
          const standing = [...document.querySelectorAll("[data-flags] [data-flag]")].map(of);
          const html = '<article data-flag="new_flag"></article>';
          showFindings([{ id: "new_flag", inputs_hash: "cd", status: "open", html }, ...standing]);
        }"""
    )
    cards = page.locator("[data-flags] [data-flag]")
    expect(cards.first).to_have_attribute("data-flag", "new_flag")
    assert cards.count() > 1


def test_the_other_value_can_be_taken(page: Page, office: Office) -> None:
    office.mood = "other_editor"
    page.locator(f"#a-{CODE}").fill("6")
    page.locator(f"#f-{CODE}").get_by_text("Dùng giá trị của người kia").click()
    expect(page.locator(f"#a-{CODE}")).to_have_value("7")
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: kept(page), [])
    assert office.answers == {}


def test_an_ended_session_keeps_and_says_so(page: Page, office: Office) -> None:
    office.mood = "signed_out"
    page.locator(f"#a-{CODE}").fill("6")
    expect(page.locator("[data-signed-out]")).to_be_visible()
    expect(mark(page)).to_have_text("Giữ trên máy này, chờ đăng nhập lại")
    page.get_by_role("link", name="Cần đăng nhập lại").click()
    expect(page.locator("#again-email")).to_be_focused()
    eventually(page, lambda: [e["value"] for e in kept(page)], ["6"])


def test_keys_answer_not_known_and_not_applicable(page: Page, office: Office) -> None:
    page.locator(f"#a-{CODE}").press("?")
    expect(page.locator(f"#s-{CODE}")).to_have_value("not_known")
    expect(mark(page)).to_have_text("Đã lưu")
    page.locator(f"#a-{CODE}").press("/")
    expect(page.locator(f"#r-{CODE}")).to_be_focused()
    page.keyboard.type("Không có hồ sơ chuyển kỳ")
    expect(mark(page)).to_have_attribute("data-state", "saved")
    page.keyboard.press("Tab")
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(page, lambda: office.last.get("reason"), "Không có hồ sơ chuyển kỳ")
    assert office.sent[0]["state"] == "not_known"


def test_what_another_person_kept_on_this_device_stays(page: Page, office: Office) -> None:
    """Two share a device and fill the same field: the one who comes after takes nothing away."""
    kept_as(page, value="79", revision=0, owner="somebody-else")
    page.locator(f"#a-{CODE}").fill("6")
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(
        page, lambda: [(e["owner"], e["value"]) for e in kept(page)], [("somebody-else", "79")]
    )


def test_what_was_kept_without_a_name_is_still_sent(page: Page, office: Office) -> None:
    url = page.locator(f"#f-{CODE}").get_attribute("data-save")
    owner = page.locator("meta[name=viewer]").get_attribute("content")
    entry = {"url": url, "owner": owner, "at": 1, "value": "80", "state": "value", "reason": ""}
    page.evaluate(
        "(e) => localStorage.setItem(`tonghop:answer:${e.url}`, JSON.stringify(e))",
        entry | {"revision": 0},
    )
    page.evaluate("localStorage.setItem('tonghop:answer:broken', '{')")
    page.reload()
    eventually(page, lambda: office.value(CODE), "80")
    expect(mark(page)).to_have_text("Đã lưu")
    eventually(
        page, lambda: page.evaluate("Object.keys({...localStorage})"), ["tonghop:answer:broken"]
    )


def test_a_long_text_of_many_marks_is_sent(page: Page, office: Office, theatre: Theatre) -> None:
    """Few letters, many bytes: a browser refuses to promise such a body after the page's end."""
    page.goto(theatre.scene("ward-section-rows"))
    page.locator("#a-dissemination").fill("ệ" * 25_000)
    expect(mark(page, "dissemination")).to_have_text("Đã lưu")
    eventually(page, lambda: len(office.value("dissemination") or ""), 25_000)


def test_not_applicable_without_its_reason_says_that_it_is_not_saved(
    page: Page, office: Office
) -> None:
    page.locator(f"#a-{CODE}").press("/")
    expect(page.locator(f"#r-{CODE}")).to_be_focused()
    page.locator("#a-dossiers_received").focus()
    expect(mark(page)).to_have_text("Chưa lưu: hãy ghi lý do không áp dụng")
    expect(page.locator("[data-page-saved]")).to_have_text("Chưa lưu được")
    page.locator(f"#r-{CODE}").fill("Phường mới lập")
    expect(mark(page)).to_have_text("Đã lưu")
    assert office.last["reason"] == "Phường mới lập"


def test_rows_grow_and_are_sent_whole(page: Page, office: Office, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-section-rows"))
    rows = page.locator("#f-dissemination_events [data-row]")
    expect(rows).to_have_count(2)
    rows.nth(1).locator("input").first.fill("14/3/2026")
    expect(rows).to_have_count(3)
    expect(mark(page, "dissemination_events")).to_have_text("Đã lưu")
    dates = ["12/3/2026", "14/3/2026"]
    eventually(page, lambda: [row["date"] for row in office.last.get("value", [])], dates)

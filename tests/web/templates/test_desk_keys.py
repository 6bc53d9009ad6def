"""In a real browser: one report at the desk by keyboard, its threads, its return."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Response, jsonify, redirect, request
from playwright.sync_api import Page, expect

from .windows import Theatre, page, theatre

__all__ = ["page", "theatre"]
pytestmark = pytest.mark.browser


def count_posts(theatre: Theatre, endpoint: str) -> list[Any]:
    """Record the posts to one endpoint; the page comes back as after a redirect."""
    seen: list[Any] = []

    def post(**given: str) -> Response:
        seen.append({**given, **request.form})
        return redirect(request.referrer)

    theatre.stage.view_functions[endpoint] = post
    return seen


def test_flags_are_walked_and_decided_by_key(page: Page, theatre: Theatre) -> None:
    """The page stays; only its panes change, and the card that follows has the focus."""
    accepted = count_posts(theatre, "review.accept_explanation")
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("j")
    expect(page.locator("#flag-tthc_balance")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#flag-rate_100")).to_be_focused()
    page.evaluate("window.stays = true")
    page.keyboard.press("a")
    expect(page.locator("#flag-reception_min")).to_be_focused()
    assert [a["finding_id"] for a in accepted] == ["rate_100"]
    assert page.evaluate("window.stays")


def test_a_key_that_can_do_nothing_says_why(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-submission"))
    says = page.locator("[data-desk-says]")
    page.keyboard.press("a")
    expect(says).to_have_text("Hãy chọn một chỗ bằng phím j, k trước.")
    last = page.locator("[data-stop]:visible").last
    last.focus()
    page.keyboard.press("j")
    expect(says).to_have_text("Đây là chỗ cuối cùng.")
    expect(says).to_be_visible()
    expect(last).to_be_focused()
    page.keyboard.press("c")
    expect(says).to_have_text("Phím này không có việc gì ở đây.")


def test_a_remark_is_kept_without_leaving_its_words(page: Page, theatre: Theatre) -> None:
    written = count_posts(theatre, "remarks.note")
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("r")
    page.keyboard.type("Vì sao lệch?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-desk-says]")).to_contain_text("Đã ghi")
    assert [sent["text"] for sent in written] == ["Vì sao lệch?"]


def test_the_figures_of_a_card_come_into_sight(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("j")
    expect(page.locator("#row-dossiers_received")).to_be_in_viewport()
    expect(page.locator("#row-dossiers_received")).to_have_class(re.compile("is-here"))


def test_a_remark_is_begun_by_key_at_the_card_one_stands_on(page: Page, theatre: Theatre) -> None:
    written = count_posts(theatre, "remarks.note")
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#remark-text")).to_be_focused()
    page.keyboard.type("Vì sao lệch 7 hồ sơ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-desk-says]")).to_contain_text("Lưu ý kiến")
    (sent,) = written
    assert (sent["place"], sent["text"]) == ("III.3:dossiers_received", "Vì sao lệch 7 hồ sơ?")


def test_a_remark_that_was_not_sent_is_there_again(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("r")
    page.keyboard.type("Chưa xong câu này")
    page.reload()
    expect(page.locator("#remark-text")).to_have_value("Chưa xong câu này")
    expect(page.locator("#remark-text")).to_be_visible()


def test_a_refusal_is_told_in_the_page_and_no_word_is_lost(page: Page, theatre: Theatre) -> None:
    def refuse(**_given: str) -> tuple[Response, int]:
        return jsonify(message="Lê Thị Kim Oanh đang thẩm định báo cáo này."), 409

    theatre.stage.view_functions["remarks.note"] = refuse
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("r")
    page.keyboard.type("Giữ lại câu này")
    page.locator("#remark-new button").click()
    expect(page.get_by_role("alert")).to_contain_text("Kim Oanh đang thẩm định")
    expect(page.locator("#remark-text")).to_have_value("Giữ lại câu này")


def test_a_thread_is_settled_by_the_key_that_accepts(page: Page, theatre: Theatre) -> None:
    settled = count_posts(theatre, "remarks.settle")
    page.goto(theatre.scene("review-submission"))
    page.locator("#remark-r2").focus()
    page.keyboard.press("a")
    expect(page.locator("[data-desk-says]")).to_contain_text("Đã xong")
    assert [s["remark_id"] for s in settled] == ["r2"]


def test_activity_renews_the_claim_and_says_when_it_is_lost(page: Page, theatre: Theatre) -> None:
    kept = list[str]()

    def keep(submission_id: str) -> Response:
        kept.append(submission_id)
        return jsonify(seconds=900)

    theatre.stage.view_functions["review.keep"] = keep
    page.goto(theatre.scene("review-submission"))
    expect(page.locator("[data-claim]")).to_contain_text("còn giữ 12 phút")
    page.keyboard.press("j")
    expect(page.locator("[data-claim]")).to_contain_text("còn giữ 15 phút")
    page.keyboard.press("k")
    assert len(kept) == 1
    theatre.stage.view_functions["review.keep"] = lambda **_: (jsonify(message="X đã nhận."), 409)
    page.reload()
    page.keyboard.press("j")
    expect(page.get_by_text("X đã nhận.")).to_be_visible()


def test_the_legend_is_turned_off_and_on_by_key(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-submission"))
    legend = page.locator("[data-legend]")
    expect(legend).to_be_visible()
    page.keyboard.press("?")
    expect(legend).to_be_hidden()
    page.keyboard.press("?")
    expect(legend).to_be_visible()


def test_approval_is_one_key_and_names_the_version(page: Page, theatre: Theatre) -> None:
    approved = count_posts(theatre, "review.approve")
    page.goto(theatre.scene("review-submission"))
    with page.expect_navigation():
        page.keyboard.press("d")
    assert [(a["seen_version"], a["idempotency_key"]) for a in approved] == [("2", "key")]


def test_keys_do_nothing_while_typing(page: Page, theatre: Theatre) -> None:
    approved = count_posts(theatre, "review.approve")
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("r")
    page.locator("#remark-text").press_sequentially("dd jk a?")
    expect(page.locator("#remark-text")).to_have_value("dd jk a?")
    page.keyboard.press("Escape")
    expect(page.locator("#remark-text")).not_to_be_focused()
    assert approved == []


def test_the_letter_follows_the_return(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-return"))
    page.locator('[name="section"][value="II.1"]').check()
    page.locator('[name="reason.II.1"]').fill("Thiếu số hội nghị.")
    expect(page.locator("[data-letter]")).to_contain_text("Thiếu số hội nghị.")

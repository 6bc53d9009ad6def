"""In a real browser: the review desk by keyboard, live lists, uploads, the two-sided reading."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response, redirect, request, url_for
from playwright.sync_api import Page, expect

from .scenes import SCENES
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
    accepted = count_posts(theatre, "review.accept_explanation")
    page.goto(theatre.scene("review-submission"))
    page.keyboard.press("j")
    expect(page.locator("#flag-tthc_balance")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#flag-rate_100")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#flag-reception_min")).to_be_focused()
    assert [a["finding_id"] for a in accepted] == ["rate_100"]


def test_approval_is_one_key_and_names_the_version(page: Page, theatre: Theatre) -> None:
    approved = count_posts(theatre, "review.approve")
    page.goto(theatre.scene("review-submission"))
    with page.expect_navigation():
        page.keyboard.press("d")
    assert [(a["seen_version"], a["idempotency_key"]) for a in approved] == [("2", "key")]


def test_keys_do_nothing_while_typing(page: Page, theatre: Theatre) -> None:
    approved = count_posts(theatre, "review.approve")
    page.goto(theatre.scene("review-submission-approved"))
    page.locator("summary").first.click()
    page.locator("#reason").press_sequentially("dd")
    expect(page.locator("#reason")).to_have_value("dd")
    assert approved == []


def test_the_queue_opens_by_key(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-queue"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first).to_be_focused()


def test_a_live_list_changes_without_losing_focus(page: Page, theatre: Theatre) -> None:
    exports = SCENES["city-exports"].context["exports"]
    before = dict(exports[1])
    try:
        page.goto(theatre.scene("city-exports"))
        page.locator("#export-e2 button").focus()
        exports[1]["step_name"] = "Ghi tệp"
        expect(page.locator("#export-e1")).to_contain_text("Ghi tệp")
        expect(page.locator("#export-e2 button")).to_be_focused()
    finally:
        exports[1].update(before)


def test_an_upload_ends_on_the_page_it_leads_to(page: Page, theatre: Theatre) -> None:
    def take(submission_id: str) -> Response:
        assert request.files["file"].read() == b"abc"
        return redirect(url_for("scene", name="ward-submission-returned"))

    theatre.stage.view_functions["ward.upload"] = take
    page.goto(theatre.scene("ward-submission"))
    page.locator("#file").set_input_files(
        {"name": "bao-cao.txt", "mimeType": "text/plain", "buffer": b"abc"}
    )
    page.get_by_text("Đọc báo cáo", exact=True).click()
    expect(page.locator("#uploads")).to_contain_text("Đang đọc")
    assert page.url == theatre.scene("ward-submission-returned")


def test_typing_a_value_corrects_the_reading(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    page.locator("#value-dossiers_in_progress").fill("67")
    chosen = page.locator('[name="decision.dossiers_in_progress"]:checked')
    expect(chosen).to_have_value("correct")
    expect(page.locator("mark.is-here")).to_have_text("Đang giải quyết: 66 hồ sơ")


def test_the_letter_follows_the_return(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-return"))
    page.locator('[name="section"][value="II.1"]').check()
    page.locator('[name="reason.II.1"]').fill("Thiếu số hội nghị.")
    expect(page.locator("[data-letter]")).to_contain_text("Thiếu số hội nghị.")

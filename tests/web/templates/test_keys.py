"""In a real browser: the queue by keyboard, live lists, uploads, the two-sided reading."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response, jsonify, redirect, request
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


def test_the_queue_opens_by_key(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("review-queue"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first).to_be_focused()


def test_a_live_list_changes_without_losing_focus(page: Page, theatre: Theatre) -> None:
    made = SCENES["city-editions"].context["made"]
    building = next(one for one in made if one.get("edition_id") == "e1")
    before = dict(building)
    try:
        page.goto(theatre.scene("city-editions"))
        page.locator("#edition-e2 button").first.focus()
        expect(page.locator("#edition-e1")).not_to_contain_text("Ghi tệp lên kho")
        building["step_name"] = "Ghi tệp lên kho"
        expect(page.locator("#edition-e1")).to_contain_text("Ghi tệp lên kho")
        expect(page.locator("#edition-e2 button").first).to_be_focused()
    finally:
        building.update(before)


def test_files_are_sent_one_after_the_other_and_what_is_refused_stays(
    page: Page, theatre: Theatre
) -> None:
    kept: list[str] = []

    def take(submission_id: str) -> Response | tuple[Response, int]:
        name = request.files["file"].filename or ""
        kept.append(name)
        if name == "hong.exe":
            return jsonify({"problem": "Không đọc được tệp này."}), 400
        return jsonify({"url": "/"})

    theatre.stage.view_functions["ward.upload"] = take
    page.goto(theatre.scene("ward-submission"))
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": b"abc"}
        for name in ("mot.txt", "hong.exe", "hai.txt")
    ]
    page.locator("#file").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_text("Đọc báo cáo", exact=True).click()
    line = page.locator(".sending__line")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Không đọc được tệp này.")
    assert kept == ["mot.txt", "hong.exe", "hai.txt"]


def test_sending_can_be_stopped_and_begun_again(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-submission"))
    page.route("**/uploads", lambda route: None)
    file = {"name": "mot.txt", "mimeType": "text/plain", "buffer": b"abc"}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text("Đọc báo cáo", exact=True).click()
    page.get_by_role("button", name="Dừng gửi").click()
    expect(page.locator(".sending__line")).to_contain_text("Đã dừng")
    page.unroute("**/uploads")
    theatre.stage.view_functions["ward.upload"] = lambda submission_id: jsonify({"url": "/"})
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".sending__line")).to_have_count(0)


def test_every_choice_of_the_reading_has_a_key(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    keys = page.keyboard
    for key in ("j", "d", "s"):
        keys.press(key)
    keys.type("67")
    keys.press("Enter")
    keys.press("b")
    checked = {
        code: page.locator(f'[name="decision.{code}"]:checked').get_attribute("value")
        for code in ("dossiers_received_online", "dossiers_in_progress", "service_index_score")
    }
    assert list(checked.values()) == ["confirm", "correct", "reject"]
    expect(page.locator("#value-dossiers_in_progress")).to_have_value("67")
    expect(page.locator("[data-chosen]")).to_have_text("3")


def test_a_number_of_the_document_is_chosen_with_the_mouse(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    page.locator("mark.loose[data-number]").click()
    expect(page.locator("#number-901")).to_be_checked()


def test_on_a_phone_one_side_is_shown_at_a_time(page: Page, theatre: Theatre) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(theatre.scene("ward-reading"))
    text = page.locator(".paper")
    expect(text).to_be_hidden()
    page.get_by_role("link", name="Văn bản", exact=True).click()
    expect(text).to_be_visible()
    page.locator("#c2").click()
    expect(page.locator("#f-dossiers_received_online")).to_be_in_viewport()
    page.locator("#f-dossiers_received_online a").click()
    expect(page.locator("#c2")).to_be_in_viewport()


def test_typing_a_value_corrects_the_reading(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    page.locator("#value-dossiers_in_progress").fill("67")
    chosen = page.locator('[name="decision.dossiers_in_progress"]:checked')
    expect(chosen).to_have_value("correct")
    expect(page.locator("mark.is-here")).to_have_text("Đang giải quyết: 66 hồ sơ")

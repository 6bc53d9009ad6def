"""In a real browser: a reason or an answer that is being written outlives its page."""

from __future__ import annotations

import pytest
from flask import Response, redirect, request
from playwright.sync_api import Locator, Page, expect

from .scenes import SCENES
from .windows import Theatre, eventually, theatre
from .windows import page as blank

__all__ = ["blank", "theatre"]
pytestmark = pytest.mark.browser
REASON = "Đã đối chiếu với sổ theo dõi."


@pytest.fixture
def page(blank: Page, theatre: Theatre) -> Page:
    blank.goto(theatre.scene("ward-submission-returned"))
    return blank


def asked(page: Page, kind: str, number: int = 0) -> Locator:
    return page.locator(f"textarea[data-written^='{kind}:']").nth(number)


def kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("Object.keys({...localStorage})")
    return [name for name in names if name.startswith("tonghop:words:")]


@pytest.mark.parametrize("kind", ["explain", "answer"])
def test_words_outlive_a_page_that_was_lost(page: Page, theatre: Theatre, kind: str) -> None:
    asked(page, kind).press_sequentially(REASON)
    again = page.context.new_page()
    page.close()
    again.goto(theatre.scene("ward-submission-returned"))
    expect(asked(again, kind)).to_have_value(REASON)
    expect(again.get_by_text("Đã lấy lại lời viết dở")).to_have_count(1)


def test_sending_one_reason_leaves_the_others_written(page: Page, theatre: Theatre) -> None:
    """The page comes anew, and the other words have not been sent."""
    theatre.stage.view_functions["ward.explain"] = come_back
    asked(page, "answer").fill("Câu trả lời còn dở")
    asked(page, "explain").fill(REASON)
    page.get_by_role("button", name="Lưu giải trình").first.click()
    expect(asked(page, "answer")).to_have_value("Câu trả lời còn dở")


def test_what_arrived_is_forgotten(page: Page, theatre: Theatre) -> None:
    """The page that it was sent from asks for it no longer."""
    asked(page, "explain").fill(REASON)
    flag = asked(page, "explain").locator("xpath=ancestor::article")
    title = flag.locator(".flag__title").inner_text()
    findings = SCENES["ward-submission-returned"].context["findings"]
    wanted = next(finding for finding in findings if finding["title"] == title)
    standing = wanted["status"]
    try:
        wanted["status"] = "explained"
        theatre.stage.view_functions["ward.explain"] = come_back
        flag.get_by_role("button", name="Lưu giải trình").click()
        eventually(page, lambda: kept(page), [])
    finally:
        wanted["status"] = standing


def test_a_reason_that_was_taken_for_other_values_is_not_put_back(
    page: Page, theatre: Theatre
) -> None:
    theatre.stage.view_functions["ward.explain"] = come_back
    asked(page, "explain").fill(REASON)
    page.get_by_role("button", name="Lưu giải trình").first.click()
    expect(asked(page, "explain")).to_have_value(REASON)
    name = kept(page)[0]
    page.evaluate(
        "(name) => localStorage.setItem(name, "
        "JSON.stringify({words: 'cũ', bound: 'other', sentFrom: '/'}))",
        name,
    )
    page.reload()
    expect(asked(page, "explain")).to_have_value("")
    eventually(page, lambda: kept(page), [])


def test_somebody_else_on_this_device_sees_none_of_it(page: Page, theatre: Theatre) -> None:
    asked(page, "explain").fill(REASON)
    page.evaluate(
        """() => { const [name] = Object.keys(localStorage);
        localStorage.setItem(name.replace(/words:[^:]+/, "words:other"), localStorage[name]);
        localStorage.removeItem(name); }"""
    )
    page.reload()
    expect(asked(page, "explain")).to_have_value("")


def chosen(page: Page, code: str) -> Locator:
    return page.locator(f'[name="decision.{code}"]:checked')


def test_choices_over_a_file_outlive_the_page(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    page.locator("#value-dossiers_in_progress").fill("67")
    page.locator('[name="decision.service_index_score"][value="reject"]').check()
    again = page.context.new_page()
    page.close()
    again.goto(theatre.scene("ward-reading"))
    expect(chosen(again, "dossiers_in_progress")).to_have_value("correct")
    expect(again.locator("#value-dossiers_in_progress")).to_have_value("67")
    expect(chosen(again, "service_index_score")).to_have_value("reject")
    expect(again.locator("[data-chosen]")).to_have_text("2")


def test_a_choice_over_what_has_changed_is_made_anew(page: Page, theatre: Theatre) -> None:
    page.goto(theatre.scene("ward-reading"))
    page.locator('[name="decision.service_index_score"][value="reject"]').check()
    page.evaluate(
        """() => { const name = Object.keys(localStorage).find((n) => n.includes("choices"));
        localStorage[name] = localStorage[name].replace(/"seen":"[^"]*"/, '"seen":"other"'); }"""
    )
    page.reload()
    expect(page.locator("[data-chosen]")).to_have_text("0")
    expect(chosen(page, "service_index_score")).to_have_count(0)


def come_back(**_: object) -> Response:
    made: Response = redirect(request.referrer)
    return made

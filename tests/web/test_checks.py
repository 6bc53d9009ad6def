"""The rules that a page judges by: with the page, at an address of their own, for ever."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from browsing import Browser
from worlds import Town

from app.domain.permissions import Role

WARD = "Phường An Biên"


def address(town: Town, section: str, rest: str = "") -> str:
    return f"/ward/submissions/{town.submission_id(WARD)}/sections/{section}{rest}"


def entry(browser: Browser, town: Town, section: str = "III.3") -> dict[str, str]:
    """What the section's page carries for its scripts."""
    page = browser.get(address(town, section))
    return next(e.attrib for e in page.tree.iter() if e.get("data-checks"))


@pytest.fixture
def drafter(here: Town) -> Browser:
    return here.browser(Role.DRAFTER, WARD)


def document(browser: Browser, address: str) -> dict[str, Any]:
    answer = browser.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_a_page_carries_its_rules_and_the_reports_numbers(here: Town, drafter: Browser) -> None:
    here.save(WARD, "households_total", "1.234")
    here.save(WARD, "satisfaction_rate", "97,60")
    here.save(WARD, "dossiers_returned", "NA:không phát sinh")
    here.save(WARD, "dossiers_received", "?")
    carried = entry(drafter, here)
    assert carried["data-period-kind"] == "H1"
    assert json.loads(carried["data-answers"]) == {
        "households_total": "1.234",
        "satisfaction_rate": "97,60",
        "dossiers_returned": "NA:không phát sinh",
        "dossiers_received": "?",
    }
    found = document(drafter, carried["data-checks"])
    assert {"tthc_balance", "percent_range"} <= {rule["rule"] for rule in found["rules"]}
    assert "outlier" not in {rule["rule"] for rule in found["rules"]}


def test_the_standing_says_which_numbers_it_judged(here: Town, drafter: Browser) -> None:
    here.save(WARD, "dossiers_received", "4.410")
    answer = drafter.client.get(address(here, "III.3", "/standing")).get_json()
    assert answer["answers"] == {"dossiers_received": "4.410"}


def test_titles_and_labels_are_in_the_pages_language(here: Town, drafter: Browser) -> None:
    vietnamese = document(drafter, entry(drafter, here)["data-checks"])
    drafter.client.set_cookie("language", "en")
    english = document(drafter, entry(drafter, here)["data-checks"])
    for one, other in zip(vietnamese["rules"], english["rules"], strict=True):
        assert one["title_vi"] != other["title_vi"]
        assert one.get("mend_vi") == other.get("mend_vi"), "messages are Vietnamese on both sides"
    field = "households_total"
    assert english["fields"][field]["name"] == vietnamese["fields"][field]["name"]
    assert english["fields"][field]["label"] == "Households"
    assert "label" not in vietnamese["fields"][field]


def test_an_address_holds_one_document_and_one_city(
    here: Town, there: Town, drafter: Browser
) -> None:
    rules = entry(drafter, here)["data-checks"]
    other = re.sub(r"/\w{32}\.json", f"/{'0' * 32}.json", rules)
    assert drafter.client.get(other).status_code == 404
    assert drafter.client.get(rules.replace("/vi/", "/fr/")).status_code == 404
    assert there.browser(Role.DRAFTER, WARD).client.get(rules).status_code == 404
    for role in (Role.REVIEWER, Role.CITY_ADMIN):
        assert here.browser(role).client.get(rules).status_code == 403

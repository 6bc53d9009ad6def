"""The page for everybody: shut until the Department opens it, and then only what was sealed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from browsing import Browser, Page, words
from test_editions import make, reopen_and_change
from werkzeug.test import TestResponse
from worlds import PERIOD, Town

from app.actions.opening_up import LICENCE_MAX
from app.domain.permissions import Role
from templates import page_checks

SETTING = "/city/public"
RECEIVED = "dossiers_received"
WARD = "Phường An Biên"


def sealed(town: Town, number: int = 41, period: str = PERIOD) -> str:
    """Seal an edition in which one ward received so many; its code."""
    town.load(WARD, {RECEIVED: number}, status="approved", period=period)
    return seal(town, period)


def seal(town: Town, period: str = PERIOD) -> str:
    leader = town.browser(Role.DEPARTMENT_LEADER)
    page = make(town, leader, period=period)
    leader.submit("/seal", {"confirmed": "yes"})
    return leader.get(page.path).link("-").rsplit("/", 1)[1]


def open_page(town: Town, **fields: str) -> Browser:
    leader = town.browser(Role.DEPARTMENT_LEADER)
    leader.get(SETTING)
    leader.submit(SETTING, {"is_on": "1", **fields})
    return leader


def anybody(town: Town, rest: str = "", status: int = 200) -> TestResponse:
    """What somebody without a cookie is answered."""
    address = f"/public/{town.code}/{rest}"
    answer = town.app.test_client(use_cookies=False).get(address)
    assert answer.status_code == status, address
    return answer


def page_of(town: Town, rest: str = "") -> Page:
    page = Page(f"/public/{town.code}/{rest}", anybody(town, rest))
    assert page_checks.faults(page.html) == []
    return page


def test_the_page_is_shut_until_somebody_who_may_opens_it(here: Town) -> None:
    code = sealed(here)
    anybody(here, status=404)
    anybody(here, code, status=404)
    for role in (Role.REVIEWER, Role.AUDITOR):
        here.browser(role).get(SETTING, status=403)
        here.browser(role).post(SETTING, {"is_on": "1", "licence": "x"}, status=403)
    anybody(here, status=404)
    leader = open_page(here)
    assert "Trang công khai đang mở, có 1 bản đã chốt." in leader.page.text
    assert "Đặt lần cuối: Lãnh đạo Sở" in leader.page.text
    assert "41" in page_of(here).text
    admin = here.browser(Role.CITY_ADMIN)
    admin.get(SETTING)
    admin.submit(SETTING, {"is_on": "", "licence": "Như trước."})
    anybody(here, status=404)
    anybody(here, f"{code}/figures.json", status=404)


def test_what_is_not_sealed_is_never_shown(here: Town) -> None:
    open_page(here)
    anybody(here, status=404)
    here.load(WARD, {RECEIVED: 98765}, status="approved")
    leader = here.browser(Role.DEPARTMENT_LEADER)
    page = make(here, leader)
    code = page.link("-").rsplit("/", 1)[1]
    for rest in ("", code, f"{code}/figures.csv", f"{code}/figures.json"):
        anybody(here, rest, status=404)
    leader.get(page.path)
    leader.submit("/seal", {"confirmed": "yes"})
    assert "98.765" in page_of(here).text
    reopen_and_change(here, leader)
    make(here, leader)
    assert "98.765" in page_of(here).text
    assert "44" not in [words(b) for b in page_of(here).tree.iter("b")]


def test_another_citys_edition_is_never_shown(here: Town, there: Town) -> None:
    own, strange = sealed(here, 41), sealed(there, 777)
    open_page(here)
    open_page(there)
    assert "777" not in page_of(here).text
    anybody(here, strange, status=404)
    anybody(there, own, status=404)
    anybody(here, f"{strange}/figures.json", status=404)
    assert "777" in page_of(there, strange).text


def test_a_superseded_edition_says_so_and_leads_to_the_one_that_stands(here: Town) -> None:
    first = sealed(here, 41)
    open_page(here)
    reopen_and_change(here, here.browser(Role.DEPARTMENT_LEADER))
    second = seal(here)
    page = page_of(here)
    assert second in page.text
    assert "44" in [words(b) for b in page.tree.iter("b")]
    old = page_of(here, first)
    assert "Bản này đã được thay thế." in old.text
    assert old.link("Xem bản đang có hiệu lực") == f"/public/{here.code}/{second}"
    assert "đã được thay thế" not in page.part("main").split("Các bản khác")[0]
    told = json.loads(anybody(here, f"{first}/figures.json").get_data())
    assert told["superseded_by"] == second


def test_it_says_in_plain_words_how_it_moved_since_the_year_before(here: Town) -> None:
    here.open("2025-H1")
    sealed(here, 40, "2025-H1")
    code = sealed(here, 41)
    open_page(here)
    page = page_of(here)
    assert "Tăng, giảm là so với 6 tháng đầu năm 2025." in page.text
    assert "41 hồ sơ tăng 2,5 %" in page.text
    assert "1 trong 6 phường, xã, đặc khu" in page.text
    assert page.link(code) == f"/verify/{code}"
    english = page_of(here, "?lang=en")
    assert english.tree.get("lang") == "en"
    assert "2.5" not in english.text


def test_open_data_is_of_the_city_unless_units_were_chosen(here: Town) -> None:
    code = sealed(here)
    open_page(here, licence="Ghi nguồn: Sở Nội vụ.")
    answer = anybody(here, f"{code}/figures.csv")
    lines = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    line = next(line for line in lines if line["code"] == RECEIVED)
    assert (line["value"], line["units_counted"], line["units_expected"]) == ("41", "1", "6")
    told = json.loads(anybody(here, f"{code}/figures.json").get_data())
    assert told["licence"] == "Ghi nguồn: Sở Nội vụ."
    assert told["verification_code"] == code
    assert told["wards"] is None
    assert WARD not in anybody(here, f"{code}/figures.json").get_data(as_text=True)
    anybody(here, f"{code}/units.csv", status=404)
    open_page(here, shows_wards="1", licence="Ghi nguồn.")
    units = anybody(here, f"{code}/units.csv").get_data().decode("utf-8-sig")
    assert f"11407,{WARD},{RECEIVED}," in units
    assert json.loads(anybody(here, f"{code}/figures.json").get_data())["wards"]


def test_no_cookie_no_session_and_a_copy_may_be_kept(here: Town) -> None:
    code = sealed(here)
    open_page(here)
    signed_in = here.browser(Role.REVIEWER)
    for rest in ("", code, f"{code}/figures.csv", f"{code}/figures.json"):
        answer = anybody(here, rest)
        same = signed_in.client.get(f"/public/{here.code}/{rest}")
        assert same.get_data() == answer.get_data()
        for one in (answer, same):
            assert one.headers["Cache-Control"] == "public, max-age=300"
            assert "Set-Cookie" not in one.headers
            assert "Cookie" not in one.headers.get("Vary", "")
        tag = {"If-None-Match": answer.headers["ETag"]}
        again = here.app.test_client().get(f"/public/{here.code}/{rest}", headers=tag)
        assert again.status_code == 304
    assert "form" not in {e.tag for e in page_of(here).tree.iter()}


@pytest.mark.parametrize("licence", ["", "  ", "a" * (LICENCE_MAX + 1)])
def test_the_terms_of_use_are_said_and_short(here: Town, licence: str) -> None:
    leader = here.browser(Role.DEPARTMENT_LEADER)
    page = leader.get(SETTING)
    assert "“Sở Nội vụ, Thành phố Hải Phòng”" in page.text
    refused = leader.submit(SETTING, {"is_on": "1", "licence": licence}, status=400)
    assert "licence" in refused.html
    assert "Trang công khai đang mở" not in refused.text


@pytest.mark.parametrize("rest", ["x", "AAAA-AAAA-AAAA", "%00", "A" * 300, "x/figures.csv"])
def test_what_nobody_sealed_is_not_found(here: Town, rest: str) -> None:
    sealed(here)
    open_page(here)
    anybody(here, rest, status=404)
    assert here.app.test_client().get("/public/nowhere/").status_code == 404

"""Figures by group of units: of their types, and of groups that somebody drew."""

from __future__ import annotations

import csv
import datetime as dt
import io

from browsing import Page
from worlds import PERIOD, Town

from app.actions import periods
from app.domain.permissions import Role
from app.store import cities
from app.store.reading import reading

GROUPS = f"/city/periods/{PERIOD}/groups"
FIGURES = {
    "Phường An Biên": {"dossiers_resolved": 1000, "dossiers_resolved_on_time": 990},
    "Xã Vĩnh Bảo": {"dossiers_resolved": 250, "dossiers_resolved_on_time": 200},
    "Đặc khu Cát Hải": {"dossiers_resolved": 100, "dossiers_resolved_on_time": 100},
}


def filed(town: Town) -> None:
    for name, answers in FIGURES.items():
        town.load(name, answers, status="approved")


def lines(town: Town, query: str = "") -> dict[tuple[str, str], dict[str, str]]:
    """The table for machines: (code, group) -> line."""
    answer = town.browser(Role.REVIEWER).get(f"{GROUPS}.csv{query}").response
    text = answer.get_data().decode("utf-8-sig")
    return {(line["code"], line["group"]): line for line in csv.DictReader(io.StringIO(text))}


def draw(town: Town, name: str, groups: dict[str, str], status: int = 200) -> Page:
    """As the administrator, through the form, by the names of the units."""
    browser = town.browser(Role.CITY_ADMIN)
    browser.get("/admin/groupings/new")
    fields = {f"group-{code_of(town, unit)}": group for unit, group in groups.items()}
    return browser.submit("/admin/groupings/new", {"name": name, **fields}, status)


def code_of(town: Town, name: str) -> str:
    with town.app.app_context(), reading(town.scope) as session:
        ward = cities.ward(session, town.ward_id(name))
    assert ward is not None
    return ward.code


def give_time(town: Town, name: str) -> None:
    """An extension that has not run out: what was filed is not late."""
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    admin = town.person(Role.CITY_ADMIN).actor
    with town.app.app_context():
        with reading(town.scope) as session:
            period = cities.period_by_code(session, PERIOD)
        assert period is not None
        periods.extend(town.scope, admin, period.id, town.ward_id(name), tomorrow, "Văn bản số 1")


def linked(page: Page, label: str) -> str:
    """The address of the link that is read out with these words in it."""
    return next(
        a.get("href") or "" for a in page.tree.iter("a") if label in (a.get("aria-label") or "")
    )


def test_counts_are_summed_and_rates_pooled_within_each_type(here: Town) -> None:
    filed(here)
    found = lines(here)
    assert {
        group: (line["value"], line["wards"])
        for (code, group), line in found.items()
        if code == "dossiers_resolved"
    } == {
        "Toàn thành phố": ("1350", "3"),
        "Phường": ("1000", "1"),
        "Xã": ("250", "1"),
        "Đặc khu": ("100", "1"),
    }
    assert found["dossiers_on_time_rate", "Phường"]["value"] == "99"
    assert found["dossiers_on_time_rate", "Xã"]["value"] == "80"


def test_a_cell_opens_to_the_units_of_its_group_only(here: Town) -> None:
    filed(here)
    browser = here.browser(Role.REVIEWER)
    address = linked(browser.get(GROUPS), "Xã: 250")
    opened = browser.get(address)
    assert "Xã Vĩnh Bảo" in opened.text
    assert "Phường An Biên" not in opened.text
    assert "Phường An Biên" in browser.get(opened.link("Toàn thành phố")).text


def test_groups_that_were_drawn_are_offered_and_counted(here: Town) -> None:
    filed(here)
    draw(here, "Quận, huyện cũ", {"Phường An Biên": "Ven đô ", "Xã Vĩnh Bảo": "ven  đô"})
    page = here.browser(Role.REVIEWER).get(GROUPS)
    chosen = page.link("Quận, huyện cũ")
    found = lines(here, chosen.removeprefix(GROUPS))
    assert {group for _, group in found} == {"Toàn thành phố", "Ven đô"}
    assert found["dossiers_resolved", "Ven đô"]["value"] == "1250"
    ungrouped = here.browser(Role.REVIEWER).get(chosen).text
    assert "Chưa thuộc nhóm nào" in ungrouped
    assert "Đặc khu Cát Hải" in ungrouped


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(here: Town) -> None:
    unit = "Phường An Biên"
    answer = draw(here, " ", {unit: "Nội thành"}, 400)
    assert "Hãy đặt tên" in answer.text
    assert 'value="Nội thành"' in answer.html
    assert "ít nhất một đơn vị" in draw(here, "Cụm", {}, 400).text
    assert "dài quá 80 chữ" in draw(here, "Cụm", {unit: "x" * 81}, 400).text
    assert draw(here, "Cụm", {unit: "A"}).path == "/admin/groupings"
    assert "Đã có cách nhóm" in draw(here, "CỤM", {unit: "A"}, 400).text


def test_a_grouping_is_another_citys_business(here: Town, there: Town) -> None:
    draw(here, "Cụm thi đua", {"Phường An Biên": "A"})
    admin = here.browser(Role.CITY_ADMIN)
    address = admin.get("/admin/groupings").link("Cụm thi đua")
    stranger = there.browser(Role.CITY_ADMIN)
    assert "Cụm thi đua" not in stranger.get("/admin/groupings").text
    stranger.get(address, 404)
    stranger.post(f"{address}/remove", {}, 404)
    assert "Số liệu không đổi" in admin.submit("/remove").text
    assert "Chưa có cách nhóm nào" in admin.get("/admin/groupings").text


def test_late_reports_may_be_left_out_and_stay_expected(here: Town) -> None:
    filed(here)
    for name in ("Phường An Biên", "Đặc khu Cát Hải"):
        give_time(here, name)
    assert lines(here)["dossiers_resolved", "Toàn thành phố"]["value"] == "1350"
    without = lines(here, "?late=without")
    assert without["dossiers_resolved", "Toàn thành phố"]["value"] == "1100"
    assert without["dossiers_resolved", "Xã"]["wards"] == "0"
    assert without["dossiers_resolved", "Xã"]["value"] == ""


def test_a_formula_in_a_groups_name_stays_text_in_the_table(here: Town) -> None:
    filed(here)
    draw(here, "Thử", {"Phường An Biên": "=HYPERLINK(1)"})
    page = here.browser(Role.REVIEWER).get(GROUPS)
    found = lines(here, page.link("Thử").removeprefix(GROUPS))
    assert "'=HYPERLINK(1)" in {group for _, group in found}


def test_what_no_city_has_is_said(here: Town) -> None:
    browser = here.browser(Role.REVIEWER)
    for query in ("?by=x", "?by=00000000-0000-0000-0000-000000000000", "?late=x", "?include=x"):
        browser.get(GROUPS + query, 404)
    browser.get(GROUPS.replace(PERIOD, "1999-Y"), 404)
    browser.get(f"/city/periods/{PERIOD}/figures/dossiers_resolved?by=type&group=Huyện", 404)

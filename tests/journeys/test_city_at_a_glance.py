"""A director with two minutes and a phone: the whole city, its table, and what citizens see."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from app.actions import consolidating, inviting, opening_up
from app.actions.editions import asking, sealing
from app.actions.editions.asking import Asked
from app.actions.inviting import NewPerson
from app.domain.permissions import COMMAND_LINE, Role
from app.store import cities
from app.store.reading import reading
from app.store.scope import Scope
from tests import whole_city
from tests.journeys.conftest import Enter
from tests.journeys.sites import Site
from tests.journeys.towns import Account, settle
from tests.journeys.visitors import OFFICE, PHONE, Visitor

TABLE = f"/city/periods/{whole_city.PERIOD}/table"
RECEIVED = "Hồ sơ tiếp nhận trong kỳ"


@pytest.fixture(scope="module")
def city(site: Site) -> str:
    """The code of a whole city whose figures are sealed and open to everybody."""
    code = f"G{uuid4().hex[:6]}"
    with site.app.app_context():
        scope = whole_city.found(code)
        with reading(scope) as session:
            period = cities.period_by_code(session, whole_city.PERIOD)
        assert period is not None
        consolidating.refresh(scope, COMMAND_LINE, period.id)
        asked = Asked("approved", ("csv",), (), "")
        edition = asking.request_edition(scope, COMMAND_LINE, period.id, asked)
        # The worker makes it: two at it would be in each other's way.
        settle(scope)
        sealing.seal(scope, COMMAND_LINE, edition)
        opening_up.set_public_page(
            scope, COMMAND_LINE, is_on=True, shows_wards=False, licence="Ghi nguồn: Sở Nội vụ."
        )
        _invite(scope, code)
    return code


def _invite(scope: Scope, code: str) -> None:
    account = director(code)
    new = NewPerson(account.email, account.name, Role.DEPARTMENT_LEADER, "")
    inviting.accept_invitation(inviting.invite(scope, COMMAND_LINE, new), account.password)


def director(code: str) -> Account:
    return Account("Lê Lãnh Đạo Sở", f"lanhdao@{code.lower()}.gov.vn")


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_from_the_dashboard_to_a_wards_answer_in_two_steps(
    city: str, enter_site: Enter, size: tuple[int, int]
) -> None:
    visitor = enter_site(size)
    visitor.sign_in(director(city))
    visitor.open("/city/")
    expect(visitor.page.locator("#progress svg").first).to_be_visible()
    visitor.looks_right()
    visitor.follow(RECEIVED)
    visitor.looks_right()
    visitor.go(visitor.page.locator("tbody th a").first.click)
    expect(visitor.page.locator("#row-dossiers_received")).to_be_visible()


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_the_table_is_sorted_pinned_and_searched_without_scripts(
    city: str, enter_site: Enter, size: tuple[int, int]
) -> None:
    visitor = enter_site(size, scripts=False)
    visitor.sign_in(director(city))
    visitor.open(f"{TABLE}?section=III.3")
    page = visitor.page
    expect(page.locator("tbody tr")).to_have_count(114)
    page.get_by_role("link", name=f"Xếp theo {RECEIVED}", exact=True).click()
    visitor_sees_sorted(visitor)
    page.get_by_role("link", name="Ghim Phường Hải Dương").click()
    expect(page.locator("tbody th").first).to_contain_text("Phường Hải Dương")
    page.get_by_label("Tìm đơn vị").fill("an bien")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)


def visitor_sees_sorted(visitor: Visitor) -> None:
    head = visitor.page.locator("th[aria-sort]")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head).to_contain_text(RECEIVED)


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_head_and_names_stay_while_the_table_is_walked_over(
    city: str, enter_site: Enter, size: tuple[int, int]
) -> None:
    visitor = enter_site(size)
    visitor.sign_in(director(city))
    visitor.open(f"{TABLE}?section=III.3")
    visitor.looks_right()
    table = visitor.page.locator(".scroll--tall")
    table.scroll_into_view_if_needed()
    before = visitor.page.locator("thead th").first.bounding_box()
    table.evaluate("area => area.scrollTo(800, 900)")
    assert visitor.page.locator("thead th").first.bounding_box() == before
    row = visitor.page.locator("tbody th").nth(30).bounding_box()
    assert row is not None
    assert before is not None
    assert row["x"] == pytest.approx(before["x"], abs=2)
    assert row["width"] < size[0] / 2


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_a_citizen_reads_what_was_sealed(
    city: str, enter_site: Enter, size: tuple[int, int]
) -> None:
    visitor = enter_site(size)
    visitor.open(f"/public/{city}/")
    visitor.sees("105 trong 114 phường, xã, đặc khu")
    visitor.looks_right()
    assert visitor.context.cookies() == []
    visitor.page.get_by_role("link", name="English").click()
    visitor.sees("Is this genuine?")
    visitor.looks_right()


def test_the_dashboard_prints_as_a_document(city: str, enter_site: Enter) -> None:
    visitor = enter_site()
    visitor.sign_in(director(city))
    visitor.open("/city/")
    visitor.page.emulate_media(media="print")
    for gone in (".bar", ".foot", ".chips", ".actions"):
        expect(visitor.page.locator(gone).first).to_be_hidden()
    expect(visitor.page.locator("#progress svg").first).to_be_visible()
    visitor.open(f"{TABLE}?section=III.3")
    expect(visitor.page.locator(".screen-only").first).to_be_hidden()
    expect(visitor.page.locator("tbody tr").last).to_be_visible()

"""The dashboard and the cross-table of a whole city: light, and with no query for each ward."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from browsing import Browser
from flask import Flask
from sqlalchemy import event
from worlds import PASSWORD, Town

from app.actions import inviting
from app.actions.inviting import NewPerson
from app.domain.permissions import COMMAND_LINE, Role
from app.store.database import db
from tests import whole_city

HEAVIEST = 200_000
#: Pages that read a whole city ask the database this often, however many wards there are.
MOST_QUERIES = 45
PAGES = (
    "/city/",
    f"/city/periods/{whole_city.PERIOD}/table?section=III.2",
    f"/city/periods/{whole_city.PERIOD}/figures/dossiers_received",
)


@pytest.fixture(scope="module")
def director(application: Flask) -> Browser:
    code = f"W{secrets.token_hex(3)}".upper()
    email = f"{code.lower()}@so.gov.vn"
    with application.app_context():
        scope = whole_city.found(code)
        new = NewPerson(email, "Lê Lãnh Đạo", Role.DEPARTMENT_LEADER, "")
        inviting.accept_invitation(inviting.invite(scope, COMMAND_LINE, new), PASSWORD)
    browser = Browser(application)
    browser.sign_in(email, PASSWORD)
    return browser


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_whole_city_is_light(director: Browser, address: str) -> None:
    page = director.get(address)
    assert len(gzip.compress(page.html.encode(), 6)) < HEAVIEST
    assert len(page.rows()) > 100


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_once_for_each_ward(director: Browser, here: Town, address: str) -> None:
    small = here.browser(Role.DEPARTMENT_LEADER)
    here.load("Phường An Biên", {"dossiers_received": 5}, status="approved")
    with counted(director.app) as few:
        small.get(address)
    with counted(director.app) as many:
        director.get(address)
    assert len(many) <= MOST_QUERIES
    assert len(many) <= len(few) + 6

"""The audit log in the browser: filtered, as CSV, and whether its chain holds."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import text
from worlds import Town, World

import app
from app.actions import reviewing
from app.domain.permissions import COMMAND_LINE, Role
from app.store.transaction import transaction
from app.web import audit_page
from app.web.audit_words import details_in_words
from tests import worlds as small_worlds

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
LOG = "/city/audit"


def note(town: Town, verb: str, subject: str, ward: str = "", **details: object) -> None:
    with town.app.app_context(), transaction(town.scope, COMMAND_LINE) as tx:
        tx.record(verb, subject, ward_id=town.ward_id(ward) if ward else None, **details)


def test_what_was_done_is_listed_with_who_and_when(world: World) -> None:
    here = world.here
    here.load(WARD, {"overview": "Lời.", "households_total": "10"})
    reviewer = here.person(Role.REVIEWER)
    with here.app.app_context():
        reviewing.claim(here.scope, reviewer.actor, here.submission_id(WARD))
    note(world.there, "extended", "bí mật của thành phố khác")
    page = here.browser(Role.AUDITOR).get(LOG)
    assert "Mời người dùng" in page.rows()[0][0], "the newest stands first"
    claimed = next(row for row in page.rows() if "Nhận thẩm định" in row[0])
    assert "Chuyên viên Sở" in claimed[1]
    assert WARD in claimed[2]
    assert "bí mật của thành phố khác" not in page.text
    assert "Chuỗi nhật ký khớp" in page.text


def test_filters_by_person_kind_ward_and_day(here: Town) -> None:
    note(here, "extended", "2026-H1", WARD)
    note(here, "extended", "2026-H1", OTHER)
    note(here, "period_closed", "2026-H1")
    admin = here.browser(Role.CITY_ADMIN)
    assert len(admin.get(f"{LOG}?verb=extended").rows()) == 2
    assert len(admin.get(f"{LOG}?verb=extended&ward=11407").rows()) == 1
    assert admin.get(f"{LOG}?verb=extended&words=Nguy%E1%BB%85n+Kh%C3%B4ng").rows() == []
    assert len(admin.get(f"{LOG}?verb=extended&words=d%C3%B2ng+l%E1%BB%87nh").rows()) == 2
    assert admin.get(f"{LOG}?since=1/1/2099").rows() == []
    assert admin.get(f"{LOG}?until=1/1/2020").rows() == []
    assert len(admin.get(f"{LOG}?since=1/1/2020&until=1/1/2099&verb=extended").rows()) == 2
    page = admin.get(f"{LOG}?since=30/2/2026&page=999")
    assert "“30/2/2026” không phải là một ngày" in page.text
    admin.get(f"{LOG}?ward=%27&verb=%00")


def test_the_csv_has_the_same_lines_and_no_formula(here: Town) -> None:
    note(here, "extended", "=HYPERLINK(0)", WARD, reason="Bão số 2")
    note(here, "period_closed", "2026-H1")
    admin = here.browser(Role.CITY_ADMIN)
    admin.get(f"{LOG}?verb=extended")
    answer = admin.client.get(admin.page.link("CSV"))
    assert answer.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(lines) == 2
    assert lines[1][4] == "'=HYPERLINK(0)"
    assert lines[1][6] == "reason: Bão số 2"
    assert len(lines[1][7]) == 64


def test_a_line_that_was_changed_is_told(here: Town) -> None:
    note(here, "extended", "2026-H1")
    with small_worlds.as_owner(here.app) as connection:
        here.scope.enter(connection, read_only=False)
        connection.execute(text("UPDATE audit_entry SET subject = 'x' WHERE verb = 'extended'"))
    page = here.browser(Role.AUDITOR).get(LOG)
    assert "Chuỗi nhật ký không khớp: 1 chỗ" in page.text
    assert "đã bị sửa" in page.text


def test_a_long_chain_is_walked_when_asked(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_page, "WALKED_ALWAYS", 0)
    auditor = here.browser(Role.AUDITOR)
    page = auditor.get(LOG)
    assert "Chuỗi nhật ký khớp" not in page.text
    assert "Chuỗi nhật ký khớp" in auditor.get(page.link("Kiểm tra ngay")).text


def test_who_may_not_see_it_does_not(here: Town) -> None:
    for role, ward in ((Role.REVIEWER, ""), (Role.DEPARTMENT_LEADER, ""), (Role.LEADER, WARD)):
        browser = here.browser(role, ward)
        browser.get(LOG, status=403)
        browser.get(f"{LOG}/log.csv", status=403)


def recorded_names() -> set[str]:
    """The names of the details that the actions write, read from their calls of ``record``."""
    calls = (
        node
        for path in (Path(app.__path__[0]) / "actions").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".record")
    )
    return {word.arg for call in calls for word in call.keywords if word.arg}


def test_every_detail_is_told_in_words(here: Town) -> None:
    names = recorded_names() - {"ward_id"}
    assert len(names) > 20
    with here.app.test_request_context():
        told = details_in_words(dict.fromkeys(names, "2026-06-14"))
    assert not [name for name in names if f"{name}: " in told]


def test_details_are_told_as_people_say_them(here: Town) -> None:
    details = {"before": "draft", "after": "submitted", "due_at": "2026-06-16T16:59:00+00:00"}
    note(here, "extended", "2026-H1", WARD, **details, is_on=True, role="leader", sha256="a" * 64)
    row = here.browser(Role.AUDITOR).get(f"{LOG}?verb=extended").rows()[0][3]
    assert "trước: Bản nháp; sau: Đã nộp" in row
    assert "hạn mới: 16/6/2026, 23:59" in row
    assert "bật: có" in row
    assert "a" * 13 not in row

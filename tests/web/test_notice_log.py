"""The administrator sees who was told; links go by mail where there is a mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import Browser
from flask import Flask
from worlds import PASSWORD, Town, World

from app.actions import delivering, reviewing
from app.actions.reviewing import RemarkInput
from app.domain.permissions import Role
from app.outbound.post_office import PostOffice
from tests.outbound.post_boxes import Box, mail_server, receiver

WARD = "Phường An Biên"


@pytest.fixture
def box(application: Flask) -> Iterator[Box]:
    """A mail server that the application knows of."""
    settings, office = application.config["SETTINGS"], application.extensions["post_office"]
    with mail_server() as opened:
        application.config["SETTINGS"] = replace(settings, mail=opened.settings())
        application.extensions["post_office"] = PostOffice(
            opened.settings(), "http://localhost", ("localhost",)
        )
        yield opened
    application.config["SETTINGS"] = settings
    application.extensions["post_office"] = office


def deliver(town: Town) -> None:
    with town.app.app_context():
        delivering.deliver(town.scope)


def send_back(town: Town, ward: str = WARD) -> None:
    town.load(ward, {"overview": "Đã thực hiện đúng kế hoạch.", "households_total": "10"})
    reviewer = town.person(Role.REVIEWER).actor
    with town.app.app_context():
        report = town.submission_id(ward)
        reviewing.claim(town.scope, reviewer, report)
        reviewing.return_(
            town.scope,
            reviewer,
            report,
            seen_version=1,
            remarks=[RemarkInput("I", "Hãy bổ sung.")],
            reason="Cần bổ sung",
            due_on=None,
            idempotency_key="k",
        )


def test_without_a_mail_server_the_administrator_is_told_so(here: Town) -> None:
    here.person(Role.DRAFTER, WARD)
    send_back(here)
    deliver(here)
    admin = here.browser(Role.CITY_ADMIN)
    page = admin.get("/admin/notices")
    assert "Chưa có máy chủ thư nên không thư nào được gửi" in page.text
    ((what, who, state, _),) = page.rows()
    assert "Trả lại báo cáo" in what
    assert WARD in what
    assert here.person(Role.DRAFTER, WARD).email in who
    assert "Chưa có máy chủ thư" in state
    assert "Chưa có máy chủ thư: liên kết" in admin.get("/admin/people").text


def test_the_log_is_filtered_and_a_failure_is_sent_again(world: World, box: Box) -> None:
    here, there = world.here, world.there
    drafter, leader = here.person(Role.DRAFTER, WARD), here.person(Role.LEADER, WARD)
    there.person(Role.DRAFTER, WARD)
    box.refused[drafter.email] = "550 5.1.1 Unknown <user>"
    send_back(here)
    send_back(there)
    deliver(here)
    deliver(there)
    admin = here.browser(Role.CITY_ADMIN)
    page = admin.get("/admin/notices")
    assert len(page.rows()) == 2, "another city's letters are not in this log"
    page = admin.get("/admin/notices?state=failed")
    assert "550 5.1.1 Unknown <user>" in page.rows()[0][2]
    assert leader.email not in page.text
    assert admin.get("/admin/notices?state=failed&ward=11311").rows() == []
    assert len(admin.get(f"/admin/notices?words={leader.email[:12].upper()}").rows()) == 1
    assert admin.get("/admin/notices?kind=invited").rows() == []
    assert admin.get("/admin/notices?channel=webhook").rows() == []
    admin.get("/admin/notices?state=bogus&kind=%27&words=%00&page=99")
    admin.get("/admin/notices")
    box.refused.clear()
    assert "Đã xếp gửi lại" in admin.submit("/again").text
    deliver(here)
    assert drafter.email in box.recipients
    assert admin.get("/admin/notices?state=failed").rows() == []
    assert "1 lần không gửi được" not in admin.get("/admin/").text


def test_an_invitation_goes_by_mail_and_its_link_is_not_shown(here: Town, box: Box) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    email = f"bao@{here.code.lower()}.gov.vn"
    typed = {"name": "Trần Văn Bảo", "email": email, "role": "leader", "ward_code": "11407"}
    page = admin.submit("/admin/people", typed)
    assert "đang được gửi tới" in page.text
    assert "/account/invitation/" not in page.html
    deliver(here)
    text = box.letters[0].get_body(("plain",)).get_content()
    link = re.search(r"http://\S+/account/invitation/\S+", text)
    assert link is not None
    invited = Browser(here.app)
    invited.get(link[0].removeprefix("http://localhost"))
    sent = {"password": PASSWORD, "password_again": PASSWORD}
    assert invited.submit(invited.page.path, sent).path == "/ward/"


def test_the_link_is_shown_to_whoever_asks_for_it_instead(here: Town, box: Box) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    email = f"bao@{here.code.lower()}.gov.vn"
    typed = {"name": "Trần Văn Bảo", "email": email, "role": "leader", "ward_code": "11407"}
    page = admin.submit("/admin/people", typed | {"show_link": "1"})
    assert "/account/invitation/" in page.text
    deliver(here)
    assert box.letters == []


@pytest.mark.usefixtures("box")
def test_a_new_password_by_mail(here: Town, box: Box) -> None:
    drafter = here.person(Role.DRAFTER, WARD)
    admin = here.browser(Role.CITY_ADMIN)
    page = admin.get("/admin/people")
    assert "Gửi liên kết mật khẩu" in page.text
    page = admin.post(f"/admin/people/{drafter.actor.person_id}/password", {})
    assert "Đã xếp gửi thư" in page.text
    deliver(here)
    assert box.recipients == [drafter.email]


def test_a_new_password_by_a_link_that_is_shown(world: World) -> None:
    here = world.here
    drafter = here.person(Role.DRAFTER, WARD)
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    page = admin.post(f"/admin/people/{drafter.actor.person_id}/password", {})
    link = re.search(r"http://localhost(/account/invitation/\S+)", page.text)
    assert link is not None
    Browser(here.app).get(link[1])
    stranger = world.there.person(Role.DRAFTER, WARD)
    admin.post(f"/admin/people/{stranger.actor.person_id}/password", {}, status=404)


def test_reminders_are_turned_off_on_one_s_own_account(here: Town) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    page = drafter.get("/account/profile")
    assert "checked" in page.part("reminders") or 'name="has_reminders"' in page.html
    (box,) = [e for e in page.element("reminders").iter("input") if e.get("type") == "checkbox"]
    assert box.get("checked") is not None
    page = drafter.post("/account/reminders", {})
    assert "Đã tắt thư nhắc việc" in page.text
    (box,) = [e for e in page.element("reminders").iter("input") if e.get("type") == "checkbox"]
    assert box.get("checked") is None
    assert "Sẽ gửi thư nhắc việc" in drafter.post("/account/reminders", {"has_reminders": "1"}).text


def test_a_webhook_is_set_tried_and_taken_back(here: Town, box: Box) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/webhook")
    page = admin.submit("/admin/webhook", {"url": "http://127.0.0.1/"}, status=400)
    assert "phải bắt đầu bằng https://" in page.text
    with receiver() as ear:
        page = admin.submit("/admin/webhook", {"url": ear.url})
        secret = page.part("secret")
        assert len(secret) > 30
        assert secret not in admin.get("/admin/webhook").html
        assert "Đã xếp gửi một sự kiện thử" in admin.submit("/webhook/try").text
        deliver(here)
        assert len(ear.heard) == 1
        page = admin.get("/admin/webhook")
        assert "Gửi thử" in page.rows()[0][0]
        assert "Đã gửi" in page.rows()[0][2]
        admin.submit("/webhook/remove")
        assert not admin.page.offers("/webhook/try")
        assert "Chưa có địa chỉ nhận" in admin.post("/admin/webhook/try", {}).text


def test_the_log_is_the_administrator_s_alone(here: Town) -> None:
    for role, ward in ((Role.REVIEWER, ""), (Role.DEPARTMENT_LEADER, ""), (Role.LEADER, WARD)):
        browser = here.browser(role, ward)
        browser.get("/admin/notices", status=403)
        browser.get("/admin/webhook", status=403)

"""Tokens for programs: made on one's own page, for one place, ended at once."""

from __future__ import annotations

import datetime as dt

import pytest
from browsing import Browser
from flask import Flask
from programs import API, Program, program, program_of
from sqlalchemy import delete, select, update
from worlds import PASSWORD, Town, World

from app.actions import inviting
from app.actions.signing_in import token_hash
from app.domain.errors import Invalid
from app.domain.permissions import COMMAND_LINE, SYSTEM, Role
from app.outbound.queue import carrier
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.ledger import AuditEntry
from app.store.tables.lobby import ApiToken, Membership
from app.store.transaction import transaction

WARD = "Phường An Biên"
SCOPES = {
    Role.DRAFTER: ["read", "fill"],
    Role.LEADER: ["read", "fill", "submit"],
    Role.REVIEWER: ["city-read"],
    Role.DEPARTMENT_LEADER: ["city-read"],
    Role.CITY_ADMIN: ["city-read"],
    Role.AUDITOR: ["city-read"],
}


def made_on_page(browser: Browser, **fields: object) -> str:
    browser.get("/account/profile")
    asked = {"token_name": "Phần mềm một cửa", "token_days": "90", **fields}
    page = browser.submit("/account/tokens", asked)
    return page.part("made-token")


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_page_offers_what_the_role_may_do(here: Town, role: Role) -> None:
    browser = here.browser(role, WARD if role.is_ward else "")
    page = browser.get("/account/profile")
    boxes = [e for e in page.tree.iter("input") if e.get("name") == "token_scopes"]
    assert [e.get("value") for e in boxes] == SCOPES[role]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(here: Town) -> None:
    browser = here.browser(Role.DRAFTER, WARD)
    token = made_on_page(browser, token_scopes=["read"])
    page = browser.get("/account/profile")
    assert token not in page.html
    assert token_hash(token) not in page.html
    with here.app.app_context(), reading(LOBBY) as session:
        row = session.execute(
            select(ApiToken).where(ApiToken.token_hash == token_hash(token))
        ).scalar_one()
        kept = [f"{getattr(row, column.name)}" for column in ApiToken.__table__.columns]
    assert not any(token in text for text in kept)
    assert row.scopes == ["read"]


def test_a_scope_that_the_role_has_not_is_refused(here: Town) -> None:
    browser = here.browser(Role.DRAFTER, WARD)
    browser.get("/account/profile")
    for scopes in (["submit"], ["city-read", "read"], ["all"], []):
        fields = {"token_name": "x", "token_scopes": scopes, "token_days": "30"}
        page = browser.submit("/account/tokens", fields, status=400)
        assert "Hãy chọn ít nhất một việc" in page.text
    page = browser.submit("/account/tokens", {"token_name": " ", "token_days": "7"}, status=400)
    assert "Hãy chọn thời hạn" in page.text


def test_ten_tokens_are_enough_until_one_is_revoked(here: Town) -> None:
    drafter = here.another(Role.DRAFTER, WARD)
    programs = [program_of(here, drafter, ["read"]) for _ in range(10)]
    with pytest.raises(Invalid, match="10 mã"):
        program_of(here, drafter, ["read"])
    browser = here.browser_of(drafter)
    browser.get("/account/profile")
    browser.submit("/revoke")
    answers = [program.ask("token").status_code for program in programs]
    assert sorted(answers) == [200] * 9 + [401]
    program_of(here, drafter, ["read"])


def test_nobody_revokes_another_person_s_token(here: Town) -> None:
    mine = program(here, Role.DRAFTER, WARD)
    with here.app.app_context(), reading(LOBBY) as session:
        row = session.execute(
            select(ApiToken.id).where(ApiToken.token_hash == token_hash(mine.token))
        ).scalar_one()
    leader = here.browser(Role.LEADER, WARD)
    leader.get("/account/profile")
    leader.post(f"/account/tokens/{row}/revoke", {}, status=404)
    assert mine.ask("token").status_code == 200


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer", "Bearer x", "Basic {token}", "{token}", "Bearer {token} ", "Bearer {cut}"],
)
def test_what_is_no_live_token_is_refused(here: Town, sent: str) -> None:
    token = program(here, Role.DRAFTER, WARD).token
    header = sent.format(token=token, cut=token[:-1])
    answer = here.app.test_client().get(f"{API}/token", headers={"Authorization": header})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_token_is_nobody(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    change(here.app, asking, expires_at=past)
    assert asking.ask("token").status_code == 401


def change(app: Flask, asking: Program, **values: object) -> None:
    with app.app_context(), transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(ApiToken).where(ApiToken.token_hash == token_hash(asking.token)).values(**values)
        )


def test_a_role_taken_away_is_gone_at_the_next_request(here: Town) -> None:
    drafter = here.another(Role.DRAFTER, WARD)
    asking = program_of(here, drafter)
    assert asking.ask("reports").status_code == 200
    with here.app.app_context(), transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            delete(Membership).where(Membership.person_id == drafter.actor.person_id)
        )
    assert asking.ask("reports").status_code == 403


def test_a_leader_who_became_a_drafter_submits_no_more(here: Town) -> None:
    leader = here.another(Role.LEADER, WARD)
    asking = program_of(here, leader)
    report = asking.ask("reports").json[0]["id"]
    with here.app.app_context(), transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            update(Membership)
            .where(Membership.person_id == leader.actor.person_id)
            .values(role=Role.DRAFTER.value)
        )
    key = {"Idempotency-Key": "khoa-thu-nghiem"}
    refused = asking.ask("submit", {"submission_id": report}, headers=key)
    assert refused.status_code == 403
    assert asking.ask("reports").status_code == 200


def test_a_person_made_inactive_is_nobody_and_their_tokens_stay_ended(here: Town) -> None:
    drafter = here.another(Role.DRAFTER, WARD)
    asking = program_of(here, drafter)
    admin = here.person(Role.CITY_ADMIN).actor
    with here.app.app_context():
        inviting.set_active(here.scope, admin, drafter.actor.person_id, False)
        assert asking.ask("token").status_code == 401
        inviting.set_active(here.scope, admin, drafter.actor.person_id, True)
    assert asking.ask("token").status_code == 401


def test_a_token_is_of_the_place_it_was_made_in(world: World) -> None:
    """Somebody of two cities: each token opens its own city, whatever they do elsewhere."""
    drafter = world.here.another(Role.DRAFTER, WARD)
    asking = program_of(world.here, drafter)
    with world.here.app.app_context(), transaction(world.there.scope, SYSTEM) as tx:
        inviting.grant(tx, drafter.actor.person_id, None, Role.CITY_ADMIN)
    assert asking.ask("token").json["roles"] == ["drafter"]
    assert asking.ask("coverage", {"code": "2026-H1"}).status_code == 403


def test_the_token_opens_no_page_and_the_cookie_no_api(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    bearer = {"Authorization": f"Bearer {asking.token}"}
    page = here.app.test_client().get("/ward/", headers=bearer)
    assert (page.status_code, "/account/sign-in" in page.headers["Location"]) == (302, True)
    browser = here.browser(Role.DRAFTER, WARD)
    answer = browser.client.get(f"{API}/reports")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)
    both = browser.client.get(f"{API}/token", headers=bearer)
    assert (both.status_code, "Set-Cookie" in both.headers) == (200, False)


def test_a_cookie_beside_a_token_lends_it_nothing(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD, ["read"])
    leader = here.browser(Role.LEADER, WARD)
    report = asking.ask("reports").json[0]["id"]
    answer = leader.client.post(
        f"{API}/reports/{report}/submit",
        headers={"Authorization": f"Bearer {asking.token}", "Idempotency-Key": "khoa-thu-nghiem"},
    )
    assert answer.status_code == 403


def test_when_it_was_used_is_kept(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    assert used(here.app, asking) is None
    asking.ask("token")
    first = used(here.app, asking)
    asking.ask("token")
    assert first is not None
    assert used(here.app, asking) == first, "a second use within minutes is not written"
    change(here.app, asking, last_used_at=first - dt.timedelta(hours=1))
    asking.ask("token")
    assert used(here.app, asking) > first


def used(app: Flask, asking: Program) -> dt.datetime | None:
    with app.app_context(), reading(LOBBY) as session:
        return session.execute(
            select(ApiToken.last_used_at).where(ApiToken.token_hash == token_hash(asking.token))
        ).scalar_one()


def test_a_loop_is_told_to_wait(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asking, other = (program(here, Role.DRAFTER, WARD) for _ in range(2))
    with here.app.app_context():
        counted: dict[str, int] = {}

        def count(key: str, _seconds: int) -> int:
            counted[key] = counted.get(key, 599) + 1
            return counted[key]

        monkeypatch.setattr(carrier(), "count", count)
        assert asking.ask("token").status_code == 200
        refused = asking.ask("token")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert other.ask("token").status_code == 200


def test_redis_counts_for_all_processes_and_its_absence_refuses_nobody(application: Flask) -> None:
    with application.app_context():
        name = f"rate:test:{dt.datetime.now(dt.UTC).timestamp()}"
        assert [carrier().count(name, 60) for _ in range(3)] == [1, 2, 3]
        assert 0 < carrier().redis().ttl(name) <= 60
        away = type(carrier())("redis://127.0.0.1:1/0?socket_connect_timeout=1")
        assert away.count(name, 60) == 0


def test_making_and_revoking_are_in_the_audit_log(here: Town) -> None:
    browser = here.browser(Role.LEADER, WARD)
    made_on_page(browser, token_scopes=["submit"])
    browser.submit("/revoke")
    entries = select(AuditEntry.verb).order_by(AuditEntry.number)
    with here.app.app_context(), reading(here.scope) as session:
        verbs = [v for (v,) in session.execute(entries)]
    assert verbs[-2:] == ["token_made", "token_revoked"]


def test_a_changed_password_ends_the_tokens(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    assert asking.ask("reports").status_code == 200
    browser = here.browser(Role.DRAFTER, WARD)
    assert "mọi mã cho chương trình bị thu hồi" in browser.get("/account/profile").text
    new = "một mật khẩu khác hẳn"
    fields = {"password": PASSWORD, "new_password": new, "new_password_again": new}
    browser.submit("/account/profile", fields)
    assert asking.ask("reports").status_code == 401


def test_a_password_set_anew_ends_the_tokens(here: Town) -> None:
    somebody = here.another(Role.DRAFTER, WARD)
    asking = program_of(here, somebody, ["read"])
    with here.app.app_context():
        link = inviting.reset_password(here.scope, COMMAND_LINE, somebody.actor.person_id)
        assert asking.ask("reports").status_code == 200, "the old password still holds"
        inviting.accept_invitation(link, "một mật khẩu khác hẳn")
    assert asking.ask("reports").status_code == 401

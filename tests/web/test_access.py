"""Who gets in where, and that nobody sees another city."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from browsing import Browser
from flask import Flask
from worlds import PASSWORD, PERIOD, Town, World, make_world

from app.domain.permissions import GRANTS, Permission, Role
from app.store import editions, submissions
from app.store.reading import reading

BLUEPRINTS = ("review", "remarks", "compare", "city", "admin", "review_rules", "editions")
ROLES = tuple(Role)
WARD = "Phường An Biên"

#: One address of every endpoint; ids that nobody has.
ADDRESSES: dict[str, tuple[str, str]] = {
    "review.queue": ("GET", "/review/"),
    "review.submission": ("GET", "/review/submissions/{id}"),
    "review.claim": ("POST", "/review/submissions/{id}/claim"),
    "review.release": ("POST", "/review/submissions/{id}/release"),
    "review.approve": ("POST", "/review/submissions/{id}/approve"),
    "review.unapprove": ("POST", "/review/submissions/{id}/unapprove"),
    "review.accept_explanation": ("POST", "/review/submissions/{id}/findings/{id}/accept"),
    "review.dismiss": ("POST", "/review/submissions/{id}/findings/{id}/dismiss"),
    "review.ask": ("POST", "/review/submissions/{id}/findings/{id}/ask"),
    "review.return_composer": ("GET", "/review/submissions/{id}/return"),
    "review.return_": ("POST", "/review/submissions/{id}/return"),
    "review.keep": ("POST", "/review/submissions/{id}/keep"),
    "review.propose": ("POST", "/review/submissions/{id}/propose"),
    "review.decide_again": ("POST", "/review/submissions/{id}/findings/{id}/again"),
    "remarks.note": ("POST", "/review/submissions/{id}/remarks/{id}"),
    "remarks.drop": ("POST", "/review/submissions/{id}/remarks/{id}/drop"),
    "remarks.settle": ("POST", "/review/submissions/{id}/remarks/{id}/settle"),
    "remarks.reopen": ("POST", "/review/submissions/{id}/remarks/{id}/reopen"),
    "compare.version": ("GET", "/review/submissions/{id}/compare/1"),
    "compare.before": ("GET", "/review/submissions/{id}/compare/before/last"),
    "compare.ward": ("GET", "/review/submissions/{id}/compare/ward/11407"),
    "compare.find": ("GET", "/review/submissions/{id}/compare/wards"),
    "city.home": ("GET", "/city/"),
    "city.figure": ("GET", f"/city/periods/{PERIOD}/figures/dossiers_received"),
    "city.findings": ("GET", f"/city/periods/{PERIOD}/findings"),
    "editions.home": ("GET", "/city/reports/"),
    "editions.request_edition": ("POST", "/city/reports/"),
    "editions.edition": ("GET", "/city/reports/{id}"),
    "editions.compare": ("GET", "/city/reports/{id}/compare/{id}"),
    "editions.cancel": ("POST", "/city/reports/{id}/cancel"),
    "editions.retry": ("POST", "/city/reports/{id}/retry"),
    "editions.comment": ("POST", "/city/reports/{id}/comments"),
    "editions.seal": ("POST", "/city/reports/{id}/seal"),
    "editions.download": ("POST", "/city/reports/files/{id}"),
    "admin.home": ("GET", "/admin/"),
    "admin.periods": ("GET", "/admin/periods"),
    "admin.open_period": ("POST", "/admin/periods"),
    "admin.close_period": ("POST", "/admin/periods/2031-H1/close"),
    "admin.reopen_period": ("POST", "/admin/periods/2031-H1/reopen"),
    "admin.extend": ("POST", "/admin/periods/2031-H1/extensions"),
    "admin.people": ("GET", "/admin/people"),
    "admin.invite": ("POST", "/admin/people"),
    "admin.deactivate": ("POST", "/admin/people/{id}/deactivate"),
    "admin.reactivate": ("POST", "/admin/people/{id}/reactivate"),
    "admin.wards": ("GET", "/admin/wards"),
    "review_rules.form": ("GET", "/admin/review"),
    "review_rules.keep": ("POST", "/admin/review"),
}

#: What product.md grants, written down once more so that a slip in a route shows.
_REVIEWING = {Role.REVIEWER, Role.DEPARTMENT_LEADER}
_CITY = _REVIEWING | {Role.CITY_ADMIN, Role.AUDITOR}
ALLOWED: dict[str, set[Role]] = {
    **{name: _REVIEWING for name in ADDRESSES if name.startswith(("review.", "remarks."))},
    **{name: _CITY for name in ADDRESSES if name.startswith("compare.")},
    **{name: _CITY for name in ADDRESSES if name.startswith("city.")},
    **{
        name: {Role.CITY_ADMIN}
        for name in ADDRESSES
        if name.startswith(("admin.", "review_rules."))
    },
    "review.submission": _CITY,
    "review.unapprove": {Role.DEPARTMENT_LEADER},
    "admin.periods": {Role.CITY_ADMIN, Role.DEPARTMENT_LEADER},
    "admin.extend": {Role.CITY_ADMIN, Role.DEPARTMENT_LEADER},
}


def endpoints(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in BLUEPRINTS:
            yield rule.endpoint


def test_every_endpoint_of_the_department_is_in_the_matrix(application: Flask) -> None:
    assert sorted(set(endpoints(application))) == sorted(ADDRESSES)


@pytest.fixture(scope="module")
def town(application: Flask) -> Town:
    """One city is enough for all roles: nothing here changes it."""
    return make_world(application).here


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_matrix(town: Town, role: Role) -> None:
    browser = town.browser(role, WARD if role.is_ward else "")
    token = browser.token
    wrong = []
    for name, (method, address) in ADDRESSES.items():
        answer = browser.client.open(
            address.format(id=uuid4()),
            method=method,
            data={"csrf_token": token} if method == "POST" else None,
        )
        is_let_in = answer.status_code != 403
        if is_let_in != (role in ALLOWED[name]) or answer.status_code >= 500:
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_the_matrix_agrees_with_the_grants() -> None:
    assert GRANTS[Permission.REVIEW] == _REVIEWING
    assert GRANTS[Permission.SEE_CITY] == _CITY == GRANTS[Permission.EXPORT]


def test_nobody_gets_in_without_signing_in(application: Flask) -> None:
    browser = Browser(application)
    for method, address in ADDRESSES.values():
        if method == "GET":
            page = browser.get(address.format(id=uuid4()))
            assert page.path == "/account/sign-in", address


def test_a_post_without_the_token_is_refused(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 1})
    reviewer = here.browser(Role.REVIEWER)
    reviewer.post(here.address(WARD, "/claim"), {"csrf_token": ""}, status=400)
    assert "Đã nộp" in reviewer.get(here.address(WARD)).text


def test_another_city_s_reports_are_not_there(world: World) -> None:
    """Not there and not yours look the same, for reading and for every move."""
    world.there.load(WARD, {"dossiers_received": 4410, "dossiers_resolved": 9})
    leader = world.here.browser(Role.DEPARTMENT_LEADER)
    for rest in ("", "/return", "/compare/1", "/compare/last-year"):
        leader.get(world.there.address(WARD, rest), status=404)
    moves = {
        "/claim": {},
        "/release": {},
        "/approve": {"seen_version": "1", "idempotency_key": "k"},
        "/unapprove": {"reason": "Không phải của tôi."},
        "/return": {
            "section": "I",
            "reason.I": "Không phải của tôi.",
            "note": "Không phải của tôi.",
            "due_on": "1/1/2099",
            "seen_version": "1",
        },
    }
    for rest, fields in moves.items():
        leader.post(world.there.address(WARD, rest), fields, status=404)
    page = world.there.browser(Role.REVIEWER).get(world.there.address(WARD))
    assert "Chưa ai nhận thẩm định" in page.text


def test_another_city_s_findings_cannot_be_decided(world: World) -> None:
    world.there.load(WARD, {"dossiers_received": 4410, "dossiers_resolved": 9})
    with world.there.app.app_context(), reading(world.there.scope) as session:
        theirs = submissions.findings_of(session, world.there.submission_id(WARD))
    assert theirs
    reviewer = world.here.browser(Role.REVIEWER)
    own = world.here.address(WARD)
    for finding in theirs:
        reviewer.post(f"{own}/findings/{finding.id}/accept", {}, status=404)
    with world.there.app.app_context(), reading(world.there.scope) as session:
        after = submissions.findings_of(session, world.there.submission_id(WARD))
    assert {finding.decision for finding in after} == {"open"}


def test_wards_of_the_same_names_are_counted_apart(world: World) -> None:
    world.there.load(WARD, {"dossiers_received": 31415}, status="approved")
    world.there.load("Xã Vĩnh Bảo", {"dossiers_received": 27182})
    world.there.work()
    reviewer = world.here.browser(Role.REVIEWER)
    for address in (
        "/city/",
        "/city/?include=submitted",
        f"/city/periods/{PERIOD}/figures/dossiers_received",
        f"/city/periods/{PERIOD}/figures/dossiers_received?include=submitted",
        f"/city/periods/{PERIOD}/findings",
        "/review/?show=all",
        "/city/reports/",
    ):
        text = reviewer.get(address).text
        assert "31.415" not in text, address
        assert "27.182" not in text, address
        assert "Đã duyệt 1" not in text, address
    assert "0 /6" in reviewer.get("/city/").part("top")


def test_another_city_s_documents_cannot_be_fetched(
    world: World,
) -> None:
    theirs = world.there.browser(Role.REVIEWER)
    theirs.get("/city/reports/")
    theirs.submit("/city/reports/", {"formats": "csv"})
    world.there.work()
    with world.there.app.app_context(), reading(world.there.scope) as session:
        edition = editions.newest(session)[0].Edition
        file = editions.files_of(session, [edition.id])[edition.id][0]
    leader = world.here.browser(Role.DEPARTMENT_LEADER)
    assert str(edition.id) not in leader.get("/city/reports/").html
    own = f"/city/reports/{edition.id}"
    leader.get(own, status=404)
    leader.get(f"{own}/compare/{edition.id}", status=404)
    leader.post(f"/city/reports/files/{file.id}", {}, status=404)
    for what in ("cancel", "retry", "seal"):
        leader.post(f"{own}/{what}", {}, status=404)
    leader.post(f"{own}/comments", {"comment": "Xem trộm"}, status=404)


def test_another_city_s_people_and_wards_are_not_the_administrator_s(world: World) -> None:
    theirs = world.there.person(Role.DRAFTER, WARD)
    admin = world.here.browser(Role.CITY_ADMIN)
    assert theirs.email not in admin.get("/admin/people").text
    admin.post(f"/admin/people/{theirs.actor.person_id}/deactivate", {}, status=404)
    assert world.there.browser(Role.DRAFTER, WARD).page.status == 200


def test_the_bare_address_leads_to_the_sign_in_and_then_home(here: Town) -> None:
    assert Browser(here.app).get("/").path == "/account/sign-in"
    reviewer = here.browser(Role.REVIEWER)
    assert reviewer.get("/").path == "/review/"


def test_a_script_signs_in_and_hears_who_came_in(here: Town) -> None:
    """The panel of a page whose session has ended; nothing leads it away from the page."""
    drafter = here.person(Role.DRAFTER, "Phường An Biên")
    browser = Browser(here.app)
    browser.get("/account/sign-in")
    sent = {"csrf_token": browser.token, "email": drafter.email, "password": "sai mật khẩu"}
    asked = {"Accept": "application/json", "Referer": "http://localhost/"}
    refused = browser.client.post("/account/sign-in", data=sent, headers=asked)
    assert (refused.status_code, "viewer" in (refused.json or {})) == (400, False)
    assert (refused.json or {})["problem"].startswith("Thư điện tử hoặc mật khẩu")
    sent["password"] = PASSWORD
    for _ in range(2):  # The second time as somebody who is signed in already.
        entered = browser.client.post("/account/sign-in", data=sent, headers=asked)
        assert entered.json == {"viewer": str(drafter.actor.person_id)}
        sent["csrf_token"] = browser.get("/ward/").token
    metas = {m.get("name"): m.get("content") for m in browser.page.tree.iter("meta")}
    assert metas["viewer"] == str(drafter.actor.person_id)

"""Who gets in where, and that nobody sees another city."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from browsing import Browser
from flask import Flask
from werkzeug.routing import Rule
from worlds import PASSWORD, PERIOD, Town, World, make_world

from app.domain.permissions import GRANTS, Permission, Role
from app.store import editions, submissions
from app.store.reading import reading

ROLES = tuple(Role)
WARD = "Phường An Biên"

#: What product.md grants, written down once more so that a slip in a route shows.
_REVIEWING = {Role.REVIEWER, Role.DEPARTMENT_LEADER}
_CITY = _REVIEWING | {Role.CITY_ADMIN, Role.AUDITOR}
_ADMIN = {Role.CITY_ADMIN}
_HEAD = {Role.DEPARTMENT_LEADER}
#: Of whole blueprints; of single endpoints where they differ from their blueprint.
ALLOWED: dict[str, set[Role]] = {
    "review": _REVIEWING,
    "review.submission": _CITY,
    "review.unapprove": _HEAD,
    "remarks": _REVIEWING,
    "compare": _CITY,
    "desk": _REVIEWING,
    "desk.wards": _REVIEWING | _ADMIN,
    "desk.change_wards": _REVIEWING | _ADMIN,
    "desk.take_back": _HEAD,
    "findings": _REVIEWING,
    "findings.quality": _CITY,
    "city": _CITY,
    "groups": _ADMIN,
    "groups.figures": _CITY,
    "groups.table": _CITY,
    "editions": _CITY,
    "editions.seal": _HEAD,
    "audit": {Role.CITY_ADMIN, Role.AUDITOR},
    "admin": _ADMIN,
    "admin.periods": _ADMIN | _HEAD,
    "admin.extend": _ADMIN | _HEAD,
    "reorganizations": _ADMIN,
    "review_rules": _ADMIN,
    "notices": _ADMIN,
    "rules": _ADMIN,
    "rules.listed": _CITY,
    "rules.rule": _CITY,
    "rules.trial": _CITY,
    "rules.download": set(Role),
    "ward_people": {Role.LEADER},
}
BLUEPRINTS = {name.partition(".")[0] for name in ALLOWED}
#: For the parts of an address that are neither ids nor numbers; other ids are of nobody.
_SAMPLES = {"code": PERIOD, "indicator": "dossiers_received", "format": "csv", "ward_code": "11407"}


def allowed(endpoint: str) -> set[Role]:
    return ALLOWED.get(endpoint, ALLOWED[endpoint.partition(".")[0]])


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, address) of all that the Department and its administrators do."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in BLUEPRINTS:
            values = {name: _sample(rule, name) for name in rule.arguments}
            built = rule.build(values, append_unknown=False)
            assert built is not None
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, built[1]


def _sample(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": uuid4(), "IntegerConverter": 1}.get(kind, _SAMPLES.get(name, "last"))


def test_every_endpoint_that_is_named_exists(application: Flask) -> None:
    known = {rule.endpoint for rule in application.url_map.iter_rules()}
    known |= {endpoint.partition(".")[0] for endpoint in known}
    assert set(ALLOWED) - known == set()


@pytest.fixture(scope="module")
def town(application: Flask) -> Town:
    """One city is enough for all roles: nothing here changes it."""
    return make_world(application).here


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_matrix(town: Town, role: Role) -> None:
    browser = town.browser(role, WARD if role.is_ward else "")
    token = browser.token
    wrong = []
    for endpoint, method, address in addresses(town.app):
        answer = browser.client.open(
            address,
            method=method,
            data={"csrf_token": token} if method == "POST" else None,
        )
        is_let_in = answer.status_code != 403
        if is_let_in != (role in allowed(endpoint)) or answer.status_code >= 500:
            wrong.append((endpoint, method, answer.status_code))
    assert wrong == []


def test_the_matrix_agrees_with_the_grants() -> None:
    assert GRANTS[Permission.REVIEW] == _REVIEWING
    assert GRANTS[Permission.SEE_CITY] == _CITY == GRANTS[Permission.EXPORT]


def test_nobody_gets_in_without_signing_in(application: Flask) -> None:
    browser = Browser(application)
    for _endpoint, method, address in addresses(application):
        if method == "GET":
            assert browser.get(address).path == "/account/sign-in", address


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
        leader.post(f"{own}/{what}", {"confirmed": "yes"}, status=404)
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

"""What a ward's and the Department's programs do through the API, and what they cannot."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from programs import API, BY_NAME, Program, program, report_of, saving
from sqlalchemy import select
from worlds import PERIOD, Somebody, Town, World, make_world

from app.actions import detecting, submitting
from app.domain.permissions import GRANTS, Role
from app.domain.tokens import REACHES, TokenScope, offered
from app.store import submissions
from app.store.answers import history_of
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.ledger import AuditEntry
from app.web.api.openapi import document, scopes_of
from app.web.api.operations import OPERATIONS

WARD, OTHER = "Phường An Biên", "Xã Vĩnh Bảo"
KEY = {"Idempotency-Key": "khoa-cua-phep-thu-1"}
FAULTY = {
    "dossiers_received": 100,
    "dossiers_received_online": 90,
    "dossiers_received_direct": 20,
}
CANARY = "chim hoàng yến 271828"


def of(report: dict[str, Any]) -> dict[str, object]:
    return {"submission_id": report["id"]}


# --- who gets in ------------------------------------------------------------------------------


def test_every_route_is_declared_and_every_declaration_has_its_route(application: Flask) -> None:
    rules = [r for r in application.url_map.iter_rules() if r.rule.startswith("/api/")]
    served = {
        (API + operation.path, operation.method, f"api.{operation.name}")
        for operation in OPERATIONS
    }
    found = {
        (rule.rule, method, rule.endpoint)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == served | {(f"{API}/openapi.json", "GET", "api.openapi")}
    paths = {(API + path, m.upper()) for path, of in document()["paths"].items() for m in of}
    assert paths == {(API + operation.template, operation.method) for operation in OPERATIONS}


def test_the_document_is_public_and_whole(application: Flask) -> None:
    served = application.test_client().get(f"{API}/openapi.json").json
    assert served == json.loads(json.dumps(document()))
    named = set(served["components"]["schemas"])
    used = {text.split('"')[0] for text in json.dumps(served).split("#/components/schemas/")[1:]}
    assert used == named, "a schema that nothing uses, or one that is not there"
    ids = [of["operationId"] for path in served["paths"].values() for of in path.values()]
    assert len(ids) == len(set(ids)) == len(OPERATIONS)


@pytest.fixture(scope="module")
def town(application: Flask) -> Town:
    return make_world(application).here


def parts_of(name: str) -> dict[str, object]:
    values: dict[str, object] = {"code": PERIOD, "number": 1}
    return {v: values.get(v) or uuid4() for v in BY_NAME[name].variables}


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
@pytest.mark.parametrize("scope", TokenScope)
def test_matrix(town: Town, role: Role, scope: TokenScope) -> None:
    """An operation opens where the scope reaches it and the role grants it, and nowhere else."""
    somebody = town.person(role, WARD if role.is_ward else "")
    if scope not in offered([role]):
        return
    asking = program(town, role, WARD if role.is_ward else "", [scope.value])
    wrong = []
    for operation in OPERATIONS:
        body = saving(("households_total", 1, 0)) if operation.name == "saveAnswers" else None
        headers = KEY if operation.headers else {}
        answer = asking.ask(operation.name, parts_of(operation.name), body=body, headers=headers)
        granted = {p for p in operation.permissions if role in GRANTS[p]}
        is_due = bool(granted & set(REACHES[scope]))
        if (answer.status_code != 403) != is_due:
            wrong.append((operation.name, answer.status_code))
    assert wrong == [], somebody.email


def test_the_document_says_which_scopes_open_an_operation() -> None:
    assert scopes_of(BY_NAME["submit"]) == ["submit"]
    assert scopes_of(BY_NAME["saveAnswers"]) == ["fill"]
    assert scopes_of(BY_NAME["report"]) == ["read"]
    assert scopes_of(BY_NAME["figures"]) == ["city-read"]
    assert scopes_of(BY_NAME["form"]) == ["read", "city-read"]


# --- a ward's program -------------------------------------------------------------------------


def test_the_form_with_its_rules_is_the_ward_s_to_read(here: Town) -> None:
    drafter, reviewer = program(here, Role.DRAFTER, WARD), program(here, Role.REVIEWER)
    form_id = report_of(drafter)["form_id"]
    ours = drafter.ask("form", {"form_id": form_id}).json
    theirs = reviewer.ask("form", {"form_id": form_id}).json
    assert ours["definition"] == theirs["definition"]
    codes = {f["code"] for s in ours["definition"]["sections"] for f in s["fields"]}
    assert "dossiers_received" in codes
    own = {rule["rule"] for rule in ours["rules"]["rules"]}
    assert "tthc_balance" in own
    compared = {rule["rule"] for rule in theirs["rules"]["rules"]} - own
    assert "copy_paste" in compared


def test_many_fields_are_saved_in_one_request(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    report = report_of(asking)
    assert report["state"] == "not_started"
    body = saving(
        ("households_total", 3500, 0),
        ("land_donated_m2", 12.345, 0),
        ("service_index_score", "95,2", 0),
        ("democracy_regulation_issued", True, 0),
        ("overview", "Lời\u0065\u0302 ghi.", 0),
    )
    body["answers"].append(
        {"code": "villages_count", "revision": 0, "state": "not_applicable", "reason": "phường"}
    )
    done = asking.ask("saveAnswers", of(report), body=body)
    assert (done.status_code, done.json["saved"], done.json["refused"]) == (200, 6, 0)
    read = asking.ask("report", of(report)).json
    values = {a["code"]: (a["state"], a["value"], a["revision"]) for a in read["answers"]}
    assert values == {
        "households_total": ("value", 3500, 1),
        "land_donated_m2": ("value", 12.345, 1),
        "service_index_score": ("value", 95.2, 1),
        "democracy_regulation_issued": ("value", True, 1),
        "overview": ("value", "Lờiê ghi.", 1),
        "villages_count": ("not_applicable", None, 1),
    }
    assert read["state"] == "draft"
    assert {"missing_required"} <= {problem["rule"] for problem in read["problems"]}


def test_what_was_read_can_be_sent_back_as_it_is(here: Town) -> None:
    """A value of the API means the same in both directions, decimals and areas too."""
    asking = program(here, Role.DRAFTER, WARD)
    report = report_of(asking)
    fields = (
        ("land_donated_m2", "12.500,5", 0),
        ("dossiers_on_time_rate", "97,610", 0),
        ("households_total", "3.500", 0),
        ("democracy_regulation_issued", "không", 0),
        ("document_date", "14/6/2026", 0),
    )
    asking.ask("saveAnswers", of(report), body=saving(*fields))
    before = asking.ask("report", of(report)).json["answers"]
    again = saving(*((a["code"], a["value"], a["revision"]) for a in before))
    assert asking.ask("saveAnswers", of(report), body=again).status_code == 200
    after = asking.ask("report", of(report)).json["answers"]
    assert [a["value"] for a in after] == [a["value"] for a in before]


def test_a_conflict_stops_no_other_field(here: Town) -> None:
    drafter, leader = program(here, Role.DRAFTER, WARD), program(here, Role.LEADER, WARD)
    report = report_of(drafter)
    drafter.ask("saveAnswers", of(report), body=saving(("households_total", 10, 0)))
    body = saving(
        ("villages_count", 5, 0),
        ("households_total", 20, 0),
        ("no_such_code", 1, 0),
        ("residential_groups_count", "x", 0),
    )
    done = leader.ask("saveAnswers", of(report), body=body)
    assert done.status_code == 207
    results = done.json["results"]
    assert [r["status"] for r in results] == [200, 409, 404, 200]
    assert results[1]["theirs"]["typed"] == "10"
    assert results[1]["theirs"]["revision"] == 1
    assert results[3]["answer"]["state"] == "invalid"
    assert results[3]["answer"]["problem"]
    taken = saving(("households_total", 20, results[1]["theirs"]["revision"]))
    assert leader.ask("saveAnswers", of(report), body=taken).status_code == 200


def test_an_empty_value_clears_a_field(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    report = report_of(asking)
    asking.ask("saveAnswers", of(report), body=saving(("households_total", 10, 0)))
    done = asking.ask("saveAnswers", of(report), body=saving(("households_total", "", 1)))
    assert done.json["results"][0] == {
        "code": "households_total", "status": 200, "revision": 0, "answer": None
    }  # fmt: skip
    assert asking.ask("report", of(report)).json["answers"] == []


def test_a_drafter_s_program_never_submits(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    assert asking.ask("submit", of(report_of(asking)), headers=KEY).status_code == 403


def ready(town: Town, asking: Program, ward: str = WARD) -> dict[str, Any]:
    """A report that nothing blocks: what is open has been given a reason on the page."""
    report = report_of(asking)
    body = saving(("households_total", 10, 0), ("overview", f"Nội dung {CANARY}", 0))
    assert asking.ask("saveAnswers", of(report), body=body).status_code == 200
    leader = town.person(Role.LEADER, ward).actor
    with town.app.app_context():
        town._explain(Scope.ward(town.scope.city, town.ward_id(ward)), leader, UUID(report["id"]))
    return report


def test_what_blocks_is_named_with_its_fields(here: Town) -> None:
    asking = program(here, Role.LEADER, WARD)
    report = report_of(asking)
    body = saving(
        ("residential_units_total", 12, 0),
        ("villages_count", 20, 0),
        ("households_total", "nhiều", 0),
    )
    asking.ask("saveAnswers", of(report), body=body)
    refused = asking.ask("submit", of(report), headers=KEY)
    assert refused.status_code == 422
    assert {"invalid", "missing_required"} <= {e["rule"] for e in refused.json["errors"]}
    assert ["households_total"] in [e["fields"] for e in refused.json["errors"]]
    assert refused.json["errors"] == asking.ask("report", of(report)).json["problems"]


def test_a_submit_gives_the_same_receipt_for_the_same_key(here: Town) -> None:
    asking = program(here, Role.LEADER, WARD)
    report = ready(here, asking)
    first = asking.ask("submit", of(report), headers=KEY)
    assert first.status_code == 200
    assert asking.ask("submit", of(report), headers=KEY).json == first.json
    assert (
        asking.ask("submit", of(report), headers={"Idempotency-Key": "another-key"}).status_code
        == 409
    )
    listed = asking.ask("versions", of(report)).json
    assert [v["receipt"] for v in listed] == [first.json["receipt"]]
    version = asking.ask("version", of(report) | {"number": 1}).json
    assert submitting.digest_of(version["content"]) == version["sha256"] == first.json["sha256"]
    assert asking.ask("report", of(report)).json["state"] == "submitted"
    locked = asking.ask("saveAnswers", of(report), body=saving(("households_total", 11, 1)))
    assert [r["status"] for r in locked.json["results"]] == [409]


def test_a_program_signs_as_its_leader_does_on_the_page(here: Town) -> None:
    asking = program(here, Role.LEADER, WARD)
    report = ready(here, asking)
    asking.ask("submit", of(report), headers=KEY, body={"signing": "deputy"})
    content = asking.ask("version", of(report) | {"number": 1}).json["content"]
    name = asking.ask("token").json["person"]
    assert content["signature"] == {"as": "deputy", "name": name}
    assert asking.ask("submit", of(report), headers=KEY, body={"signing": "x"}).status_code == 400


def test_a_submit_of_what_was_not_seen_is_refused(here: Town) -> None:
    asking = program(here, Role.LEADER, WARD)
    report = ready(here, asking)
    seen = asking.ask("report", of(report)).json["draft_sha256"]
    asking.ask("saveAnswers", of(report), body=saving(("overview", "Nội dung khác", 1)))
    refused = asking.ask("submit", of(report), headers=KEY, body={"seen": seen})
    assert refused.status_code == 409
    assert "xem lại" in refused.json["detail"]
    seen = asking.ask("report", of(report)).json["draft_sha256"]
    first = asking.ask("submit", of(report), headers=KEY, body={"seen": seen})
    assert first.json["sha256"] == seen


# --- the Department's program -----------------------------------------------------------------


def test_the_figures_are_those_of_the_command_line(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 100, "dossiers_resolved": 95}, status="approved")
    here.load(OTHER, {"dossiers_received": 50})
    here.work()
    asking = program(here, Role.REVIEWER)
    approved = asking.ask("figures", {"code": PERIOD}).json
    both = asking.ask("figures", {"code": PERIOD}, query={"include": "submitted"}).json
    assert approved["indicators"]["dossiers_received"] == {
        "aggregate": "sum", "value": 100, "wards": 1
    }  # fmt: skip
    assert both["indicators"]["dossiers_received"]["value"] == 150
    coverage = asking.ask("coverage", {"code": PERIOD}).json
    assert coverage == approved["coverage"]
    assert (coverage["expected"], coverage["submitted"], coverage["approved"]) == (6, 2, 1)
    rows = list(
        csv.DictReader(io.StringIO(asking.ask("export", {"code": PERIOD}).data.decode("utf-8-sig")))
    )
    totals = [
        r["value"] for r in rows if r["code"] == "dossiers_received" and r["state"] == "total"
    ]
    assert totals == ["100"]


def test_who_took_the_table_is_in_the_audit_log(here: Town) -> None:
    asking = program(here, Role.REVIEWER)
    taken = asking.ask("export", {"code": PERIOD}).data
    newest = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)
    with here.app.app_context(), reading(here.scope) as session:
        entry = session.execute(newest).scalar_one()
    assert (entry.verb, entry.subject) == ("export_downloaded", PERIOD)
    assert entry.actor == asking.ask("token").json["person"]
    assert entry.details == {
        "format": "csv", "table": "figures", "include": "approved",
        "sha256": hashlib.sha256(taken).hexdigest(),
    }  # fmt: skip


def test_a_line_for_each_unit_and_a_column_for_each_indicator(here: Town) -> None:
    here.load(WARD, {"dossiers_received": "100"}, "approved")
    here.load(OTHER, {"dossiers_received": "50", "dossiers_resolved": "?"})
    asking = program(here, Role.REVIEWER)
    asked = {"codes": "dossiers_resolved,dossiers_received", "include": "submitted"}
    content = asking.ask("units", {"code": PERIOD}, query=asked).data
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [tuple(line.values())[-2:] for line in lines] == [("", "100"), ("?", "50")]
    assert list(lines[0])[-2:] == asked["codes"].split(",")
    assert {dt.datetime.fromisoformat(line["submitted_at"]).tzinfo for line in lines} == {dt.UTC}
    approved = asking.ask("units", {"code": PERIOD}).data.decode("utf-8-sig").splitlines()
    assert len(approved) == 2
    assert approved[0].count(",") > 120


def test_an_unknown_column_is_named(here: Town) -> None:
    asking = program(here, Role.REVIEWER)
    answer = asking.ask("units", {"code": PERIOD}, query={"codes": "dossiers_received,nothing"})
    assert answer.status_code == 422
    assert "“nothing”" in answer.get_data(as_text=True)


def test_lists_come_in_pages(here: Town) -> None:
    here.load(WARD, FAULTY)
    asking = program(here, Role.AUDITOR)
    pages = [
        asking.ask("submissions", {"code": PERIOD}, query={"page": n, "per_page": 4}).json
        for n in (1, 2, 3)
    ]
    assert [len(page["items"]) for page in pages] == [4, 2, 0]
    assert {page["total"] for page in pages} == {6}
    assert pages[0]["items"][0]["ward_name"] == WARD
    every = asking.ask("findings", {"code": PERIOD}).json
    hard = asking.ask("findings", {"code": PERIOD}, query={"show": "hard"}).json
    assert 0 < hard["total"] < every["total"]
    assert {f["ward"] for f in every["items"]} == {"11407"}
    of_rule = asking.ask(
        "findings", {"code": PERIOD}, query={"rule": every["items"][0]["rule"]}
    ).json
    assert 0 < of_rule["total"] < every["total"]


def test_the_department_reads_what_was_submitted_and_no_draft(here: Town) -> None:
    leader, reviewer = program(here, Role.LEADER, WARD), program(here, Role.REVIEWER)
    report = ready(here, leader)
    assert reviewer.ask("submission", of(report)).status_code == 404
    receipt = leader.ask("submit", of(report), headers=KEY).json
    leader_again = here.person(Role.LEADER, WARD).actor
    read = reviewer.ask("submission", of(report)).json
    assert (read["receipt"], read["sha256"]) == (receipt["receipt"], receipt["sha256"])
    assert {a["code"]: a["value"] for a in read["answers"]}["households_total"] == 10
    with here.app.app_context():
        scope = Scope.ward(here.scope.city, here.ward_id(WARD))
        submitting.recall(scope, leader_again, UUID(report["id"]))
    assert reviewer.ask("submission", of(report)).status_code == 404


# --- nobody else's ----------------------------------------------------------------------------


def test_no_answer_holds_another_ward_s_words_or_ids(world: World) -> None:
    """A ward fills, submits and is found fault with; every operation is asked with its ids."""
    here = world.here
    theirs = program(here, Role.LEADER, OTHER)
    report = ready(here, theirs, OTHER)
    theirs.ask("submit", of(report), headers=KEY)
    with here.app.app_context():
        detecting.detect(here.scope, here.person(Role.CITY_ADMIN).actor, here.open())
    strangers = (
        program(here, Role.LEADER, WARD),
        program(here, Role.DRAFTER, WARD),
        program(world.there, Role.LEADER, OTHER),
        program(world.there, Role.REVIEWER),
        program(world.there, Role.CITY_ADMIN),
    )
    secrets = (CANARY, json.dumps(CANARY), "271828", report["id"])
    ids: dict[str, object] = of(report) | {
        "form_id": report["form_id"],
        "code": PERIOD,
        "number": 1,
    }
    for stranger in strangers:
        for operation in OPERATIONS:
            parts = {name: ids[name] for name in operation.variables}
            body = saving(("households_total", 666, 1), ("overview", "chiếm", 1))
            answer = stranger.ask(
                operation.name,
                parts,
                body=body if operation.name == "saveAnswers" else None,
                headers=KEY,
            )
            said = f"{answer.headers}{answer.text}".replace(answer.request.path, "")
            assert not [s for s in secrets if s in said], (operation.name, stranger)
    kept = theirs.ask("report", of(report)).json
    assert {a["code"]: a["value"] for a in kept["answers"]}["households_total"] == 10


def test_the_wards_of_one_department_are_all_its_own(here: Town) -> None:
    """The same walk finds the words where they may be read, so it would find a leak."""
    theirs = program(here, Role.LEADER, OTHER)
    report = ready(here, theirs, OTHER)
    theirs.ask("submit", of(report), headers=KEY)
    asking = program(here, Role.REVIEWER)
    assert CANARY in asking.ask("submission", of(report)).text
    assert report["id"] in asking.ask("submissions", {"code": PERIOD}).text


def test_a_program_s_saves_are_its_person_s(here: Town) -> None:
    asking = program(here, Role.DRAFTER, WARD)
    report = report_of(asking)
    asking.ask("saveAnswers", of(report), body=saving(("households_total", 10, 0)))
    somebody: Somebody = here.person(Role.DRAFTER, WARD)
    with here.app.app_context(), reading(here.scope) as session:
        past = history_of(session, UUID(report["id"]), "households_total")
        assert submissions.is_started(session, UUID(report["id"]))
    assert [(row.person_id, row.typed) for row in past] == [(somebody.actor.person_id, "10")]

"""The contract of the API against requests made from its own document, good and bad.

No request may end in an answer that the document does not name, and none in our fault.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from programs import API, BY_NAME, Program, program, report_of
from worlds import PERIOD, Town, make_world

from app.domain.permissions import Role
from app.web.api import gate
from app.web.api.gate import Refused
from app.web.api.operations import Operation
from app.web.api.shapes import NAMED, Shape, faults

WARD = "Phường An Biên"
MANY = settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
CODES = st.sampled_from(["households_total", "overview", "document_date", "dialogues", "no_such"])
ANY_JSON: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def fitting(shape: Shape) -> SearchStrategy[Any]:
    """Values that fit a shape."""
    if "$ref" in shape:
        return fitting(NAMED[shape["$ref"].rpartition("/")[2]])
    if "anyOf" in shape:
        return st.one_of(*map(fitting, shape["anyOf"]))
    return _OF_TYPE[shape["type"]](shape) if "type" in shape else ANY_JSON


def _texts(shape: Shape) -> SearchStrategy[str]:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if shape.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in shape:
        return st.from_regex(shape["pattern"], fullmatch=True).filter(
            lambda value: not list(faults(shape, value))
        )
    letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])
    return st.text(letters, min_size=shape.get("minLength", 0), max_size=60)


def _numbers(shape: Shape) -> SearchStrategy[Any]:
    low, high = shape.get("minimum", -(10**9)), shape.get("maximum", 10**9)
    whole = st.integers(int(low), int(high))
    return (
        whole if shape["type"] == "integer" else whole | st.decimals(low, high, places=3).map(float)
    )


def _lists(shape: Shape) -> SearchStrategy[list[Any]]:
    most = min(shape.get("maxItems", 4), 4)
    return st.lists(fitting(shape["items"]), min_size=shape.get("minItems", 0), max_size=most)


def _records(shape: Shape) -> SearchStrategy[dict[str, Any]]:
    known = shape.get("properties", {})
    required = {name: fitting(known[name]) for name in shape.get("required", ())}
    rest = {name: fitting(part) for name, part in known.items() if name not in required}
    if "code" in required:
        required["code"] = CODES | required["code"]
    if not known:
        extra = fitting(shape.get("additionalProperties", {}))
        return st.dictionaries(st.text(string.ascii_lowercase, max_size=8), extra, max_size=3)
    return st.fixed_dictionaries(required, optional=rest)


_OF_TYPE = {
    "string": _texts,
    "integer": _numbers,
    "number": _numbers,
    "boolean": lambda _shape: st.booleans(),
    "array": _lists,
    "object": _records,
    "null": lambda _shape: st.none(),
}


@pytest.fixture(scope="module")
def town(application: Flask) -> Town:
    made = make_world(application).here
    made.load("Xã Vĩnh Bảo", {"dossiers_received": 4410, "dossiers_resolved": 9})
    return made


@pytest.fixture(scope="module")
def programs(town: Town) -> list[Program]:
    """A leader and a reviewer: between them they reach every operation."""
    return [program(town, Role.LEADER, WARD), program(town, Role.REVIEWER)]


@pytest.fixture(scope="module")
def known(programs: list[Program], town: Town) -> Mapping[str, object]:
    report = report_of(programs[0])
    return {
        "submission_id": report["id"],
        "form_id": report["form_id"],
        "code": PERIOD,
        "number": 1,
    }


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many requests in a minute would be told to wait, which is another test's matter."""
    monkeypatch.setattr("app.outbound.throttle.wait", lambda *_: 0)


def parts(data: DataObject, operation: Operation, known: Mapping[str, object]) -> dict[str, object]:
    shapes = {
        "number": st.integers(0, 10**12),
        "code": st.text(string.printable.replace("/", ""), min_size=1),
    }
    return {
        name: data.draw(st.just(known[name]) | shapes.get(name, st.uuids()), name)
        for name in operation.variables
    }


@pytest.mark.parametrize("name", BY_NAME)
@given(data=st.data())
@MANY
def test_what_fits_the_document_is_never_malformed(
    name: str, programs: list[Program], known: Mapping[str, object], data: DataObject
) -> None:
    operation = BY_NAME[name]
    query = {n: data.draw(fitting(s), n) for n, s in operation.query.items()}
    headers = {n: data.draw(fitting(s), n) for n, s in operation.headers.items()}
    body = data.draw(fitting(operation.body), "body") if operation.body else None
    for asking in programs:
        asked = {k: known[k] for k in operation.variables}
        answer = asking.ask(name, asked, query=query, headers=headers, body=body)
        assert answer.status_code != 400, answer.text


@pytest.mark.parametrize("name", BY_NAME)
@given(data=st.data())
@MANY
def test_anything_at_all_is_answered_as_documented(
    name: str, programs: list[Program], known: Mapping[str, object], data: DataObject
) -> None:
    operation = BY_NAME[name]
    query = data.draw(
        st.dictionaries(st.sampled_from(["page", "show", "x"]), st.text(), max_size=2)
    )
    line = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=120)
    headers = {n: data.draw(line, n) for n in operation.headers}
    raw = None
    if operation.body:
        raw = data.draw(st.binary(max_size=40) | ANY_JSON.map(lambda v: json.dumps(v).encode()))
    for asking in programs:
        asking.ask(name, parts(data, operation, known), query=query, headers=headers, raw=raw)


@given(fitting(NAMED["AnswersToSave"]), st.data())
@MANY
def test_an_unknown_key_is_refused_where_it_stands(body: dict[str, Any], data: DataObject) -> None:
    at = data.draw(st.integers(0, len(body["answers"]) - 1))
    body["answers"][at]["codes"] = "households_total"
    with pytest.raises(Refused) as refused:
        gate.body(NAMED["AnswersToSave"], json.dumps(body).encode())
    assert f"/answers/{at}/codes" in [fault.place for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"answers": [], "answers": []}', "hai lần"),
        (b'{"answers": NaN}', "NaN"),
        (b'{"answers": 1e999}', "nằm ngoài"),
        (b'{"answers": ' + b"1" * 5000 + b"}", "dài quá"),
        (b"[" * 100_000, "lồng quá sâu"),
        (b"\xff{}", "UTF-8"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b"{} {}", "JSON"),
        (b"", "JSON"),
        (b'{"answers": [{"code": "overview", "revision": 0, "value": "a\\u0000b"}]}', "U+0000"),
        (b'{"answers": [{"code": "overview", "revision": 0, "value": "\\ud800"}]}', "U+D800"),
        (b'{"answers": [{"code": "overview", "revision": 0, "value": "\\uffff"}]}', "U+FFFF"),
        (b'{"answers": [{"code": "overview", "revision": 1.5}]}', "số nguyên"),
        (b'{"answers": [{"code": "overview", "revision": true}]}', "số nguyên"),
        (b'{"answers": [{"code": "overview", "revision": -1}]}', "Phải từ 0"),
        (b'{"answers": [{"code": "Overview", "revision": 0}]}', "theo mẫu"),
        (b'{"answers": [{"code": "overview"}]}', "Thiếu khóa"),
        (b'{"answers": []}', "từ 1 đến 300"),
    ],
)
def test_the_gate_says_what_is_wrong(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        gate.body(NAMED["AnswersToSave"], content)


def test_the_gate_composes_and_keeps_numbers_exact() -> None:
    content = '{"answers": [{"code": "overview", "revision": 0, "value": "e\u0302"}]}'.encode()
    assert gate.body(NAMED["AnswersToSave"], content)["answers"][0]["value"] == "ê"
    exact = gate.read(b"[0.1, 97.610, 12345678901234567]")
    assert exact == [Decimal("0.1"), Decimal("97.610"), 12345678901234567]


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ({"type": "string", "format": "uuid"}, str(UUID(int=1)), "1"),
        ({"type": "string", "format": "date"}, "2026-06-14", "2026-06-31"),
        ({"type": "string", "format": "date-time"}, "2026-06-14T00:00:00+00:00", "hôm qua"),
        ({"type": "null"}, None, 0),
        ({"type": "number", "maximum": 2}, 1.5, 2.5),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True, 1),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": "1"}),
    ],
)
def test_a_shape_tells_good_from_bad(shape: Shape, good: object, bad: object) -> None:
    assert list(faults(shape, good)) == []
    assert list(faults(shape, bad))


def test_a_body_beyond_the_limit_and_of_another_kind_is_refused(
    programs: list[Program], known: Mapping[str, object]
) -> None:
    leader = programs[0]
    at = {"submission_id": known["submission_id"]}
    too_large = leader.ask("saveAnswers", at, raw=b" " * (gate.BODY_MAX + 1))
    assert too_large.status_code == 413
    as_form = leader.client.patch(
        f"{API}/reports/{known['submission_id']}/answers",
        data={"answers": "x"},
        headers={"Authorization": f"Bearer {leader.token}"},
    )
    assert (as_form.status_code, as_form.json["type"]) == (415, "urn:tonghop:problem:media-type")


def test_a_method_that_is_not_served_names_those_that_are(programs: list[Program]) -> None:
    answer = programs[0].client.delete(f"{API}/reports")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.mimetype == "application/problem+json"

"""The shared cases hold here; in the browser the very same file is held against its engine."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import decimals_as_typed, parse_answer, retyped
from app.domain.rules import portable_rules
from app.standard import standard_rules_document
from tests.domain import agreed_cases

CASES = agreed_cases.load()
PORTABLE = {rule["rule"]: rule for rule in agreed_cases.DOCUMENT["rules"]}


@pytest.mark.parametrize("case", CASES["typed"], ids=lambda c: f"{c['type']}:{c['typed'][:20]!a}")
def test_a_typed_text_is_read_as_agreed(case: dict[str, str]) -> None:
    assert agreed_cases.read(case["type"], case["typed"]) == case["read"]


def test_reports_are_judged_as_agreed() -> None:
    for case in CASES["reports"]:
        assert agreed_cases.judged(case["typed"], case["period"]) == case["found"], case["typed"]


def test_the_file_is_what_the_rules_give() -> None:
    """After a change of the rules: ``python -m tests.domain.agreed_cases``, and look."""
    assert agreed_cases.cases() == CASES


def test_every_clause_is_satisfied_broken_and_left_alone() -> None:
    seen = defaultdict(set)
    for case in CASES["reports"]:
        keys = {finding["key"] for finding in case["found"]}
        assert case["case"] == "mixed" or (case["key"] in keys) == (case["case"] == "broken")
        seen[case["key"]].add(case["case"])
    targets = list(agreed_cases.targets())
    assert {target.rule for target in targets} == set(PORTABLE)
    assert all(seen[target.key] == set(agreed_cases.KINDS) for target in targets)
    assert len(CASES["typed"]) + len(CASES["reports"]) >= 300


def test_a_page_gets_the_rules_as_they_are_published() -> None:
    published = {rule["rule"]: rule for rule in standard_rules_document()["rules"]}
    for name, rule in PORTABLE.items():
        assert rule | published[name] | {"basis": ""} == published[name] | {
            "basis": "",
            "excuse_vi": rule["excuse_vi"],
        }


def test_what_is_for_the_department_stays_there() -> None:
    document = {
        "rules": [
            {"rule": "open", "detector": "range"},
            {"rule": "closed", "detector": "range", "audience": "department"},
            {"rule": "letter", "detector": "range", "applies_to": "document"},
            {"rule": "past", "detector": "jump"},
        ]
    }
    found = portable_rules(agreed_cases.FORM, document)["rules"]
    assert [rule["rule"] for rule in found] == ["open"]


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["int", "vnd", "pct", "score", "m2", "date", "bool"]),
    st.text("0123456789.,% /-NA:?có", max_size=12),
)
def test_an_answer_typed_again_is_the_same(kind: str, typed: str) -> None:
    field = agreed_cases.field_of(kind)
    answer = parse_answer(field, typed)
    if answer is None:
        return
    again = parse_answer(field, retyped(field, answer))
    assert again is not None
    assert (again.state, again.value, again.reason) == (answer.state, answer.value, answer.reason)
    assert not answer.counts or decimals_as_typed(again) == decimals_as_typed(answer)

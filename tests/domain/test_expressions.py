"""Expressions that administrators write: read, refused, printed and evaluated."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import parse_answer
from app.domain.errors import Invalid
from app.domain.findings import Finding
from app.domain.rules import Context, RuleSet, evaluate, portable_rules
from app.domain.rules.drafts import RuleDraft, name_for, published, rules_of
from app.domain.rules.expressions import Fault, Faulty, checked, from_json, parse, printed, to_json
from app.domain.rules.expressions.grammar import FUNCTIONS
from app.domain.rules.expressions.tokens import KEYWORDS
from tests.domain import agreed_cases, agreed_expressions, made_up_expressions
from tests.domain.agreed_cases import FORM

CASES = agreed_expressions.load()
SEEDS = st.integers(0, 2**32).map(random.Random)


# --- the grammar ----------------------------------------------------------------------------


@given(SEEDS)
def test_what_is_printed_parses_into_the_same_tree(dice: random.Random) -> None:
    tree = made_up_expressions.condition(dice, 3)
    assert parse(printed(tree)) == tree
    assert from_json(to_json(tree)) == tree


_MORE = ["<=", ">=", "==", "0", "1", "4.410", "1e9", "overview", "__class__", "ạ", "𝟙"]
_PIECES = st.sampled_from(
    [*made_up_expressions.CODES, *FUNCTIONS, *KEYWORDS, *"()+-*/<>=!,.'{}[]@", *_MORE]
)
_TEXTS = st.one_of(
    st.text(max_size=700),
    st.lists(_PIECES, max_size=40).map(" ".join),
    st.lists(_PIECES, max_size=40).map("".join),
    st.sampled_from(["(" * 599, "-" * 599 + "1", "not " * 140 + "true", "abs(" * 140, "1+" * 299]),
)


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_any_text_is_a_condition_or_is_refused_at_a_place(text: str) -> None:
    faults = faults_of(text)
    for fault in faults:
        assert fault.message
        assert 0 <= fault.at <= len(text)
        assert fault.length > 0
        assert fault.at + fault.length <= max(len(text), fault.at + 1)
    if not faults:
        tree = checked(text, FORM)
        assert parse(printed(tree)) == tree
        rule = agreed_expressions.document(text, "yes")
        agreed_expressions.judged(rule, dict.fromkeys(made_up_expressions.CODES, "0"))


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        checked(text, FORM)
    except Faulty as error:
        return error.faults
    return ()


REFUSED = [
    ("dossiers_received >", "", "chưa hết"),
    ("", "", "chưa hết"),
    ("dossiers_received > 3)", ")", "thừa ngoặc"),
    ("(dossiers_received > 3", "", "Thiếu dấu “)”"),
    ("dossiers_recieved > 3", "dossiers_recieved", "dossiers_received (Hồ sơ tiếp nhận"),
    ("hồ sơ tiếp nhận > 3", "hồ sơ tiếp nhận", "dossiers_received"),
    ("ho so tiep nhan > 3", "ho so tiep nhan", "dossiers_received"),
    ("dossiers_received dossiers_resolved > 3", None, "thiếu phép tính"),
    ("0 < dossiers_received < 3", "<", "and"),
    ("dossiers_received > 4.410", "4.410", "viết liền (4410)"),
    ("dossiers_received > 1,5", ",", "sau dấu chấm"),
    ("dossiers_received % 2 == 0", "%", "không có nghĩa"),
    ("'x' == 1", "'", "thẳng mã"),
    ("eval(1) > 3", "eval", "Không có hàm"),
    ("value(3, 0) > 1", "value(3, 0)", "value(mã, 0)"),
    ("value(dossiers_received) > 1", None, "value(mã, 0)"),
    ("previous(previous(dossiers_received)) > 1", None, "previous(mã)"),
    ("democracy_regulation_date < date(2026, 2, 30)", "date(2026, 2, 30)", "ngày có thật"),
    ("dossiers_received", "dossiers_received", "cần điều kiện"),
    ("overview > 3", "overview", "đoạn văn"),
    ("democracy_regulation_issued + 1 > 3", "democracy_regulation_issued", "cần số"),
    ("democracy_regulation_date > 3", None, "vế trái là ngày"),
    ("democracy_regulation_issued > true", None, "== hoặc !="),
    ("1 < 2", "1 < 2", "không hỏi chỉ tiêu"),
    ("not dossiers_received", "dossiers_received", "cần điều kiện"),
    ("dossiers_resolved / dossiers_received > 1", "dossiers_received", "dossiers_received > 0 and"),
    ("dossiers_resolved / 0 > 1", "0", "bằng 0"),
    ("dossiers_received >= 0 and dossiers_resolved / dossiers_received > 1", None, "bằng 0"),
    ("dossiers_received > 0 or dossiers_resolved / dossiers_received > 1", None, "bằng 0"),
    ("dossiers_resolved / (dossiers_received - 1) > 1", "(dossiers_received - 1)", "bằng 0"),
    ("dossiers_resolved / value(dossiers_received, 1) > 1", None, "bằng 0"),
]


@pytest.mark.parametrize(("text", "word", "says"), REFUSED, ids=[r[0][:40] for r in REFUSED])
def test_a_fault_is_marked_and_says_how_to_mend_it(text: str, word: str | None, says: str) -> None:
    with pytest.raises(Faulty) as caught:
        checked(text, FORM)
    fault = caught.value.faults[0]
    assert says in fault.message
    if word is not None:
        assert text[fault.at : fault.at + fault.length] == word


GUARDED = [
    "dossiers_received > 0 and dossiers_resolved / dossiers_received > 1",
    "0 < dossiers_received and dossiers_resolved / dossiers_received > 1",
    "dossiers_received == 0 or dossiers_resolved / dossiers_received > 1",
    "not (dossiers_received == 0) and dossiers_resolved / dossiers_received > 1",
    "not (dossiers_received > 0) or dossiers_resolved / (dossiers_received * 2) > 1",
    "dossiers_received > 0 and dossiers_resolved / (dossiers_received + households_total) > 1",
    "dossiers_resolved / max(dossiers_received, 1) > 1",
    "dossiers_resolved / (dossiers_received + 1) > 1",
    "value(dossiers_received, 0) >= 1 and 1 / value(dossiers_received, 0) < dossiers_resolved",
]


@pytest.mark.parametrize("text", GUARDED)
def test_a_guarded_division_stands(text: str) -> None:
    document = agreed_expressions.document(text, "no")
    for number in ("0", "1", "5"):
        typed = dict.fromkeys(
            ("dossiers_received", "dossiers_resolved", "households_total"), number
        )
        agreed_expressions.judged(document, typed)


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(Faulty) as caught:
        checked("dossiers_recieved > 3 and overview > 1 and dossiers_resolved / 0 > 2", FORM)
    assert [fault.kind for fault in caught.value.faults] == [
        "unknown_code",
        "wrong_type",
        "division",
    ]


def test_words_of_both_languages_mean_the_same() -> None:
    vietnamese = "không (gia_tri(households_total, 0) ≤ 3 hoặc cung_ky(households_total) <> 2)"
    english = "not (value(households_total, 0) <= 3 or previous(households_total) != 2)"
    assert checked(vietnamese, FORM) == checked(english, FORM)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        ["code"],
        ["eval", ["code", "a"]],
        ["<", ["code", "a"]],
        ["code", 3],
        ["has", ["number", "1"]],
        "a",
        [["code"], "a"],
    ],
)
def test_what_is_no_tree_is_no_rule(tree: Any) -> None:
    document = agreed_expressions.document("households_total > 3", "yes") | {"when": tree}
    with pytest.raises(Invalid):
        rules_of([document])


# --- judging --------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_evaluation_is_what_a_naive_reading_gives(dice: random.Random) -> None:
    rule, typed = agreed_expressions.drawn(dice)
    expected = made_up_expressions.verdict(rule["when"], typed)
    found = agreed_expressions.judged(rule, typed)
    assert bool(found) == (expected is not None and expected == rule["flags_when"])


def test_the_shared_cases_hold_here() -> None:
    assert list(agreed_expressions.cases()) == CASES, "python -m tests.domain.agreed_expressions"
    assert sum(bool(case["found"]) for case in CASES) >= 40
    assert sum(not case["found"] for case in CASES) >= 40


def judged(
    expression: str,
    typed: Mapping[str, str],
    before: Mapping[str, str] | None = None,
    message: str = "Báo.",
    flags_when: str = "yes",
) -> list[Finding]:
    draft = RuleDraft("Thử", expression, flags_when, "error", message, basis="Luật")
    document = published(draft, FORM, "city_thu", 3)
    usual = agreed_cases.context("H1")
    context = Context(
        form=FORM,
        period_kind="H1",
        data_from=usual.data_from,
        data_to=usual.data_to,
        previous=None if before is None else agreed_cases.answers_of(before),
    )
    return evaluate(rules_of([document]), agreed_cases.answers_of(typed), context)


def test_a_rule_is_silent_about_what_is_not_stated() -> None:
    expression = "dossiers_received > 0 and dossiers_resolved == 0"
    assert not judged(expression, {"dossiers_received": "5"})
    assert not judged(expression, {"dossiers_received": "5", "dossiers_resolved": "?"})
    assert not judged(expression, {"dossiers_received": "5", "dossiers_resolved": "sai"})
    assert judged(expression, {"dossiers_received": "5", "dossiers_resolved": "0"})[0].is_hard
    lenient = "dossiers_received > 0 and value(dossiers_resolved, 0) == 0"
    (found,) = judged(lenient, {"dossiers_received": "5"})
    assert not found.is_hard
    assert found.assumed == ("dossiers_resolved",)
    assert "Chưa nêu “Hồ sơ đã giải quyết”: tạm tính là 0." in found.message
    assert not judged(lenient, {"dossiers_received": "5", "dossiers_resolved": "?"})


def test_the_same_period_last_year() -> None:
    expression = "households_total > 2 * previous(households_total)"
    message = "Nay {households_total}, năm trước {previous(households_total)}."
    assert not judged(expression, {"households_total": "5000"}, message=message)
    (found,) = judged(
        expression, {"households_total": "5.000"}, {"households_total": "1234"}, message
    )
    assert found.message.startswith("Nay 5.000, năm trước 1.234.")
    assert found.inputs == {
        "households_total": "5000",
        "households_total@previous": "1234",
    }
    assert found.details["version"] == 3


def test_days_and_yes_or_no() -> None:
    dated = "democracy_regulation_date < date(2023, 7, 1)"
    assert judged(dated, {"democracy_regulation_date": "30/6/2023"})
    assert not judged(dated, {"democracy_regulation_date": "1/7/2023"})
    issued = "not democracy_regulation_issued and has(democracy_regulation_date)"
    said = "{democracy_regulation_issued}, {democracy_regulation_date}"
    typed = {"democracy_regulation_issued": "không", "democracy_regulation_date": "1/7/2023"}
    assert judged(issued, typed, message=said)[0].message.startswith("Không, 1/7/2023")
    assert judged("has(overview)", {"overview": "Đã làm."})


def test_a_muted_rule_finds_nothing() -> None:
    rule = agreed_expressions.document("households_total > 3", "yes")
    parsed = rules_of([rule])
    answers = {"households_total": parse_answer(FORM.fields["households_total"], "5")}
    given_answers = {code: answer for code, answer in answers.items() if answer is not None}
    context = agreed_cases.context("H1")
    assert evaluate(parsed, given_answers, context)
    muted = RuleSet(parsed.key, parsed.rules, muted=frozenset({"city_thu"}))
    assert not evaluate(muted, given_answers, context)
    document = agreed_expressions.whole(rule)
    assert portable_rules(FORM, document)["rules"]
    assert not portable_rules(FORM, document | {"muted": ["city_thu"]})["rules"]


def test_a_page_gets_what_it_has_the_numbers_for() -> None:
    for expression, is_given in [
        ("households_total > 3", True),
        ("households_total > previous(households_total)", False),
        ("has(overview) and households_total > 3", False),
        ("democracy_regulation_issued and households_total > 3", False),
    ]:
        rule = agreed_expressions.document(expression, "yes")
        assert bool(agreed_expressions.portable(rule)["rules"]) is is_given, expression


# --- drafts ---------------------------------------------------------------------------------


def test_a_draft_says_everything_that_it_lacks() -> None:
    with pytest.raises(Invalid) as caught:
        published(RuleDraft(severity="grave", message="{khong_co} {"), FORM, "city_x", 1)
    assert {problem.rule for problem in caught.value.problems} == {
        "expression",
        "title",
        "basis",
        "severity",
        "message",
    }


def test_a_name_is_nobodys_yet() -> None:
    assert name_for("Hồ sơ trả lại!", ()) == "city_ho_so_tra_lai"
    assert name_for("Hồ sơ trả lại", {"city_ho_so_tra_lai"}) == "city_ho_so_tra_lai_2"
    assert name_for("!!!", ()) == "city_rule"

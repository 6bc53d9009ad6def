"""The 54 rules: the same as agreed, and judged as the agreement words them."""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import random
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import rules_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Answer, parse_answer
from app.domain.errors import Invalid
from app.domain.findings import Finding, Severity
from app.domain.periods import parse_period_code
from app.domain.rules import JUDGES, Context, evaluate, parse_rules
from app.standard import standard_form, standard_rules, standard_rules_document

FORM = standard_form()
RULES = standard_rules()
SHARED = Path(os.environ.get("REPORTS_DIR") or Path(__file__).parents[2] / ".." / "shared")


def answers(**typed: str) -> dict[str, Answer]:
    parsed = {code: parse_answer(FORM.fields[code], text) for code, text in typed.items()}
    return {code: answer for code, answer in parsed.items() if answer is not None}


def context(period: str = "2026-H1", **rest: object) -> Context:
    code = parse_period_code(period)
    first, last = code.window
    return Context(form=FORM, period_kind=code.kind, data_from=first, data_to=last, **rest)  # type: ignore[arg-type]


def judge(
    given_answers: Mapping[str, Answer], period: str = "2026-H1", **rest: object
) -> dict[str, Finding]:
    found = evaluate(RULES, given_answers, context(period, **rest))
    keys = [f.key for f in found]
    assert len(set(keys)) == len(keys)
    return {f.key: f for f in found if f.rule != "missing_required"}


def _agreed(name: str) -> list[dict[str, str]]:
    path = SHARED / "form" / name
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    if os.environ.get("REPORTS_DIR"):
        pytest.fail(f"REPORTS_DIR is set but {name} is not there")
    if name == "rules.json":
        return rules_oracle.AGREED
    return pytest.skip("the agreed form is not beside the project")


def test_the_rules_are_the_agreed_ones() -> None:
    agreed = _agreed("rules.json")
    assert agreed == rules_oracle.AGREED
    assert len(RULES.rules) == 54
    assert [(r.name, r.severity.value) for r in RULES.rules] == [
        (a["rule"], a["severity"]) for a in agreed
    ]
    assert [r.audience.value for r in RULES.rules] == [a.get("audience", "ward") for a in agreed]
    assert [r.is_for_documents for r in RULES.rules] == ["applies_to" in a for a in agreed]


def test_the_rules_use_the_agreed_codes() -> None:
    for rule, clauses in rules_oracle.arithmetic_rules().items():
        words = {w for c in clauses for w in c.replace("(0)", "").replace("100*", " ").split()}
        codes = {w.strip("(),") for text in words for w in text.replace("/", "+").split("+")}
        assert {c for c in codes if "_" in c} == set(RULES[rule].codes()), rule


def test_the_indicators_are_the_agreed_ones() -> None:
    agreed = {i["code"]: i for i in _agreed("indicators.json")}
    assert set(agreed) == {f.code for f in FORM.indicators}
    for field in FORM.indicators:
        expected = agreed[field.code]
        same = ("label_vi", "label_en", "unit", "basis")
        assert {n: getattr(field, n) for n in same} == {n: expected[n] for n in same}
        assert (field.type, field.measure) == (expected["type"], expected["measure"])
        assert sorted(field.mandatory) == sorted(expected["mandatory"])
        parts = (field.aggregate.numerator, field.aggregate.denominator)
        text = field.aggregate.kind + (f":{parts[0]}/{parts[1]}" if parts[0] else "")
        assert text == expected["aggregate"]
        assert expected["section"] in (field.section, field.subsection, "III.1")


def test_every_rule_is_judged_here_or_where_its_material_is() -> None:
    # Expressions are written by cities; the form's own rules need none.
    assert {r.detector for r in RULES.rules} == set(JUDGES) - {"expression"} | {"text", "wards"}
    assert all(r.title_vi for r in RULES.rules)


# What the engine says of single relations.


def test_a_balance_that_assumes_is_soft_and_says_so() -> None:
    found = judge(
        answers(dossiers_received="4.410", dossiers_resolved="4337", dossiers_in_progress="66")
    )["tthc_balance"]
    assert (found.expected, found.actual) == (Decimal(4410), Decimal(4403))
    assert found.fields == ("dossiers_received", "dossiers_resolved", "dossiers_in_progress")
    assert found.assumed == ("dossiers_carried_over", "dossiers_returned")
    assert not found.is_hard
    for part in ("4.410", "4.337", "66", "4.403", "lệch 7", "tạm tính là 0", "giải trình"):
        assert part in found.message


def test_a_balance_with_every_term_stated_is_hard() -> None:
    stated = answers(
        dossiers_carried_over="0",
        dossiers_received="4410",
        dossiers_resolved="4337",
        dossiers_in_progress="66",
        dossiers_returned="NA:không phát sinh",
    )
    found = judge(stated)["tthc_balance"]
    assert found.is_hard
    assert "Cần sửa trước khi nộp" in found.message
    assert "không áp dụng, tính là 0" not in found.message.split("phải bằng")[0]
    assert found.inputs["dossiers_returned"].startswith("NA:")


def test_not_yet_known_switches_a_clause_off_even_for_a_default() -> None:
    stated = answers(
        dossiers_received="10",
        dossiers_resolved="5",
        dossiers_in_progress="1",
        dossiers_returned="?",
    )
    assert "tthc_balance" not in judge(stated)


def test_an_invalid_answer_is_not_stated() -> None:
    stated = answers(
        dossiers_received="10", dossiers_received_online="9", dossiers_received_direct="x"
    )
    assert judge(stated) == {}
    missing = evaluate(RULES, stated, context())[-1]
    assert missing.rule == "missing_required"
    assert "dossiers_received_direct" in missing.fields
    assert "dossiers_received_online" not in missing.fields


def test_a_sub_total_is_derived_for_other_rules_only() -> None:
    stated = answers(
        dossiers_resolved="3190",
        dossiers_resolved_early="2310",
        dossiers_resolved_due="877",
        dossiers_resolved_overdue="13",
        dossiers_on_time_rate="90",
    )
    found = judge(stated)
    split = found["tthc_resolved_split"]
    assert (split.expected, split.actual) == (Decimal(3190), Decimal(3200))
    assert split.is_hard
    assert split.details["derived"] == ["dossiers_resolved_on_time"]
    assert "dossiers_resolved_early" in split.fields
    assert "dossiers_resolved_on_time" not in split.fields
    assert found["tthc_on_time_rate"].details["follows"] == ["tthc_resolved_split"]
    assert "tthc_on_time_split" not in found


def test_a_total_derived_from_one_part_is_assumed() -> None:
    found = judge(answers(residential_groups_count="23", people_inspectorate_members="9"))
    finding = found["inspectorate_members_units"]
    assert finding.assumed == ("villages_count",)
    assert finding.fields == ("people_inspectorate_members", "residential_groups_count")
    unsupported = judge(answers(residential_groups_count="23", community_meetings_units_rate="100"))
    assert list(unsupported) == ["rate_unsupported:community_meetings_units_rate"]


@pytest.mark.parametrize(
    ("typed", "is_flagged"),
    [
        ("86,4", False),
        ("86,3", True),
        ("86", False),
        ("87", True),
        ("86,36", False),
        ("86,37", True),
    ],
)
def test_a_rate_may_be_off_by_half_its_last_decimal(typed: str, is_flagged: bool) -> None:
    stated = answers(
        satisfaction_rate=typed, satisfaction_satisfied="19", satisfaction_surveyed="22"
    )
    assert ("satisfaction_rate_check" in judge(stated)) == is_flagged


def test_the_half_unit_is_inclusive() -> None:
    exact = {"satisfaction_satisfied": "1", "satisfaction_surveyed": "8"}
    assert "satisfaction_rate_check" not in judge(answers(satisfaction_rate="12", **exact))
    assert "satisfaction_rate_check" not in judge(answers(satisfaction_rate="13", **exact))
    assert "satisfaction_rate_check" in judge(answers(satisfaction_rate="12,4", **exact))


def test_a_rate_over_nothing_or_not_applicable_is_left_alone() -> None:
    for base in ("0", "NA:không khảo sát", "?"):
        stated = answers(
            satisfaction_rate="50", satisfaction_satisfied="0", satisfaction_surveyed=base
        )
        assert judge(stated) == {}


def test_either_mediation_formula_will_do() -> None:
    parts = {"mediation_cases": "22", "mediation_successful": "18", "mediation_in_progress": "2"}
    both = parts | {"mediation_unsuccessful": "2"}
    assert judge(answers(mediation_success_rate="81,8", **both)) == {}
    assert judge(answers(mediation_success_rate="90", **both)) == {}
    wrong = judge(answers(mediation_success_rate="85", **both))["mediation_rate"]
    assert wrong.is_hard
    partial = judge(answers(mediation_success_rate="85", **parts))["mediation_rate"]
    assert partial.assumed == ("mediation_unsuccessful",)
    assert not partial.is_hard


def test_100_beside_exceptions() -> None:
    found = judge(
        answers(
            dossiers_on_time_rate="100",
            dossiers_resolved_on_time="4336",
            dossiers_resolved="4337",
            dossiers_resolved_overdue="1",
        )
    )
    assert list(found) == ["rate_100_but_exceptions:dossiers_on_time_rate"]
    survey = answers(
        satisfaction_rate="100,0", satisfaction_satisfied="40", satisfaction_surveyed="44"
    )
    both = judge(survey)
    assert both["rate_100_but_exceptions:satisfaction_rate"].actual == 4
    assert both["rate_100_but_exceptions:satisfaction_rate"].details["follows"] == [
        "satisfaction_rate_check"
    ]


def test_only_what_must_be_mended_hides_its_consequences() -> None:
    rate = {"community_meetings_units_rate": "50", "community_meetings_units": "9"}
    parts = {"residential_units_total": "10", "residential_groups_count": "12"}
    soft = judge(answers(**rate, **parts))
    assert not soft["residential_total"].is_hard
    assert "follows" not in soft["meetings_units_rate_check"].details
    hard = judge(answers(**rate, **parts, villages_count="0"))
    assert hard["residential_total"].is_hard
    assert "follows" not in hard["residential_total"].details
    assert hard["meetings_units_rate_check"].details["follows"] == ["residential_total"]


def test_shares_and_scores_have_bounds() -> None:
    found = judge(answers(online_payment_rate="120", service_index_score="100,5"))
    assert found["percent_range:online_payment_rate"].is_hard
    assert found["score_range:service_index_score"].is_hard


def test_legal_minimums() -> None:
    few = answers(
        people_inspectorate_members="4", dialogue_conferences_count="0", reception_sessions="25"
    )
    assert set(judge(few)) == {"inspectorate_members_min", "reception_min"}
    assert set(judge(few, "2026-Y")) == {
        "inspectorate_members_min",
        "reception_min",
        "dialogue_min",
    }
    assert judge(few, "2026-Y")["reception_min"].actual == 52
    spared = answers(people_inspectorate_members="NA:mới thành lập", residential_groups_count="3")
    assert judge(spared) == {}


def test_a_unit_set_up_within_the_window() -> None:
    since = dt.date(2025, 7, 1)
    found = judge(answers(reception_sessions="22"), "2025-Y", unit_established_on=since)
    assert set(found) == {"reception_min", "period_partial"}
    assert found["reception_min"].actual == 23
    assert judge(answers(reception_sessions="23"), "2025-Y", unit_established_on=since).keys() == {
        "period_partial"
    }
    assert judge({}, "2026-H1", unit_established_on=since) == {}


def test_processed_is_not_resolved() -> None:
    stated = answers(
        petitions_processed_rate="100", petitions_resolved="18", petitions_received="21"
    )
    found = judge(stated)["processed_vs_resolved"]
    assert found.severity is Severity.WARNING
    assert "85,71%" in found.message
    assert "còn 3 đơn" in found.message


def test_missing_indicators_are_named_together() -> None:
    found = [f for f in evaluate(RULES, {}, context()) if f.rule == "missing_required"]
    assert len(found) == 1
    assert len(found[0].fields) == 26
    some = answers(households_total="NA:đang rà soát", petitions_pending="?")
    fields = evaluate(RULES, some, context())[0].fields
    assert "households_total" not in fields
    assert "petitions_pending" in fields
    assert evaluate(RULES, {}, context("2026-Q1")) == []


def test_the_past_is_compared() -> None:
    now = answers(dossiers_received="100", reception_turns="4", households_total="900")
    past = answers(dossiers_received="400", reception_turns="1", households_total="1000")
    jumps = judge(now, previous=past)
    assert set(jumps) == {"yoy_jump:dossiers_received"}
    assert "giảm 4 lần" in jumps["yoy_jump:dossiers_received"].message
    halves = judge(now, "2026-Y", first_half=past)
    assert set(halves) == {"year_lt_half:dossiers_received"}
    assert halves["year_lt_half:dossiers_received"].is_hard
    up = judge(answers(petitions_received="50"), previous=answers(petitions_received="0"))
    assert "tăng từ 0" in up["yoy_jump:petitions_received"].message


def test_a_reason_is_bound_to_the_values_seen() -> None:
    before = answers(dossiers_received="10", dossiers_resolved="7", dossiers_in_progress="2")
    same = before | answers(dossiers_received="10", households_total="5")
    filled = before | answers(dossiers_returned="0")
    hashes = [judge(a)["tthc_balance"].inputs_hash for a in (before, same, filled)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_faulty_rules_are_refused_with_their_places() -> None:
    document = copy.deepcopy(standard_rules_document())
    document["rules"][1]["clauses"][0]["left"] = ["no_such_code"]
    document["rules"][2]["clauses"][0]["left"] = ["1 + 1"]
    document["rules"][3]["clauses"][0]["relation"] = "!="
    document["rules"][4]["follows"] = ["nothing"]
    document["rules"].append(document["rules"][0])
    with pytest.raises(Invalid) as refused:
        parse_rules(document, FORM)
    rules = sorted({p.rule for p in refused.value.problems})
    assert rules == ["bad_rule", "duplicate_rule", "unknown_code", "unknown_rule"]


# The whole engine against the naive reading.

_ORACLE = rules_oracle.arithmetic_rules()
_CODES = sorted({code for name in _ORACLE for code in RULES[name].codes()})
_COUNTS = st.one_of(
    st.integers(0, 12).map(str), st.just("NA:không phát sinh"), st.just("?"), st.just("sai")
)
_RATES = st.one_of(
    st.integers(0, 110).map(str),
    st.tuples(st.integers(0, 100), st.integers(0, 99)).map(lambda p: f"{p[0]},{p[1]:02}"),
    st.just("NA:không phát sinh"),
    st.just("?"),
)


def _typed(code: str) -> st.SearchStrategy[str]:
    return _RATES if FORM.fields[code].type == "pct" else _COUNTS


@st.composite
def _reports(draw: st.DrawFn) -> dict[str, Answer]:
    """Small numbers over the codes of a few rules, so that balances often hold."""
    rules = draw(st.lists(st.sampled_from(sorted(_ORACLE)), min_size=1, max_size=4))
    codes = sorted({code for rule in rules for code in RULES[rule].codes()})
    splits = ["dossiers_resolved_early", "dossiers_resolved_due", "villages_count"]
    chosen = draw(st.sets(st.sampled_from(codes + splits), min_size=1))
    return answers(**{code: draw(_typed(code)) for code in sorted(chosen)})


def test_the_naive_reading_covers_the_arithmetic() -> None:
    relations = {r.name for r in RULES.rules if r.detector == "relation"}
    assert set(_ORACLE) == relations - {"dialogue_min"}


@settings(deadline=None, max_examples=300)
@given(_reports())
def test_the_engine_and_the_naive_reading_agree(report: dict[str, Answer]) -> None:
    found = evaluate(RULES, report, context())
    engine = {name: sum(f.rule == name for f in found) for name in _ORACLE}
    naive = {n: len(list(rules_oracle.broken(c, report))) for n, c in _ORACLE.items()}
    assert engine == naive
    for finding in found:
        assert finding.is_hard == (finding.severity is Severity.ERROR and not finding.assumed)
        assert "Cần sửa trước khi nộp" in finding.message or not finding.is_hard


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_a_rate_rounded_by_hand_is_never_flagged(n: int, d: int, places: int) -> None:
    n = min(n, d)
    typed = str(round(Decimal(100 * n) / d, places)).replace(".", ",")
    stated = answers(voter_turnout_rate=typed, voters_turned_out=str(n), voters_total=str(d))
    assert "turnout_check" not in {f.rule for f in evaluate(RULES, stated, context())}


def test_a_city_is_judged_in_a_moment() -> None:
    dice = random.Random(7)
    full = {f.code: str(dice.randint(0, 5000)) for f in FORM.indicators if f.type in ("int", "pct")}
    report = answers(**full)
    start = time.process_time()
    for _ in range(114):
        evaluate(RULES, report, context(previous=report))
    # Every relation is broken here, so this is the worst case: every message is written.
    assert time.process_time() - start < 1.0

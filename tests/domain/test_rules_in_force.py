"""Each of the 54 rules at its moment: a report that breaks it, and one that nearly does.

Rules on numbers are judged over typed answers, those of a letter over a letter's text,
those between wards over a small city. A rule missing here is a rule that nobody tried.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping

import made_up_city as made
import pytest
from made_up_texts import narrative

from app.domain.anomalies import copied_text, foreign_name, identical_values, outlier
from app.domain.answers import Answer, parse_answer
from app.domain.periods import parse_period_code
from app.domain.reading import read_report
from app.domain.rules import Context, evaluate
from app.standard import standard_form, standard_rules, standard_units
from app.standard.cues import standard_cues

FORM, RULES = standard_form(), standard_rules()
Typed = Mapping[str, str]


def answers(typed: Typed) -> dict[str, Answer]:
    parsed = {code: parse_answer(FORM.fields[code], text) for code, text in typed.items()}
    return {code: answer for code, answer in parsed.items() if answer is not None}


def judged(typed: Typed, around: Typed) -> set[str]:
    """The rules that speak. ``around``: period, established, previous and first_half (JSON)."""
    code = parse_period_code(around.get("period", "2026-H1"))
    first, last = code.window
    past = {k: answers(json.loads(around[k])) for k in ("previous", "first_half") if k in around}
    since = around.get("established")
    context = Context(
        form=FORM,
        period_kind=code.kind,
        data_from=first,
        data_to=last,
        unit_established_on=dt.date.fromisoformat(since) if since else None,
        **past,
    )
    return {finding.rule for finding in evaluate(RULES, answers(typed), context)}


def typed(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


# rule: what breaks it; what nearly does; what is around both.
NUMBERS: dict[str, tuple[str, str, Typed]] = {
    "residential_total": (
        "villages_count=3 residential_groups_count=4 residential_units_total=8",
        "villages_count=3 residential_groups_count=4 residential_units_total=7",
        {},
    ),
    "tthc_received_split": (
        "dossiers_received=100 dossiers_received_online=90 dossiers_received_direct=9",
        "dossiers_received=100 dossiers_received_online=90 dossiers_received_direct=10",
        {},
    ),
    "tthc_balance": (
        "dossiers_carried_over=5 dossiers_received=100 dossiers_resolved=95"
        " dossiers_in_progress=8 dossiers_returned=1",
        "dossiers_carried_over=5 dossiers_received=100 dossiers_resolved=95"
        " dossiers_in_progress=8 dossiers_returned=2",
        {},
    ),
    "tthc_on_time_split": (
        "dossiers_resolved_on_time=50 dossiers_resolved_early=30 dossiers_resolved_due=21",
        "dossiers_resolved_on_time=50 dossiers_resolved_early=30 dossiers_resolved_due=20",
        {},
    ),
    "tthc_resolved_split": (
        "dossiers_resolved=50 dossiers_resolved_on_time=48 dossiers_resolved_overdue=1",
        "dossiers_resolved=50 dossiers_resolved_on_time=49 dossiers_resolved_overdue=1",
        {},
    ),
    "tthc_in_progress_split": (
        "dossiers_in_progress=9 dossiers_in_progress_on_time=9 dossiers_in_progress_overdue=1",
        "dossiers_in_progress=9 dossiers_in_progress_on_time=8 dossiers_in_progress_overdue=1",
        {},
    ),
    "tthc_on_time_rate": (
        "dossiers_on_time_rate=98,96 dossiers_resolved_on_time=94 dossiers_resolved=95",
        "dossiers_on_time_rate=98,95 dossiers_resolved_on_time=94 dossiers_resolved=95",
        {},
    ),
    "tthc_online_rate": (
        "online_dossiers_rate=91 dossiers_received_online=90 dossiers_received=100",
        "online_dossiers_rate=90 dossiers_received_online=90 dossiers_received=100",
        {},
    ),
    "payment_rate": (
        "online_payment_rate=33,4 online_payment_dossiers=1 payment_required_dossiers=3",
        "online_payment_rate=33,3 online_payment_dossiers=1 payment_required_dossiers=3",
        {},
    ),
    "payment_bounds": (
        "online_payment_dossiers=31 payment_required_dossiers=30",
        "online_payment_dossiers=30 payment_required_dossiers=30",
        {},
    ),
    "satisfaction_rate_check": (
        "satisfaction_rate=86,3 satisfaction_satisfied=19 satisfaction_surveyed=22",
        "satisfaction_rate=86,4 satisfaction_satisfied=19 satisfaction_surveyed=22",
        {},
    ),
    "feedback_balance": (
        "feedback_received=12 feedback_resolved=10 feedback_pending=1",
        "feedback_received=12 feedback_resolved=10 feedback_pending=2",
        {},
    ),
    "reception_people_ge_turns": (
        "reception_people=39 reception_turns=40",
        "reception_people=40 reception_turns=40",
        {},
    ),
    "petitions_type_split": (
        "petitions_received=21 petitions_complaint=4 petitions_denunciation=1"
        " petitions_recommendation=15",
        "petitions_received=21 petitions_complaint=4 petitions_denunciation=1"
        " petitions_recommendation=16",
        {},
    ),
    "petitions_balance": (
        "petitions_received=21 petitions_resolved=18 petitions_pending=1 petitions_forwarded=1",
        "petitions_received=21 petitions_resolved=18 petitions_pending=2 petitions_forwarded=1",
        {},
    ),
    "petitions_jurisdiction": (
        "petitions_in_jurisdiction=22 petitions_received=21",
        "petitions_in_jurisdiction=21 petitions_received=21",
        {},
    ),
    "mediation_balance": (
        "mediation_cases=9 mediation_successful=6 mediation_unsuccessful=2",
        "mediation_cases=9 mediation_successful=6 mediation_unsuccessful=2 mediation_in_progress=1",
        {},
    ),
    "mediation_rate": (
        "mediation_success_rate=70 mediation_cases=9 mediation_successful=6"
        " mediation_unsuccessful=2 mediation_in_progress=1",
        "mediation_success_rate=75 mediation_cases=9 mediation_successful=6"
        " mediation_unsuccessful=2 mediation_in_progress=1",
        {},
    ),
    "oversight_balance": (
        "oversight_recommendations_received=10 oversight_recommendations_resolved=9"
        " oversight_recommendations_pending=0",
        "oversight_recommendations_received=10 oversight_recommendations_resolved=9"
        " oversight_recommendations_pending=1",
        {},
    ),
    "opinions_balance": (
        "opinions_received=30 opinions_accepted=20 opinions_explained=9",
        "opinions_received=30 opinions_accepted=20 opinions_explained=10",
        {},
    ),
    "dialogue_answers": (
        "dialogue_questions_answered=16 dialogue_questions_received=15",
        "dialogue_questions_answered=15 dialogue_questions_received=15",
        {},
    ),
    "meetings_units_bound": (
        "community_meetings_units=13 residential_units_total=12",
        "community_meetings_units=12 residential_units_total=12",
        {},
    ),
    "meetings_units_rate_check": (
        "community_meetings_units_rate=92 community_meetings_units=11 residential_units_total=13",
        "community_meetings_units_rate=92 community_meetings_units=11 residential_units_total=12",
        {},
    ),
    "attendance_rate_check": (
        "community_meeting_attendance_rate=71 community_meeting_households=700"
        " households_total=1000",
        "community_meeting_attendance_rate=70 community_meeting_households=700"
        " households_total=1000",
        {},
    ),
    "decided_bound": (
        "decided_matters_implemented=8 decided_matters_count=7",
        "decided_matters_implemented=7 decided_matters_count=7",
        {},
    ),
    "disclosure_bound": (
        "disclosure_items_done=14 disclosure_items_required=13",
        "disclosure_items_done=13 disclosure_items_required=13",
        {},
    ),
    "turnout_check": (
        "voters_turned_out=101 voters_total=100",
        "voters_turned_out=100 voters_total=100 voter_turnout_rate=100",
        {},
    ),
    "conventions_bound": (
        "conventions_recognized=13 conventions_total=12",
        "conventions_recognized=12 conventions_amended=12 conventions_total=12",
        {},
    ),
    "percent_range": ("digitization_rate=100,1", "digitization_rate=100", {}),
    "score_range": ("service_index_score=100,5", "service_index_score=100", {}),
    "rate_100_but_exceptions": (
        "dossiers_on_time_rate=100 dossiers_resolved_overdue=1",
        "dossiers_on_time_rate=100 dossiers_resolved_overdue=0",
        {},
    ),
    "inspectorate_members_min": (
        "people_inspectorate_members=4",
        "people_inspectorate_members=5",
        {},
    ),
    "inspectorate_members_units": (
        "people_inspectorate_members=11 residential_units_total=12",
        "people_inspectorate_members=12 residential_units_total=12",
        {},
    ),
    "dialogue_min": (
        "dialogue_conferences_count=0",
        "dialogue_conferences_count=1",
        {"period": "2025-Y"},
    ),
    "reception_min": (
        "reception_sessions=22",
        "reception_sessions=23",
        {"period": "2025-Y", "established": "2025-07-01"},
    ),
    "rate_unsupported": (
        "voter_turnout_rate=99",
        "voter_turnout_rate=99 voters_turned_out=99",
        {},
    ),
    "processed_vs_resolved": (
        "petitions_processed_rate=100 petitions_received=21 petitions_resolved=20",
        "petitions_processed_rate=100 petitions_received=21 petitions_resolved=21",
        {},
    ),
    "yoy_jump": (
        "opinions_received=31",
        "opinions_received=30",
        {"previous": '{"opinions_received": "10"}'},
    ),
    "year_lt_half": (
        "dossiers_received=99 dossiers_in_progress=1",
        "dossiers_received=100 dossiers_in_progress=1",
        {
            "period": "2026-Y",
            "first_half": '{"dossiers_received": "100", "dossiers_in_progress": "9"}',
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", NUMBERS)
def test_a_rule_speaks_at_the_line_and_not_before_it(rule: str) -> None:
    broken, near, around = NUMBERS[rule]
    assert rule in judged(typed(broken), around)
    assert rule not in judged(typed(near), around)


def test_rules_of_a_period_keep_to_it() -> None:
    assert "dialogue_min" not in judged({"dialogue_conferences_count": "0"}, {})
    half = {"first_half": '{"dossiers_received": "100"}'}
    assert "year_lt_half" in judged({"dossiers_received": "99"}, half | {"period": "2026-Y"})
    weeks = {"reception_sessions": "25"}
    assert "reception_min" in judged(weeks, {"period": "2026-H1"})
    assert "reception_min" not in judged({"reception_sessions": "26"}, {"period": "2026-H1"})


def test_part_of_a_period_is_said() -> None:
    inside = {"period": "2025-Y", "established": "2025-07-01"}
    assert "period_partial" in judged({}, inside)
    assert "period_partial" not in judged({}, inside | {"period": "2026-H1"})


def test_what_is_mandatory_may_be_zero_or_not_apply_but_not_absent() -> None:
    codes = [field.code for field in FORM.mandatory("H1")]
    said = {code: "có" if FORM.fields[code].type == "bool" else "0" for code in codes}
    assert "missing_required" not in judged(said, {})
    assert "missing_required" not in judged(said | {codes[2]: "NA:không phát sinh"}, {})
    assert "missing_required" in judged(said | {codes[2]: "?"}, {})
    assert "missing_required" in judged({c: v for c, v in said.items() if c != codes[2]}, {})


# Between wards.


def test_an_outlier_and_a_large_ward() -> None:
    wards, reports = made.honest_city(3)
    reports[5]["dossiers_received"] = int(reports[5]["dossiers_received"]) * 20
    reports[6] = {code: value * 3 for code, value in reports[6].items()}
    reports[6] |= {"service_index_score": reports[7]["service_index_score"],
                   "digitization_rate": reports[7]["digitization_rate"]}  # fmt: skip
    found = {(f.ward, f.finding.clause) for f in outlier.detect(made.city_of(wards, reports))}
    assert (wards[5].code, "dossiers_received") in found
    assert (wards[6].code, "dossiers_received") not in found


@pytest.mark.parametrize(
    ("shared", "large", "is_found"), [(5, 10, True), (4, 10, False), (5, 9, False)]
)
def test_twins_share_five_counts_of_ten(shared: int, large: int, is_found: bool) -> None:
    codes = [f.code for f in FORM.indicators if f.type == "int"]
    same = {code: large + i for i, code in enumerate(codes[:shared])}
    one, other = ({**same, codes[20]: 0, codes[21]: n} for n in (50, 51))
    city = made.city_of(made.units(2), [one, other])
    assert bool(identical_values.detect(city)) == (is_found or large + shared - 5 >= 10)


def test_texts_of_another() -> None:
    dice = random.Random(3)
    names = {unit.name: unit for unit in made.units(114)}
    own, other = names["Phường Hải Dương"], names["Phường Nguyễn Trãi"]
    text = narrative(dice, 120)
    copied = {own.code: {"overview": text}, other.code: {"overview": text}}
    apart = {own.code: {"overview": text}, other.code: {"overview": narrative(dice, 120)}}
    for texts, is_copy in ((copied, True), (apart, False)):
        city = made.city_of([own, other], [{}, {}], narratives=texts)
        assert bool(copied_text.detect(city)) == is_copy
    for said, is_foreign in ((f"UBND {other.name} báo cáo", True), (f"Giáp {other.name}", False)):
        city = made.city_of([own, other], [{}, {}], narratives={own.code: {"overview": said}})
        assert bool(foreign_name.detect(city)) == is_foreign


# Of a letter.

LETTER = """ỦY BAN NHÂN DÂN
PHƯỜNG LÊ CHÂN
Số: 05/BC-UBND
Lê Chân, ngày 14 tháng 6 năm 2026
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026
Kính gửi: Sở Nội vụ thành phố Hải Phòng
UBND phường báo cáo như sau:
I. KẾT QUẢ
Đã tiếp nhận 12 đơn thư.
Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Nguyễn Thị Mẫu
"""
_LONG = (
    "Ủy ban nhân dân phường đã chỉ đạo các tổ dân phố tổ chức hội nghị nhân dân để bàn và quyết "
    "định những việc liên quan trực tiếp đến đời sống của Nhân dân trên địa bàn phường."
)
# rule: what stands in the letter, and what instead.
LETTERS: dict[str, tuple[str, str]] = {
    "inconsistent_values": (
        "Đã tiếp nhận 12 đơn thư.",
        "Đã tiếp nhận 12 đơn thư.\nTrong kỳ phường tiếp nhận 15 đơn thư.",
    ),
    "period_mismatch": ("I. KẾT QUẢ", "I. KẾT QUẢ\nTrong 6 tháng đầu năm 2025, phường làm tốt."),
    "data_cutoff_early": ("ngày 14 tháng 6", "ngày 10 tháng 5"),
    "doc_metadata_missing": ("Số: 05/BC-UBND", "Số:     /BC-UBND"),
    "recipient_missing": ("Kính gửi: Sở Nội vụ thành phố Hải Phòng", "Kính gửi: Đảng ủy phường"),
    "personal_data_in_text": ("12 đơn thư.", "12 đơn thư. Liên hệ số 0912345678."),
    "duplicate_paragraph": (
        "I. KẾT QUẢ",
        f"I. KẾT QUẢ\n1. Họp dân\n{_LONG}\n2. Công khai\n{_LONG}",
    ),
    "narrative_contradiction": ("12 đơn thư.", "12 đơn thư. Tỷ lệ số hóa đạt tối thiểu 100%."),
    "cited_document_mismatch": (
        "I. KẾT QUẢ",
        "I. KẾT QUẢ\nBan hành Kế hoạch thực hiện dân chủ ở cơ sở (Kế hoạch số 44/KH-UBND ngày"
        " 15/3/2026 về phòng cháy, chữa cháy).",
    ),
}


def said_of(text: str) -> set[str]:
    read = read_report(text, FORM, standard_units(), standard_cues())
    return {finding.rule for finding in read.findings}


@pytest.mark.parametrize("rule", LETTERS)
def test_a_letter_that_breaks_a_rule_and_one_that_does_not(rule: str) -> None:
    before, after = LETTERS[rule]
    assert before in LETTER
    assert rule not in said_of(LETTER)
    assert rule in said_of(LETTER.replace(before, after))


def test_every_rule_is_in_a_table_or_a_test_of_this_file() -> None:
    others = {"period_partial", "missing_required", "outlier", "identical_values"}
    texts = {"copy_paste", "foreign_ward_name"}
    assert {*NUMBERS, *LETTERS, *others, *texts} == set(RULES.by_name)

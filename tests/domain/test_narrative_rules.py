"""The rules on text over the narratives of the form: what breaks them, and what nearly does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.answers import Answer, Value, ValueState
from app.domain.findings import Finding
from app.domain.forms import Field
from app.domain.narrative_rules import judge_narratives
from app.domain.reading import Read
from app.domain.reading.drift import numbers_in
from app.standard import standard_form, standard_rules
from app.standard.cues import standard_cues

FORM, RULES, CUES = standard_form(), standard_rules(), standard_cues()

CELLS: dict[str, Value] = {
    "reception_sessions": 24,
    "petitions_received": 21,
    "petitions_resolved": 18,
    "petitions_denunciation": 2,
    "dossiers_received": 4410,
    "dossiers_resolved": 4337,
    "dossiers_resolved_on_time": 4330,
    "dossiers_resolved_overdue": 7,
    "mediation_groups": 36,
    "mediation_cases": 33,
    "mediation_successful": 26,
    "mediation_unsuccessful": 6,
    "mediation_in_progress": 1,
    "citizen_contribution_vnd": 3_215_000_000,
    "community_meetings_units": 41,
    "residential_units_total": 41,
    "households_total": 7_710,
}


def stated(field: Field, text: str) -> Mapping[str, Read]:
    return numbers_in(field, text, FORM, CUES)


def found_in(texts: Mapping[str, str], cells: Mapping[str, Value] = CELLS) -> list[Finding]:
    answers = {c: Answer(c, ValueState.VALUE, v) for c, v in {**cells, **texts}.items()}
    return judge_narratives(RULES, FORM, answers, stated)


@pytest.mark.parametrize(
    ("narrative", "text", "fields"),
    [
        ("reception", "Đã tổ chức 26 buổi tiếp công dân.", ("reception_sessions", "reception")),
        ("petitions", "Tiếp nhận 27 đơn trong kỳ.", ("petitions_received", "petitions")),
        (
            "admin_reform",
            "Trung tâm tiếp nhận 4.140 hồ sơ, đã giải quyết 4.337 hồ sơ.",
            ("dossiers_received", "admin_reform"),
        ),
        (
            "overview",
            "Trong kỳ phường đã tiếp nhận 4.140 hồ sơ thủ tục hành chính.",
            ("dossiers_received", "overview"),
        ),
        (
            "admin_reform",
            "Không có hồ sơ giải quyết quá hạn.",
            ("dossiers_resolved_overdue", "admin_reform"),
        ),
        (
            "petitions",
            "Trong kỳ không phát sinh đơn tố cáo.",
            ("petitions_denunciation", "petitions"),
        ),
        (
            "mediation",
            "Tỷ lệ hòa giải thành đạt 95%.",
            ("mediation_success_rate", "mediation"),
        ),
        (
            "petitions",
            "Đã giải quyết 100% đơn thuộc thẩm quyền.",
            ("petitions_resolved", "petitions_received", "petitions"),
        ),
    ],
)
def test_a_narrative_that_parts_from_its_cell(
    narrative: str, text: str, fields: tuple[str, ...]
) -> None:
    found = [f for f in found_in({narrative: text}) if f.rule == "narrative_contradiction"]
    assert [f.fields for f in found] == [fields]
    assert found[0].severity == "warning"
    assert found[0].expected != found[0].actual
    assert found[0].details["quotes"][0] in " ".join(text.split())


@pytest.mark.parametrize(
    ("narrative", "text"),
    [
        ("reception", "Đã tổ chức 24 buổi tiếp công dân."),
        ("reception", "Phấn đấu năm tới tổ chức 30 buổi tiếp công dân."),
        ("reception", "Cùng kỳ năm trước tổ chức 20 buổi tiếp công dân."),
        ("petitions", "Tiếp nhận hơn 20 đơn, trong đó 2 đơn tố cáo."),
        ("petitions", "Giải quyết dứt điểm 18/21 đơn, còn 3 đơn đang xác minh."),
        ("petitions", "Giải quyết 100% phản ánh gửi qua tổng đài 1022."),
        ("motto_election", "Trong ngày bầu cử không có tố cáo, khiếu nại."),
        ("mediation", "Có 1 Tổ hòa giải được thành phố khen thưởng."),
        ("mediation", "Tỷ lệ hòa giải thành đạt 78,8%."),
        ("mediation", "Tỷ lệ hòa giải thành đạt 81,25% số vụ đã xong."),
        ("deliberation", "Nhân dân đóng góp 3,2 tỷ đồng."),
        ("weaknesses", "Còn 02 tổ dân phố họp dân muộn."),
        ("advantages", "Xóm Chài có hai hộ hiến đất mở ngõ."),
        ("admin_reform", "Tỷ lệ hồ sơ giải quyết trước và đúng hạn đạt 99,8%."),
        ("admin_reform", "Góp ý về thái độ phục vụ không phải chờ lâu."),
        ("guidance", "Kế hoạch số 44/KH-UBND ngày 30/9/2025, Công văn 13/CV-VHXH."),
    ],
)
def test_what_agrees_is_rounded_aimed_at_or_of_something_else(narrative: str, text: str) -> None:
    assert found_in({narrative: text}) == []


def test_processed_is_not_resolved() -> None:
    claim = "Đơn thư được phân loại, xử lý đạt 100% theo quy định."
    assert [f.rule for f in found_in({"petitions": claim})] == ["processed_vs_resolved"]
    all_done = CELLS | {"petitions_resolved": 21}
    assert found_in({"petitions": claim}, all_done) == []
    # Where the rate has its cell, the rule of the cells tells of it.
    rated = CELLS | {"petitions_processed_rate": Decimal(100)}
    assert found_in({"petitions": claim}, rated) == []


@pytest.mark.parametrize(
    ("full", "late", "is_found"),
    [
        ("Công khai đầy đủ, kịp thời các nội dung.", "Một số nơi công khai còn chậm.", True),
        ("Niêm yết tại trụ sở và nhà văn hóa.", "Một số nơi công khai còn chậm.", False),
        ("Công khai đầy đủ, kịp thời các nội dung.", "Cán bộ kiêm nhiệm nhiều việc.", False),
    ],
)
def test_disclosed_in_full_and_yet_late(full: str, late: str, is_found: bool) -> None:
    found = found_in({"disclosure": full, "weaknesses": late})
    assert [f.fields for f in found] == ([("disclosure", "weaknesses")] if is_found else [])


LONG = (
    "Phường giao từng tổ dân phố tự chọn ngày họp, mời đại diện các hộ dự đông đủ và ghi biên bản "
    "có chữ ký của mọi người."
)


def test_a_sentence_that_stands_in_two_narratives() -> None:
    found = found_in({"deliberation": f"Mở đầu. {LONG}", "models": f"{LONG} Kết thúc."})
    assert [(f.rule, f.fields) for f in found] == [
        ("duplicate_paragraph", ("deliberation", "models"))
    ]


@pytest.mark.parametrize(
    "other",
    [
        "Phường giao từng tổ dân phố tự chọn ngày họp.",
        "Thực hiện nghiêm Luật Thực hiện dân chủ ở cơ sở.",
        "Từng khu phố chọn giờ họp khác nhau, người đi làm ca gửi ý kiến bằng giấy từ trước.",
    ],
)
def test_turns_of_speech_and_other_sentences_are_no_repetition(other: str) -> None:
    assert found_in({"deliberation": LONG, "models": other}) == []


def test_personal_data_is_named_with_its_narrative_and_not_repeated() -> None:
    text = "Bà Nguyễn Thị Hoa, số điện thoại 0912345678, gửi đơn hai lần."
    found = found_in({"petitions": text})
    assert [(f.rule, f.fields) for f in found] == [("personal_data_in_text", ("petitions",))]
    assert "0912345678" not in found[0].message
    start, end = found[0].details["places"][0]
    assert text[start:end] == "Nguyễn Thị Hoa"


def test_a_muted_rule_finds_nothing() -> None:
    muted = replace(RULES, muted=frozenset({"personal_data_in_text"}))
    answers = {"petitions": Answer("petitions", ValueState.VALUE, "Bà Nguyễn Thị Hoa đề nghị.")}
    assert judge_narratives(muted, FORM, answers, stated) == []
    assert judge_narratives(RULES, FORM, answers, stated) != []


def test_a_report_without_narratives_has_nothing_to_judge() -> None:
    assert found_in({}) == []

"""Figures beside the ones that count: parts, plans, other bodies, judged units.

They are neither read nor held against what the report states elsewhere.
"""

from __future__ import annotations

import pytest

from app.domain.findings import Severity
from app.domain.reading import Reading, Status, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues

HEAD = "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ {}\n"
HALF = HEAD.format("6 tháng đầu năm 2026")


def read(text: str) -> Reading:
    return read_report(text, standard_form(), standard_units(), standard_cues())


def values(text: str) -> dict[str, object]:
    """Values that the program stands by."""
    found = read(text).indicators
    return {code: r.value for code, r in found.items() if r.status is Status.READ}


def contradicted(text: str) -> set[str]:
    """The indicators that have two values, by their errors."""
    found = read(text).findings
    return {
        code
        for finding in found
        if finding.rule == "inconsistent_values" and finding.severity is Severity.ERROR
        for code in finding.fields
    }


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Có 31 ý kiến nêu tại hội nghị đối thoại, 27 ý kiến được trả lời ngay, còn lại trả lời "
            "bằng văn bản.",
            {"dialogue_questions_received": 31},
        ),
        (
            "31/31 thôn, tổ dân phố đều đã xây dựng kế hoạch hội nghị định kỳ cuối năm, trong đó "
            "22 đơn vị đã tổ chức xong.",
            {"annual_conference_units": 22},
        ),
        (
            "Kế hoạch năm nay kiểm tra thực hiện dân chủ 09 TDP, phân ra hai đợt. Đợt 1 phường đã "
            "tổ chức 01 cuộc, kiểm tra tại 04 TDP.",
            {"inspections_conducted": 1, "inspections_units_checked": 4},
        ),
        (
            "Số tổ dân phố họp dân ít nhất một lần là 42/42 tổ, đạt 100%.",
            {"community_meetings_units": 42, "community_meetings_units_rate": 100},
        ),
        (
            "Số đơn thuộc thẩm quyền giải quyết 32; đã giải quyết xong 26 đơn.",
            {"petitions_in_jurisdiction": 32, "petitions_resolved": 26},
        ),
        (
            "Tổng số kiến nghị của nhân dân qua hai ban là 18, đã được giải quyết 15, còn đang xử "
            "lý 02.",
            {
                "oversight_recommendations_received": 18,
                "oversight_recommendations_resolved": 15,
                "oversight_recommendations_pending": 2,
            },
        ),
        (
            "Đang giải quyết 89 hồ sơ, trong hạn giải quyết 85 hồ sơ, quá hạn 4 hồ sơ.",
            {
                "dossiers_in_progress": 89,
                "dossiers_in_progress_on_time": 85,
                "dossiers_in_progress_overdue": 4,
            },
        ),
        ("Chưa đăng ký mô hình “Chính quyền thân thiện”.", {"friendly_government_model": False}),
    ],
)
def test_what_stands_beside_a_trap_is_read(sentence: str, wanted: dict[str, object]) -> None:
    assert values(f"{HALF}I. KẾT QUẢ\n{sentence}\n") == wanted


def test_what_came_back_of_the_ballots_handed_out_is_for_a_person_to_confirm() -> None:
    told = "Mức độ hài lòng: phát ra 400 phiếu, thu về 388 phiếu, có 379 phiếu đánh giá hài lòng."
    text = f"{HALF}I. CẢI CÁCH HÀNH CHÍNH\n{told}\n"
    assert values(text) == {"satisfaction_satisfied": 379}
    assert read(text).indicators["satisfaction_surveyed"].value == 388


def test_a_heading_that_names_a_later_year_opens_the_plan() -> None:
    text = HEAD.format("năm 2025") + "III/ KẾT QUẢ\nHội nghị đối thoại: 01.\n{}\n{}\n"
    plan = "- Hội nghị đối thoại: 02. Kiểm tra: 10 thôn; hài lòng 98%."
    assert values(text.format("V/ NĂM 2026", plan)) == {"dialogue_conferences_count": 1}
    assert "satisfaction_rate" in values(text.format("V/ NĂM 2025", plan))


def test_households_told_twice_otherwise_are_a_contradiction_and_not_read() -> None:
    text = (
        f"{HALF}I. TÌNH HÌNH CHUNG\nPhường có 27 TDP, {{}} hộ dân; nhân khẩu 38.950.\n"
        "II. DÂN BÀN\nSố hộ có đại diện dự họp 8.739 hộ trên tổng số 11.240 hộ.\n"
    )
    assert contradicted(text.format("11.204")) == {"households_total"}
    assert "households_total" not in values(text.format("11.204"))
    assert values(text.format("11.240"))["households_total"] == 11240
    assert not contradicted(text.format("11.240"))


@pytest.mark.parametrize(
    "body",
    [
        "I. ĐẶC ĐIỂM\nXã có 29 thôn, 12.470 hộ. Tỷ lệ hộ nghèo còn 0,94% (117 hộ).",
        "I. KIỂM TRA\nCó 02 đợt kiểm tra dân chủ tại 08 thôn. Kết quả: 07 đơn vị làm tốt, 01 đơn "
        "vị phải chấn chỉnh.",
        "I. KIỂM TRA\nKiểm tra 12 tổ dân phố, chỉ nhắc nhở 04 tổ về cách ghi biên bản họp.\n"
        "II. DÂN BÀN\nSố tổ dân phố họp dân là 42/42 tổ.",
        "I. CÔNG KHAI\nXã công khai 11/13 nội dung. GPMB đường tỉnh 391 được thực hiện công khai.",
        "I. GIÁM SÁT\nHiện có 5 Ban GSĐTCĐ. Hai ban có 20 kiến nghị.",
        "I. DÂN BÀN\nXã có 9.876 hộ dân. Các cuộc họp có 15.200/18.400 lượt hộ dự họp.",
    ],
)
def test_a_consistent_report_raises_no_error(body: str) -> None:
    assert not contradicted(f"{HALF}{body}\n")

"""The grammar of single sentences: what is a figure, whose it is, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.reading import Reading, Status, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues

HEAD = "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ 6 tháng đầu năm 2026\nI. KẾT QUẢ\n"


def read(body: str) -> Reading:
    return read_report(HEAD + body, standard_form(), standard_units(), standard_cues())


def values(body: str) -> dict[str, object]:
    """Values that the program stands by."""
    found = read(body).indicators
    return {code: r.value for code, r in found.items() if r.status is Status.READ}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Đã tiếp nhận: 4410 Hồ sơ.", {"dossiers_received": 4410}),
        (
            "Tiếp nhận 3 258 hồ sơ, gồm 2 947 hồ sơ nộp trực tuyến và 311 hồ sơ nộp trực tiếp.",
            {
                "dossiers_received": 3258,
                "dossiers_received_online": 2947,
                "dossiers_received_direct": 311,
            },
        ),
        (
            "Đang giải quyết 68 hồ sơ, đều trong hạn.",
            {"dossiers_in_progress": 68, "dossiers_in_progress_on_time": 68},
        ),
        (
            "Tiếp công dân 26 buổi; 15 lượt/19 người.",
            {"reception_sessions": 26, "reception_turns": 15, "reception_people": 19},
        ),
        (
            "Nhận 12 đơn: khiếu nại 01 đơn; tố cáo không có; kiến nghị, phản ánh 11 đơn.",
            {
                "petitions_received": 12,
                "petitions_complaint": 1,
                "petitions_denunciation": 0,
                "petitions_recommendation": 11,
            },
        ),
        (
            "Tổ chức hai hội nghị đối thoại với nhân dân, có 410 người dự.",
            {"dialogue_conferences_count": 2, "dialogue_participants": 410},
        ),
        (
            "Nhân dân đóng góp 1 tỷ 250 triệu đồng, hiến 2.345 m2 đất.",
            {"citizen_contribution_vnd": 1_250_000_000, "land_donated_m2": Decimal(2345)},
        ),
        ("Không phát sinh đình công trên địa bàn.", {"strikes_count": 0}),
        (
            "31 tổ hoà giải với 189 hoà giải viên.",
            {"mediation_groups": 31, "mediators_count": 189},
        ),
        ("Ba ban giám sát đầu tư của cộng đồng.", {"community_supervision_boards": 3}),
        (
            "Tiếp công dân 46 buổi (năm 2025: 22 buổi); 71 lượt, 85 người.",
            {"reception_sessions": 46, "reception_turns": 71, "reception_people": 85},
        ),
        ("Số cuộc họp dân tăng từ 51 lên 118 cuộc.", {"community_meetings_count": 118}),
        ("Hồ sơ kỳ trước chuyển qua 31 hồ sơ.", {"dossiers_carried_over": 31}),
        (
            "Lũy kế từ khi thành lập xã đến nay 51 buổi tiếp công dân, riêng 6 tháng đầu năm 2026 "
            "là 27 buổi.",
            {"reception_sessions": 27},
        ),
        ("Qua giám sát không kiến nghị thu hồi tiền.", {"oversight_money_recovered_vnd": 0}),
        (
            "Hòa giải: thụ lý 14 vụ, thành 11, không thành 03 (78,6%).",
            {
                "mediation_cases": 14,
                "mediation_successful": 11,
                "mediation_unsuccessful": 3,
                "mediation_success_rate": Decimal("78.6"),
            },
        ),
    ],
)
def test_what_a_sentence_states(sentence: str, expected: dict[str, object]) -> None:
    assert values(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Phấn đấu 95% hồ sơ nộp trực tuyến.",
        "Dự kiến tổ chức 02 hội nghị đối thoại trong quý III/2026.",
        "Thực hiện Quyết định số 714/QĐ-UBND ngày 27/02/2026 và Nghị định số 118/2025/NĐ-CP.",
        "Phản ánh qua tổng đài 1022.",
        "Cùng kỳ năm trước tiếp nhận 3.138 hồ sơ.",
        "Lĩnh vực đất đai tiếp nhận 320 hồ sơ.",
        "Tăng 512 hồ sơ so với cùng kỳ.",
        "Bầu cử đại biểu Quốc hội khóa XVI, nhiệm kỳ 2026-2031.",
        "Làm 4,6 km đường thôn, xóm.",
        "Công khai ba ngày liên tục trên loa truyền thanh.",
        "Xây dựng dự thảo Quyết định ban hành Quy chế thực hiện dân chủ.",
        "Theo Điều 12 có 10 hình thức công khai.",
        "Năm 2024, các xã cũ tiếp nhận 25 đơn, giải quyết 23 đơn.",
        "Kế hoạch 6 tháng cuối năm: 02 hội nghị đối thoại, 160 người dự.",
        "Riêng thôn Đông vận động được 215 triệu đồng, hiến 340 m2 đất.",
        "Tổ dân phố số 8 đã họp dân 3 lần, có 156 hộ tham dự.",
        "Lũy kế từ khi thành lập đến nay: 3.210 triệu đồng đóng góp, hiến 1.900 m2 đất.",
        "Phát thanh 2 lần/tuần.",
        "Các đơn được phân loại, xử lý trong 10 ngày.",
    ],
)
def test_what_states_nothing(sentence: str) -> None:
    assert read(sentence).indicators == {}


def test_a_plan_section_gives_no_figures() -> None:
    body = "Tiếp nhận 120 hồ sơ.\nII. NHIỆM VỤ 6 THÁNG CUỐI NĂM\nTổ chức 02 hội nghị đối thoại."
    assert values(body) == {"dossiers_received": 120}


def test_a_slip_of_the_scan_is_mended_but_not_stood_by() -> None:
    found = read("Tổ chức 2S buổi tiếp công dân.").indicators["reception_sessions"]
    assert found.value == 25
    assert found.status is Status.UNCERTAIN
    assert found.quote == "2S buổi tiếp công dân"


def test_approximations_are_not_stood_by() -> None:
    found = read("Toàn xã có 12.000 hộ với khoảng 40.000 nhân khẩu.").indicators
    assert found["population_total"].status is Status.UNCERTAIN


def test_a_total_that_holds_what_was_carried_over_is_for_a_person_to_settle() -> None:
    body = "Tiếp nhận tổng số 5.377 hồ sơ, trong đó có 112 hồ sơ tồn từ kỳ trước chuyển sang."
    found = read(body).indicators
    assert found["dossiers_received"].status is Status.UNCERTAIN
    assert found["dossiers_carried_over"].value == 112


def test_figures_of_one_month_are_not_stood_by() -> None:
    found = read("Tháng 4/2026 tiếp nhận 712 hồ sơ.").indicators
    assert found["dossiers_received"].status is Status.UNCERTAIN


def test_a_table_keeps_this_period_apart_from_last_year() -> None:
    table = (
        "Kết quả giải quyết TTHC:\n"
        "| Chỉ tiêu | Đơn vị | 6 tháng đầu năm 2025 | 6 tháng đầu năm 2026 | So sánh (%) |\n"
        "|---|---|---|---|---|\n"
        "| Hồ sơ tiếp nhận | hồ sơ | 2.950 | 3.416 | 115,8 |\n"
        "| - Trực tuyến | hồ sơ | 2.410 | 3.105 | 128,8 |\n"
        "| Hồ sơ đã giải quyết | hồ sơ | 2.918 | 3.380 | 115,8 |\n"
        "| - Quá hạn | hồ sơ | 5 | 6 | 120 |\n"
    )
    assert values(table) == {
        "dossiers_received": 3416,
        "dossiers_received_online": 3105,
        "dossiers_resolved": 3380,
        "dossiers_resolved_overdue": 6,
    }


def test_a_table_of_two_heads_is_read_across() -> None:
    table = (
        "| Hồ sơ tiếp nhận | | | Hồ sơ đã giải quyết | |\n"
        "| Tổng số | Trực tuyến | Trực tiếp | Tổng số | Quá hạn |\n"
        "| 3.020 | 2.780 | 240 | 2.991 | 3 |\n"
    )
    assert values("Kết quả giải quyết thủ tục hành chính:\n" + table) == {
        "dossiers_received": 3020,
        "dossiers_received_online": 2780,
        "dossiers_received_direct": 240,
        "dossiers_resolved": 2991,
        "dossiers_resolved_overdue": 3,
    }


def test_two_values_for_one_indicator_are_a_contradiction_with_both_phrases() -> None:
    reading = read(
        "Ban Thanh tra nhân dân giám sát 14 cuộc.\nBan Thanh tra nhân dân giám sát 16 cuộc."
    )
    finding = next(f for f in reading.findings if f.rule == "inconsistent_values")
    assert finding.fields == ("people_inspectorate_supervisions",)
    assert "14" in finding.message
    assert "16" in finding.message
    assert (
        values("Ban Thanh tra nhân dân giám sát 14 cuộc.\nBan Thanh tra nhân dân giám sát 16 cuộc.")
        == {}
    )


def test_a_share_over_a_hundred_is_an_error() -> None:
    reading = read("Tỷ lệ thanh toán trực tuyến đạt trên 100%.")
    assert "percent_range" in {f.rule for f in reading.findings}


@pytest.mark.parametrize(
    "text",
    [
        "Đã giải quyết 80/88 đơn, đạt tỷ lệ 97%.",
        "Có 36/40 tổ dân phố tổ chức họp dân (97%).",
        "Có 36/40 tổ dân phố xây dựng nhà văn hóa, chiếm 97%.",
        "Giải quyết được 80 trên tổng số 88 đơn, đạt trên 95%.",
    ],
)
def test_a_share_that_its_own_pair_does_not_give_is_an_error(text: str) -> None:
    assert [f.rule for f in read(text).findings if f.severity == "error"] == ["inconsistent_values"]


@pytest.mark.parametrize(
    "text",
    [
        "Đã giải quyết 80/88 đơn, đạt tỷ lệ 90,9%.",
        "Đã giải quyết 80/88 đơn, đạt 90,90%.",
        "Đã giải quyết 80/88 đơn, đạt trên 90%.",
        "Có 36/40 tổ dân phố tổ chức họp dân, vượt 5% so với kế hoạch.",
        "Giải quyết 80/88 đơn; 100% thôn có tổ hòa giải.",
    ],
)
def test_a_share_that_its_pair_gives_or_does_not_own_is_none(text: str) -> None:
    assert not [f for f in read(text).findings if f.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "Tiếp nhận 88 đơn; đã giải quyết 80/88 đơn, đạt tỷ lệ 90,9%",
        "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ 6 tháng đầu năm 2026\n"
        "Kính gửi: Sở Nội vụ\nTrong kỳ tiếp nhận 88 đơn, giải quyết 80 đơn.\nNơi nhận:\n- Như trên",
    ],
)
def test_a_text_without_headings_is_read_all_the_same(text: str) -> None:
    found = read_report(text, standard_form(), standard_units(), standard_cues()).indicators
    assert {c: r.value for c, r in found.items()} == {
        "petitions_received": 88,
        "petitions_resolved": 80,
    }


def test_personal_data_is_found_and_officials_are_left_alone() -> None:
    reading = read(
        "Bà Nguyễn Thị Hoa (số 0912345678) đề nghị xem xét. Chủ tịch, ông Lê Văn An tiếp dân."
    )
    found = next(f for f in reading.findings if f.rule == "personal_data_in_text")
    assert "Nguyễn Thị Hoa" in found.message
    assert "Lê Văn An" not in found.message
    assert "0912345678" not in found.message


@pytest.mark.parametrize(
    "text", ["", "\n\n\f\n", "|||", "(((", "1/0/0 " * 50, "không " * 200, "\u0301" * 9]
)
def test_any_text_is_survived(text: str) -> None:
    assert read(text).indicators == {}

"""Repeated rows out of sentences as offices write them, and none out of what only sounds so."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.answers import check_rows
from app.domain.reading import Reading, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues

HEAD = (
    "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ ở cơ sở năm 2025\n\nI. KẾT QUẢ THỰC HIỆN\n"
)
PLAN = "II. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2026\n"
ASKING = "III. KIẾN NGHỊ, ĐỀ XUẤT\n"


def read(text: str) -> Reading:
    return read_report(text, standard_form(), standard_units(), standard_cues())


def rows(table: str, sentence: str, head: str = HEAD) -> list[dict[str, Any]]:
    return [dict(row) for row in read(f"{head}{sentence}\n").rows.get(table, ())]


def columns(table: str, sentence: str, *names: str, head: str = HEAD) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in rows(table, sentence, head)]


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("Xã công khai dự toán ngân sách, kế hoạch phát triển kinh tế - xã hội.", "2 1"),
        ("Các khoản vận động đóng góp và danh sách hộ nghèo được niêm yết đầy đủ.", "5 7"),
        ("Thực hiện công khai việc gọi công dân nhập ngũ, phí và lệ phí.", "9 12"),
        ("Niêm yết công khai 100% thủ tục hành chính tại Trung tâm.", "13"),
        ("Công khai phương án bồi thường, tái định cư; kết luận thanh tra.", "3 10"),
        ("Ban hành Quy chế thực hiện dân chủ; niêm yết công khai tại trụ sở UBND xã.", "4"),
        ("Xã chưa công khai quyết toán ngân sách.", ""),
        ("Một số thôn công khai quyết toán ngân sách còn chậm.", ""),
        ("Quy hoạch cán bộ, nâng bậc lương được công khai trong cơ quan.", ""),
        ("Các ý kiến về quy hoạch được giải trình công khai.", ""),
        ("Theo Luật, xã phải công khai dự toán ngân sách.", ""),
        ("Đường quy hoạch được mở rộng.", ""),
    ],
)
def test_disclosures_by_the_clauses_of_article_11(sentence: str, items: str) -> None:
    assert {item for (item,) in columns("disclosures", sentence, "item")} == set(items.split())


def test_a_disclosure_with_its_form_day_and_place() -> None:
    sentence = (
        "Quyết toán ngân sách năm 2024 được niêm yết tại trụ sở UBND xã và 18 nhà văn hóa thôn,"
        " đọc trên loa truyền thanh từ ngày 05/8/2025."
    )
    (row,) = rows("disclosures", sentence)
    assert (row["item"], row["form"], row["date"]) == ("2", "a, c", "2025-08-05")
    assert row["site"] == "trụ sở UBND xã và 18 nhà văn hóa thôn"


def test_the_day_of_a_document_is_no_day_of_disclosure() -> None:
    sentence = "Theo Quyết định số 12/QĐ-UBND ngày 05/8/2025, xã công khai dự toán ngân sách."
    assert columns("disclosures", sentence, "item", "date") == [("2", None)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Nhân dân bàn và quyết định 12 nội dung, chủ yếu là làm đường ngõ xóm, mức đóng góp"
            " quỹ thôn.",
            [("1", None, None), ("2", None, None)],
        ),
        (
            "Thôn Đông họp dân bàn, thống nhất mức góp kinh phí xây nhà văn hóa, có 152/170 hộ"
            " tán thành.",
            [("1", 152, 170)],
        ),
        ("Các thôn họp bàn, biểu quyết thông qua quy ước sửa đổi.", [("3", None, None)]),
        ("Nhân dân bỏ phiếu bầu trưởng thôn nhiệm kỳ mới.", [("4", None, None)]),
        ("Nhân dân bàn, bầu thành viên Ban Thanh tra nhân dân.", [("5", None, None)]),
        ("Người dân bàn, thống nhất việc tự quản tuyến đường hoa.", [("6", None, None)]),
        ("Phương châm dân biết, dân bàn, dân làm, dân kiểm tra được phát huy.", []),
        ("HĐND xã thống nhất việc làm đường liên thôn.", []),
        ("Xã làm đường ngõ xóm bằng ngân sách.", []),
        ("Nhân dân chưa bàn, quyết định việc làm đường.", []),
    ],
)
def test_decisions_by_the_clauses_of_article_15(
    sentence: str, expected: list[tuple[Any, ...]]
) -> None:
    assert columns("decisions", sentence, "matter", "votes", "households") == expected


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        (
            "Lấy ý kiến Nhân dân về 03 nội dung: đề án sắp xếp thôn, quy hoạch chung và bảng giá"
            " nước sạch.",
            ["đề án sắp xếp thôn", "quy hoạch chung", "bảng giá nước sạch"],
        ),
        (
            "Đưa ra lấy ý kiến hai nội dung (đồ án quy hoạch và phương án cấp nước).",
            ["đồ án quy hoạch", "phương án cấp nước"],
        ),
        ("Tổ chức lấy ý kiến người dân đối với dự thảo quy ước.", ["dự thảo quy ước"]),
        ("Lấy ý kiến cán bộ, công chức về quy chế làm việc.", []),
        ("Lấy ý kiến về mức độ hài lòng của người dân.", []),
        ("Xã chưa lấy ý kiến Nhân dân về quy hoạch chung.", []),
        ("Lấy ý kiến Nhân dân về 02 nội dung, nhận 96 ý kiến.", []),
    ],
)
def test_consultations_are_the_matters_asked_about(sentence: str, topics: list[str]) -> None:
    assert [topic for (topic,) in columns("consultations", sentence, "topic")] == topics


def test_a_consultation_with_its_days_and_opinions() -> None:
    sentence = (
        "Lấy ý kiến Nhân dân về đồ án quy hoạch chung từ ngày 03/9/2025 đến ngày 25/9/2025, có"
        " 184 ý kiến tham gia."
    )
    (row,) = rows("consultations", sentence)
    assert (row["from"], row["to"], row["opinions"]) == ("2025-09-03", "2025-09-25", 184)
    assert row["topic"] == "đồ án quy hoạch chung"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Ngày 12/9/2025 tổ chức 01 hội nghị đối thoại giữa Chủ tịch UBND xã với Nhân dân, 165"
            " người dự, nêu 31 ý kiến, đã trả lời 29 ý kiến.",
            [("2025-09-12", "Chủ tịch UBND xã", "Nhân dân", 165, 31, 29)],
        ),
        (
            "Tổ chức 02 hội nghị đối thoại giữa Chủ tịch UBND xã với Nhân dân.",
            [(None, "Chủ tịch UBND xã", "Nhân dân", None, None, None)] * 2,
        ),
        (
            "Tổ chức 02 hội nghị đối thoại (ngày 12/9/2025 và ngày 20/11/2025).",
            [
                ("2025-09-12", None, None, None, None, None),
                ("2025-11-20", None, None, None, None, None),
            ],
        ),
        ("Trong năm chưa tổ chức hội nghị đối thoại với Nhân dân.", []),
        ("Doanh nghiệp tổ chức 04 cuộc đối thoại tại nơi làm việc.", []),
        ("Tăng cường đối thoại với các hộ dân.", []),
    ],
)
def test_dialogues_one_row_for_each(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    names = ("date", "chair", "audience", "participants", "questions", "answered")
    assert columns("dialogues", sentence, *names) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Ngày 14/10/2025 kiểm tra việc thực hiện dân chủ tại thôn Đông và thôn Đoài, kịp thời"
            " nhắc nhở việc lưu biên bản.",
            [
                (
                    "2025-10-14",
                    "thôn Đông và thôn Đoài",
                    "kịp thời nhắc nhở việc lưu biên bản",
                )
            ],
        ),
        ("Kiểm tra việc thực hiện dân chủ 02 cuộc ở 06 thôn.", [(None, "06 thôn", None)]),
        ("Ban hành Kế hoạch số 52/KH-UBND kiểm tra việc thực hiện dân chủ ở các thôn.", []),
        ("Trong kỳ chưa kiểm tra việc thực hiện dân chủ tại các thôn.", []),
        ("Phương châm dân kiểm tra, dân giám sát được phát huy.", []),
    ],
)
def test_inspections(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    assert columns("inspection_rows", sentence, "date", "unit", "result") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Tổ chức 01 hội nghị quán triệt Luật Thực hiện dân chủ ở cơ sở với 120 người dự.",
            [(None, "hội nghị quán triệt Luật Thực hiện dân chủ ở cơ sở", "hội nghị", 120)],
        ),
        (
            "Ngày 08/9/2025 mở lớp tập huấn nghiệp vụ hòa giải cho 64 hòa giải viên.",
            [("2025-09-08", "lớp tập huấn nghiệp vụ hòa giải", "lớp", None)],
        ),
        ("Tổ chức 04 hội nghị tuyên truyền với 865 lượt người dự.", []),
        ("Tuyên truyền qua hội nghị tuyên truyền, sinh hoạt chi bộ.", []),
    ],
)
def test_dissemination_events(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    names = ("date", "title", "form", "participants")
    assert columns("dissemination_events", sentence, *names) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Còn 01 vụ việc phức tạp, kéo dài về đền bù đất ở thôn Đoài, đang được Thanh tra thành"
            " phố xem xét.",
            ["đang được Thanh tra thành phố xem xét"],
        ),
        ("Không phát sinh điểm nóng, khiếu kiện kéo dài trên địa bàn.", []),
        ("Giải quyết ngay từ cơ sở, hạn chế vụ việc phức tạp, kéo dài.", []),
        ("Tiếp 02 đoàn đông người.", []),
    ],
)
def test_hot_spots_are_cases_that_exist(sentence: str, expected: list[str]) -> None:
    assert [status for (status,) in columns("hot_spots", sentence, "status")] == expected


def test_models_with_their_scope_and_since_when() -> None:
    sentence = "Duy trì mô hình “Thôn thông minh”, “Tổ tự quản” tại 18 thôn từ năm 2023."
    assert columns("model_rows", sentence, "name", "since") == [
        ("Thôn thông minh", "năm 2023"),
        ("Tổ tự quản", "năm 2023"),
    ]


def test_targets_with_their_day() -> None:
    sentence = "- Phấn đấu 95% hồ sơ nộp trực tuyến trước ngày 30/9/2026; hiến 1.500 m2 đất."
    found = columns("targets", sentence, "target", "unit", "by", head=HEAD + "Tốt.\n" + PLAN)
    assert found[0] == ("95", "%", "trước ngày 30/9/2026")


def test_proposals_under_the_office_they_are_for() -> None:
    text = (
        "1. Đối với Sở Nội vụ:\n- Tổ chức tập huấn về Luật Thực hiện dân chủ ở cơ sở.\n"
        "2. Đối với UBND thành phố:\n- Hỗ trợ kinh phí sửa chữa nhà văn hóa thôn.\n"
    )
    found = columns("proposal_rows", text, "to", head=HEAD + "Tốt.\n" + ASKING)
    assert found == [("Sở Nội vụ",), ("UBND thành phố",)]


def test_rows_fit_the_tables_of_the_form() -> None:
    text = (
        f"{HEAD}Ngày 12/9/2025 tổ chức 01 hội nghị đối thoại giữa Chủ tịch UBND xã với Nhân dân,"
        " 165 người dự. Xã công khai dự toán ngân sách. Nhân dân bàn, thống nhất việc làm đường"
        " ngõ. Lấy ý kiến người dân đối với dự thảo quy ước.\n"
    )
    form = standard_form()
    for table, found in read(text).rows.items():
        field = form.fields[table]
        known = [{k: v for k, v in row.items() if k in field.columns} for row in found]
        assert check_rows(field, known), table

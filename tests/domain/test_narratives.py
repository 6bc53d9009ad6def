"""Points of narratives: where one ends, what names it, what it is about."""

from __future__ import annotations

import pytest

from app.domain.narratives import Point, points_of, words_of


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            "- Việc thứ nhất.\n- Việc thứ hai;\n+ Việc thứ ba",
            ["Việc thứ nhất.", "Việc thứ hai", "Việc thứ ba"],
        ),
        ("Đã họp 5 cuộc. Dân đồng tình cao.", ["Đã họp 5 cuộc.", "Dân đồng tình cao."]),
        ("Lấy ý kiến quy hoạch\n\nvà đất đai.", ["Lấy ý kiến quy hoạch và đất đai."]),
        ("Giao UBND TP. Hải Phòng xem xét.", ["Giao UBND TP. Hải Phòng xem xét."]),
        ("Đạt 97.61 điểm. Tăng 2,5 điểm.", ["Đạt 97.61 điểm.", "Tăng 2,5 điểm."]),
        (
            "nhận thức của người dân còn hạn chế; một số nội dung hiệu quả chưa cao.",
            ["nhận thức của người dân còn hạn chế", "một số nội dung hiệu quả chưa cao."],
        ),
        ("Công khai ở trụ sở; nhà văn hóa; loa.", ["Công khai ở trụ sở; nhà văn hóa; loa."]),
        (
            "1. Thiếu kinh phí\n2) Thiếu người\na) Thiếu máy",
            ["Thiếu kinh phí", "Thiếu người", "Thiếu máy"],
        ),
        ("", []),
        (" \n-\n…", []),
    ],
)  # fmt: skip
def test_points(text: str, points: list[str]) -> None:
    assert list(points_of(text)) == points


def test_a_point_is_named_by_its_ward_and_its_words_not_by_its_place() -> None:
    first, second = Point("1", 0, "Cán bộ kiêm nhiệm."), Point("1", 4, "Cán bộ  kiêm nhiệm.")
    assert first.id == second.id
    assert first.id != Point("2", 0, first.text).id
    assert first.id != Point("1", 0, "Cán bộ chuyên trách.").id


def test_what_a_point_is_about_has_no_number_and_no_name_of_its_ward() -> None:
    one = words_of("Phường An Biên đã họp 1.204 cuộc với dân.", "Phường An Biên")
    assert one == words_of("Xã Vĩnh Am đã họp 12 cuộc với dân.", "Xã Vĩnh Am")
    assert one == ("đã", "họp", "#", "cuộc", "với", "dân")


def test_a_name_is_left_out_in_any_spelling_and_only_as_whole_words() -> None:
    said = words_of("Xã Hoà An, xã Hoà An và xã Hòa Anh họp.", "Xã Hòa An")
    assert said == ("và", "xã", "hòa", "anh", "họp")

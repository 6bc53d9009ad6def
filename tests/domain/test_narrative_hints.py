"""A narrative held against its cells, and against what the unit wrote last time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.anomalies.own_past import is_copied, repeated_share
from app.domain.answers import Answer, Value, ValueState
from app.domain.reading.drift import drifts, numbers_in
from app.domain.units import make_unit
from app.standard import standard_form, standard_rules
from app.standard.cues import standard_cues

FORM, RULES, CUES = standard_form(), standard_rules(), standard_cues()
UNIT = make_unit("10525", "Phường Hải Dương")
TEXT = (
    "Trong kỳ, phường đã tổ chức 24 buổi tiếp công dân, tiếp 31 lượt công dân. Tiếp nhận 21 đơn, "
    "đã giải quyết 18 đơn. Phấn đấu năm 2027 tổ chức 30 buổi tiếp công dân."
)
CELLS: dict[str, Value] = {
    "reception_sessions": 24,
    "reception_turns": 31,
    "petitions_received": 21,
    "petitions_resolved": 18,
}


def parted(
    text: str, cells: dict[str, Value], narrative: str = "reception"
) -> list[tuple[str, object, object]]:
    answers = {c: Answer(c, ValueState.VALUE, v) for c, v in cells.items()}
    found = drifts(numbers_in(FORM.fields[narrative], text, FORM, CUES), FORM, answers)
    return [(d.field.code, d.said.value, d.cell and d.cell.value) for d in found]


def test_what_agrees_is_left_alone_and_so_is_what_is_aimed_at() -> None:
    assert parted(TEXT, CELLS) == []


def test_each_number_that_parts_is_named_with_both_values() -> None:
    changed = CELLS | {"reception_sessions": 22, "petitions_resolved": 19}
    assert parted(TEXT, changed) == [
        ("reception_sessions", 24, 22),
        ("petitions_resolved", 18, 19),
    ]


def test_an_empty_cell_is_named_too() -> None:
    held = {code: value for code, value in CELLS.items() if code != "reception_turns"}
    assert parted(TEXT, held) == [("reception_turns", 31, None)]


@pytest.mark.parametrize(
    ("said", "parts"), [("98,9%", False), ("98,95%", False), ("99%", False), ("98,8%", True)]
)
def test_a_rate_agrees_to_the_decimals_that_the_text_gives(said: str, parts: bool) -> None:
    parts_of_it = {"dossiers_resolved": 9500, "dossiers_resolved_on_time": 9400}
    text = f"Tỷ lệ hồ sơ giải quyết trước và đúng hạn đạt {said}."
    found = parted(text, parts_of_it, "admin_reform")
    assert [code for code, *_ in found] == (["dossiers_on_time_rate"] if parts else [])


@pytest.mark.parametrize(
    "text",
    [
        "Có hai hộ ban đầu chưa thuận, sau đối thoại đã đồng ý.",
        "Còn 3 hộ chưa đồng ý, phường tiếp tục vận động.",
        "Hai tổ dân phố chậm họp.",
    ],
)
def test_some_of_them_are_not_all_of_them(text: str) -> None:
    assert parted(text, {"households_total": 3500}, "overview") == []


def test_any_text_is_borne() -> None:
    for text in ("", "\n\n", "24", "%%% 1/0 ///", "buổi " * 2000):
        assert isinstance(parted(text, CELLS), list)


def test_a_rate_from_its_parts_is_what_the_cell_says() -> None:
    wrong = {"dossiers_resolved": 100, "dossiers_resolved_on_time": 50}
    text = "Tỷ lệ hồ sơ giải quyết trước và đúng hạn đạt 60%."
    assert parted(text, wrong, "admin_reform") == [
        ("dossiers_on_time_rate", Decimal(60), Decimal("50.00"))
    ]


LAST = (
    "Ủy ban nhân dân Phường Hải Dương đã niêm yết đầy đủ các nội dung phải công khai tại trụ sở "
    "và nhà văn hóa, phát trên loa truyền thanh 12 lần, gửi đến từng tổ dân phố qua nhóm Zalo."
)


def test_numbers_and_the_units_name_do_not_hide_a_copy() -> None:
    again = LAST.replace("12", "15").replace("Phường Hải Dương", "phường")
    share = repeated_share(again, LAST, UNIT, RULES)
    assert share is not None
    assert share > 0.8
    assert is_copied(share, RULES)


def test_a_fresh_text_is_not_called_repeated() -> None:
    fresh = (
        "Kỳ này phường mở thêm hai điểm niêm yết ở chợ và bến xe, in tờ gấp phát cho các hộ kinh "
        "doanh, tổ chức hỏi đáp trực tiếp vào tối thứ sáu hằng tuần ở từng khu phố."
    )
    assert repeated_share(fresh, LAST, UNIT, RULES) is None
    assert repeated_share("", LAST, UNIT, RULES) is None


def test_half_of_it_is_a_candidate_not_yet_a_copy() -> None:
    half = " ".join(LAST.split()[: len(LAST.split()) * 3 // 4])
    rest = (
        " Ngoài ra phường còn mở thêm hai điểm mới ở chợ Mát và bến xe phía tây thành phố để bà"
        " con tiện xem, có người trực hướng dẫn vào các buổi sáng."
    )
    mixed = half + rest
    share = repeated_share(mixed, LAST, UNIT, RULES)
    assert share is not None
    assert not is_copied(share, RULES)

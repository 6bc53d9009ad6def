"""A reason that stands for everything stands for nothing."""

from __future__ import annotations

from app.domain.explanations import SAME_AT_MOST, repeated

SAME = "Đã rà soát."


def test_a_reason_of_its_own_is_taken() -> None:
    standing = {f"rule:{n}": f"Lý do số {n}" for n in range(10)}
    assert repeated(standing, {"new": "Hai tuần nghỉ Tết không tiếp dân."}) == {}


def test_the_fourth_flag_with_one_reason_is_refused() -> None:
    standing = {f"rule:{n}": SAME for n in range(SAME_AT_MOST - 1)}
    assert repeated(standing, {"third": SAME}) == {}
    assert repeated(standing | {"third": SAME}, {"fourth": SAME}) == {"fourth": 3}


def test_one_reason_for_all_at_once_is_refused_for_each() -> None:
    given = dict.fromkeys(("a", "b", "c", "d"), SAME)
    assert repeated({}, given) == dict.fromkeys(given, 3)


def test_case_spaces_and_marks_make_no_other_reason() -> None:
    standing = {"a": "đã  rà soát", "b": "ĐÃ RÀ SOÁT!", "c": "Đã rà soát…"}
    assert repeated(standing, {"d": SAME}) == {"d": 3}


def test_giving_the_same_flag_its_reason_again_is_no_repetition() -> None:
    standing = {"a": SAME, "b": SAME, "c": SAME}
    assert repeated(standing, {"a": SAME}) == {}


def test_changing_one_of_them_frees_the_others() -> None:
    standing = {"a": SAME, "b": SAME, "c": SAME}
    assert repeated(standing, {"a": "Lý do riêng.", "d": SAME}) == {}

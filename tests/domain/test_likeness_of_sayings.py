"""Points of many wards gathered by likeness: nothing lost, any order, and how well it is done."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import cos, radians, sin
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from app.domain.narratives import Point, points_in
from app.domain.themes import Gathered, board_of, joining
from app.domain.themes.likeness import gather
from benchmarks.theme_city import make_theme_city
from benchmarks.themes import score

WORDS = ("dân", "bàn", "việc", "làng", "công", "khai", "hạ", "tầng", "số", "tổ", "5", "97,6")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda words: " ".join(words) + "."
)
CITIES = st.dictionaries(
    st.integers(1, 9).map(str), st.lists(SENTENCES, max_size=4).map("\n".join), max_size=9
)


def wards_of(one: Gathered) -> list[str]:
    return [member.partition(":")[0] for member in one.members]


def test_nearly_the_same_is_one_group_and_the_rest_stands_alone() -> None:
    texts = {
        "1": "- Hạ tầng số ở một số tổ dân phố còn thiếu.\n- Cán bộ kiêm nhiệm nhiều việc.",
        "2": "- Hạ tầng số tại một số tổ dân phố còn thiếu, chậm.",
        "3": "Hạ tầng số ở một số tổ dân phố còn thiếu.\nGiá vật liệu tăng cao.",
    }
    groups = gather(texts, {})
    assert [wards_of(one) for one in groups] == [["1", "2", "3"], ["1"], ["3"]]
    assert groups[0].text == "Hạ tầng số ở một số tổ dân phố còn thiếu."


def test_other_order_of_words_and_other_words_beside_them_are_the_same_thought() -> None:
    texts = {
        "1": "Kinh phí cho công tác tuyên truyền còn hạn hẹp.",
        "2": "Còn hạn hẹp là kinh phí dành cho tuyên truyền.",
        "3": "Một bộ phận người dân chưa quen nộp hồ sơ trực tuyến.",
        "4": "Nộp hồ sơ trực tuyến còn lạ với một bộ phận người dân.",
    }
    assert [wards_of(one) for one in gather(texts, {})] == [["1", "2"], ["3", "4"]]


def test_numbers_and_the_wards_own_name_do_not_keep_points_apart() -> None:
    texts = {
        "1": "Phường An Biên đã họp 12 cuộc với dân.",
        "2": "Xã Vĩnh Am đã họp 3 cuộc với dân.",
    }
    groups = gather(texts, {"1": "Phường An Biên", "2": "Xã Vĩnh Am"})
    assert [wards_of(one) for one in groups] == [["1", "2"]]


def test_the_sentence_that_stands_for_many_names_no_ward() -> None:
    said = "kinh phí cho công tác tuyên truyền còn hạn hẹp, chưa có mục chi riêng."
    names = {"1": "Phường An Biên", "2": "Xã Vĩnh Am", "3": "Xã Vĩnh Bảo"}
    texts = {code: f"Tại {name}, {said}" for code, name in names.items()}
    texts["3"] = f"Hiện nay, {said}"
    assert gather(texts, names)[0].text == texts["3"]


def test_a_chain_of_likeness_does_not_join_its_ends() -> None:
    words = [f"từ{letter}" for letter in "abcdefghijklmnopqrst"]
    texts = {str(i): " ".join(words[i * 2 : i * 2 + 8]) for i in range(6)}
    groups = gather(texts, {})
    assert len(groups) > 1
    assert not any({"0", "5"} <= set(wards_of(one)) for one in groups)


def test_what_was_said_in_the_period_before_is_not_novel() -> None:
    texts = {"1": "Cán bộ phải kiêm nhiệm nhiều việc.", "2": "Giá vật liệu xây dựng tăng cao."}
    before = ["Nhiều cán bộ phải kiêm nhiệm việc khác."]
    novel = {wards_of(one)[0]: one.is_novel for one in gather(texts, {}, before)}
    assert novel == {"1": False, "2": True}
    assert not any(one.is_novel for one in gather(texts, {})), "no period before, nothing to tell"


def test_points_beyond_the_most_join_their_nearest_or_stand_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "MOST", 1)
    texts = {f"{n}": "Cán bộ phải kiêm nhiệm nhiều việc cùng lúc." for n in range(3)}
    texts["8"] = "Cán bộ phải kiêm nhiệm nhiều việc cùng một lúc."
    texts["9"] = "Giá vật liệu xây dựng tăng cao."
    assert [wards_of(one) for one in gather(texts, {})] == [["0", "1", "2", "8"], ["9"]]


def test_more_wordings_than_are_compared_at_once_are_grouped_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = make_theme_city(4711, 40)
    monkeypatch.setattr(joining, "MOST", 30)
    purity, recall = score(city)
    assert purity >= 0.9
    assert recall >= 0.8


@settings(deadline=None)
@given(st.lists(st.integers(0, 90), min_size=1, max_size=12), st.integers(1, 12))
def test_no_two_groups_are_alike_however_few_are_compared_at_once(
    angles: list[int], most: int
) -> None:
    vectors = csr_matrix([[cos(radians(a)), sin(radians(a))] for a in angles], dtype=np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "MOST", most)
        groups = joining.groups_of(vectors)
    assert sorted(place for group in groups for place in group) == list(range(len(angles)))
    like = (vectors @ vectors.T).toarray()
    for one, other in combinations(groups, 2):
        assert like[np.ix_(one, other)].mean() < joining.ALIKE + 1e-4


@settings(deadline=None)
@given(CITIES, st.integers(1, 4))
def test_however_few_are_compared_at_once_no_point_is_lost(
    texts: dict[str, str], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "MOST", most)
        groups = gather(texts, {})
    members = [member for one in groups for member in one.members]
    assert Counter(members) == Counter({point.id for point in points_in(texts)})


def test_points_without_a_word_are_kept() -> None:
    assert [one.members for one in gather({"1": "12.", "2": "2025"}, {})] == [
        (Point("1", 0, "12.").id, Point("2", 0, "2025").id)
    ]
    assert gather({"1": " - "}, {}) == []


@settings(deadline=None)
@given(CITIES, st.randoms(use_true_random=False))
def test_each_point_is_in_one_group_whatever_the_order_of_wards(
    texts: dict[str, str], dice: Random
) -> None:
    groups = gather(texts, {})
    members = [member for one in groups for member in one.members]
    assert Counter(members) == Counter({point.id for point in points_in(texts)})
    wards = list(texts)
    dice.shuffle(wards)
    assert gather({ward: texts[ward] for ward in wards}, {}) == groups


@settings(deadline=None)
@given(CITIES)
def test_the_board_shows_every_point_once(texts: dict[str, str]) -> None:
    points = points_in(texts)
    board = board_of(points, {}, gather(texts, {}))
    shown = [point for theme in board.all for point in theme.points]
    assert Counter(shown) == Counter(points)
    spread = [len(theme.wards) for theme in board.themes]
    assert spread == sorted(spread, reverse=True)


def test_known_themes_in_other_words_are_found_again() -> None:
    purity, recall = score(make_theme_city(4711, 40))
    assert purity >= 0.9
    assert recall >= 0.8

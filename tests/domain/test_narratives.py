"""Points of narratives, and the themes that gather them without losing one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.narratives import points_of, themes_of


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


def test_nearly_the_same_is_one_theme_and_the_rest_is_listed() -> None:
    themes = themes_of(
        {
            "1": "- Hạ tầng số ở một số tổ dân phố còn thiếu.\n- Cán bộ kiêm nhiệm nhiều việc.",
            "2": "- Hạ tầng số tại một số tổ dân phố còn thiếu, chậm.",
            "3": "Hạ tầng số ở một số tổ dân phố còn thiếu.\nGiá vật liệu tăng cao.",
        }
    )
    assert [theme.wards for theme in themes.themes] == [("1", "3", "2")]
    assert themes.themes[0].text == "Hạ tầng số ở một số tổ dân phố còn thiếu."
    assert [(p.ward_code, p.text) for p in themes.ungrouped] == [
        ("1", "Cán bộ kiêm nhiệm nhiều việc."),
        ("3", "Giá vật liệu tăng cao."),
    ]
    assert themes.wards == 3


def test_themes_come_by_spread() -> None:
    said_by_two = "Trang thiết bị của bộ phận một cửa đã cũ."
    said_by_three = "Một bộ phận người dân chưa quen nộp hồ sơ trực tuyến."
    themes = themes_of(
        {
            "1": said_by_two + "\n" + said_by_three,
            "2": said_by_two + "\n" + said_by_three,
            "3": said_by_three,
        }
    )
    assert [(t.text, len(t.wards)) for t in themes.themes] == [(said_by_three, 3), (said_by_two, 2)]


def test_numbers_and_the_wards_own_name_do_not_keep_points_apart() -> None:
    themes = themes_of(
        {
            "1": "Phường An Biên đã họp 12 cuộc với dân.",
            "2": "Xã Vĩnh Am đã họp 1.204 cuộc với dân.",
        },
        {"1": "Phường An Biên", "2": "Xã Vĩnh Am"},
    )
    assert [theme.wards for theme in themes.themes] == [("1", "2")]


def test_a_chain_of_likeness_does_not_join_its_ends() -> None:
    words = "abcdefghijklmnopqrst"
    texts = {str(i): " ".join(words[i * 2 : i * 2 + 8]) for i in range(5)}
    themes = themes_of(texts).themes
    assert [theme.wards for theme in themes] == [("0", "1", "2"), ("3", "4")]


def test_repeating_oneself_is_not_spread() -> None:
    themes = themes_of({"1": "Dân cư đồng thuận rất cao.\nDân cư đồng thuận rất cao."})
    assert themes.themes == ()
    assert len(themes.ungrouped) == 2


WORDS = ("dân", "bàn", "việc", "làng", "công", "khai", "hạ", "tầng", "số", "tổ", "5", "97,6")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda words: " ".join(words) + "."
)


@given(st.dictionaries(st.integers(1, 9).map(str), st.lists(SENTENCES, max_size=4).map("\n".join)))
def test_no_point_is_lost_or_doubled(texts: dict[str, str]) -> None:
    themes = themes_of(texts)
    said = Counter((w, i, p) for w, text in texts.items() for i, p in enumerate(points_of(text)))
    kept = [*themes.ungrouped, *(p for theme in themes.themes for p in theme.points)]
    assert Counter((p.ward_code, p.position, p.text) for p in kept) == said
    assert [len(t.wards) for t in themes.themes] == sorted(
        (len(t.wards) for t in themes.themes), reverse=True
    )

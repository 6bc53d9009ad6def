"""Letters: one spelling, one fold, one order."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese.text import (
    canonical,
    fold,
    lower,
    normalise,
    sort_key,
    spoken,
    tone_canonical,
)

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
WORDS = st.text(alphabet=LETTERS + LETTERS.upper() + "  \n,.-0123456789", max_size=60)


@given(WORDS)
def test_composed_and_decomposed_text_normalise_alike(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(WORDS)
def test_folding_keeps_positions_and_leaves_no_mark(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded == fold(folded)
    assert not any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", folded))


@given(WORDS)
def test_one_tone_placement_is_reached_at_once(text: str) -> None:
    once = tone_canonical(text)
    assert len(once) == len(text)
    assert tone_canonical(once) == once
    assert fold(once) == fold(text)


def test_normalise_drops_what_is_invisible_and_evens_spaces() -> None:
    assert normalise("a\u200bb\u00a0c\r\nd\x07\ufeff") == "ab c\nd"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hoà giải", "hòa giải"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("số hoá", "số hóa"),
        ("tòan dân", "toàn dân"),
        ("qúy", "quý"),
        ("quý", "quý"),
        ("khoẻ khoắn", "khỏe khoắn"),
        ("thuyền", "thuyền"),
    ],
)
def test_tones_stand_in_one_place(written: str, expected: str) -> None:
    assert tone_canonical(written) == expected


def test_lower_never_changes_a_length() -> None:
    assert len(lower("İSTANBUL Đ")) == len("İSTANBUL Đ")
    assert canonical("HOÀ Đ") == "hòa đ"


def test_names_sort_as_in_a_vietnamese_list() -> None:
    ordered = [
        "Ái Quốc",
        "An Biên",
        "An Dương",
        "Cẩm Giang",
        "Cẩm Giàng",
        "Dương Kinh",
        "Đồ Sơn",
    ]
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered
    assert sort_key("Hòa Bình") == sort_key("HOÀ BÌNH")
    assert sort_key("Cẩm Giang") < sort_key("Cẩm Giàng")


def test_a_spoken_pattern_also_finds_itself_without_marks() -> None:
    pattern = spoken(r"không có")
    assert pattern.search("khong  co đơn")
    assert pattern.search("không\ncó đơn")
    assert not pattern.search("không đơn")

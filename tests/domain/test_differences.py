"""Two texts beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.differences import ADDED, REMOVED, SAME, Segment, word_segments

TEXTS = st.text(alphabet="ab .\n", max_size=40)


def joined(found: list[Segment], *kinds: str) -> str:
    return "".join(segment.text for segment in found if segment.kind in kinds)


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_segments(before: str, after: str) -> None:
    found = word_segments(before, after)
    assert joined(found, SAME, REMOVED) == before
    assert joined(found, SAME, ADDED) == after
    assert all(segment.text for segment in found)


def test_one_word_changed() -> None:
    assert word_segments("Giải quyết 18 đơn.", "Giải quyết 21 đơn.") == [
        Segment(SAME, "Giải quyết "),
        Segment(REMOVED, "18"),
        Segment(ADDED, "21"),
        Segment(SAME, " đơn."),
    ]


def test_equal_and_empty_texts() -> None:
    assert word_segments("a b", "a b") == [Segment(SAME, "a b")]
    assert word_segments("", "") == []
    assert word_segments("", "a") == [Segment(ADDED, "a")]


def test_very_long_texts_are_shown_whole() -> None:
    before = " ".join(f"a{i}" for i in range(9000))
    after = " ".join(f"b{i}" for i in range(9000))
    assert [segment.kind for segment in word_segments(before, after)] == [REMOVED, ADDED]

"""An editor's steps on a board, and what becomes of them when reports change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.narratives import points_in
from app.domain.themes import STEPS, Board, Curation, Gathered, Step, Theme, board_of, taken

STAFF, MONEY = "Cán bộ kiêm nhiệm nhiều việc.", "Kinh phí còn hạn hẹp."
TEXTS = {
    "1": f"- {STAFF}\n- {MONEY}",
    "2": f"- Cán bộ phải kiêm nhiệm.\n- {MONEY}",
    "3": f"- {STAFF}",
    "4": "- Mạng chập chờn.",
}


def gathered(texts: Mapping[str, str]) -> list[Gathered]:
    """As likeness would: by the first word, so that the tests need no vectors."""
    piles: dict[str, list[str]] = {}
    for point in points_in(texts):
        piles.setdefault(point.text.split()[0], []).append(point.id)
    first = {point.text.split()[0]: point.text for point in reversed(points_in(texts))}
    return [Gathered(first[word], tuple(ids)) for word, ids in piles.items()]


@dataclass
class Desk:
    """One field's texts and the editor's work so far."""

    texts: dict[str, str] = field(default_factory=lambda: dict(TEXTS))
    curation: Curation = field(default_factory=Curation)
    keys: count[int] = field(default_factory=count)

    @property
    def board(self) -> Board:
        return board_of(points_in(self.texts), {}, gathered(self.texts), self.curation)

    def theme(self, text: str) -> Theme:
        return next(theme for theme in self.board.all if theme.text == text)

    def take(self, kind: str, *texts: str, points: tuple[str, ...] = (), text: str = "") -> None:
        keys = tuple(self.theme(one).key for one in texts)
        step = Step(kind, f"key{next(self.keys)}", keys, points, text)
        self.curation = Curation.parse(taken(self.board, self.curation, step).document())


def said(board: Board) -> list[tuple[str, list[str]]]:
    return [(theme.text, list(theme.wards)) for theme in (*board.themes, *board.alone)]


def test_before_any_step_the_board_is_what_was_gathered() -> None:
    desk = Desk()
    assert said(desk.board) == [
        (STAFF, ["1", "2", "3"]),
        (MONEY, ["1", "2"]),
        ("Mạng chập chờn.", ["4"]),
    ]
    assert desk.board.new == 0
    assert [theme.text for theme in desk.board.alone] == ["Mạng chập chờn."]


def test_merging_keeps_every_point_under_the_more_spread_sentence() -> None:
    desk = Desk()
    desk.take("merge", MONEY, STAFF)
    assert said(desk.board) == [(STAFF, ["1", "2", "3"]), ("Mạng chập chờn.", ["4"])]
    assert len(desk.theme(STAFF).points) == 5


def test_what_is_alone_may_be_joined_to_a_theme() -> None:
    desk = Desk()
    desk.take("merge", "Mạng chập chờn.", MONEY)
    assert (MONEY, ["1", "2", "4"]) in said(desk.board)
    assert desk.board.alone == ()


def test_split_points_begin_a_theme_of_their_own() -> None:
    desk = Desk()
    other = next(p for p in desk.theme(STAFF).points if p.ward_code == "2")
    desk.take("split", STAFF, points=(other.id,))
    assert (STAFF, ["1", "3"]) in said(desk.board)
    assert (other.text, ["2"]) in said(desk.board)


def test_the_curated_sentence_stands_and_a_pinned_theme_comes_first() -> None:
    desk = Desk()
    desk.take("reword", MONEY, text="  Kinh phí  thiếu ở nhiều nơi. ")
    desk.take("pin", "Kinh phí thiếu ở nhiều nơi.")
    assert said(desk.board)[0] == ("Kinh phí thiếu ở nhiều nơi.", ["1", "2"])
    desk.take("unpin", "Kinh phí thiếu ở nhiều nơi.")
    assert said(desk.board)[0] == (STAFF, ["1", "2", "3"])


def test_a_dropped_theme_stays_on_the_board_with_its_reason_until_it_is_restored() -> None:
    desk = Desk()
    desk.take("drop", MONEY, text="Đã nêu ở phần kiến nghị.")
    assert MONEY not in dict(said(desk.board))
    assert [(t.text, t.reason) for t in desk.board.dropped] == [(MONEY, "Đã nêu ở phần kiến nghị.")]
    desk.take("restore", MONEY)
    assert (MONEY, ["1", "2"]) in said(desk.board)


def test_a_new_report_joins_the_curated_theme_and_is_marked_new() -> None:
    desk = Desk()
    desk.take("reword", STAFF, text="Cán bộ thiếu.")
    desk.texts["5"] = "- Cán bộ mỏng, kiêm nhiệm.\n- Đường hẹp."
    theme = desk.theme("Cán bộ thiếu.")
    assert theme.wards == ("1", "2", "3", "5")
    assert theme.new == {p.id for p in theme.points if p.ward_code == "5"}
    assert desk.theme("Đường hẹp.").new
    assert desk.board.new == 2
    desk.take("accept", "Cán bộ thiếu.")
    assert desk.theme("Cán bộ thiếu.").new == frozenset()
    assert desk.board.new == 1
    desk.take("see")
    assert desk.board.new == 0


def test_a_changed_report_leaves_the_rest_of_the_editors_work_as_it_is() -> None:
    desk = Desk()
    desk.take("merge", STAFF, MONEY)
    desk.take("reword", STAFF, text="Thiếu người, thiếu tiền.")
    desk.texts["2"] = "- Hồ sơ đất đai vướng mắc."
    assert said(desk.board) == [
        ("Thiếu người, thiếu tiền.", ["1", "3"]),
        ("Hồ sơ đất đai vướng mắc.", ["2"]),
        ("Mạng chập chờn.", ["4"]),
    ]
    desk.texts["2"] = TEXTS["2"]
    assert said(desk.board)[0] == ("Thiếu người, thiếu tiền.", ["1", "2", "3"])


def test_new_words_near_a_dropped_theme_are_not_dropped_unseen() -> None:
    desk = Desk()
    desk.take("drop", MONEY, text="Trùng.")
    desk.texts["5"] = "- Kinh phí chưa có."
    assert ("Kinh phí chưa có.", ["5"]) not in said(desk.board)[:2]
    fresh = next(theme for theme in desk.board.alone if theme.wards == ("5",))
    assert fresh.new


def test_reports_filed_since_the_last_gathering_stand_with_those_in_the_same_words() -> None:
    texts = TEXTS | {"5": f"- {MONEY}\n- Đường hẹp."}
    board = board_of(points_in(texts), {}, gathered(TEXTS))
    assert (MONEY, ["1", "2", "5"]) in said(board)
    assert ("Đường hẹp.", ["5"]) in said(board)


@pytest.mark.parametrize(
    ("kind", "themes", "text"),
    [
        ("merge", (STAFF,), ""),
        ("merge", (), ""),
        ("split", (STAFF,), ""),
        ("reword", (STAFF,), " "),
        ("reword", (STAFF,), "x" * 1_001),
        ("drop", (STAFF,), " "),
    ],
)
def test_a_step_that_says_nothing_is_refused(kind: str, themes: tuple[str, ...], text: str) -> None:
    with pytest.raises(Invalid):
        Desk().take(kind, *themes, text=text)


def test_a_theme_that_is_no_more_cannot_be_worked_on() -> None:
    desk = Desk()
    with pytest.raises(Invalid, match="vừa thay đổi"):
        taken(desk.board, desk.curation, Step("pin", "k", ("gone",)))


def test_a_field_is_to_be_read_until_all_of_it_was_looked_at_and_when_more_comes() -> None:
    desk = Desk()
    desk.take("pin", STAFF)
    assert desk.board.is_to_read, "one theme is not all of them"
    desk.take("see")
    assert not desk.board.is_to_read
    desk.texts["5"] = "- Đường hẹp."
    assert desk.board.is_read
    assert desk.board.is_to_read
    assert not board_of([], {}, []).is_to_read


def test_work_stored_before_fields_could_be_read_still_stands() -> None:
    stored = {"themes": [], "seen": ["1:a"]}
    assert Curation.parse(stored) == Curation(seen=frozenset({"1:a"}))


TAKEN = st.tuples(st.sampled_from(sorted(STEPS)), st.lists(st.integers(0, 6), max_size=3))


@settings(deadline=None)
@given(st.lists(TAKEN, max_size=6), st.sampled_from(["", "- Cán bộ mới.\n- Đường hẹp."]))
def test_no_step_loses_or_doubles_a_point(asked: list[tuple[str, list[int]]], changed: str) -> None:
    desk = Desk()
    for number, (kind, places) in enumerate(asked):
        everything = desk.board.all
        themes = [everything[place % len(everything)] for place in places]
        points = tuple(theme.points[0].id for theme in themes)
        step = Step(kind, f"k{number}", tuple(t.key for t in themes), points, "Câu.")
        try:
            desk.curation = taken(desk.board, desk.curation, step)
        except Invalid:
            continue
        if changed:
            desk.texts["2"] = changed
        shown = Counter(point for theme in desk.board.all for point in theme.points)
        assert shown == Counter(points_in(desk.texts))
        keys = [theme.key for theme in desk.board.all]
        assert len(keys) == len(set(keys))

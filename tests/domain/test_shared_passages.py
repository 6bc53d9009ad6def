"""Where two texts share their words, and which texts belong together."""

from __future__ import annotations

import random
import re

import made_up_city as made
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_texts import copied, narrative

from app.domain.anomalies import copied_text
from app.domain.anomalies.passages import SHORTEST, alike, mirrored, passages
from app.domain.anomalies.shingles import Likeness, Limits, Shingles, groups
from app.domain.anomalies.words import Vocabulary
from app.domain.vietnamese.text import canonical

WORDS = st.sampled_from(("dân", "bàn", "việc", "làng", "công", "khai", "hạ", "số", "5", "97,6"))
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)
LIMITS = Limits(0.35, 0.5, 16)


def words_of(text: str) -> list[str]:
    found: list[str] = re.findall(r"[^\W\d_]+|\d+(?:[.,/]\d+)*", canonical(text))
    return ["#" if word[0].isdigit() else word for word in found]


@given(TEXTS, TEXTS)
def test_a_passage_says_the_same_in_both_texts(one: str, other: str) -> None:
    end = 0
    for run in passages(one, other, (), ()):
        own = words_of(one[slice(*run.own)])
        assert own == words_of(other[slice(*run.other)])
        assert len(own) == run.words >= SHORTEST
        assert run.own[0] >= end
        end = run.own[1]


@given(TEXTS, TEXTS)
def test_every_shared_run_of_four_words_lies_in_a_passage_or_touches_one(
    one: str, other: str
) -> None:
    shared = set(zip(*(words_of(other)[i:] for i in range(SHORTEST)), strict=False))
    covered = [run.own for run in passages(one, other, (), ())]
    spans = [m.span() for m in re.finditer(r"\S+", one)]
    mine = words_of(one)
    for at in range(len(mine) - SHORTEST + 1):
        if tuple(mine[at : at + SHORTEST]) in shared:
            start, end = spans[at][0], spans[at + SHORTEST - 1][1]
            assert any(a < end and start < b for a, b in covered)


def test_numbers_and_names_of_each_ones_own_are_not_alike() -> None:
    one = "Phường Lê Chân đã mở 12 hội nghị với 340 lượt người dân tham gia ý kiến."
    other = "Phường Hồng Bàng đã mở 9 hội nghị với 340 lượt người dân tham gia ý kiến."
    runs = passages(one, other, ("Phường Lê Chân",), ("Phường Hồng Bàng",))
    assert [one[slice(*run.own)] for run in runs] == [one[:-1]]
    parts = alike(one, other, runs)
    assert [one[slice(*part.own)] for part in parts] == [
        "Phường",
        "đã mở",
        "hội nghị với 340 lượt người dân tham gia ý kiến",
    ]


@given(TEXTS, TEXTS)
def test_what_is_alike_is_written_alike(one: str, other: str) -> None:
    runs = passages(one, other, (), ())
    parts = alike(one, other, runs)
    for part in parts:
        own, theirs = one[slice(*part.own)], other[slice(*part.other)]
        assert re.findall(r"\w+", canonical(own)) == re.findall(r"\w+", canonical(theirs))
    assert sum(part.words for part in parts) <= sum(run.words for run in runs)


@given(TEXTS)
def test_a_text_is_one_passage_of_itself(text: str) -> None:
    found = passages(text, text, (), ())
    assert sum(run.words for run in found) == (len(words_of(text)) if found else 0)
    assert mirrored(found) == found


def naive_containment(one: str, other: str) -> tuple[float, int]:
    sets = [set(zip(*(words_of(t)[i:] for i in range(4)), strict=False)) for t in (one, other)]
    shared = len(sets[0] & sets[1])
    return (shared / len(sets[0]) if sets[0] else 0.0), shared


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
def test_pairs_are_those_of_the_rule(seed: int) -> None:
    """Against every pair by hand, where no shingle is common enough to be boilerplate."""
    dice = random.Random(seed)
    texts = [narrative(dice, 60) for _ in range(8)]
    texts[1] = copied(dice, texts[0], texts[1], dice.random())
    texts[3] = copied(dice, texts[2], texts[3], dice.random())
    shingles = Shingles.of(Vocabulary().masked(texts, [("", "")] * len(texts)))
    found = {(like.first, like.second): like.share for like in shingles.likenesses(LIMITS)}
    for one in range(len(texts)):
        for other in range(len(texts)):
            share, shared = naive_containment(texts[one], texts[other])
            expected = one != other and share >= LIMITS.flagged and shared >= LIMITS.least_shared
            assert ((one, other) in found) == expected, (one, other, share)


def test_a_sample_of_many_texts_agrees_with_all_of_them() -> None:
    dice = random.Random(5)
    texts = [narrative(dice, 200) for _ in range(450)]
    for at in range(0, 40, 2):
        texts[at] = copied(dice, texts[at + 1], texts[at], 0.7)
    many = Shingles.of(Vocabulary().masked(texts, [("", "")] * len(texts)))
    found = {(like.first, like.second) for like in many.likenesses(LIMITS)}
    assert {pair for pair in found if pair[0] >= 40 or pair[1] >= 40} == set()
    assert sum((at, at + 1) in found for at in range(0, 40, 2)) >= 19


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_groups_hold_what_is_linked_and_nothing_else(links: list[tuple[int, int]]) -> None:
    likes = [Likeness(a, b, 1.0, 20) for a, b in links if a != b]
    grouped = groups(likes)
    assert set(grouped) == {text for like in likes for text in (like.first, like.second)}
    for like in likes:
        assert grouped[like.first] == grouped[like.second]
    for text, members in grouped.items():
        assert text in members
        assert all(grouped[member] == members for member in members)


def test_seven_wards_with_one_text_name_their_group() -> None:
    dice = random.Random(7)
    wards = made.units(114)
    texts = {unit.code: {"overview": narrative(dice, 150)} for unit in wards}
    members = sorted(unit.code for unit in wards[10:17])
    for code in members[1:]:
        texts[code] = dict(texts[members[0]])
    city = made.city_of(wards, [{} for _ in wards], narratives=texts)
    found = copied_text.detect(city)
    assert sorted(f.ward for f in found) == members
    for item in found:
        assert item.finding.details["cluster"] == members
        assert "nhóm 7 đơn vị" in item.finding.message
        assert set(item.finding.others) == set(members) - {item.ward}


def test_a_whole_copy_of_official_words_is_one_by_the_few_words_of_its_own() -> None:
    dice = random.Random(9)
    wards = made.units(114)
    official = [narrative(dice, 20) for _ in range(8)]
    texts = {}
    for unit in wards:
        own = " ".join(narrative(dice, 12).split()[:12])
        chosen = sorted(dice.sample(range(8), 6))  # Offices keep the order of the form.
        texts[unit.code] = {"overview": " ".join([*(official[i] for i in chosen), own])}
    first, second = wards[3].code, wards[40].code
    texts[first] = dict(texts[second])
    city = made.city_of(wards, [{} for _ in wards], narratives=texts)
    assert {f.ward for f in copied_text.detect(city)} == {first, second}


def test_one_sentence_of_two_reports_in_official_words_is_no_copy() -> None:
    """Twenty words in common among a hundred that half of the city uses."""
    dice = random.Random(8)
    wards = made.units(114)
    official = [narrative(dice, 20) for _ in range(8)]
    own = narrative(dice, 24)
    texts = {}
    for unit in wards:
        chosen = dice.sample(official, 4)
        texts[unit.code] = {"overview": " ".join([*chosen, narrative(dice, 20)])}
    texts[wards[0].code]["overview"] = " ".join([*official[:4], own])
    texts[wards[1].code]["overview"] = " ".join([*official[4:], own])
    city = made.city_of(wards, [{} for _ in wards], narratives=texts)
    assert copied_text.detect(city) == []

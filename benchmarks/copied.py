"""G7: narratives copied between wards, against an index of our own that does the least.

The floor numbers the words of each text, hashes every run of four, keeps one in four,
drops what many texts use and counts the pairs that are left. Ours is what the
application runs: the same with numbers, names and set phrases masked, every pair
judged on all its shingles, and a finding with the passages of both texts for each.
Texts are made up: every ward's own sentences, and official ones that many wards use.
"""

from __future__ import annotations

import multiprocessing
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from app.domain.anomalies import CityColumns, copied_text
from app.domain.anomalies.own_past import repeated_share
from app.domain.units import Unit
from app.domain.vectors import pack, stack
from app.standard import standard_form, standard_rules, standard_units
from benchmarks.measuring import Duel, duel, exponent, series
from benchmarks.results import Row, Verdict, against_floor, judge, shown
from benchmarks.servers import peak_megabytes

GOAL = "G7"
#: Communes of a country, and of ten; each wrote in seven fields.
SIZES = (3_321, 33_210)
_FIELDS = 7
_WORDS = 240
_SEED = 20261122
#: How much of a text is taken over, or how many of its words are edited, and what share
#: of such copies has to be found.
_KINDS = {
    "80 % copied": (0.8, 0.0, 0.99),
    "60 % copied": (0.6, 0.0, 0.97),
    "10 % of words edited": (1.0, 0.1, 0.95),
}
_EACH = 200
#: Places of a Vietnamese word: initials and finals make some 1,500 syllables.
_INITIALS = re.findall(r"\w+", "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x")
_FINALS = re.findall(
    r"\w+", "a an ang anh âm âu ay ă ăn ân ây e en ê i iên in iêu o oi ong ông ơ u ư"
)


@dataclass(frozen=True)
class MadeTexts:
    """``copies``: kind -> (copyist, source, field), none of them twice."""

    units: tuple[Unit, ...]
    narratives: dict[str, dict[str, str]]
    copies: Mapping[str, list[tuple[str, str, str]]]


def run() -> Iterator[Row]:
    """Yield the rows of G7 as they are measured."""
    made = make_texts(SIZES[0])
    city = city_of(made)
    measured = duel(lambda: floor(made.narratives), lambda: copied_text.detect(city), rounds=5)
    yield against_floor(GOAL, "copied text", SIZES[0] * _FIELDS, measured, 1.2)
    yield from _found(made, city)
    yield _memory()
    yield _one_text(made)
    yield _growth(measured)


def _found(made: MadeTexts, city: CityColumns) -> Iterator[Row]:
    """Recall for each kind of copy, and precision over all that is said."""
    said = {(f.ward, f.finding.fields[0]): f.finding.others for f in copied_text.detect(city)}
    linked = set()
    for kind, (_, _, least) in _KINDS.items():
        copies = made.copies[kind]
        caught = sum(s in said.get((c, f), ()) for c, s, f in copies)
        yield _least(f"recall, {kind}", len(copies), caught / len(copies), least)
        linked |= {(one, f, other) for c, s, f in copies for one, other in ((c, s), (s, c))}
    pairs = [(ward, field, other) for (ward, field), others in said.items() for other in others]
    right = sum(pair in linked for pair in pairs)
    yield _least("precision", len(pairs), right / len(pairs), 0.98)


def _least(what: str, n: int, value: float, limit: float) -> Row:
    return Row(GOAL, what, n, value, ">=", limit, judge(value, ">=", limit, True))


def _memory() -> Row:
    """The most memory of a process that makes the texts and looks them over, in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        most = pool.apply(_peak)
    verdict = Verdict.MET if most <= 400 else Verdict.MISSED
    return Row(GOAL, "memory, MB", SIZES[0] * _FIELDS, most, "<=", 400, verdict)


def _peak() -> float:
    copied_text.detect(city_of(make_texts(SIZES[0])))
    return peak_megabytes()


def _one_text(made: MadeTexts) -> Row:
    """A text while it is typed, against the ward's own of last time, in milliseconds."""
    unit, rules = made.units[0], standard_rules()
    now, then = list(made.narratives[unit.code].values())[:2]
    timed = series(lambda: repeated_share(now, then, unit, rules))
    row = shown(GOAL, "one new text, ms", 1, timed)
    return replace(row, bound="<=", limit=3, verdict=judge(row.value, "<=", 3, True))


def _growth(smaller: Duel) -> Row:
    city = city_of(make_texts(SIZES[1]))
    larger = series(lambda: copied_text.detect(city), rounds=3)
    grown = exponent(smaller.ours, larger, *SIZES)
    return Row(
        GOAL, "growth", SIZES[1] * _FIELDS, grown, "<=", 1.15,
        judge(grown, "<=", 1.15, smaller.is_steady), ours_wall=larger.wall, ours_cpu=larger.cpu,
    )  # fmt: skip


def floor(narratives: Mapping[str, Mapping[str, str]]) -> int:
    """How many pairs of texts of one field share a third of a sample of their shingles."""
    numbers: defaultdict[str, int] = defaultdict(count(1).__next__)
    by_field: dict[str, list[str]] = defaultdict(list)
    for texts in narratives.values():
        for field, text in texts.items():
            by_field[field].append(text)
    return sum(_close_pairs(texts, numbers) for texts in by_field.values())


def _close_pairs(texts: list[str], numbers: defaultdict[str, int]) -> int:
    words, lengths = [], []
    for text in texts:
        words += [numbers[word] for word in text.lower().split()]
        lengths.append(len(words))
    ends = np.array(lengths)
    flat = np.array(words, dtype=np.uint64)
    owners = np.repeat(np.arange(len(texts)), np.diff(np.r_[0, ends]))
    hashes = np.zeros(len(flat) - 3, dtype=np.uint64)
    for offset in range(4):
        hashes = (hashes ^ flat[offset : len(flat) - 3 + offset]) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    taken = (hashes % np.uint64(4) == 0) & (owners[:-3] == owners[3:])
    hashes, owners = hashes[taken], owners[:-3][taken]
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    used = np.diff(np.r_[starts, len(hashes)])
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    for start, many in zip(starts[used > 1].tolist(), used[used > 1].tolist(), strict=True):
        if many <= 60:
            own = owners[start : start + many].tolist()
            for at, one in enumerate(own):
                for other in own[at + 1 :]:
                    pairs[one, other] += 1
    sizes = np.bincount(owners, minlength=len(texts))
    return sum(n >= 0.35 * min(sizes[one], sizes[other]) for (one, other), n in pairs.items())


def city_of(made: MadeTexts) -> CityColumns:
    form = standard_form()
    empty = pack(form, {})
    return CityColumns(
        form=form,
        rules=standard_rules(),
        period_kind="H1",
        wards=made.units,
        current=stack(form, [empty] * len(made.units)),
        narratives=made.narratives,
    )


def make_texts(wards: int) -> MadeTexts:
    """Wards' narratives in seven fields; some copied whole, in part, or with edits."""
    dice = random.Random(_SEED)
    real = standard_units()
    units = tuple(replace(real[i % len(real)], code=f"{i:05}") for i in range(wards))
    fields = [f.code for s in standard_form().sections for f in s.narratives][:_FIELDS]
    words = [i + f for i in _INITIALS for f in _FINALS]
    dice.shuffle(words)
    weights = [1 / (20 + rank) for rank in range(len(words))]
    official = [_sentence(dice, words, weights) for _ in range(120)]
    narratives = {u.code: {f: _text(dice, words, weights, official) for f in fields} for u in units}
    copies: dict[str, list[tuple[str, str, str]]] = {}
    codes = dice.sample(sorted(narratives), 2 * _EACH * len(_KINDS))
    for kind, (share, edits, _) in _KINDS.items():
        own, codes = codes[: 2 * _EACH], codes[2 * _EACH :]
        copies[kind] = [
            (c, s, dice.choice(fields)) for c, s in zip(own[::2], own[1::2], strict=True)
        ]
        for copyist, source, field in copies[kind]:
            theirs, mine = narratives[source][field].split(), narratives[copyist][field].split()
            for place in dice.sample(range(len(theirs)), round(edits * len(theirs))):
                theirs[place] = dice.choice(words)
            until = round(share * len(theirs))
            narratives[copyist][field] = " ".join(theirs[:until] + mine[: len(theirs) - until])
    return MadeTexts(units, narratives, copies)


def _text(dice: random.Random, words: list[str], weights: list[float], official: list[str]) -> str:
    """Own sentences, an official one now and then."""
    sentences: list[str] = []
    length = 0
    while length < _WORDS:
        is_official = dice.random() < 0.2
        sentences.append(dice.choice(official) if is_official else _sentence(dice, words, weights))
        length += len(sentences[-1].split())
    return " ".join(sentences)


def _sentence(dice: random.Random, words: list[str], weights: list[float]) -> str:
    chosen = dice.choices(words, weights, k=dice.randint(10, 22))
    if dice.random() < 0.4:
        chosen.insert(3, str(dice.randint(2, 4000)))
    return " ".join(chosen).capitalize() + "."

"""Which indicator a figure answers: every pattern is tried on its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.forms import FieldType
from app.domain.reading.clauses import Clause, Span
from app.domain.reading.context import Surroundings, survey
from app.domain.reading.cues import Cues, Ids, Pattern
from app.domain.reading.figure import Kind
from app.domain.reading.phrases import Match
from app.domain.vietnamese.text import spoken

_KINDS: Final = {
    FieldType.INT: frozenset({Kind.COUNT, Kind.ZERO, Kind.EACH}),
    FieldType.PCT: frozenset({Kind.PERCENT}),
    FieldType.SCORE: frozenset({Kind.SCORE}),
    FieldType.VND: frozenset({Kind.MONEY, Kind.ZERO}),
    FieldType.M2: frozenset({Kind.AREA, Kind.ZERO}),
}
# A frame counts when it is not much weaker than the strongest one around.
_FRAME_FLOOR: Final = 0.45
_FRAME_SHARE: Final = 0.66
_RIVAL_FRAME: Final = 0.85
# 'không có đơn tố cáo': the pattern names its own zero.
_NAMED_ZERO: Final = 0.95
# Characters between neighbouring words, blank lines of a wrapped text included.
_ADJACENT: Final = 6
_AND: Final = spoken(r"\s*(?:,|và|, và|hoặc|hay|/)\s*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``score`` orders candidates of one figure; ``confidence`` is what the evidence
    is worth by itself; ``far`` is how far its facet was taken from.
    """

    pattern: Pattern
    score: float
    confidence: float
    start: int
    end: int

    @property
    def code(self) -> str:
        return self.pattern.code


@dataclass(slots=True)
class PatternIndex:
    """Patterns by the kind of figure they take."""

    by_kind: dict[Kind, list[Pattern]]

    @classmethod
    def of(cls, cues: Cues, types: dict[str, FieldType]) -> PatternIndex:
        by_kind: dict[Kind, list[Pattern]] = {kind: [] for kind in Kind}
        for pattern in cues.patterns:
            kinds = _KINDS.get(types.get(pattern.code, FieldType.TEXT), frozenset())
            for kind in kinds:
                by_kind[kind].append(pattern)
        return cls(by_kind)


@dataclass(slots=True)
class Words:
    """Phrases around one figure, by how close they stand: phrase → (quality, match)."""

    left: dict[int, tuple[float, int, int]]
    right: dict[int, tuple[float, int, int]]
    wide: dict[int, tuple[float, int, int]]
    aside: dict[int, tuple[float, int, int]]
    sentence: frozenset[int]
    is_of_share: bool = False

    @classmethod
    def of(cls, clause: Clause) -> Words:
        sentence = clause.sentence

        def found(span: Span, worth: float) -> dict[int, tuple[float, int, int]]:
            return {
                m.phrase: (worth * (0.7 + 0.3 * m.quality), m.start, m.end)
                for m in sentence.within(span)
            }

        left, right = found(clause.left, 1.0), found(clause.right, 0.97)
        wide = {**found(clause.wide_right, 0.6), **found(clause.wide_left, 0.85)}
        aside: dict[int, tuple[float, int, int]] = {}
        for other in (clause.kin, clause.aside):
            if other and clause.figure.kind is not Kind.ZERO:
                aside |= {
                    **(found(other.right, 0.8) if other is clause.aside else {}),
                    **found(other.wide_left, 0.78),
                }
        share = clause.aside is not None and clause.aside.figure.kind is Kind.PERCENT
        is_count = clause.figure.kind is Kind.COUNT
        known = frozenset(m.phrase for m in sentence.matches)
        return cls(left, right, wide, aside, known, share and is_count)

    def best(self, group: Ids) -> tuple[float, int, int] | None:
        """The best phrase of a group in the figure's own words or those beside it."""
        hits = [
            layer[number]
            for layer in (self.left, self.right, self.wide, self.aside)
            for number in group & layer.keys()
        ]
        return max(hits, key=lambda hit: (hit[0], hit[2] - hit[1]), default=None)


def candidates(
    clause: Clause, index: PatternIndex, cues: Cues, earlier: Sequence[Clause]
) -> list[Candidate]:
    """Every pattern that fits, best first."""
    around = survey(clause, cues)
    words = Words.of(clause)
    fitting = (_fit(p, clause, words, around, earlier) for p in index.by_kind[clause.figure.kind])
    return sorted((c for c in fitting if c), key=lambda c: -c.score)


def _fit(
    pattern: Pattern, clause: Clause, words: Words, around: Surroundings, earlier: Sequence[Clause]
) -> Candidate | None:
    if pattern.pair is not None and pattern.pair != (clause.figure.whole is not None):
        return None
    counted = _counted(pattern, clause, words)
    is_spoken_zero = clause.figure.kind is Kind.ZERO and counted == _NAMED_ZERO
    if counted is None or (not is_spoken_zero and _is_vetoed(pattern, words, around)):
        return None
    if pattern.clause and not pattern.clause & words.sentence:
        return None
    if pattern.not_clause & words.sentence:
        return None
    if clause.aside and pattern.not_aside & clause.aside.noun_groups:
        return None
    hits = [] if is_spoken_zero else _hits(pattern, words)
    if hits is None:
        return None
    frame = _frame(pattern, around)
    facet = _facet(pattern, around)
    if frame is None or facet is None or not _follows(pattern, earlier):
        return None
    return _candidate(pattern, clause, hits, counted, frame, facet)


def _hits(pattern: Pattern, words: Words) -> list[tuple[float, int, int]] | None:
    """The phrase found for each of the pattern's groups; None where one has none."""
    named = words.best(pattern.label) if pattern.label else None
    if pattern.label and (named is None or not pattern.label & words.left.keys()):
        return None
    found = [words.best(group) for group in pattern.near]
    found += [_left_hit(group, words) for group in pattern.left]
    hits = [hit for hit in found if hit is not None]
    if len(hits) < len(found):
        return None
    return [*hits, named] if named else hits


def _candidate(
    pattern: Pattern, clause: Clause, hits: list[tuple[float, int, int]],
    counted: float, frame: float, facet: float,
) -> Candidate:  # fmt: skip
    nearness = min((hit[0] for hit in hits), default=0.9)
    length = sum(hit[2] - hit[1] for hit in hits)
    score = 2 * counted + 1.5 * sum(hit[0] for hit in hits) + frame + facet + length / 100
    score += (0.6 if pattern.prefer and nearness > 0.7 else 0.0) + (0.5 if pattern.label else 0.0)
    confidence = min(
        0.6 + 0.4 * counted, 0.55 + 0.45 * nearness, 0.6 + 0.4 * frame, 0.5 + 0.5 * facet
    )
    spans = [(hit[1], hit[2]) for hit in hits if abs(hit[1] - clause.figure.start) < 160]
    start = min([clause.figure.start, *(s for s, _ in spans)])
    named = zero_phrase(pattern, clause)
    end = max(
        [
            clause.figure.end,
            *(e for _, e in spans),
            clause.noun.end if clause.noun else 0,
            named.end if named else 0,
        ]
    )
    return Candidate(pattern, score, confidence, start, end)


def _left_hit(group: Ids, words: Words) -> tuple[float, int, int] | None:
    """A phrase in front of the figure, or of the one it is listed with."""
    hits = [layer[number] for layer in (words.left, words.aside) for number in group & layer.keys()]
    return max(hits, default=None)


def _counted(pattern: Pattern, clause: Clause, words: Words) -> float | None:
    """How well the thing counted agrees: 1 named, less for a bare figure, None not."""
    if clause.figure.kind is Kind.ZERO:
        return _zero_counted(pattern, clause, words)
    if not pattern.nouns:
        return 1.0
    if clause.noun is not None:
        if not pattern.nouns & clause.noun_groups:
            # "100% cán bộ" counts another thing; "đạt 100% kế hoạch" none at all.
            return None
        if pattern.noun_texts and not _is_named(pattern.noun_texts, clause):
            return None
        return 0.8 + 0.2 * clause.noun.quality
    if clause.is_foreign:
        return None
    if _names_noun(pattern, clause, words):
        return 0.87
    may_be_bare = pattern.bare or clause.figure.kind is Kind.PERCENT or bool(pattern.label)
    return 0.85 if may_be_bare and (pattern.near or pattern.label) else None


def _names_noun(pattern: Pattern, clause: Clause, words: Words) -> bool:
    """Whether the thing counted stands in front of a bare figure: "Số lượt tiếp: 04"."""
    return any(number in words.left for number in pattern.noun_numbers)


def _is_named(texts: Ids, clause: Clause) -> bool:
    noun = clause.noun
    assert noun is not None
    return any(
        m.phrase in texts
        for m in clause.sentence.within(Span(noun.start, noun.end))
        if m.start == noun.start
    )


def zero_phrase(pattern: Pattern, clause: Clause) -> Match | None:
    """The pattern's own words for zero, right behind 'không có': the longest."""
    if clause.figure.kind is not Kind.ZERO or not pattern.zero:
        return None
    starts = _zero_starts(clause)
    behind = clause.sentence.within(clause.right)
    found = [m for m in behind if m.phrase in pattern.zero and m.start in starts]
    return max(found, key=lambda match: match.end, default=None)


def longest_zeros(found: Sequence[Candidate], clause: Clause) -> list[Candidate]:
    """'không kiến nghị thu hồi' denies the longest thing named, not each word of it."""
    named = [(c, zero_phrase(c.pattern, clause)) for c in found]
    ends: dict[int, int] = {}
    for _, phrase in named:
        if phrase is not None:
            ends[phrase.start] = max(ends.get(phrase.start, 0), phrase.end)
    return [c for c, phrase in named if phrase is None or phrase.end == ends[phrase.start]]


def _zero_starts(clause: Clause) -> frozenset[int]:
    """Where a denied thing may begin: right behind the denial, or linked to one that does."""
    if clause.zero_starts is None:
        starts: set[int] = set()
        ends: set[int] = set()
        part = clause.sentence.part
        text, at = part.text, part.block.start
        for match in clause.sentence.within(clause.right):
            is_first = 0 <= match.start - clause.figure.end <= _ADJACENT
            if is_first or any(_AND.fullmatch(text, end - at, match.start - at) for end in ends):
                starts.add(match.start)
                ends.add(match.end)
        clause.zero_starts = frozenset(starts)
    return clause.zero_starts


def _zero_counted(pattern: Pattern, clause: Clause, words: Words) -> float | None:
    """'không có hồ sơ quá hạn' needs the pattern's own noun for zero right behind it;
    'tố cáo không có' stands behind its label like any bare figure.
    """
    if zero_phrase(pattern, clause) is not None:
        return _NAMED_ZERO
    is_trailing = (
        not _zero_starts(clause)
        and clause.right.end - clause.figure.end <= _ADJACENT
        and bool(words.left)
    )
    if not (is_trailing and pattern.bare):
        return None
    return 0.85 if pattern.near or pattern.label or _names_noun(pattern, clause, words) else None


def _is_vetoed(pattern: Pattern, words: Words, around: Surroundings) -> bool:
    own = words.left.keys() | words.right.keys()
    if words.is_of_share:
        # "tỷ lệ hộ nghèo còn 0,94% (117 hộ)": the bracket counts what the share is of.
        own |= words.aside.keys()
    if pattern.veto & own:
        return True
    rival = max((around.frames.get(frame, 0.0) for frame in pattern.not_frames), default=0.0)
    mine = max(
        (around.frames.get(frame, 0.0) for frame in pattern.frames | pattern.bodies), default=1.0
    )
    return rival >= _RIVAL_FRAME or (rival > mine and rival > _FRAME_FLOOR)


def _frame(pattern: Pattern, around: Surroundings) -> float | None:
    if not pattern.frames:
        return 0.9
    weight = max((around.frames.get(frame, 0.0) for frame in pattern.frames), default=0.0)
    if weight < _FRAME_FLOOR or weight < _FRAME_SHARE * around.top():
        return None
    return weight


def _facet(pattern: Pattern, around: Surroundings) -> float | None:
    """1 for a facet in the figure's own words, less from further away."""
    worth = 1.0
    for facet, wanted in pattern.facets.items():
        value, distance = around.facets.get(facet, ("none", 3))
        if value not in wanted:
            return None
        worth = min(worth, 1.0 - 0.06 * distance)
    return _body(pattern, around, worth)


def _body(pattern: Pattern, around: Surroundings, worth: float) -> float | None:
    value, distance = around.facets.get("body", ("none", 0))
    if pattern.bodies and value not in pattern.bodies:
        return None
    if distance <= 2 and value in pattern.not_bodies:
        return None
    return min(worth, 1.0 - 0.06 * distance) if pattern.bodies else worth


def _follows(pattern: Pattern, earlier: Sequence[Clause]) -> bool:
    """Whether a figure shortly before answers one of the codes it must follow."""
    return not pattern.after or any(clause.code in pattern.after for clause in earlier[-3:])

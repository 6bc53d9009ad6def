"""Parts beside their sum: which figures of a sentence only break another one down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.domain.reading.clauses import Clause, Sentence, tail_of
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Kind
from app.domain.reading.model import Mention
from app.domain.vietnamese.text import spoken

_TOTAL_AND_CARRIED: Final = ("dossiers_received", "dossiers_carried_over")
_OPENS_PARTS: Final = spoken(r"\b(?:trong đó|bao gồm|gồm|kể cả)\b")


def without_sums(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """'tại năm tổ dân phố và bốn thôn' states two parts of a figure, not the figure."""
    parts = _summed_up(sentence)
    for clause in sentence.clauses:
        if (
            clause.kin
            and clause.code
            and clause.code == clause.kin.code
            and clause.noun_groups != clause.kin.noun_groups
            and not _breaks_down(clause, clause.kin, sentence)
        ):
            parts |= {clause.figure.start, clause.kin.figure.start}
    if not parts:
        return list(mentions)
    return [m for m in mentions if not any(m.start <= at < m.end for at in parts)]


def _breaks_down(first: Clause, whole: Clause, sentence: Sentence) -> bool:
    """'hai hội nghị, một buổi ở … và một buổi với …': what follows adds up to the first."""
    alike = [
        c.figure.value
        for c in sentence.clauses
        if c.figure.start >= first.figure.start and c.noun_groups == first.noun_groups
    ]
    return any(sum(alike[:n]) == whole.figure.value for n in range(2, len(alike) + 1))


def _summed_up(sentence: Sentence) -> set[int]:
    """'24 kỳ, 09 kỳ, tổng 33 buổi': the starts of figures whose sum is stated too."""
    by_code: dict[str, list[Clause]] = {}
    for clause in sentence.clauses:
        if clause.code and clause.figure.kind is Kind.COUNT:
            by_code.setdefault(clause.code, []).append(clause)
    parts: set[int] = set()
    for alike in by_code.values():
        whole = max(alike, key=lambda clause: clause.figure.value)
        rest = [clause for clause in alike if clause is not whole]
        if len(rest) >= 2 and sum(c.figure.value for c in rest) == whole.figure.value:
            parts |= {clause.figure.start for clause in rest}
    return parts


def with_manners(mentions: Sequence[Mention], sentence: Sentence, cues: Cues) -> list[Mention]:
    """'trả lời trực tiếp 40, bằng văn bản 08': what was done at once and what in writing
    are the two parts of what was done.
    """
    added: list[Mention] = []
    for one, other in pairwise(sentence.clauses):
        mine = next((m for m in mentions if m.code == one.code and _holds(m, one)), None)
        if mine is None or not _are_manners(one, other, cues):
            continue
        total = int(one.figure.value + other.figure.value)
        added.append(
            replace(mine, value=total, typed=str(total), end=max(mine.end, tail_of(other)))
        )
    starts = {m.start for m in added}
    return [m for m in mentions if m.start not in starts or m.code != added[0].code] + added


def without_rest(mentions: Sequence[Mention], sentence: Sentence, cues: Cues) -> list[Mention]:
    """'27 ý kiến được trả lời ngay, còn lại trả lời bằng văn bản': what was done at once is
    a part, and the rest has no figure, so a person must say how many there were.
    """
    rests = [m.start for m in sentence.matches if m.phrase in cues.marks["rest"]]
    parts = [c for c in sentence.clauses if c.code and _has_rest(c, rests, cues)]
    return [
        replace(m, confidence=min(m.confidence, 0.6))
        if any(m.code == c.code and _holds(m, c) for c in parts)
        else m
        for m in mentions
    ]


def _has_rest(clause: Clause, rests: Sequence[int], cues: Cues) -> bool:
    """Told as done at once, and behind it a rest without a figure of its own."""
    own = {m.phrase for m in clause.sentence.within(clause.left)}
    own |= {m.phrase for m in clause.sentence.within(clause.right)}
    following = (c.figure.start for c in clause.sentence.clauses)
    end = next((at for at in following if at > clause.figure.start), clause.sentence.end)
    return bool(own & cues.marks["at_once"]) and any(clause.figure.end < at < end for at in rests)


def with_carried_over(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """'tiếp nhận 5.377 hồ sơ, trong đó 112 hồ sơ tồn từ kỳ trước': the first figure holds
    what an earlier period received, so a person must say what this one did.
    """
    starts = {c.code: c for c in sentence.clauses if c.code}
    total, carried = (starts.get(code) for code in _TOTAL_AND_CARRIED)
    if total is None or carried is None or carried.figure.start < total.figure.start:
        return list(mentions)
    at = sentence.part.block.start
    between = sentence.part.text[tail_of(total) - at : carried.figure.start - at]
    if not _OPENS_PARTS.search(between):
        return list(mentions)
    return [
        replace(m, confidence=min(m.confidence, 0.6))
        if m.code == total.code and _holds(m, total)
        else m
        for m in mentions
    ]


def _holds(mention: Mention, clause: Clause) -> bool:
    return mention.start <= clause.figure.start < mention.end


def _are_manners(one: Clause, other: Clause, cues: Cues) -> bool:
    """Both are counts, the first told as done at once, the second as done in writing."""
    if not one.figure.kind is other.figure.kind is Kind.COUNT or one.figure.whole:
        return False
    own = {m.phrase for m in one.sentence.within(one.left)}
    own |= {m.phrase for m in one.sentence.within(one.right)}
    # "03 ý kiến trả lời bằng văn bản" names what waits for its answer.
    its = {m.phrase for m in other.sentence.within(other.left)}
    return (
        bool(one.code)
        and bool(own & cues.marks["at_once"])
        and bool(its & cues.marks["in_writing"])
        and not its & (cues.marks["target"] | cues.marks["at_once"] | cues.marks["pending"])
    )


def is_breakdown(mention: Mention, earlier: Sequence[Clause], clause: Clause) -> bool:
    """A smaller figure of the same kind behind the whole: "10 mô hình (06 mô hình tập thể…)"."""
    wholes = (c for c in earlier if c.sentence is clause.sentence and c.code == mention.code)
    return any(clause.figure.value < whole.figure.value for whole in wholes)

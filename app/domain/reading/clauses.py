"""Sentences, and for every figure the words that are its own.

"tiếp nhận 29 đơn (khiếu nại 02 đơn, tố cáo 01 đơn)": the words between two
figures are shared out at the separators, those inside a known phrase ("thôn, tổ
dân phố") aside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.reading.cues import Cues
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.outline import Part
from app.domain.reading.phrases import Match
from app.domain.vietnamese.text import spoken

_SENTENCE_END: Final = re.compile(
    r"[.!?](?=\s|$)(?<!tp\.)(?<!đ/c\.)(?<!v\.v\.)(?<! tt\.)(?<! th\.)|\n"
)
_SEPARATOR: Final = spoken(
    r"[,;()|•…]|\s[-–—]\s|\b(?:trong đó|bao gồm|cụ thể|và|với|gồm|cùng|cho|còn|thì|"
    r"trên tổng số|trong tổng số)\b|:|"
    r"(?<=[^\W\d])\s?/\s?(?=\d)"
)
_KIN: Final = spoken(r"\s*(?:,|và|, và|;|cùng với|cùng|với)?\s*")
_LABEL: Final = 90
_SKIP: Final = spoken(
    r"\s*(?:(?:cả|tổng số|số|lượt|đến|là|đạt|:|tổng cộng|hết|trên tổng số|/)\s+){0,2}"
)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int

    def holds(self, match: Match) -> bool:
        return self.start <= match.start and match.end <= self.end


@dataclass(slots=True)
class Clause:
    """A figure with its own words.

    ``noun`` is the thing counted, right behind the figure, None for a bare figure,
    ``is_foreign`` when an unknown word stands there. ``left``/``right`` are the strict
    contexts, ``wide_left``/``wide_right`` reach further; ``aside`` is the figure in
    front of the bracket this one stands in, ``kin`` the one it is listed with
    ("29 thôn và 02 tổ dân phố").
    """

    figure: Figure
    sentence: Sentence
    noun: Match | None = None
    noun_groups: frozenset[str] = frozenset()
    is_foreign: bool = False
    left: Span = Span(0, 0)
    right: Span = Span(0, 0)
    wide_left: Span = Span(0, 0)
    wide_right: Span = Span(0, 0)
    aside: Clause | None = None
    kin: Clause | None = None
    code: str = ""
    zero_starts: frozenset[int] | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence of a part, or one value of a table row with its labels.

    ``is_denied``: the label's cell says no to it.
    """

    part: Part
    start: int
    end: int
    matches: list[Match]
    clauses: list[Clause] = field(default_factory=list)
    previous: Sentence | None = None
    is_cell: bool = False
    is_denied: bool = False

    def within(self, span: Span) -> Iterator[Match]:
        """Matches inside a span; they are sorted by start."""
        at = bisect_left(self.matches, span.start, key=lambda match: match.start)
        while at < len(self.matches) and self.matches[at].start < span.end:
            if self.matches[at].end <= span.end:
                yield self.matches[at]
            at += 1


def sentences_of(
    part: Part, words: str, figures: Sequence[Figure], cues: Cues
) -> Iterator[Sentence]:
    """The sentences of a part, each figure with its own words."""
    start = part.block.body
    previous: Sentence | None = None
    for end in [*_ends(words, start, part.block.end), part.block.end]:
        inside = [m for m in part.matches if start <= m.start and m.end <= end]
        sentence = Sentence(part, start, end, inside, previous=previous)
        mine = [f for f in figures if start <= f.start < end]
        _share_out(sentence, mine, words, cues)
        if words[start:end].strip():
            yield sentence
            previous = sentence
        start = end


def _ends(words: str, start: int, end: int) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(words, start, end):
        if found.end() < end:
            yield found.end()


def _share_out(sentence: Sentence, figures: Sequence[Figure], words: str, cues: Cues) -> None:
    named = (_with_noun(Clause(figure, sentence), words, cues) for figure in figures)
    # A number in words is only one when it counts something: "năm" is also "year".
    clauses = [
        c
        for c in named
        if c.noun
        or not c.figure.in_words
        or c.figure.kind is not Kind.COUNT
        or (len(c.figure.typed.split()) > 1 and not c.is_foreign)
    ]
    clauses = _without_bare_each(_paired(_without_ranges(clauses, words), words), words)
    separators = _separators(sentence, words, cues)
    for index, clause in enumerate(clauses):
        before = clauses[index - 1] if index else None
        after = clauses[index + 1] if index + 1 < len(clauses) else None
        _bound(clause, before, after, separators, words)
        if before and _KIN.fullmatch(words, tail_of(before), clause.figure.start):
            clause.kin = before
        if before and _is_aside(words[tail_of(before) : clause.figure.start]):
            clause.aside = (
                before.aside
                if before.aside and ")" not in words[tail_of(before) : clause.figure.start]
                else before
            )
    sentence.clauses = clauses


_RANGE: Final = spoken(r"\btừ\s+\S+\s+(?:đến|tới)\s*$")
_SPREAD: Final = spoken(r"\btừ\s*$")
_TO: Final = spoken(r"\s*(?:đến|tới|(?:tăng |giảm )?(?:lên|xuống|xuống còn|lên đến|lên tới))\s")


def _without_ranges(clauses: Sequence[Clause], words: str) -> list[Clause]:
    """'họp từ một đến ba lần' gives no number, 'tăng từ 51 lên 118 cuộc' only the second."""
    return [c for c in clauses if not (_opens_range(c, words) or _closes_range(c, words))]


def _opens_range(clause: Clause, words: str) -> bool:
    start = clause.figure.start
    is_from = _SPREAD.search(words, max(0, start - 4), start)
    return bool(is_from and clause.noun is None and _TO.match(words, clause.figure.end))


def _closes_range(clause: Clause, words: str) -> bool:
    before = words[max(clause.sentence.start, clause.figure.start - 24) : clause.figure.start]
    return clause.figure.kind is Kind.COUNT and bool(_RANGE.search(before))


def _without_bare_each(clauses: Sequence[Clause], words: str) -> list[Clause]:
    """'39 thôn đều họp dân' has one predicate; '13 việc phải công khai đều đã công khai' two."""
    kept: list[Clause] = []
    for clause in clauses:
        before = kept[-1] if kept else None
        if clause.figure.kind is Kind.EACH and before is not None:
            gap = words[tail_of(before) : clause.figure.start].strip()
            if before.figure.whole is not None or not gap:
                continue
        kept.append(clause)
    return kept


_OUT_OF: Final = spoken(r"\s*(?:trên|trong) (?:tổng )?(?:số )?(?:tổng )?\s*")


def _paired(clauses: Sequence[Clause], words: str) -> list[Clause]:
    """'17 vụ trên tổng số 20 vụ' is 17/20 vụ."""
    kept: list[Clause] = []
    for clause in clauses:
        before = kept[-1] if kept else None
        if before is None or not _is_out_of(before, clause, words):
            kept.append(clause)
            continue
        pair = replace(before.figure, end=clause.figure.end, whole=clause.figure.value)
        kept[-1] = replace(clause, figure=pair) if clause.noun else replace(before, figure=pair)
    return kept


def _is_out_of(before: Clause, clause: Clause, words: str) -> bool:
    part, whole = before.figure, clause.figure
    if not part.kind is whole.kind is Kind.COUNT or part.whole is not None or whole.whole:
        return False
    if part.value > whole.value or (before.noun and before.noun_groups != clause.noun_groups):
        return False
    return bool(_OUT_OF.fullmatch(words, tail_of(before), whole.start))


def tail_of(clause: Clause) -> int:
    """Where a figure ends, its noun included."""
    return (
        clause.noun.end
        if clause.noun and clause.noun.end > clause.figure.end
        else clause.figure.end
    )


def _is_aside(gap: str) -> bool:
    """Whether the gap opens a bracket and leaves it open."""
    return gap.rfind("(") > gap.rfind(")")


def _with_noun(clause: Clause, words: str, cues: Cues) -> Clause:
    """The longest known noun right behind the figure."""
    figure, sentence = clause.figure, clause.sentence
    if figure.kind in (Kind.MONEY, Kind.AREA, Kind.SCORE):
        return clause
    label = _labelled(clause, words, cues)
    if label is not None:
        clause.noun, clause.noun_groups = label, cues.nouns[label.phrase]
        return clause
    skip = _SKIP.match(words, figure.end, sentence.end)
    start = skip.end() if skip else figure.end
    direct = re.compile(r"\s*").match(words, figure.end, sentence.end)
    direct_start = direct.end() if direct else figure.end
    for at in dict.fromkeys((direct_start, start)):
        found = [
            m
            for m in sentence.within(Span(at, sentence.end))
            if m.start == at and m.phrase in cues.nouns
        ]
        if found:
            clause.noun = max(found, key=lambda match: (match.end, match.quality))
            longest = [m for m in found if m.end == clause.noun.end]
            clause.noun_groups = frozenset().union(*(cues.nouns[m.phrase] for m in longest))
            return clause
    is_manner = any(
        m.start == direct_start and m.phrase in cues.marks["manner"]
        for m in sentence.within(Span(direct_start, sentence.end))
    )
    clause.is_foreign = not is_manner and _is_foreign(
        words[direct_start : direct_start + 24], figure
    )
    return clause


_NUMBER_OF: Final = spoken(r"[-+*\s]*(?:tổng )?số (?:lượng )?(?:các )?")
_LEADS: Final = spoken(r"(?::|\blà)\s*$")
_CLOSED: Final = re.compile(r"\s*(?:[;.,()|]|$)")


def _labelled(clause: Clause, words: str, cues: Cues) -> Match | None:
    """What a label counts: "Số công trình do Ban GSĐTCĐ giám sát: 10" counts works."""
    start, sentence = clause.figure.start, clause.sentence
    if not _LEADS.search(words, max(sentence.start, start - 5), start):
        return None
    if not _CLOSED.match(words, clause.figure.end, sentence.end):
        return None
    firm = max(words.rfind(mark, sentence.start, start) for mark in ";.(")
    comma = words.rfind(",", sentence.start, start)
    for at in (max(at + 1, sentence.start) for at in (max(comma, firm), firm)):
        named = _NUMBER_OF.match(words, at, start)
        if named is not None:
            behind = sentence.within(Span(named.end(), start))
            found = [m for m in behind if m.start == named.end() and m.phrase in cues.nouns]
            return max(found, key=lambda match: match.end, default=None)
    return None


# Words that may follow a figure without being what is counted.
_FOLLOWERS: Final = spoken(
    r"[\W\d_]|$|(?:đang|đạt|chiếm|đã|được|và|trong|so|tăng|giảm|còn|gồm|bằng|là|do|của|tại|trên|có|theo|với|chưa|thuộc|tỷ|qua|ở|cho|từ|để|nhưng)\b"
)


def _is_foreign(following: str, figure: Figure) -> bool:
    if figure.kind in (Kind.ZERO, Kind.EACH):
        return False
    return not _FOLLOWERS.match(following)


def _separators(sentence: Sentence, words: str, cues: Cues) -> list[tuple[int, int]]:
    """Separators that stand outside known phrases."""
    compounds = [
        (m.start, m.end) for m in sentence.matches if m.length >= 3 or m.phrase in cues.masks
    ]
    found = []
    for match in _SEPARATOR.finditer(words, sentence.start, sentence.end):
        start, end = match.span()
        if not any(s <= start and end <= e and e - s > end - start for s, e in compounds):
            found.append((start, end))
    return found


def _bound(
    clause: Clause, before: Clause | None, after: Clause | None,
    separators: Sequence[tuple[int, int]], words: str,
) -> None:  # fmt: skip
    start, tail, sentence = clause.figure.start, tail_of(clause), clause.sentence
    low = tail_of(before) if before else sentence.start
    high = after.figure.start if after else sentence.end
    # A colon ends what stands behind a figure, but leads to one: "Đơn tố cáo: 0 đơn".
    in_front = [s for s in separators if low <= s[0] and s[1] <= start and words[s[0]] != ":"]
    if not before:
        # "Hộ nghèo còn 112 hộ": with no figure in front, 'còn' parts nothing.
        in_front = [s for s in in_front if words[slice(*s)] not in ("còn", "con")]
    behind = _behind([s for s in separators if tail <= s[0] and s[1] <= high], tail, after, words)
    is_told = clause.noun is not None or clause.figure.kind is Kind.PERCENT
    if is_told and _is_apposed(low, start, tail, behind, words):
        # "các bản quy ước (27 bản) đều đã được công nhận": the bracket interrupts.
        behind = behind[1:]
    clause.left = Span(_opening(in_front[-1], words) if in_front else low, start)
    if words[low:start].rstrip().endswith(":") and not before and start - low < _LABEL:
        # "PAKN qua 1022 và Cổng DVC: 17": the whole label is the figure's own.
        clause.left = Span(low, start)
    if before and clause.noun is None and words[low:start].strip() == ":":
        # "Kiến nghị qua 2 ban: 6": a number inside the label leaves it the label.
        clause.left = Span(before.left.start, start)
    edges = [s for s in in_front if words[s[0]] == ";"][-1:] or in_front[:1]
    is_bounded = before or (edges and words[edges[0][0]] == ";" and clause.figure.kind is Kind.ZERO)
    clause.wide_left = Span(_opening(edges[0], words) if edges and is_bounded else low, start)
    clause.right = Span(clause.figure.end, behind[0][0] if behind else high)
    # What stands between two figures behind a comma leads to the second one.
    firm = next((s[0] for s in behind if words[s[0]] in ";("), high)
    clause.wide_right = (
        clause.right if after else Span(clause.figure.end, max(clause.right.end, firm))
    )
    if behind and words[tail : behind[0][0] + 1].strip() == "(":
        # "01 nội dung (quyết toán ngân sách) công khai chậm": the sentence goes on behind.
        closes = words.find(")", behind[0][1], high)
        clause.wide_right = Span(closes, high) if closes >= 0 else clause.wide_right
    if after and not behind and after.noun:
        # "33/33 thôn tổ chức được 66 cuộc họp": one predicate, shared.
        clause.wide_right = Span(clause.figure.end, after.noun.end)


def _is_apposed(
    low: int, start: int, tail: int, behind: Sequence[tuple[int, int]], words: str
) -> bool:
    """Whether a figure stands alone in a bracket, with more of its sentence behind."""
    if not behind or words[behind[0][0]] != ")" or words[tail : behind[0][0]].strip():
        return False
    return words[low:start].rstrip().endswith("(") and words[behind[0][1] :][:2].strip().isalpha()


def _behind(
    found: list[tuple[int, int]], tail: int, after: Clause | None, words: str
) -> list[tuple[int, int]]:
    """Without a 'còn' that begins the predicate: "02 kiến nghị còn đang xem xét"."""
    if found and words[slice(*found[0])] in ("còn", "con") and (len(found) > 1 or not after):
        return found[1:] if not words[tail : found[0][0]].strip() else found
    return found


def _opening(separator: tuple[int, int], words: str) -> int:
    """A separating word ("gồm", "với") or a stroke opens what follows; a mark only parts."""
    is_opening = words[separator[0]].isalpha() or "/" in words[slice(*separator)]
    return separator[0] if is_opening else separator[1]

"""Parts beside their sum: which figures of a sentence only break another one down."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.reading.clauses import Clause, Sentence
from app.domain.reading.figure import Kind
from app.domain.reading.model import Mention


def without_sums(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """'tại năm tổ dân phố và bốn thôn' states two parts of a figure, not the figure."""
    parts = _summed_up(sentence)
    for clause in sentence.clauses:
        if (
            clause.kin
            and clause.code
            and clause.code == clause.kin.code
            and clause.noun_groups != clause.kin.noun_groups
        ):
            parts |= {clause.figure.start, clause.kin.figure.start}
    if not parts:
        return list(mentions)
    return [m for m in mentions if not any(m.start <= at < m.end for at in parts)]


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


def is_breakdown(mention: Mention, earlier: Sequence[Clause], clause: Clause) -> bool:
    """A smaller figure of the same kind behind the whole: "10 mô hình (06 mô hình tập thể…)"."""
    wholes = (c for c in earlier if c.sentence is clause.sentence and c.code == mention.code)
    return any(clause.figure.value < whole.figure.value for whole in wholes)

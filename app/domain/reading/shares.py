"""Shares beside their counts: '19/22 vụ (86,4%)', and the right half of a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.forms import FieldType
from app.domain.reading.clauses import Clause
from app.domain.reading.figure import Kind, read_value
from app.domain.reading.model import Mention
from app.domain.reading.scoring import Candidate
from app.domain.vietnamese.text import spoken

_BREAKS: Final = spoken(r"[,;)]|tỷ lệ")
_LINKS: Final = spoken(
    r"^[\s,;:(|]*(?:(?:đạt|chiếm|bằng|tương đương|tương ứng|với|và|tỷ lệ|tỉ lệ|là|hay|đạt tỷ lệ|"
    r"mức|bình quân|trung bình|khoảng|trên|gần)\s*)*$"
)


@dataclass(frozen=True, slots=True)
class Shares:
    """``rates`` leads from a numerator's code to its rate; ``words`` is the whole text."""

    rates: Mapping[str, str]
    words: str

    def rate_of(self, clause: Clause, earlier: Sequence[Clause]) -> Mention | None:
        """'… 19 vụ (86,4%)': the share that follows its own numerator."""
        figure = clause.figure
        if figure.kind is not Kind.PERCENT or not earlier:
            return None
        before = earlier[-1]
        rate = self.rates.get(before.code)
        tail = (
            before.noun.end
            if before.noun and before.noun.end > before.figure.end
            else before.figure.end
        )
        if before.sentence is not clause.sentence or rate is None:
            return None
        if tail < before.right.end <= figure.start and before.right.end - tail < 60:
            tail = before.right.end
        gap = self.words[tail : figure.start]
        is_linked = _LINKS.match(gap) or (
            before.figure.whole is not None and len(gap) < 60 and not _BREAKS.search(gap)
        )
        is_open = "(" in gap and gap.rfind("(") > gap.rfind(")") and len(gap) < 70
        if not (is_linked or is_open):
            return None
        value = read_value(figure, FieldType.PCT)
        return Mention(
            rate,
            value,
            figure.typed,
            before.figure.start,
            figure.end,
            0.95,
            5.0,
            "main",
            figure.comparator,
        )

    def is_of_another(self, best: Candidate, clause: Clause, earlier: Sequence[Clause]) -> bool:
        """'giải quyết 25/26 đơn, đạt 96,2%' is the petitions' share alone."""
        before = earlier[-1] if earlier else None
        if clause.figure.kind is not Kind.PERCENT or before is None or not before.code:
            return False
        if before.sentence is not clause.sentence or before.code in best.pattern.after:
            return False
        gap = self.words[max(before.right.end, before.figure.end) : clause.figure.start]
        is_other = before.code.partition("_")[0] != best.code.partition("_")[0]
        return is_other and bool(_LINKS.match(gap))

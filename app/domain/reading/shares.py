"""Shares beside their counts: '19/22 vụ (86,4%)', and the right half of a pair."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.forms import FieldType
from app.domain.reading.clauses import Clause, tail_of
from app.domain.reading.figure import Figure, Kind, read_value
from app.domain.reading.model import Mention
from app.domain.reading.scoring import Candidate
from app.domain.vietnamese.text import spoken

_BREAKS: Final = spoken(r"[,;)]|tỷ lệ")
_LINKS: Final = spoken(
    r"^[\s,;:(|]*(?:(?:đạt|chiếm|bằng|tương đương|tương ứng|với|và|tỷ lệ|tỉ lệ|là|hay|đạt tỷ lệ|"
    r"mức|bình quân|trung bình|khoảng|trên|gần)\s*)*$"
)


@dataclass(frozen=True, slots=True)
class StatedShare:
    """A share told behind its own pair, '36/40 thôn (90%)'; ``code`` of the pair or ''."""

    code: str
    part: Decimal
    whole: Decimal
    stated: Figure
    start: int

    @property
    def computed(self) -> Decimal:
        return 100 * self.part / self.whole

    def holds(self) -> bool:
        """Whether it is the pair's share, rounded or cut to as many decimals as are told."""
        off = self.stated.value - self.computed
        if self.stated.comparator in ("over", "least"):
            return off <= 0
        if self.stated.comparator:
            return True
        return abs(off) < Decimal(1).scaleb(-decimals(self.stated.typed))


def decimals(typed: str) -> int:
    """How many decimals a number was written with: '97,61' → 2."""
    return len(typed.replace(",", ".").partition(".")[2])


@dataclass(frozen=True, slots=True)
class Shares:
    """``rates`` leads from a numerator's code to its rate, ``wholes`` to its denominator;
    ``words`` is the whole text.
    """

    rates: Mapping[str, str]
    wholes: Mapping[str, str]
    words: str

    def rate_of(self, clause: Clause, earlier: Sequence[Clause]) -> Mention | None:
        """'… 19 vụ (86,4%)': the share that follows its own numerator."""
        before, figure = self._told_of(clause, earlier), clause.figure
        if before is not None and len(earlier) > 1:
            # "22.861 cử tri đi bầu trên tổng số 22.905 cử tri, đạt 99,81%".
            first = earlier[-2]
            if first.code and self.wholes.get(first.code) == before.code:
                before = first
        rate = self.rates.get(before.code) if before else None
        if before is None or rate is None:
            return None
        value = read_value(figure, FieldType.PCT)
        return Mention(
            rate, value, figure.typed, before.figure.start, figure.end, 0.95, 5.0,
            "main", figure.comparator,
        )  # fmt: skip

    def by_arithmetic(self, clause: Clause, earlier: Sequence[Clause]) -> Mention | None:
        """A share without words of its own that one pair of the sentence's answers gives."""
        figure = clause.figure
        told = {
            c.code: c
            for c in earlier
            if c.sentence is clause.sentence and c.code and c.figure.kind is Kind.COUNT
        }
        pairs = ((n, told[n], told.get(w)) for n, w in self.wholes.items() if n in told)
        given = [
            (self.rates[numerator], part)
            for numerator, part, whole in pairs
            if whole is not None
            and whole.figure.value
            and StatedShare("", part.figure.value, whole.figure.value, figure, 0).holds()
        ]
        if figure.kind is not Kind.PERCENT or figure.comparator or len(given) != 1:
            return None
        code, part = given[0]
        value = read_value(figure, FieldType.PCT)
        return Mention(code, value, figure.typed, part.figure.start, figure.end, 0.9, 4.0)

    def of_pair(self, clause: Clause, earlier: Sequence[Clause]) -> StatedShare | None:
        """The share that stands beside its own n/m, whatever the pair counts."""
        before = self._told_of(clause, earlier)
        if before is None or not before.figure.whole:
            return None
        lead = self.words[tail_of(before) : clause.figure.start]
        start = max(lead.rfind("("), lead.rfind(",")) + 1
        if not _LINKS.match(lead[start:]) or (clause.noun and not lead[start:].strip()):
            return None
        part, whole = before.figure.value, before.figure.whole
        return StatedShare(before.code, part, whole, clause.figure, before.figure.start)

    def _told_of(self, clause: Clause, earlier: Sequence[Clause]) -> Clause | None:
        """The count right before a share, when nothing but linking words parts them."""
        before = earlier[-1] if earlier else None
        if clause.figure.kind is not Kind.PERCENT or before is None:
            return None
        if before.sentence is not clause.sentence:
            return None
        start, tail = clause.figure.start, tail_of(before)
        if tail < before.right.end <= start and before.right.end - tail < 60:
            tail = before.right.end
        gap = self.words[tail:start]
        # "80/88 đơn; 100% thôn": nothing leads from the pair to a share with its own noun.
        is_bare = not re.search(r"[^\W\d]", gap)
        is_own = is_bare and (clause.noun is not None or clause.is_foreign or ";" in gap)
        is_linked = (_LINKS.match(gap) and not is_own) or (
            before.figure.whole is not None and len(gap) < 60 and not _BREAKS.search(gap)
        )
        is_open = "(" in gap and gap.rfind("(") > gap.rfind(")") and len(gap) < 70
        return before if is_linked or is_open else None

    def is_of_another(self, best: Candidate, clause: Clause, earlier: Sequence[Clause]) -> bool:
        """'giải quyết 25/26 đơn, đạt 96,2%' is the petitions' share alone."""
        before = earlier[-1] if earlier else None
        if clause.figure.kind is not Kind.PERCENT or before is None or not before.code:
            return False
        if before.sentence is not clause.sentence or before.code in best.pattern.after:
            return False
        if clause.aside is before and self.rates.get(before.code) != best.code:
            # "đúng hạn 545 hồ sơ (chiếm 22%)": no word of its own names another share.
            return best.start < before.figure.start
        gap = self.words[max(before.right.end, before.figure.end) : clause.figure.start]
        is_other = before.code.partition("_")[0] != best.code.partition("_")[0]
        return is_other and bool(_LINKS.match(gap))

"""Whether a figure is a result: not a target, last year's, a change, a part or a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.reading.clauses import Clause, Span
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Kind
from app.domain.reading.scope import Scope, Scopes
from app.domain.vietnamese.text import spoken

_REACHED: Final = spoken(r"\b(?:đạt|đã|kết quả|thực hiện được)\b")
_STRIVE: Final = spoken(r"phấn đấu")
_COMPARED: Final = spoken(r"(?:so với|bằng|hơn|tăng|giảm)[^,;(]*$")
_CHANGE: Final = spoken(r"\b(?:tăng|giảm)(?: thêm| được| gần| trên| khoảng)?\s*$")
_OF_PLAN: Final = spoken(r"\s*(?:so với|kế hoạch|chỉ tiêu)")
# Shortcomings name exceptions ("ở 03 thôn còn thấp"), not totals.
_NO_RESULTS: Final = frozenset({"weaknesses", "causes"})


_LEADS_IN: Final = spoken(
    r"(?:trong kỳ|ngoài ra|bên cạnh đó|đồng thời|cùng với đó|riêng|các|một số|qua đó|"
    r"(?:hội nghị |cuộc )?đối thoại giữa)\b\s*,?\s*"
)
# "(năm 2025: 04 hội nghị)", "nếu năm 2025 mới có 22/24 thôn": another year's figure.
_OF_YEAR: Final = spoken(
    r"(?:^|[(,;:–-]|trong khi|nếu|so với|lần|mà|của|với|,)\s*(?:thì )?(?:cùng kỳ )?"
    r"năm\s+(20\d\d)\s*"
    r"(?:[:(]|(?:(?:mới|chỉ|là|có|đạt|đã|chậm|tiếp nhận|tổ chức|được)\s*)+)\s*$"
)


@dataclass(frozen=True, slots=True)
class ResultTest:
    """Judges figures by the marks in their own words; ``words`` is the whole text."""

    cues: Cues
    words: str
    scopes: Scopes

    def is_excluded(self, clause: Clause) -> bool:
        """Targets, last year's figures, changes: figures that are no result."""
        part = clause.sentence.part
        if part.kind in ("plan", "proposals", "tail", "header"):
            return True
        if part.section is not None and part.section.code in _NO_RESULTS:
            return True
        return (
            self.scopes.of(clause) in (Scope.OTHER_TIME, Scope.ONE_UNIT, Scope.PLANNED)
            or self.is_target(clause)
            or self._is_past(clause)
            or self._is_change(clause)
            or self._is_part(clause)
            or self._is_of_each(clause)
        )

    def tell_from_target(self, clause: Clause, earlier: Sequence[Clause]) -> None:
        """'giao 95%, kết quả đạt 96,8%': the result shares the words of its target."""
        before = earlier[-1] if earlier else None
        if before is None or before.sentence is not clause.sentence or clause.aside or clause.kin:
            return
        gap = self.words[before.figure.end : clause.figure.start]
        if (
            clause.figure.kind is before.figure.kind
            and _REACHED.search(gap)
            and self.is_target(before)
        ):
            clause.aside = before

    def is_target(self, clause: Clause) -> bool:
        target = self.cues.marks["target"]
        sentence, start = clause.sentence, clause.figure.start
        at = max(self.words.rfind(";", sentence.start, start), sentence.start)
        if clause.figure.kind is Kind.PERCENT:
            target = target | self.cues.marks["set"]
        law = self.cues.marks["law"]
        in_front = [m for m in sentence.within(Span(at, start)) if m.phrase in target]
        # "Theo Điều 21, … khi có trên 50% số hộ dự" quotes the law, wherever it was named.
        quoted = Span(sentence.start, start) if clause.figure.comparator else clause.left
        if clause.figure.whole is None:
            in_front += [m for m in sentence.within(quoted) if m.phrase in law]
        if any(not self._reached(m.end, start) for m in in_front):
            return True
        return any(
            m.phrase in target
            for m in sentence.within(clause.right)
            if m.start - clause.figure.end < 25
        )

    def _reached(self, start: int, end: int) -> bool:
        """'so với chỉ tiêu giao, đã đạt 97%' tells a result after all."""
        return bool(_REACHED.search(self.words, start, end)) and not _STRIVE.search(
            self.words, max(0, start - 12), end
        )

    def _is_past(self, clause: Clause) -> bool:
        if self._is_of_another_year(clause):
            return True
        past = self.cues.marks["past"] | self.cues.marks["cumulative"]
        for span in (clause.left, clause.right):
            for match in clause.sentence.within(span):
                if match.phrase in past and not self._is_compared(match.start, clause):
                    return True
        return False

    def _is_of_another_year(self, clause: Clause) -> bool:
        period, start = self.scopes.period, clause.figure.start
        told = _OF_YEAR.search(self.words[max(clause.sentence.start, start - 50) : start])
        if told is None or period is None:
            return False
        return next(year for year in told.groups() if year) < period[:4]

    def _is_compared(self, start: int, clause: Clause) -> bool:
        """'tăng 5% so với cùng kỳ' or '3.258 hồ sơ, cao hơn cùng kỳ'."""
        before = self.words[max(clause.sentence.start, start - 22) : start]
        return bool(_COMPARED.search(before)) and start > clause.figure.end

    def _is_change(self, clause: Clause) -> bool:
        before = self.words[
            max(clause.sentence.start, clause.figure.start - 14) : clause.figure.start
        ]
        if _CHANGE.search(before):
            return True
        after = self.words[clause.figure.end : clause.figure.end + 40]
        return clause.figure.kind is Kind.PERCENT and bool(_OF_PLAN.match(after))

    def _is_of_each(self, clause: Clause) -> bool:
        """'mỗi tổ có 01 nhóm' tells of one, not of all; a share of each is a mean."""
        each = self.cues.marks["each"]
        if clause.figure.kind is Kind.PERCENT:
            return False
        return any(match.phrase in each for match in clause.sentence.within(clause.left))

    def _is_part(self, clause: Clause) -> bool:
        """'Lĩnh vực đất đai: 320 hồ sơ' is a part of the dossiers, not all of them."""
        part = self.cues.marks["part"]
        if clause.noun_groups and "dossier" not in clause.noun_groups:
            return False
        return any(
            m.phrase in part
            for span in (clause.left, clause.right)
            for m in clause.sentence.within(span)
        )

    def body_of(self, clause: Clause) -> tuple[str, ...]:
        """Whose figure it is where the sentence opens with another body: "Công an xã tổ
        chức 06 buổi"; () where the ward's own office is named behind it, or none is.
        """
        sentence = clause.sentence
        everywhere = self.cues.marks["everywhere"]
        if any(m.phrase in everywhere for m in sentence.within(clause.left)):
            return ("higher",)
        if sentence.is_cell or clause.figure.kind in (Kind.ZERO, Kind.EACH):
            return ()
        at = max(self.words.rfind(";", sentence.start, clause.figure.start) + 1, sentence.start)
        start = self.scopes.told_from(at)
        lead = _LEADS_IN.match(self.words, start)
        start = lead.end() if lead else start
        opening = [m for m in sentence.within(Span(start, clause.figure.start)) if m.start == start]
        told = max(
            (m for m in opening if m.phrase in self.cues.others), key=lambda m: m.end, default=None
        )
        if told is None:
            return ()
        own = self.cues.marks["own"]
        behind = sentence.within(Span(told.end, clause.figure.start))
        return () if any(m.phrase in own for m in behind) else self.cues.others[told.phrase]

    def is_qualified(self, clause: Clause, end: int) -> bool:
        """'không có đơn thư vượt cấp, kéo dài' does not say that there is none."""
        qualifier = self.cues.marks["qualifier"]
        behind = clause.sentence.within(Span(end, clause.right.end))
        return any(m.phrase in qualifier for m in behind)

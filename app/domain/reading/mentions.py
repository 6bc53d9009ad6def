"""From the parts of a report to every mention of every indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from app.domain.forms import FieldType, FormDefinition
from app.domain.reading.clauses import Clause, Sentence, Span
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.model import Mention, ReadValue
from app.domain.reading.scoring import Candidate, PatternIndex, candidates
from app.domain.vietnamese.text import spoken

_RESID_WHOLE: Final = {
    "village": "villages_count",
    "group": "residential_groups_count",
    "resid": "residential_units_total",
    "team": "residential_groups_count",
}
_BREAKS: Final = spoken(r"[,;)]|tỷ lệ")
_REACHED: Final = spoken(r"\b(?:đạt|đã|kết quả|thực hiện được)\b")
_STRIVE: Final = spoken(r"phấn đấu")
_COMPARED: Final = spoken(r"(?:so với|bằng|hơn|tăng|giảm)[^,;(]*$")
_CHANGE: Final = spoken(r"\b(?:tăng|giảm)(?: thêm| được| gần| trên| khoảng)?\s*$")
_OF_PLAN: Final = spoken(r"\s*(?:so với|kế hoạch|chỉ tiêu)")
# In a bad scan the program stands only by what every word agrees with.
_SURE_IN_NOISE: Final = 0.93
# Shortcomings name exceptions ("ở 03 thôn còn thấp"), not totals.
_NO_RESULTS: Final = frozenset({"weaknesses", "causes"})
_CLOSE_CALL: Final = 0.12
_LINKS: Final = spoken(
    r"^[\s,;:(|]*(?:(?:đạt|chiếm|bằng|tương đương|tương ứng|với|và|tỷ lệ|tỉ lệ|là|hay|đạt tỷ lệ|"
    r"mức|bình quân|trung bình|khoảng|trên|gần)\s*)*$"
)


@dataclass(slots=True)
class Reader:
    """Reads figures sentence by sentence; ``rates`` leads from numerator to rate.

    ``aims`` collects targets that stand among the results.
    """

    cues: Cues
    index: PatternIndex
    types: Mapping[str, FieldType]
    rates: Mapping[str, str]
    words: str
    is_noisy: bool = False
    aims: list[Mention] = field(default_factory=list)

    @classmethod
    def of(cls, form: FormDefinition, cues: Cues, words: str, is_noisy: bool = False) -> Reader:
        types = {f.code: f.type for f in form.indicators}
        rates = {f.aggregate.numerator: f.code for f in form.indicators if f.aggregate.numerator}
        return cls(cues, PatternIndex.of(cues, types), types, rates, words, is_noisy)

    def read(self, sentence: Sentence) -> Iterator[Mention]:
        """The mentions of a sentence, in order."""
        yield from _without_sums(list(self._read(sentence)), sentence)

    def _read(self, sentence: Sentence) -> Iterator[Mention]:
        earlier: list[Clause] = []
        before = sentence.previous
        if before is not None and not sentence.is_cell:
            earlier.extend(before.clauses)
        for clause in sentence.clauses:
            self._tell_result_of_target(clause, earlier)
            if not self._is_excluded(clause):
                yield from self._mentions(clause, earlier)
            elif clause.figure.kind is Kind.PERCENT and clause.sentence.part.kind == "results":
                self._note_aim(clause, earlier)
            earlier.append(clause)

    def _tell_result_of_target(self, clause: Clause, earlier: Sequence[Clause]) -> None:
        """'giao 95%, kết quả đạt 96,8%': the result shares the words of its target."""
        before = earlier[-1] if earlier else None
        if before is None or before.sentence is not clause.sentence or clause.aside or clause.kin:
            return
        gap = self.words[before.figure.end : clause.figure.start]
        if (
            clause.figure.kind is before.figure.kind
            and _REACHED.search(gap)
            and self._is_target(before)
        ):
            clause.aside = before

    def _note_aim(self, clause: Clause, earlier: Sequence[Clause]) -> None:
        """Keep a target told among the results, to hold it against them."""
        found = (
            candidates(clause, self.index, self.cues, earlier) if self._is_target(clause) else []
        )
        self.aims.extend(self._mention(candidate, clause) for candidate in found[:1])

    def _mentions(self, clause: Clause, earlier: Sequence[Clause]) -> Iterator[Mention]:
        if clause.figure.kind is Kind.EACH:
            adopted = _adopt(clause, earlier)
            if adopted is None:
                return
            clause = adopted
        linked = self._linked_rate(clause, earlier)
        if linked is not None:
            clause.code = linked.code
            yield linked
            return
        found = candidates(clause, self.index, self.cues, earlier)
        if clause.figure.kind is Kind.ZERO:
            whole = [c for c in found if not self._is_qualified(clause, c.end)]
            yield from (self._mention(c, clause) for c in _one_per_code(whole))
        elif found and not self._is_share_of_other(found[0], clause, earlier):
            yield from self._chosen(found, clause, earlier)

    def _chosen(
        self, found: Sequence[Candidate], clause: Clause, earlier: Sequence[Clause]
    ) -> Iterator[Mention]:
        best = next((c for c in found if not c.pattern.also), found[0])
        rival = next(
            (
                c
                for c in found
                if c.code != best.code and not c.pattern.also and c.pattern.role == "main"
            ),
            None,
        )
        is_close = rival is not None and best.score - rival.score < _CLOSE_CALL
        clause.code = best.code
        mention = self._mention(best, clause)
        if not best.pattern.prefer and _is_breakdown(mention, earlier, clause):
            mention = replace(mention, role="part")
        yield replace(mention, confidence=min(mention.confidence, 0.6)) if is_close else mention
        yield from (
            self._mention(c, clause)
            for c in _one_per_code(found)
            if c.pattern.also and c.code != best.code
        )
        whole = self._whole(best, clause, earlier)
        if whole is not None:
            yield whole

    def _mention(self, candidate: Candidate, clause: Clause) -> Mention:
        figure, pattern = clause.figure, candidate.pattern
        confidence = candidate.confidence
        if figure.is_doubtful or pattern.status == "uncertain":
            confidence = min(confidence, 0.6)
        if figure.comparator and not (figure.kind is Kind.PERCENT and figure.value == 100):
            confidence = min(confidence, 0.6)
        if self.is_noisy and confidence < _SURE_IN_NOISE:
            confidence = min(confidence, 0.75)
        start = min(candidate.start, figure.start)
        return Mention(
            candidate.code,
            self._value(candidate.code, figure),
            figure.typed,
            start,
            max(candidate.end, figure.end),
            confidence,
            candidate.score,
            pattern.role,
            figure.comparator,
            pattern.status,
        )

    def _value(self, code: str, figure: Figure) -> ReadValue:
        value = Decimal(figure.value)
        if self.types[code].is_whole and value == value.to_integral_value():
            return int(value)
        return (
            value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))
        )

    def _whole(self, best: Candidate, clause: Clause, earlier: Sequence[Clause]) -> Mention | None:
        """The right half of 36/36, which answers another indicator.

        It is read where the words name it ("hồ sơ có phát sinh phí"), else uncertain.
        """
        figure, whole = clause.figure, best.pattern.whole
        if figure.whole is None or not whole or figure.kind is not Kind.COUNT:
            return None
        role = "main"
        if whole == "@resid":
            name = next(
                (g for g in ("resid", "group", "village", "team") if g in clause.noun_groups), ""
            )
            whole, role = _RESID_WHOLE.get(name, ""), "denominator"
        if not whole:
            return None
        single = replace(clause, figure=replace(figure, whole=None))
        named = any(c.code == whole for c in candidates(single, self.index, self.cues, earlier))
        end = max(clause.noun.end, figure.end) if clause.noun else figure.end
        confidence = 0.9 if named and role == "main" else 0.7
        return Mention(
            whole, int(figure.whole), str(figure.whole), figure.start, end, confidence, 3.0, role
        )

    def _linked_rate(self, clause: Clause, earlier: Sequence[Clause]) -> Mention | None:
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
        value = self._value(rate, figure)
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

    def _is_share_of_other(
        self, best: Candidate, clause: Clause, earlier: Sequence[Clause]
    ) -> bool:
        """'giải quyết 25/26 đơn, đạt 96,2%' is the petitions' share alone."""
        before = earlier[-1] if earlier else None
        if clause.figure.kind is not Kind.PERCENT or before is None or not before.code:
            return False
        if before.sentence is not clause.sentence or before.code in best.pattern.after:
            return False
        gap = self.words[max(before.right.end, before.figure.end) : clause.figure.start]
        is_other = before.code.partition("_")[0] != best.code.partition("_")[0]
        return is_other and bool(_LINKS.match(gap))

    def _is_excluded(self, clause: Clause) -> bool:
        """Targets, last year's figures, changes: figures that are no result."""
        part = clause.sentence.part
        if part.kind in ("plan", "proposals", "tail", "header"):
            return True
        if part.section is not None and part.section.code in _NO_RESULTS:
            return True
        return (
            self._is_target(clause)
            or self._is_past(clause)
            or self._is_change(clause)
            or self._is_part(clause)
            or self._is_of_each(clause)
        )

    def _is_target(self, clause: Clause) -> bool:
        target = self.cues.marks["target"]
        sentence, start = clause.sentence, clause.figure.start
        at = max(self.words.rfind(";", sentence.start, start), sentence.start)
        if clause.figure.kind is Kind.PERCENT:
            target = target | self.cues.marks["set"]
        law = self.cues.marks["law"]
        in_front = [m for m in sentence.within(Span(at, start)) if m.phrase in target]
        # "Theo Điều 21, … khi có trên 50% số hộ dự" quotes the law, wherever it was named.
        quoted = Span(sentence.start, start) if clause.figure.comparator else clause.left
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
        past = self.cues.marks["past"] | self.cues.marks["cumulative"]
        for span in (clause.left, clause.right):
            for match in clause.sentence.within(span):
                if match.phrase in past and not self._is_compared(match.start, clause):
                    return True
        return False

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

    def _is_qualified(self, clause: Clause, end: int) -> bool:
        """'không có đơn thư vượt cấp, kéo dài' does not say that there is none."""
        qualifier = self.cues.marks["qualifier"]
        behind = clause.sentence.within(Span(end, clause.right.end))
        return any(m.phrase in qualifier for m in behind)

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


def _one_per_code(found: Sequence[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        best.setdefault(candidate.code, candidate)
    return list(best.values())


def _without_sums(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
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


def _is_breakdown(mention: Mention, earlier: Sequence[Clause], clause: Clause) -> bool:
    """A smaller figure of the same kind behind the whole: "10 mô hình (06 mô hình tập thể…)"."""
    wholes = (c for c in earlier if c.sentence is clause.sentence and c.code == mention.code)
    return any(clause.figure.value < whole.figure.value for whole in wholes)


def _adopt(clause: Clause, earlier: Sequence[Clause]) -> Clause | None:
    """'68 hồ sơ, đều trong hạn': the figure before, seen with these words."""
    before = next(
        (
            c
            for c in reversed(earlier)
            if c.sentence is clause.sentence and c.figure.kind is Kind.COUNT
        ),
        None,
    )
    if before is None or before.figure.whole is not None:
        return None
    at = clause.figure.start
    figure = replace(before.figure, end=clause.figure.end)
    own = replace(clause, figure=figure, noun=before.noun, noun_groups=before.noun_groups)
    own.left, own.wide_left = Span(at, at), Span(figure.start, at)
    return own

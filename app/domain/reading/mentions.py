"""From the parts of a report to every mention of every indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.forms import FieldType, FormDefinition
from app.domain.reading.breakdowns import (
    is_breakdown,
    with_carried_over,
    with_manners,
    without_rest,
    without_sums,
)
from app.domain.reading.clauses import Clause, Sentence, Span
from app.domain.reading.cues import Cues, Pattern
from app.domain.reading.figure import Kind, read_value
from app.domain.reading.model import Mention
from app.domain.reading.results import ResultTest
from app.domain.reading.scope import Scope, Scopes
from app.domain.reading.scoring import Candidate, PatternIndex, candidates, longest_zeros
from app.domain.reading.shares import Shares, StatedShare
from app.domain.reading.source import Layers

# What a ward has, told anew by the right half of "8.739/11.240 hộ".
_STOCKS: Final = frozenset({"households_total"})
_RESID_WHOLE: Final = {
    "village": "villages_count",
    "group": "residential_groups_count",
    "resid": "residential_units_total",
    "team": "residential_groups_count",
}
# In a bad scan the program stands only by what every word agrees with.
_SURE_IN_NOISE: Final = 0.93
_ARTICLE: Final = 0.84
_CLOSE_CALL: Final = 0.12


@dataclass(slots=True)
class Reader:
    """Reads figures sentence by sentence; ``aims`` collects targets that stand among
    the results, ``told_shares`` the shares beside their pairs.
    """

    cues: Cues
    index: PatternIndex
    types: Mapping[str, FieldType]
    results: ResultTest
    shares: Shares
    is_noisy: bool = False
    aims: list[Mention] = field(default_factory=list)
    told_shares: list[StatedShare] = field(default_factory=list)

    @classmethod
    def of(
        cls, form: FormDefinition, cues: Cues, layers: Layers, period: str | None = None,
        is_noisy: bool = False,
    ) -> Reader:  # fmt: skip
        types = {f.code: f.type for f in form.indicators}
        rates = {f.aggregate.numerator: f.code for f in form.indicators if f.aggregate.numerator}
        wholes = {
            f.aggregate.numerator: f.aggregate.denominator
            for f in form.indicators
            if f.aggregate.numerator and f.aggregate.denominator
        }
        results = ResultTest(cues, layers.words, Scopes(layers.words, layers.flat, period))
        index = PatternIndex.of(cues, types)
        return cls(cues, index, types, results, Shares(rates, wholes, layers.words), is_noisy)

    def read(self, sentence: Sentence) -> Iterator[Mention]:
        """The mentions of a sentence, in order."""
        mentions = with_manners(list(self._read(sentence)), sentence, self.cues)
        mentions = without_rest(without_sums(mentions, sentence), sentence, self.cues)
        yield from with_carried_over(mentions, sentence)

    def _read(self, sentence: Sentence) -> Iterator[Mention]:
        earlier: list[Clause] = []
        before = sentence.previous
        if before is not None and not sentence.is_cell:
            earlier.extend(before.clauses)
        for clause in sentence.clauses:
            self.results.tell_from_target(clause, earlier)
            if not self.results.is_excluded(clause):
                yield from self._mentions(clause, earlier)
            elif clause.figure.kind is Kind.PERCENT and clause.sentence.part.kind == "results":
                self._note_aim(clause, earlier)
            earlier.append(clause)

    def _note_aim(self, clause: Clause, earlier: Sequence[Clause]) -> None:
        """Keep a target told among the results, to hold it against them."""
        found = (
            candidates(clause, self.index, self.cues, earlier)
            if self.results.is_target(clause)
            else []
        )
        self.aims.extend(self._mention(candidate, clause) for candidate in found[:1])

    def _mentions(self, clause: Clause, earlier: Sequence[Clause]) -> Iterator[Mention]:
        if clause.figure.kind is Kind.EACH:
            adopted = _adopt(clause, earlier)
            if adopted is None:
                return
            clause = adopted
        told = self.shares.of_pair(clause, earlier)
        if told is not None:
            self.told_shares.append(told)
        linked = self.shares.rate_of(clause, earlier)
        if linked is not None:
            clause.code = linked.code
            yield linked
            return
        found = candidates(clause, self.index, self.cues, earlier)
        if not found and told is not None and not told.code:
            # "Số hóa 3.102/3.102 hồ sơ, đạt 100%": the pair's own words name the share.
            clause.aside = earlier[-1]
            found = candidates(clause, self.index, self.cues, earlier)
        if not found:
            computed = self.shares.by_arithmetic(clause, earlier)
            if computed is not None:
                yield computed
        if clause.figure.kind is Kind.ZERO:
            named = longest_zeros(found, clause)
            whole = [c for c in named if not self.results.is_qualified(clause, c.end)]
            yield from (self._mention(c, clause) for c in _one_per_code(whole))
        elif found and not self.shares.is_of_another(found[0], clause, earlier):
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
        if not best.pattern.prefer and is_breakdown(mention, earlier, clause):
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
        if figure.typed == "một":
            # "mỗi nơi có một bảng tin": also an article, so it contradicts no figure.
            confidence = min(confidence, _ARTICLE)
        if self.results.scopes.of(clause) is Scope.MONTH or self._is_of_others(pattern, clause):
            confidence = min(confidence, 0.6)
        if self.is_noisy and confidence < _SURE_IN_NOISE:
            confidence = min(confidence, 0.75)
        start = min(candidate.start, figure.start)
        return Mention(
            candidate.code,
            read_value(figure, self.types[candidate.code]),
            figure.typed,
            start,
            max(candidate.end, figure.end),
            confidence,
            candidate.score,
            pattern.role,
            figure.comparator,
            pattern.status,
        )

    def _is_of_turns(self, clause: Clause) -> bool:
        """'8.200/9.600 lượt hộ' counts attendances, more than there are households."""
        noun = clause.noun
        return noun is not None and self.cues.book.texts[noun.phrase].startswith("lượt hộ")

    def _is_of_others(self, pattern: Pattern, clause: Clause) -> bool:
        """Whether another body is told of, and the pattern is not about such bodies."""
        named = self.results.body_of(clause)
        return bool(named) and not (pattern.frames | pattern.bodies | pattern.nouns) & {*named}

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
        elif whole in _STOCKS:
            role = "denominator"
        if not whole or self._is_of_turns(clause):
            return None
        single = replace(clause, figure=replace(figure, whole=None))
        named = any(c.code == whole for c in candidates(single, self.index, self.cues, earlier))
        end = max(clause.noun.end, figure.end) if clause.noun else figure.end
        confidence = 0.9 if named and role == "main" else 0.7
        return Mention(
            whole, int(figure.whole), str(figure.whole), figure.start, end, confidence, 3.0, role
        )


def _one_per_code(found: Sequence[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        best.setdefault(candidate.code, candidate)
    return list(best.values())


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

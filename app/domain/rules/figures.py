"""The numbers of one report as the rules see them.

A value counts; *not applicable* counts as 0 in sums; *not yet known* makes a sum
unknown; an invalid or absent answer is not stated, and is then 0 for an optional
term, worked out from its split where the rules derive it, or else unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.answers import Answer, ValueState, canonical
from app.domain.rules.model import Derived, Side, Term

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Trace:
    """Which codes a sum read, and which it took as 0 because nobody stated them."""

    stated: tuple[str, ...]
    assumed: tuple[str, ...]
    derived: tuple[str, ...]


class Figures:
    """Numeric answers by code, with the states that rules distinguish."""

    __slots__ = ("answers", "derived", "not_applicable", "not_known", "numbers")

    def __init__(self, answers: Mapping[str, Answer], derived: Iterable[Derived] = ()) -> None:
        self.answers = answers
        self.numbers: dict[str, Number] = {}
        self.not_applicable: set[str] = set()
        self.not_known: set[str] = set()
        for code, answer in answers.items():
            value = answer.value
            if answer.state is ValueState.VALUE:
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    self.numbers[code] = value
            elif answer.state is ValueState.NOT_APPLICABLE:
                self.not_applicable.add(code)
            elif answer.state is ValueState.NOT_KNOWN:
                self.not_known.add(code)
        self.derived: dict[str, tuple[Number, Derived]] = {}
        for item in derived:
            self._derive(item)

    def _derive(self, item: Derived) -> None:
        if item.code in self.numbers or self.is_settled(item.code):
            return
        if not any(term.code in self.numbers for term in item.side.terms):
            return
        value = self.amount(item.side)
        if value is not None:
            self.derived[item.code] = (value, item)

    def is_settled(self, code: str) -> bool:
        """Whether its state speaks for it although there is no number."""
        return code in self.not_applicable or code in self.not_known

    def amount(self, side: Side, spares_not_applicable: bool = False) -> Number | None:
        """The sum of a side, or None where a term is unknown (or spared)."""
        total: Number = side.constant
        for term in side.terms:
            value = self.numbers.get(term.code)
            if value is None:
                value = self._instead(term, spares_not_applicable)
                if value is None:
                    return None
            total += value
        return total

    def _instead(self, term: Term, spares_not_applicable: bool) -> Number | None:
        if term.code in self.not_applicable:
            return None if spares_not_applicable else 0
        if term.code in self.not_known:
            return None
        if term.is_optional:
            return 0
        known = self.derived.get(term.code)
        return known[0] if known else None

    def trace(self, *sides: Side) -> Trace:
        """Where the sums of these sides came from, in the order of their terms."""
        stated: dict[str, None] = {}
        assumed: dict[str, None] = {}
        derived: dict[str, None] = {}
        for term in (t for side in sides for t in side.terms):
            if term.code in self.derived:
                derived[term.code] = None
                inner = self.trace(self.derived[term.code][1].side)
                stated |= dict.fromkeys(inner.stated)
                assumed |= dict.fromkeys(inner.assumed)
            elif term.code in self.numbers or term.code in self.not_applicable:
                stated[term.code] = None
            else:
                assumed[term.code] = None
        return Trace(tuple(stated), tuple(assumed), tuple(derived))

    def inputs(self, codes: Iterable[str]) -> dict[str, str]:
        """The values seen, as canonical text; '' for what was not stated."""
        answers = self.answers
        return {c: canonical(answers[c]) if c in answers else "" for c in codes}

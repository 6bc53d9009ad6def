"""The figures of a report, each with its features and what the cues took it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.domain.forms import FieldType
from app.domain.reading.clauses import Clause, Sentence
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.likeness.surroundings import NEIGHBOURS, features_of
from app.domain.reading.model import Mention, ReadValue

_COUNTED: Final = frozenset({Kind.COUNT, Kind.ZERO})
_KINDS: Final = {
    FieldType.INT: _COUNTED,
    FieldType.PCT: frozenset({Kind.PERCENT}),
    FieldType.SCORE: frozenset({Kind.SCORE, Kind.COUNT}),
    FieldType.VND: frozenset({Kind.MONEY, Kind.ZERO}),
    FieldType.M2: frozenset({Kind.AREA, Kind.ZERO}),
}
#: Further back a figure says nothing of this one.
_REACH: Final = 3


@dataclass(slots=True)
class Seen:
    """One number of the text: a figure, or the right half of its n/m (``is_whole``).

    ``claims`` are the indicators that the cues took it for (one number may answer two:
    "68 hồ sơ, đều trong hạn"), ``code`` is what it is thought to answer so far, '' for
    nothing.
    """

    clause: Clause
    value: Decimal
    is_whole: bool
    features: list[str]
    claims: set[str] = field(default_factory=set)
    code: str = ""

    @property
    def figure(self) -> Figure:
        return self.clause.figure

    def may_answer(self, field_type: FieldType) -> bool:
        return self.figure.kind in _KINDS.get(field_type, frozenset())


def figures_seen(sentences: Iterable[Sentence], folded: str) -> list[Seen]:
    """Every number of the report in its order."""
    return [
        seen
        for sentence in sentences
        for clause in sentence.clauses
        if clause.figure.kind is not Kind.EACH
        for seen in _halves(clause, folded)
    ]


def _halves(clause: Clause, folded: str) -> Iterator[Seen]:
    figure = clause.figure
    yield Seen(clause, Decimal(figure.value), False, features_of(clause, folded, False))
    if figure.whole is not None:
        yield Seen(clause, Decimal(figure.whole), True, features_of(clause, folded, True))


def claim(seen: Sequence[Seen], mentions: Mapping[str, Sequence[Mention]]) -> None:
    """Note on each number what the cues took it for."""
    for code, found in mentions.items():
        for mention in found:
            for one in numbers_of(seen, mention.start, mention.end, mention.value):
                one.claims.add(code)
                one.code = one.code or code


def numbers_of(seen: Iterable[Seen], start: int, end: int, value: ReadValue) -> Iterator[Seen]:
    """The numbers of this value between two positions; none for dates and yes/no."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return
    for one in seen:
        if start <= one.figure.start < end and one.value == value:
            yield one


def codes_before(seen: Sequence[Seen], at: int) -> list[str]:
    """What the numbers before this one in its part are known to answer, nearest first."""
    part = seen[at].clause.sentence.part
    codes = []
    for one in reversed(seen[max(0, at - _REACH) : at]):
        if one.clause.sentence.part is not part:
            break
        if one.code:
            codes.append(one.code)
    return codes[:NEIGHBOURS]

"""Cells far from their peers, and which of them are one and the same trouble."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.anomalies.city import CityColumns
from app.domain.anomalies.peer_models import Fit
from app.domain.forms import FieldType
from app.domain.rules.model import RateCheck, Relation, RuleSet

#: Factors within this of each other are one factor: what was wrong once is wrong in the parts.
_SAME_FACTOR = 2.0


@dataclass(frozen=True, eq=False)
class Cell:
    """A value beyond the limit, in the field's own unit, with what is usual there.

    ``place`` and ``exposure`` are indicators' places (−1: not divided); ``group`` the type
    of unit it was held against, or ``city``; ``column`` its column in ``fit``. ``moved``
    are the places of figures that are off because of it: parts by the same factor, rates.
    """

    row: int
    place: int
    exposure: int
    value: float
    z: float
    expected: float
    low: float
    high: float
    peers: int
    group: str
    fit: Fit
    column: int
    moved: tuple[int, ...] = ()

    @property
    def factor(self) -> float:
        return (self.value + 0.5) / (self.expected + 0.5)


def merged(city: CityColumns, cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells in ward order; of those that one slip moved together, the first of the form.

    A relation of the form ties figures together: ten times the dossiers received is ten
    times those resolved. One finding speaks for them all.
    """
    ties = _ties(city.rules)
    groups: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for cell in sorted(cells, key=lambda c: (c.row, c.place)):
        code = city.code(cell.place)
        is_count = city.current.layout.fields[cell.place].type is FieldType.INT
        groups[cell.row, ties.get(code, code) if is_count else code].append(cell)
    yield from _with_rates(city, [cell for group in groups.values() for cell in _clusters(group)])


def _with_rates(city: CityColumns, cells: Sequence[Cell]) -> Iterator[Cell]:
    """A rate is off because a part of it is: it is said with the part."""
    at = {(cell.row, place): cell for cell in cells for place in (cell.place, *cell.moved)}
    along: dict[int, list[int]] = defaultdict(list)
    own: list[Cell] = []
    for cell in cells:
        parts = (at.get((cell.row, place)) for place in _parts(city, cell.place))
        cause = next((part for part in parts if part is not None), None)
        if cause is None:
            own.append(cell)
        else:
            along[id(cause)].append(cell.place)
    for cell in own:
        rates = along.get(id(cell))
        yield replace(cell, moved=(*cell.moved, *rates)) if rates else cell


def _parts(city: CityColumns, place: int) -> Iterator[int]:
    aggregate = city.current.layout.fields[place].aggregate
    for code in (aggregate.numerator, aggregate.denominator):
        if code is not None:
            yield city.index[code]


def _clusters(group: list[Cell]) -> Iterator[Cell]:
    while group:
        first, *rest = group
        along = [c for c in rest if 1 / _SAME_FACTOR <= c.factor / first.factor <= _SAME_FACTOR]
        yield replace(first, moved=tuple(c.place for c in along)) if along else first
        group = [c for c in rest if c not in along]


def _ties(rules: RuleSet) -> Mapping[str, str]:
    """Code -> what stands for all codes that the relations of the form tie to it."""
    ties: dict[str, str] = {}
    for codes in _tied(rules):
        roots = {ties.get(code, code) for code in codes}
        root = min(roots)
        ties |= dict.fromkeys(codes, root)
        ties |= {code: root for code, own in ties.items() if own in roots}
    return ties


def _tied(rules: RuleSet) -> Iterator[list[str]]:
    spoken = (rule for rule in rules.rules if rule.name not in rules.muted)
    for clause in (clause for rule in spoken for clause in rule.clauses):
        if isinstance(clause, RateCheck):
            sides = [side for f in clause.formulas for side in (f.numerator, f.denominator)]
        elif isinstance(clause, Relation) and clause.relation != ">=":
            sides = [clause.left, clause.right]
        else:
            continue
        yield [term.code for side in sides for term in side.terms]

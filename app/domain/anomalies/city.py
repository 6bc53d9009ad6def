"""What detectors see, all wards of one period side by side, and what they say."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.answers import canonical
from app.domain.findings import Finding
from app.domain.forms import FieldType, FormDefinition
from app.domain.rules.model import RuleSet
from app.domain.units import Unit
from app.domain.vectors import MILLION, Columns, answer_of, is_scaled

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Filing:
    """When a unit first submitted (None: never) and when it was due; aware moments."""

    due_at: dt.datetime
    submitted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class WardFinding:
    """A finding and the code of the unit whose report it is about."""

    ward: str
    finding: Finding


@dataclass(frozen=True, eq=False)
class CityColumns:
    """One period of one city.

    Row i of ``current``, of ``previous`` (the same period last year) and of each of
    ``history`` (earlier periods of the same kind, the newest first) belongs to
    ``wards[i]``; it is without states where there is no report. ``narratives`` and
    ``earlier_narratives`` (the unit's last report) are by unit code and field code.
    ``units`` are all units of the city, also those that filed nothing; ``filings``
    are by unit code; ``as_of`` is the moment of judging, which says what is overdue.
    ``absent`` are the units without a row, ``absent_history`` their rows of earlier periods.
    """

    form: FormDefinition
    rules: RuleSet
    period_kind: str
    wards: tuple[Unit, ...]
    current: Columns
    previous: Columns | None = None
    narratives: Texts = field(default_factory=dict)
    earlier_narratives: Texts = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    filings: Mapping[str, Filing] = field(default_factory=dict)
    as_of: dt.datetime | None = None
    history: tuple[Columns, ...] = ()
    absent: tuple[Unit, ...] = ()
    absent_history: tuple[Columns, ...] = ()

    @cached_property
    def all_units(self) -> tuple[Unit, ...]:
        return self.units or self.wards

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Indicator code -> its place in the columns."""
        return self.current.layout.index

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """float64 (wards, indicators) in the fields' own units; NaN without a value."""
        return self.as_numbers(self.current)

    @cached_property
    def sums(self) -> NDArray[np.float64]:
        """What the wards' values come to, per indicator; for shares, not for figures."""
        total: NDArray[np.float64] = np.nansum(self.numbers, axis=0)
        return total

    def as_numbers(self, columns: Columns) -> NDArray[np.float64]:
        """The same for columns of another period of this form."""
        fields = columns.layout.fields
        scale = np.array([MILLION if is_scaled(f) else 1 for f in fields], dtype=np.float64)
        return np.where(columns.is_value, columns.values / scale, np.nan)

    @property
    def last_of_kind(self) -> Columns | None:
        """The newest earlier period of the same kind: last year's, or one before it."""
        return self.history[0] if self.history else self.previous

    def places(self, *types: FieldType) -> NDArray[np.intp]:
        """Where the indicators of these types stand in the columns."""
        fields = self.current.layout.fields
        return np.array([i for i, f in enumerate(fields) if f.type in types], dtype=np.intp)

    def code(self, place: int) -> str:
        return self.current.layout.fields[place].code

    def inputs(self, row: int, codes: Iterable[str]) -> dict[str, str]:
        """The values that a finding saw, as canonical text; '' for what was not stated."""
        return {code: self._text(row, self.index[code]) for code in codes}

    def _text(self, row: int, place: int) -> str:
        state, cell = self.current.states[row, place], self.current.values[row, place]
        answer = answer_of(self.current.layout.fields[place], int(state), int(cell))
        return "" if answer is None else canonical(answer)


def digest(text: str) -> str:
    """What stands for a narrative among a finding's inputs."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Detector:
    """One way of looking at a city. ``source`` is the paper or law it rests on.

    ``title_vi`` names it to people, ``rules`` what its findings are called ('' and ():
    as the detector itself).
    """

    name: str
    detect: Callable[[CityColumns], list[WardFinding]]
    source: str
    title_vi: str = ""
    rules: tuple[str, ...] = ()

    @property
    def speaks_of(self) -> tuple[str, ...]:
        return self.rules or (self.name,)

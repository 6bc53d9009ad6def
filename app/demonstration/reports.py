"""One ward's made-up report for one period, before and after trouble is planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.demonstration.answering import answer, valued
from app.demonstration.narratives import Narrative
from app.demonstration.profiles import Profile
from app.domain.answers import Answer, Value
from app.domain.forms import FormDefinition


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted anomaly: what a detector of ``rule`` has to find.

    ``fields`` are those that were touched, ``others`` the other wards concerned,
    ``consequences`` the rules that the same trouble may break as well.
    """

    rule: str
    ward_code: str
    period: str
    fields: tuple[str, ...]
    others: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Report:
    """Answers by code and narratives by field. ``set`` and ``drop`` change them in place."""

    form: FormDefinition
    profile: Profile
    period: str
    answers: dict[str, Answer]
    narratives: dict[str, Narrative] = field(default_factory=dict)
    rows: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)

    @property
    def ward_code(self) -> str:
        return self.profile.unit.code

    def copy(self) -> Report:
        return replace(
            self,
            answers=dict(self.answers),
            narratives=dict(self.narratives),
            rows=dict(self.rows),
        )

    def has(self, *codes: str) -> bool:
        """Whether all of these hold a value."""
        return all(code in self.answers and self.answers[code].counts for code in codes)

    def whole(self, code: str) -> int:
        """A count. Raises ``TypeError`` where there is none."""
        value = self.answers[code].value
        if isinstance(value, int):
            return value
        raise TypeError(f"{self.ward_code} {self.period} {code}: {value!r}")

    def set(self, code: str, value: Value) -> None:
        self.answers[code] = valued(self.form.fields[code], value)

    def drop(self, *codes: str) -> None:
        for code in codes:
            self.answers.pop(code, None)

    def all_answers(self) -> dict[str, Answer]:
        """Indicators, narratives and rows alike, in printing order."""
        given: dict[str, Answer] = dict(self.answers)
        for code, narrative in self.narratives.items():
            given[code] = answer(self.form.fields[code], narrative.text)
        for code, rows in self.rows.items():
            given[code] = valued(self.form.fields[code], rows)
        return {code: given[code] for code in self.form.fields if code in given}


Reports = Mapping[tuple[str, str], Report]

"""A city of honest reports over three half-years, ready for the engine."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.anomalies import CityColumns
from app.domain.answers import Answer, Value, parse_answer, typed_value
from app.domain.forms import FormDefinition
from app.domain.rules.model import RuleSet
from app.domain.units import Unit
from app.domain.vectors import Columns, pack, stack
from app.standard import standard_form, standard_rules, standard_units
from benchmarks.planting.figures import Figures, office_of, report_of
from benchmarks.planting.texts import Texts, texts_of

#: The oldest first; trouble is planted in the newest.
PERIODS: Final = ("2026-H1", "2027-H1", "2028-H1")
NOW: Final = PERIODS[-1]


@dataclass
class Report:
    """One ward's report as its office made it. Trouble is put into it in place."""

    unit: Unit
    figures: Figures
    texts: Texts

    def answers(self, form: FormDefinition) -> dict[str, Answer]:
        return {**answers_of(form, self.figures), **answers_of(form, self.texts)}


@dataclass
class PlantedCity:
    """``reports`` by period, in the order of the units."""

    seed: int
    units: tuple[Unit, ...]
    reports: dict[str, list[Report]]
    form: FormDefinition = field(default_factory=standard_form)
    rules: RuleSet = field(default_factory=standard_rules)

    @property
    def now(self) -> list[Report]:
        return self.reports[NOW]

    def columns(self) -> CityColumns:
        """What the detectors are given in production."""
        past = [self._stacked(self.reports[period]) for period in PERIODS[-2::-1]]
        before = self.reports[PERIODS[-2]]
        return CityColumns(
            form=self.form,
            rules=self.rules,
            period_kind="H1",
            wards=self.units,
            current=self._stacked(self.now),
            previous=past[0],
            history=tuple(past),
            narratives={r.unit.code: r.texts for r in self.now},
            earlier_narratives={r.unit.code: r.texts for r in before},
            units=self.units,
        )

    def _stacked(self, reports: Sequence[Report]) -> Columns:
        packed = [pack(self.form, answers_of(self.form, r.figures)) for r in reports]
        return stack(self.form, packed)


def make_city(seed: int, wards: int = 114) -> PlantedCity:
    """Equal seeds give equal cities."""
    dice = random.Random(seed)
    units = tuple(sorted(dice.sample(standard_units(), wards), key=lambda unit: unit.code))
    offices = [office_of(dice, unit) for unit in units]
    names = [_spoken(unit) for unit in units]
    reports: dict[str, list[Report]] = {}
    for period in PERIODS:
        reports[period] = []
        for office in offices:
            figures = report_of(office, dice)
            answers = answers_of(standard_form(), figures)
            neighbour = dice.choice([n for n in names if n != _spoken(office.unit)])
            texts = texts_of(dice, seed, office.unit, period, answers, neighbour)
            reports[period].append(Report(office.unit, figures, texts))
    return PlantedCity(seed, units, reports)


def _spoken(unit: Unit) -> str:
    return unit.name[0].lower() + unit.name[1:]


def answers_of(form: FormDefinition, values: Mapping[str, Value]) -> dict[str, Answer]:
    """The values as a person types them."""
    parsed = {
        c: parse_answer(form.fields[c], typed_value(form.fields[c], v)) for c, v in values.items()
    }
    return {code: answer for code, answer in parsed.items() if answer is not None}

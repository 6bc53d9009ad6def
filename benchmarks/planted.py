"""What the engine finds of trouble planted in made-up cities, and how it leaves the rest alone.

Every report is judged as in production: by the rules over its answers and narratives, and
by the detectors over the city with two earlier periods. Recall is over all seeds; a flag
is soft where a person may pass it with a reason or note.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.anomalies import detect_all
from app.domain.answers import Answer
from app.domain.findings import Finding, Severity
from app.domain.forms import Field, FormDefinition
from app.domain.narrative_rules import judge_narratives
from app.domain.periods import default_dates, parse_period_code
from app.domain.reading import Read
from app.domain.reading.drift import numbers_in
from app.domain.rules import Context, evaluate
from app.standard import standard_form
from app.standard.cues import standard_cues
from benchmarks.planting.city import NOW, PERIODS, PlantedCity, answers_of, make_city
from benchmarks.planting.trouble import Truth, plant
from benchmarks.results import Row, judge

GOAL = "planted"
SEEDS = (11, 23, 37, 41, 59, 73)
_GOALS = {"contradiction": 0.95, "copy": 0.95, "outlier": 0.85}
_MOST_SOFT = 3.0


@dataclass
class Outcome:
    """What was planted and found over some cities."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[int, Truth]] = field(default_factory=list)
    soft: Counter[str] = field(default_factory=Counter)
    clean: int = 0

    def recall(self, kind: str) -> float:
        """Of a kind, or of all kinds that begin so."""
        kinds = [k for k in self.planted if k.partition(":")[0] == kind or k == kind]
        return sum(self.found[k] for k in kinds) / max(1, sum(self.planted[k] for k in kinds))

    @property
    def soft_per_clean_ward(self) -> float:
        return self.soft.total() / max(1, self.clean)


def run() -> Iterator[Row]:
    """Yield recall by kind and soft flags by rule."""
    outcome = outcome_of(SEEDS)
    print(f"seeds {', '.join(map(str, SEEDS))}")
    for kind in sorted(outcome.planted):
        yield Row(GOAL, f"recall, {kind}", outcome.planted[kind], outcome.recall(kind))
    for kind, limit in _GOALS.items():
        value = outcome.recall(kind)
        many = sum(n for k, n in outcome.planted.items() if k.startswith(kind))
        yield Row(
            GOAL,
            f"recall, {kind}, all kinds",
            many,
            value,
            ">=",
            limit,
            judge(value, ">=", limit, True),
        )
    soft = outcome.soft_per_clean_ward
    for rule, many in outcome.soft.most_common():
        yield Row(GOAL, f"flags per clean ward, {rule}", outcome.clean, many / outcome.clean)
    verdict = judge(soft, "<=", _MOST_SOFT, True)
    yield Row(GOAL, "soft flags per clean ward", outcome.clean, soft, "<=", _MOST_SOFT, verdict)
    for seed, truth in outcome.missed:
        print(f"missed, seed {seed}: {truth}")


def outcome_of(seeds: Iterable[int], wards: int = 114) -> Outcome:
    """Make, plant, judge and count one city for each seed."""
    outcome = Outcome()
    for seed in seeds:
        city = make_city(seed, wards)
        truths, touched = plant(city)
        _count(outcome, seed, truths, touched, findings_in(city))
    return outcome


def _count(
    outcome: Outcome,
    seed: int,
    truths: Sequence[Truth],
    touched: set[str],
    findings: Mapping[str, Sequence[Finding]],
) -> None:
    for truth in truths:
        outcome.planted[truth.kind] += 1
        if any(_tells(finding, truth) for finding in findings[truth.ward]):
            outcome.found[truth.kind] += 1
        else:
            outcome.missed.append((seed, truth))
    for ward, found in findings.items():
        if ward not in touched:
            outcome.clean += 1
            outcome.soft.update(f.rule for f in found if f.severity is not Severity.INFO)


def _tells(finding: Finding, truth: Truth) -> bool:
    return (
        (not truth.rules or finding.rule in truth.rules)
        and (not truth.fields or not set(truth.fields).isdisjoint(finding.fields))
        and (not truth.other or truth.other in finding.others)
    )


def findings_in(city: PlantedCity) -> dict[str, list[Finding]]:
    """All that is said of each ward, by the rules and by the detectors."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for place, report in enumerate(city.now):
        answers = report.answers(city.form)
        before = answers_of(city.form, city.reports[PERIODS[-2]][place].figures)
        found[report.unit.code] += evaluate(city.rules, answers, _context(city.form, before))
        found[report.unit.code] += judge_narratives(city.rules, city.form, answers, _stated)
    detection = detect_all(city.columns())
    if detection.failed:
        raise RuntimeError(str(detection.failed))
    for item in detection.findings:
        found[item.ward].append(item.finding)
    return found


def _stated(field: Field, text: str) -> Mapping[str, Read]:
    return numbers_in(field, text, standard_form(), standard_cues())


def _context(form: FormDefinition, before: Mapping[str, Answer]) -> Context:
    dates = default_dates(parse_period_code(NOW))
    return Context(
        form=form,
        period_kind="H1",
        data_from=dates.data_from,
        data_to=dates.data_to,
        unit_established_on=dt.date(2025, 7, 1),
        previous=before,
    )

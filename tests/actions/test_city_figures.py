"""City figures against a plain recomputation, after random sequences of what people do."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.actions import consolidating, loading, reviewing, submitting
from app.actions.loading import Line
from app.domain.errors import DomainError
from app.domain.forms import AggregateKind
from app.domain.lifecycle import State
from app.domain.permissions import SYSTEM
from app.standard import standard_form
from app.store import submissions
from app.store.consolidation import APPROVED, INCLUDES
from app.store.reading import reading
from tests import worlds
from tests.worlds import Place, Town

SEED = int(os.environ.get("TEST_SEED", "20260630"))
FORM = standard_form()
CODES = (
    "dossiers_received",
    "dossiers_resolved",
    "dossiers_resolved_on_time",
    "dossiers_on_time_rate",
    "service_index_score",
    "land_donated_m2",
    "citizen_contribution_vnd",
    "democracy_regulation_issued",
    "households_total",
)
WARDS = {f"1{n:04d}": f"Xã Số {n}" for n in range(8)}


def contents(town: Town, include: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ward code and answers of each version that counts, straight from the frozen JSON."""
    with reading(town.scope) as session:
        for place in town.places:
            row = submissions.by_id(session, place.submission_id)
            assert row is not None
            held = State(row.state).is_with_department
            number = row.approved_version if include == APPROVED else row.last_version * held
            version = submissions.version(session, place.submission_id, number or None)
            if version is not None:
                yield place.code, version.content["answers"]


def plain(said: list[dict[str, Any]], code: str) -> tuple[Any, int]:
    """(value, wards) of one figure, added up as with pencil and paper."""
    kind = FORM.fields[code].aggregate
    if kind.kind is AggregateKind.RATIO:
        pairs = [
            (Fraction(top), Fraction(bottom))
            for answers in said
            if (top := number(answers, kind.numerator)) is not None
            and (bottom := number(answers, kind.denominator)) is not None
        ]
        below = sum(bottom for _, bottom in pairs)
        return (100 * sum(top for top, _ in pairs) / below if below else None), len(pairs)
    values = [v for answers in said if (v := number(answers, code)) is not None]
    if not values:
        return None, 0
    fractions = [Fraction(v) for v in values]
    return {
        AggregateKind.SUM: sum(fractions),
        AggregateKind.MEAN: sum(fractions) / len(fractions),
        AggregateKind.MAX: max(fractions),
        AggregateKind.COUNT_TRUE: sum(fractions),
    }[kind.kind], len(values)


def number(answers: dict[str, Any], code: str | None) -> Decimal | None:
    document = answers.get(code or "", {})
    value = document.get("value")
    if document.get("state") != "value" or value is None:
        return None
    return Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))


def assert_equal_to_plain(town: Town) -> None:
    for include in INCLUDES:
        computed = consolidating.refresh(town.scope, SYSTEM, town.period_id, include)
        counted = dict(contents(town, include))
        for code in CODES:
            total = computed.rollup.totals.get(code)
            value, wards = plain(list(counted.values()), code)
            given = (None, 0) if total is None else (total.value, total.wards)
            assert given[1] == wards, (include, code)
            if value is None:
                assert given[0] is None, (include, code)
            else:
                assert abs(Fraction(given[0]) - value) < Fraction(1, 10**9), (include, code)


class Doings:
    """Random steps of people in one city; what is refused is part of it."""

    def __init__(self, town: Town, dice: random.Random) -> None:
        self.town, self.dice = town, dice

    def values(self) -> dict[str, str]:
        received = self.dice.randrange(1, 5000)
        resolved = self.dice.randrange(1, received + 1)
        on_time = self.dice.randrange(0, resolved + 1)
        every = {
            "dossiers_received": f"{received}",
            "dossiers_resolved": f"{resolved}",
            "dossiers_resolved_on_time": f"{on_time}",
            "dossiers_on_time_rate": self.dice.choice(["99,5", "NA:chưa có", "?"]),
            "service_index_score": f"{self.dice.randrange(0, 10000) / 100:.2f}".replace(".", ","),
            "land_donated_m2": f"{self.dice.randrange(0, 9999)},25",
            "citizen_contribution_vnd": f"{self.dice.randrange(10**12)}",
            "democracy_regulation_issued": self.dice.choice(["có", "không"]),
            "households_total": f"{self.dice.randrange(1, 10**6)}",
        }
        return {code: typed for code, typed in every.items() if self.dice.random() < 0.7}

    def enter(self, place: Place) -> None:
        lines = [Line(n, place.code, c, v) for n, (c, v) in enumerate(self.values().items(), 2)]
        status = self.dice.choice(["submitted", "approved"])
        loading.load_answers(self.town.scope, self.town.admin, worlds.PERIOD, status, lines)

    def claim(self, place: Place) -> None:
        reviewing.claim(self.town.scope, self.town.reviewer, place.submission_id)

    def approve(self, place: Place) -> None:
        seen = worlds.submission_of(self.town, place).last_version
        self.claim(place)
        reviewing.approve(
            self.town.scope,
            self.town.reviewer,
            place.submission_id,
            seen_version=seen,
            idempotency_key=uuid4().hex,
        )

    def unapprove(self, place: Place) -> None:
        reviewing.unapprove(self.town.scope, self.town.head, place.submission_id, "Xem lại.")

    def give_back(self, place: Place) -> None:
        seen = worlds.submission_of(self.town, place).last_version
        self.claim(place)
        reviewing.return_(
            self.town.scope,
            self.town.reviewer,
            place.submission_id,
            seen_version=seen,
            remarks=[reviewing.RemarkInput("III.3", "Sửa lại.")],
            reason="Sửa lại.",
            due_on=None,
            idempotency_key=uuid4().hex,
        )

    def recall(self, place: Place) -> None:
        submitting.recall(place.scope, place.leader, place.submission_id)

    def edit(self, place: Place) -> None:
        """What a draft says counts for nothing."""
        worlds.fill(place, {"households_total": f"{self.dice.randrange(10**6)}"})

    def step(self) -> str:
        place = self.dice.choice(self.town.places)
        acts: list[Callable[[Place], None]] = [
            self.enter,
            self.enter,
            self.approve,
            self.approve,
            self.unapprove,
            self.give_back,
            self.recall,
            self.edit,
        ]
        act = self.dice.choice(acts)
        try:
            act(place)
        except DomainError as refused:
            return f"{act.__name__} {place.code}: {refused}"
        return f"{act.__name__} {place.code}"


@pytest.mark.parametrize("number", range(3))
def test_figures_equal_a_plain_recomputation(app: Flask, number: int) -> None:
    """Whatever was entered, approved, taken back, returned and recalled before."""
    seed = SEED + number
    print(f"TEST_SEED={SEED}, run {number}")
    here, there = worlds.make_town(WARDS), worlds.make_town(WARDS)
    doings = Doings(here, random.Random(seed))
    before = consolidating.refresh(there.scope, SYSTEM, there.period_id).rollup
    steps: list[str] = []
    for _ in range(4):
        steps += [doings.step() for _ in range(8)]
        assert_equal_to_plain(here)
    assert any(":" not in step for step in steps), steps
    assert consolidating.refresh(there.scope, SYSTEM, there.period_id).rollup == before


def test_who_is_missing_late_and_approved_is_counted(app: Flask) -> None:
    town = worlds.make_town(WARDS)
    doings = Doings(town, random.Random(SEED))
    for place in town.places[:3]:
        doings.enter(place)
    coverage = consolidating.refresh(town.scope, SYSTEM, town.period_id).rollup.coverage
    states = [worlds.submission_of(town, place).state for place in town.places]
    assert coverage.expected == len(WARDS)
    assert coverage.submitted == 3
    assert coverage.approved == states.count("approved")
    assert set(coverage.missing) == {place.code for place in town.places[3:]}

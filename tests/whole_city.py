"""A city of 114 wards with figures in most of them, as large as a real one."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.actions import cities, loading, periods
from app.actions.loading import Line
from app.domain.permissions import COMMAND_LINE
from app.store.scope import Scope

UNITS = Path(__file__).parents[1] / "app" / "standard" / "units.csv"
PERIOD, BEFORE = "2026-H1", "2025-H1"
#: Wards that file nothing.
SILENT = 9
FIELDS = (
    "dossiers_received",
    "dossiers_resolved",
    "dossiers_resolved_on_time",
    "households_total",
    "residential_units_total",
    "reception_sessions",
    "dialogue_conferences_count",
    "land_donated_m2",
)


def found(code: str) -> Scope:
    """Both periods open, this one's reports approved, those of the year before submitted.
    Needs an application context."""
    with UNITS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    city_id = cities.create_city(COMMAND_LINE, code, "Thành phố Thử", cities.read_units(rows))
    scope = Scope.department(city_id)
    codes = [row["code"] for row in rows]
    for period, status in ((BEFORE, "submitted"), (PERIOD, "approved")):
        periods.open_period(scope, COMMAND_LINE, period)
        lines = list(_lines(codes[SILENT:], period))
        loaded = loading.load_answers(scope, COMMAND_LINE, period, status, lines)
        assert not loaded.rejected, loaded.rejected[:3]
    return scope


def _lines(codes: Sequence[str], period: str) -> Iterator[Line]:
    number = 1
    for at, ward in enumerate(codes):
        for place, field in enumerate(FIELDS):
            number += 1
            value = 40 + (at * 37 + place * 11) % 400 + (9000 if at == place else 0)
            yield Line(number, ward, field, f"{value + 5 * (period == PERIOD)}")

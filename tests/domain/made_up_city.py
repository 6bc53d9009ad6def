"""A city of made-up figures for the detectors' tests: honest, then with trouble planted."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from app.domain.anomalies import CityColumns
from app.domain.answers import Answer, ValueState
from app.domain.units import Unit
from app.domain.vectors import Columns, pack, stack
from app.standard import standard_form, standard_rules, standard_units

FORM = standard_form()
RULES = standard_rules()

#: (indicator, average rate, spread on the log scale, per which indicator).
_RATES: tuple[tuple[str, float, float, str], ...] = (
    ("population_total", 3.4, 0.06, "households_total"),
    ("voters_total", 2.5, 0.08, "households_total"),
    ("propaganda_conferences", 4, 0.3, ""),
    ("propaganda_participants", 0.06, 0.4, "households_total"),
    ("loudspeaker_broadcasts", 90, 0.35, ""),
    ("online_news_posts", 60, 0.5, ""),
    ("guidance_documents_issued", 4, 0.3, ""),
    ("zalo_groups_count", 1.1, 0.1, "residential_units_total"),
    ("disclosure_items_done", 12, 0.1, ""),
    ("disclosure_posting_sites", 1.1, 0.1, "residential_units_total"),
    ("community_meetings_count", 2.4, 0.3, "residential_units_total"),
    ("decided_matters_count", 0.6, 0.4, "residential_units_total"),
    ("opinions_received", 0.01, 0.5, "households_total"),
    ("dialogue_conferences_count", 1.2, 0.2, ""),
    ("people_inspectorate_members", 1.05, 0.05, "residential_units_total"),
    ("people_inspectorate_supervisions", 6, 0.3, ""),
    ("dossiers_received", 0.45, 0.4, "households_total"),
    ("dossiers_in_progress", 0.01, 0.5, "households_total"),
    ("payment_required_dossiers", 0.25, 0.4, "households_total"),
    ("satisfaction_surveyed", 0.02, 0.4, "households_total"),
    ("feedback_received", 0.004, 0.5, "households_total"),
    ("reception_sessions", 26, 0.04, ""),
    ("reception_turns", 0.003, 0.6, "households_total"),
    ("petitions_complaint", 0.0001, 0.8, "households_total"),
    ("petitions_denunciation", 0.00005, 0.8, "households_total"),
    ("petitions_recommendation", 0.002, 0.5, "households_total"),
    ("mediation_groups", 1.0, 0.05, "residential_units_total"),
    ("mediators_count", 6.0, 0.1, "residential_units_total"),
    ("mediation_cases", 0.002, 0.5, "households_total"),
    ("conventions_total", 1.0, 0.03, "residential_units_total"),
    ("models_count", 4, 0.4, ""),
    ("enterprises_total", 0.02, 0.7, "households_total"),
    ("citizen_contribution_vnd", 300_000, 1.0, "households_total"),
    ("citizen_labor_days", 0.1, 0.8, "households_total"),
)
#: (part, whole, rate, spread of the log-odds).
_PARTS: tuple[tuple[str, str, float, float], ...] = (
    ("dossiers_received_online", "dossiers_received", 0.93, 0.6),
    ("dossiers_resolved", "dossiers_received", 0.97, 0.4),
    ("dossiers_resolved_on_time", "dossiers_resolved", 0.995, 0.6),
    ("online_payment_dossiers", "payment_required_dossiers", 0.9, 0.6),
    ("satisfaction_satisfied", "satisfaction_surveyed", 0.97, 0.5),
    ("feedback_resolved", "feedback_received", 0.95, 0.5),
    ("mediation_successful", "mediation_cases", 0.85, 0.4),
    ("voters_turned_out", "voters_total", 0.995, 0.4),
    ("community_meetings_units", "residential_units_total", 0.97, 0.8),
)

Figures = dict[str, int | Decimal]


def honest_figures(dice: random.Random, unit: Unit) -> Figures:
    """A consistent report of a unit of ordinary size."""
    per_unit = 260 if unit.unit_type == "phuong" else 190
    units = max(4, round(dice.lognormvariate(3.3, 0.35)))
    figures: Figures = {
        "residential_units_total": units,
        "households_total": round(units * per_unit * dice.lognormvariate(0, 0.15)),
    }
    numpy_dice = np.random.default_rng(dice.getrandbits(32))
    for code, rate, sigma, per in _RATES:
        mean = rate * dice.lognormvariate(0, sigma) * int(figures.get(per, 1))
        figures[code] = int(numpy_dice.poisson(mean)) if mean < 1e6 else round(mean)
    if dice.random() < 0.5:
        figures["citizen_contribution_vnd"] = figures["citizen_labor_days"] = 0
    for part, whole, rate, sigma in _PARTS:
        odds = rate / (1 - rate) * dice.lognormvariate(0, sigma)
        figures[part] = int(numpy_dice.binomial(int(figures[whole]), odds / (1 + odds)))
    figures["service_index_score"] = Decimal(str(round(min(100, dice.gauss(93, 2.5)), 2)))
    figures["digitization_rate"] = Decimal(dice.choice([100, 100, 100, 99, 98]))
    return figures


def units(count: int) -> tuple[Unit, ...]:
    """The real units, repeated under other codes where more are asked for."""
    real = standard_units()
    return tuple(
        replace(real[i % len(real)], code=str(10_000 + i)) if count > len(real) else real[i]
        for i in range(count)
    )


def columns_of(reports: Sequence[Mapping[str, int | Decimal]]) -> Columns:
    packed = [
        pack(FORM, {c: Answer(c, ValueState.VALUE, v) for c, v in report.items()})
        for report in reports
    ]
    return stack(FORM, packed)


def city_of(
    wards: Sequence[Unit],
    reports: Sequence[Mapping[str, int | Decimal]],
    **rest: object,
) -> CityColumns:
    return CityColumns(
        form=FORM,
        rules=RULES,
        period_kind="H1",
        wards=tuple(wards),
        current=columns_of(reports),
        **rest,  # type: ignore[arg-type]
    )


def honest_city(seed: int, count: int = 114) -> tuple[tuple[Unit, ...], list[Figures]]:
    dice = random.Random(seed)
    wards = units(count)
    return wards, [honest_figures(dice, unit) for unit in wards]

"""Figures of a ward for one half-year: scattered, and consistent with one another."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import numpy as np

from app.domain.units import Unit

Figures = dict[str, int | Decimal]

#: (indicator, usual in a half-year, scatter of habits between wards on the log scale, per
#: 1,000 households, per thôn or tổ dân phố, or per ward).
_COUNTS: Final = (
    ("propaganda_conferences", 3.5, 0.45, ""),
    ("propaganda_participants", 55.0, 0.5, "households"),
    ("loudspeaker_broadcasts", 80.0, 0.5, ""),
    ("online_news_posts", 45.0, 0.7, ""),
    ("guidance_documents_issued", 4.0, 0.4, ""),
    ("zalo_groups_count", 1.05, 0.12, "units"),
    ("inspections_conducted", 2.0, 0.4, ""),
    ("disclosure_posting_sites", 1.1, 0.15, "units"),
    ("community_meetings_count", 2.2, 0.3, "units"),
    ("decided_matters_count", 0.6, 0.5, "units"),
    ("consultations_count", 3.0, 0.4, ""),
    ("dialogue_conferences_count", 1.3, 0.2, ""),
    ("dialogue_participants", 20.0, 0.4, "households"),
    ("people_inspectorate_supervisions", 6.0, 0.35, ""),
    ("community_supervision_projects", 5.0, 0.4, ""),
    ("reception_turns", 4.0, 0.6, "households"),
    ("mediation_groups", 1.0, 0.04, "units"),
    ("mediators_count", 6.0, 0.12, "units"),
    ("conventions_total", 1.0, 0.03, "units"),
    ("models_count", 4.0, 0.45, ""),
    ("enterprises_total", 22.0, 0.7, "households"),
    ("cooperatives_total", 2.0, 0.6, ""),
    ("citizen_labor_days", 90.0, 0.8, "households"),
    ("front_supervisions", 4.0, 0.4, ""),
    ("procedures_listed_count", 430.0, 0.06, ""),
)
#: What comes in, for each thousand households, and how far habits scatter.
_RECEIVED: Final = {
    "dossiers": (430.0, 0.4),
    "payments": (0.62, 0.12),
    "surveys": (18.0, 0.5),
    "feedback": (4.0, 0.7),
    "petitions": (2.6, 0.5),
    "mediation": (2.0, 0.5),
    "opinions": (9.0, 0.6),
    "questions": (3.0, 0.5),
    "oversight": (1.0, 0.6),
}
#: From one half-year to the next.
_DRIFT: Final = 0.13
_OMITTED: Final = 0.07


@dataclass
class Office:
    """A ward's size and habits, which last over the periods."""

    unit: Unit
    households: int
    units: int
    dice: random.Random
    habits: dict[str, float] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()

    def habit(self, name: str, scatter: float) -> float:
        if name not in self.habits:
            self.habits[name] = self.dice.lognormvariate(0, scatter)
        return self.habits[name]

    def share(self, name: str, usual: float, scatter: float = 0.7) -> float:
        """A share of its own around the usual one."""
        if name not in self.shares:
            odds = usual / (1 - usual) * self.dice.lognormvariate(0, scatter)
            self.shares[name] = odds / (1 + odds)
        return self.shares[name]


def office_of(dice: random.Random, unit: Unit) -> Office:
    """Town wards are large, communes smaller; one island has three hundred households."""
    usual = {"phuong": 9_000, "xa": 6_200, "dac_khu": 2_500}[unit.unit_type]
    households = round(usual * dice.lognormvariate(0, 0.38))
    units = max(4, round(households / dice.uniform(190, 340)))
    omitted = frozenset(code for code, *_ in _COUNTS if dice.random() < _OMITTED)
    return Office(unit, households, units, random.Random(dice.getrandbits(64)), omitted=omitted)


def report_of(office: Office, dice: random.Random) -> Figures:
    """One half-year."""
    draw = np.random.default_rng(dice.getrandbits(32))
    figures = _place(office, draw)
    for code, usual, scatter, per in _COUNTS:
        whole = {"households": office.households / 1000, "units": office.units, "": 1}[per]
        mean = usual * whole * office.habit(code, scatter)
        is_stock = scatter < 0.15
        figures[code] = round(mean) if is_stock else _count(draw, dice, mean)
    figures |= _services(office, dice, draw) | _voices(office, dice, draw)
    figures["people_inspectorate_members"] = max(5, office.units + dice.randint(0, 2))
    figures["reception_sessions"] = 26 + dice.choice((0, 0, 0, 1, 2, 4, 8))
    figures["decided_matters_implemented"] = int(
        draw.binomial(int(figures["decided_matters_count"]), 0.9)
    )
    return {c: v for c, v in figures.items() if c not in office.omitted}


def _place(office: Office, draw: np.random.Generator) -> Figures:
    is_town = office.unit.unit_type == "phuong"
    met = int(draw.binomial(office.units, office.share("met", 0.97)))
    attended = int(draw.binomial(office.households, office.share("attended", 0.72, 0.3)))
    people = office.households * (3.3 * office.habit("family", 0.04))
    required = 13
    has_regulation = office.share("regulation", 0.7, 2) > 0.3
    return {
        "villages_count": 0 if is_town else office.units,
        "residential_groups_count": office.units if is_town else 0,
        "residential_units_total": office.units,
        "households_total": office.households,
        "population_total": round(people),
        "community_meetings_units": met,
        "community_meeting_households": attended,
        "democracy_regulation_issued": has_regulation,
        "strikes_count": 0,
        "disclosure_items_required": required,
        "disclosure_items_done": required - int(draw.binomial(3, 0.15)),
        "disclosure_forms_count": 4 + int(draw.binomial(5, 0.4)),
    }


def _received(office: Office, dice: random.Random, draw: np.random.Generator, name: str) -> int:
    usual, scatter = _RECEIVED[name]
    return _count(draw, dice, usual * office.households / 1000 * office.habit(name, scatter))


def _count(draw: np.random.Generator, dice: random.Random, mean: float) -> int:
    return int(draw.poisson(mean * dice.lognormvariate(0, _DRIFT)))


def _services(office: Office, dice: random.Random, draw: np.random.Generator) -> Figures:
    received = max(20, _received(office, dice, draw, "dossiers"))
    online = int(draw.binomial(received, office.share("online", 0.92)))
    pending = int(draw.binomial(received, office.share("pending", 0.02, 0.4)))
    late_pending = int(draw.binomial(pending, 0.03))
    done = received - pending
    late = int(draw.binomial(done, office.share("late", 0.004)))
    early = int(draw.binomial(done - late, office.share("early", 0.7)))
    due = int(
        draw.binomial(received, min(0.9, _RECEIVED["payments"][0] * office.habit("pay", 0.12)))
    )
    surveyed = _received(office, dice, draw, "surveys")
    figures: Figures = {
        "dossiers_received": received,
        "dossiers_received_online": online,
        "dossiers_received_direct": received - online,
        "dossiers_resolved": done,
        "dossiers_resolved_on_time": done - late,
        "dossiers_resolved_early": early,
        "dossiers_resolved_due": done - late - early,
        "dossiers_resolved_overdue": late,
        "dossiers_in_progress": pending,
        "dossiers_in_progress_on_time": pending - late_pending,
        "dossiers_in_progress_overdue": late_pending,
        "payment_required_dossiers": due,
        "online_payment_dossiers": int(draw.binomial(due, office.share("paid", 0.9))),
        "satisfaction_surveyed": surveyed,
        "satisfaction_satisfied": int(draw.binomial(surveyed, office.share("content", 0.97))),
        "service_index_score": _decimal(min(99.5, draw.normal(92, 2.5))),
    }
    if office.share("states", 0.4, 2) > 0.4:
        figures["dossiers_on_time_rate"] = rate(done - late, done)
        figures["online_dossiers_rate"] = rate(online, received)
    return {c: v for c, v in figures.items() if v != 100 or not c.endswith("_rate")}


def _voices(office: Office, dice: random.Random, draw: np.random.Generator) -> Figures:
    """What people said, asked and complained of; what was settled of it."""
    parts: Figures = {}
    for name, codes in _SETTLED.items():
        total = _received(office, dice, draw, name)
        settled = int(draw.binomial(total, office.share(name, 0.9)))
        parts |= dict(zip(codes, (total, settled, total - settled), strict=False))
    petitions = int(parts["petitions_received"])
    complaints = int(draw.binomial(petitions, 0.12))
    accused = int(draw.binomial(petitions - complaints, 0.04))
    parts["petitions_complaint"], parts["petitions_denunciation"] = complaints, accused
    parts["petitions_recommendation"] = petitions - complaints - accused
    parts["petitions_in_jurisdiction"] = petitions
    turns = _count(draw, dice, 4.0 * office.households / 1000 * office.habit("turns", 0.6))
    parts["reception_turns"] = turns
    parts["reception_people"] = turns + int(draw.poisson(turns * 0.15))
    return parts


_SETTLED: Final[Mapping[str, tuple[str, ...]]] = {
    "feedback": ("feedback_received", "feedback_resolved", "feedback_pending"),
    "petitions": ("petitions_received", "petitions_resolved", "petitions_pending"),
    "mediation": ("mediation_cases", "mediation_successful", "mediation_unsuccessful"),
    "opinions": ("opinions_received", "opinions_accepted", "opinions_explained"),
    "questions": ("dialogue_questions_received", "dialogue_questions_answered"),
    "oversight": (
        "oversight_recommendations_received",
        "oversight_recommendations_resolved",
        "oversight_recommendations_pending",
    ),
}


def rate(part: int, whole: int) -> Decimal:
    """In percent with two decimals, as it is written."""
    exact = Decimal(100) * part / whole
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(float(value), 2)))

"""Sections I, II and III.1–III.2: the place, the guidance, what people know, decide, oversee."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.demonstration.figures.draws import Draws
from app.domain.answers import Value

Figures = dict[str, Value]


def place(d: Draws) -> Figures:
    """Section I. A phường has no villages and says so elsewhere."""
    p = d.profile
    figures: Figures = {
        "residential_units_total": p.units,
        "households_total": p.households,
        "population_total": p.population,
    }
    if p.villages:
        figures["villages_count"] = p.villages
    if p.groups or p.is_rural:
        figures["residential_groups_count"] = p.groups
    return figures


def guidance(d: Draws) -> Figures:
    """Section II."""
    units = d.profile.units
    conferences = d.few("propaganda_conferences", 2, 5)
    inspections = d.few("inspections_conducted", 2, 3)
    posts = 45 + 60 * d.profile.digital
    return {
        "propaganda_conferences": conferences,
        "propaganda_participants": conferences * d.stock("propaganda_participants", 140),
        "loudspeaker_broadcasts": d.flow("loudspeaker_broadcasts", units * 3.5),
        "online_news_posts": d.flow("online_news_posts", posts),
        "democracy_trained_people": d.flow("democracy_trained_people", units * 3),
        "guidance_documents_issued": d.few("guidance_documents_issued", 3, 6),
        "democracy_regulation_issued": True,
        "democracy_regulation_date": dt.date(2025, 7, 14)
        + dt.timedelta(days=d.pick("democracy_regulation_date", 0, 110)),
        "electronic_documents_rate": _percent(d.part("electronic_documents_rate", 92, 100)),
        "zalo_groups_count": units + d.pick("zalo_groups_count", 0, 2),
        "inspections_conducted": inspections,
        "inspections_units_checked": min(
            units // 2, inspections * d.pick("inspections_units_checked", 3, 4)
        ),
    }


def election(d: Draws) -> Figures:
    """Section III.1: only in a span in which people voted."""
    if not d.span.has_election:
        return {}
    voters = round(d.profile.population * d.part("voters_total", 0.70, 0.75))
    return {
        "voters_total": voters,
        "voters_turned_out": round(voters * d.part("voters_turned_out", 0.985, 0.997)),
    }


def disclosure(d: Draws) -> Figures:
    """Section III.2a. Thirteen items of Article 11 and the residual one."""
    return {
        "disclosure_items_required": 14,
        "disclosure_items_done": d.pick("disclosure_items_done", 12, 14),
        "disclosure_items_late": int(d.chance("disclosure_items_late", 0.3)),
        "disclosure_forms_count": d.pick("disclosure_forms_count", 5, 8),
        "disclosure_posting_sites": d.profile.units + d.pick("disclosure_posting_sites", 1, 3),
    }


def decision(d: Draws) -> Figures:
    """Section III.2b. Whoever met is counted once in a year, not twice."""
    p = d.profile
    met = round(p.units * d.part("community_meetings_units", 0.92, 1))
    decided = d.flow("decided_matters_count", p.units * 0.6)
    giving = 170_000 if p.is_rural else 90_000
    labour = 38 if p.is_rural else 12
    land = 55 if p.is_rural else 9
    figures: Figures = {
        "community_meetings_count": d.flow("community_meetings_count", p.units * 1.5),
        "community_meetings_units": met,
        "community_meeting_households": round(
            p.households * d.part("community_meeting_households", 0.66, 0.86)
        ),
        "household_ballot_surveys": d.few("household_ballot_surveys", 1, 3),
        "online_votes_count": int(d.chance("online_votes_count", 0.25)),
        "decided_matters_count": decided,
        "decided_matters_implemented": round(
            decided * d.part("decided_matters_implemented", 0.85, 1)
        ),
        "citizen_contribution_vnd": d.flow("citizen_contribution_vnd", p.households * giving / 1e5)
        * 100_000,
        "citizen_labor_days": d.flow("citizen_labor_days", p.units * labour),
        "land_donated_m2": Decimal(d.flow("land_donated_m2", p.units * land * 2)) / 2,
    }
    if d.span.is_year_end:
        held = round(p.units * d.part("annual_conference_units", 0.9, 1))
        figures["annual_conference_units"] = held
    return figures


def consultation(d: Draws) -> Figures:
    """Section III.2c."""
    consultations = d.few("consultations_count", 2, 4)
    opinions = consultations * d.stock("opinions_received", 45)
    accepted = round(opinions * d.part("opinions_accepted", 0.78, 0.93))
    dialogues = d.few("dialogue_conferences_count", 1, 2)
    questions = dialogues * d.stock("dialogue_questions_received", 20, 0.5)
    return {
        "consultations_count": consultations,
        "opinions_received": opinions,
        "opinions_accepted": accepted,
        "opinions_explained": opinions - accepted,
        "dialogue_conferences_count": dialogues,
        "dialogue_participants": dialogues * d.stock("dialogue_participants", 160),
        "dialogue_questions_received": questions,
        "dialogue_questions_answered": questions - d.pick("dialogue_questions_answered", 0, 3),
    }


def oversight(d: Draws, pending_before: int) -> Figures:
    """Section III.2d. What was pending before is dealt with now."""
    p = d.profile
    received = d.flow("oversight_recommendations_received", 9)
    pending = int(d.chance(f"oversight_recommendations_pending:{d.span.name}", 0.4))
    boards = d.pick("community_supervision_boards", 2, 5)
    found = int(d.chance("oversight_violations_found", 0.35))
    recovered = d.flow("oversight_money_recovered_vnd", 140) * 100_000
    return {
        "people_inspectorate_members": max(
            5, p.units + d.pick("people_inspectorate_members", 0, 2)
        ),
        "people_inspectorate_supervisions": d.few("people_inspectorate_supervisions", 4, 8),
        "community_supervision_boards": boards,
        "community_supervision_projects": boards * d.few("community_supervision_projects", 1, 2),
        "oversight_recommendations_received": received,
        "oversight_recommendations_resolved": pending_before + received - pending,
        "oversight_recommendations_pending": pending,
        "oversight_violations_found": found,
        "oversight_money_recovered_vnd": recovered if found else 0,
    }


def _percent(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))

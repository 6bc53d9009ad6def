"""Sections III.3 to III.9: dossiers, receptions, petitions, models, workplaces, the office."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.demonstration.figures.draws import Draws
from app.demonstration.figures.people import Figures

#: The ward of the real report: so many dossiers each half-year, all filed and paid online.
_KNOWN_DOSSIERS = {"10525": 4_410}


def dossiers(d: Draws, carried_over: int) -> Figures:
    """Section III.3, first half: what came in, what was resolved, what is left."""
    p = d.profile
    usual = _KNOWN_DOSSIERS.get(p.unit.code, p.households * 0.5)
    received = d.flow("dossiers_received", usual)
    is_known = p.unit.code in _KNOWN_DOSSIERS
    online = received if is_known else round(received * _online(d))
    returned = round(received * d.part("dossiers_returned", 0.01, 0.025))
    in_progress = round(received * d.part("dossiers_in_progress", 0.012, 0.025))
    resolved = carried_over + received - returned - in_progress
    overdue = round(resolved * d.part("dossiers_resolved_overdue", 0.001, 0.004))
    early = round((resolved - overdue) * d.part("dossiers_resolved_early", 0.6, 0.78))
    late_now = round(in_progress * d.part("dossiers_in_progress_overdue", 0, 0.06))
    required = round(received * d.part("payment_required_dossiers", 0.55, 0.7))
    return {
        "dossiers_carried_over": carried_over,
        "dossiers_received": received,
        "dossiers_received_online": online,
        "dossiers_received_direct": received - online,
        "dossiers_resolved": resolved,
        "dossiers_resolved_early": early,
        "dossiers_resolved_due": resolved - overdue - early,
        "dossiers_resolved_on_time": resolved - overdue,
        "dossiers_resolved_overdue": overdue,
        "dossiers_in_progress": in_progress,
        "dossiers_in_progress_on_time": in_progress - late_now,
        "dossiers_in_progress_overdue": late_now,
        "dossiers_returned": returned,
        "payment_required_dossiers": required,
        "online_payment_dossiers": required
        if is_known
        else round(required * (0.75 + 0.22 * p.digital)),
    }


def service(d: Draws, received: int, feedback_before: int) -> Figures:
    """Section III.3, second half: how well it was done."""
    surveyed = round(received * d.part("satisfaction_surveyed", 0.1, 0.18))
    feedback = d.flow("feedback_received", d.profile.households * 0.006)
    pending = round(feedback * d.part("feedback_pending", 0, 0.06))
    score = 84 + 9 * d.profile.digital + 4 * d.profile.diligence
    return {
        "digitization_rate": _percent(80 + 19 * d.profile.digital),
        "procedures_posted_rate": Decimal(100),
        "procedures_listed_count": d.pick("procedures_listed_count", 398, 412),
        "service_index_score": Decimal(str(round(score, 2))),
        "service_index_date": _index_date(d),
        "satisfaction_surveyed": surveyed,
        "satisfaction_satisfied": round(surveyed * d.part("satisfaction_satisfied", 0.965, 0.99)),
        "feedback_received": feedback,
        "feedback_resolved": feedback_before + feedback - pending,
        "feedback_pending": pending,
    }


def reception(d: Draws) -> Figures:
    """Section III.4: the chair receives people at least once a week."""
    sessions = d.span.weeks + d.pick("reception_sessions", 0, 3)
    turns = round(sessions * d.part("reception_turns", 0.5, 0.9))
    return {
        "reception_sessions": sessions,
        "reception_turns": turns,
        "reception_people": round(turns * d.part("reception_people", 1, 1.25)),
        "reception_large_groups": 0,
    }


def petitions(d: Draws, pending_before: int) -> Figures:
    """Section III.4. A stated rate of processing never outruns what was resolved."""
    received = d.flow("petitions_received", 16 + d.profile.households * 0.002)
    forwarded = round(received * d.part("petitions_forwarded", 0.05, 0.15))
    pending = round(received * d.part("petitions_pending", 0.05, 0.14))
    complaints = round(received * d.part("petitions_complaint", 0.03, 0.12))
    denunciations = int(d.chance("petitions_denunciation", 0.3))
    return {
        "petitions_received": received,
        "petitions_complaint": complaints,
        "petitions_denunciation": denunciations,
        "petitions_recommendation": received - complaints - denunciations,
        "petitions_in_jurisdiction": received - forwarded,
        "petitions_forwarded": forwarded,
        "petitions_resolved": pending_before + received - forwarded - pending,
        "petitions_pending": pending,
    }


def mediation(d: Draws, in_progress_before: int) -> Figures:
    """Section III.4."""
    groups = d.profile.units
    cases = d.flow("mediation_cases", groups * 0.75)
    in_progress = int(d.chance(f"mediation_in_progress:{d.span.name}", 0.4))
    closed = in_progress_before + cases - in_progress
    successful = round(closed * d.part("mediation_successful", 0.8, 0.93))
    return {
        "mediation_groups": groups,
        "mediators_count": round(groups * d.part("mediators_count", 5, 6.5)),
        "mediation_cases": cases,
        "mediation_successful": successful,
        "mediation_unsuccessful": closed - successful,
        "mediation_in_progress": in_progress,
    }


def community(d: Draws) -> Figures:
    """Sections III.5 and III.6."""
    projects = d.pick("clearance_projects", 0, 3)
    return {
        "conventions_total": d.profile.units,
        "conventions_recognized": d.few(
            "conventions_recognized", 1, 2 if d.profile.units > 3 else 1
        ),
        "conventions_not_recognized": 0,
        "conventions_amended": d.few("conventions_amended", 1, 2 if d.profile.units > 3 else 1),
        "conventions_suspended": 0,
        "conventions_abolished": 0,
        "models_count": d.pick("models_count", 2, 5),
        "friendly_government_model": d.chance("friendly_government_model", 0.85),
        "model_schools_count": d.pick("model_schools_count", 4, 9),
        "clearance_projects": projects,
        "clearance_households": projects * d.stock("clearance_households", 30),
    }


def workplaces(d: Draws) -> Figures:
    """Sections III.7 to III.9."""
    dense = 0.008 if d.profile.is_rural else 0.02
    enterprises = d.stock("enterprises_total", d.profile.households * dense)
    conduct = _percent(d.part("code_of_conduct_rate", 98.5, 100))
    return {
        "enterprises_total": enterprises,
        "cooperatives_total": d.pick("cooperatives_total", 2, 5),
        "enterprises_with_dialogue": round(
            enterprises * d.part("enterprises_with_dialogue", 0.1, 0.2)
        ),
        "enterprises_with_agreement": round(
            enterprises * d.part("enterprises_with_agreement", 0.15, 0.25)
        ),
        "strikes_count": 0,
        "staff_conference_held": d.span.is_year_end or d.chance("staff_conference_held", 0.7),
        "code_of_conduct_rate": conduct,
        "front_supervisions": d.few("front_supervisions", 2, 4),
        "front_social_criticisms": d.few("front_social_criticisms", 1, 2),
    }


_INDEX_DATES = {"2025-Y": (2025, 12), "2026-H1": (2026, 6), "2026-H2": (2026, 11)}


def _index_date(d: Draws) -> dt.date:
    year, month = _INDEX_DATES[d.span.name]
    return dt.date(year, month, d.pick("service_index_date", 2, 12))


def _online(d: Draws) -> float:
    return 0.72 + 0.24 * d.profile.digital + d.part("dossiers_received_online", 0, 0.03)


def _percent(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))

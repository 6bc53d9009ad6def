"""The figures of the two reports that exist, for the wards that filed them.

Only numbers, dates and yes or no, as those reports state them; not a sentence of
theirs. Figures they do not state are left open, as they left them.
"""

from __future__ import annotations

from typing import Final

from app.demonstration.answering import answer
from app.demonstration.reports import Planted
from app.domain.answers import Answer
from app.domain.forms import FormDefinition

#: As typed, by ward and period.
_STATED: Final = {
    ("10525", "2026-H1"): {
        "guidance_documents_issued": "2",
        "electronic_documents_rate": "100",
        "dossiers_received": "4410",
        "dossiers_received_online": "4410",
        "dossiers_received_direct": "0",
        "dossiers_resolved": "4337",
        "dossiers_resolved_on_time": "4336",
        "dossiers_resolved_overdue": "1",
        "dossiers_in_progress": "66",
        "dossiers_in_progress_on_time": "66",
        "dossiers_in_progress_overdue": "0",
        "online_dossiers_rate": "100",
        "payment_required_dossiers": "2980",
        "online_payment_dossiers": "2980",
        "online_payment_rate": "100",
        "digitization_rate": "100",
        "procedures_posted_rate": "100",
        "service_index_score": "97,61",
        "service_index_date": "10/5/2026",
        "reception_sessions": "24",
        "reception_turns": "4",
        "reception_people": "4",
        "petitions_received": "21",
        "petitions_in_jurisdiction": "21",
        "petitions_recommendation": "21",
        "petitions_complaint": "0",
        "petitions_denunciation": "0",
        "petitions_processed_rate": "100",
        "petitions_resolved": "18",
        "friendly_government_model": "có",
        "strikes_count": "0",
    },
    ("10552", "2025-Y"): {
        "residential_groups_count": "23",
        "democracy_regulation_issued": "có",
        "democracy_regulation_date": "15/8/2025",
        "community_meetings_units_rate": "100",
        "dialogue_conferences_count": "2",
        "oversight_recommendations_received": "10",
        "oversight_recommendations_resolved": "10",
        "oversight_recommendations_pending": "0",
        "models_count": "2",
        "model_schools_count": "7",
        "code_of_conduct_rate": "100",
        "dossiers_on_time_rate": "100",
        "staff_conference_held": "có",
    },
}

#: What is really amiss in those figures (rule, fields).
_AMISS: Final = {
    ("10525", "2026-H1"): (
        ("tthc_balance", ("dossiers_received", "dossiers_resolved", "dossiers_in_progress")),
        (
            "processed_vs_resolved",
            ("petitions_processed_rate", "petitions_resolved", "petitions_received"),
        ),
        ("reception_min", ("reception_sessions",)),
        ("missing_required", ("residential_units_total", "households_total")),
    ),
    ("10552", "2025-Y"): (
        ("rate_unsupported", ("dossiers_on_time_rate",)),
        ("rate_unsupported", ("community_meetings_units_rate",)),
        ("missing_required", ("dossiers_received", "households_total")),
    ),
}


def known_answers(form: FormDefinition, ward: str, period: str) -> dict[str, Answer] | None:
    """The figures that the ward's own report states, or None where there is none."""
    stated = _STATED.get((ward, period))
    if stated is None:
        return None
    return {f.code: answer(f, stated[f.code]) for f in form.indicators if f.code in stated}


def known_troubles(ward: str, period: str) -> tuple[Planted, ...]:
    """What a detector has to find in the real figures."""
    note = "số liệu của báo cáo có thật"
    amiss = _AMISS.get((ward, period), ())
    return tuple(Planted(rule, ward, period, fields, note=note) for rule, fields in amiss)

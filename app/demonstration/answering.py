"""Figures as answers: typed as people type them, with the gaps that people leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.demonstration.figures.people import Figures
from app.demonstration.profiles import Profile
from app.demonstration.seeds import seeded
from app.domain.answers import Answer, Value, parse_answer, typed_value
from app.domain.forms import Field, FormDefinition

#: Not asked of everybody, and no part of any sum or rate: wards may leave them out.
_OPTIONAL: Final = (
    "propaganda_participants",
    "loudspeaker_broadcasts",
    "online_news_posts",
    "democracy_trained_people",
    "zalo_groups_count",
    "inspections_units_checked",
    "disclosure_posting_sites",
    "household_ballot_surveys",
    "online_votes_count",
    "citizen_contribution_vnd",
    "citizen_labor_days",
    "land_donated_m2",
    "dialogue_participants",
    "community_supervision_projects",
    "oversight_money_recovered_vnd",
    "digitization_rate",
    "procedures_listed_count",
    "reception_large_groups",
    "mediators_count",
    "conventions_recognized",
    "conventions_suspended",
    "conventions_abolished",
    "model_schools_count",
    "clearance_projects",
    "clearance_households",
    "cooperatives_total",
    "enterprises_with_dialogue",
    "enterprises_with_agreement",
    "front_supervisions",
    "front_social_criticisms",
)
_OMITTED: Final = 0.06
_NOT_KNOWN: Final = 0.02
_NOT_YET: Final = ("service_index_score", "digitization_rate", "cooperatives_total")


def answers_of(
    form: FormDefinition, seed: int, profile: Profile, period: str, figures: Figures
) -> dict[str, Answer]:
    """The indicators as one ward answers them, in printing order."""
    typed = {code: typed_value(form.fields[code], value) for code, value in figures.items()}
    typed |= _not_applicable(form, profile, period, typed)
    typed = _with_gaps(seed, profile, typed)
    return {f.code: answer(f, typed[f.code]) for f in form.indicators if f.code in typed}


def answer(field: Field, typed: str) -> Answer:
    """One answer as typed. Raises ``ValueError`` for a text that is none."""
    parsed = parse_answer(field, typed)
    if parsed is None:
        raise ValueError(f"{field.code}: nothing typed")
    return parsed


def valued(field: Field, value: Value) -> Answer:
    """The answer that somebody gives who types this value."""
    return answer(field, typed_value(field, value))


def _not_applicable(
    form: FormDefinition, profile: Profile, period: str, typed: Mapping[str, str]
) -> dict[str, str]:
    reasons = {
        "voters_total": "kỳ này không tổ chức bầu cử",
        "voters_turned_out": "kỳ này không tổ chức bầu cử",
        "annual_conference_units": "hội nghị định kỳ tổ chức vào cuối năm",
        "villages_count": f"{profile.kind} không có thôn",
    }
    applies = {code for code in reasons if code in form.fields and code not in typed}
    return {code: f"NA:{reasons[code]}" for code in applies}


def _with_gaps(seed: int, profile: Profile, typed: Mapping[str, str]) -> dict[str, str]:
    """What a ward leaves out it leaves out in every period."""
    kept = dict(typed)
    for code in _OPTIONAL:
        if seeded(seed, profile.unit.code, code, "omitted").random() < _OMITTED:
            kept.pop(code, None)
    for code in _NOT_YET:
        if code in kept and seeded(seed, profile.unit.code, code, "?").random() < _NOT_KNOWN:
            kept[code] = "?"
    return kept

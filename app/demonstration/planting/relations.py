"""Trouble within one report's figures: sums that do not add up, limits that are passed.

Each entry touches as little as it can, so that the rule it is named after is what
a reader would name too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.demonstration.reports import Report

#: Changes a report in place and tells whether it could.
Change = Callable[[Report], bool]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What to plant under the name of ``rule``; ``periods`` empty means any."""

    rule: str
    fields: tuple[str, ...]
    change: Change
    consequences: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


def _shifted(moves: Mapping[str, int]) -> Change:
    """Add to figures that are there and stay above 0."""

    def change(report: Report) -> bool:
        if not report.has(*moves) or any(report.whole(c) + by < 0 for c, by in moves.items()):
            return False
        for code, by in moves.items():
            report.set(code, report.whole(code) + by)
        return True

    return change


def _shift(rule: str, moves: Mapping[str, int], *consequences: str) -> Trouble:
    return Trouble(rule, tuple(moves), _shifted(moves), consequences)


def _beyond(rule: str, code: str, bound: str, by: int, *dropped: str) -> Trouble:
    """A part larger than its whole; rates stated from the two are left out."""

    def change(report: Report) -> bool:
        if not report.has(code, bound):
            return False
        report.set(code, report.whole(bound) + by)
        report.drop(*dropped)
        return True

    return Trouble(rule, (code, bound), change)


def _misstated(rule: str, rate: str, part: str, whole: str, off: str) -> Trouble:
    """A rate that is not what its parts come to."""

    def change(report: Report) -> bool:
        if not report.has(part, whole) or not report.whole(whole):
            return False
        true = Decimal(100 * report.whole(part)) / report.whole(whole)
        stated = (true - Decimal(off)).quantize(Decimal("0.01"))
        if not 0 < stated < 100:
            return False
        report.set(rate, stated)
        return True

    return Trouble(rule, (rate, part, whole), change)


def _full_rate(report: Report) -> bool:
    """100 % on time beside a few that were late: the rounding hides them."""
    if not report.has("dossiers_resolved", "dossiers_resolved_overdue"):
        return False
    late, resolved = report.whole("dossiers_resolved_overdue"), report.whole("dossiers_resolved")
    if not 0 < late <= resolved // 250:
        return False
    report.set("dossiers_on_time_rate", Decimal(100))
    return True


def _processed(report: Report) -> bool:
    if not report.has("petitions_resolved", "petitions_received"):
        return False
    if report.whole("petitions_resolved") >= report.whole("petitions_received"):
        return False
    report.set("petitions_processed_rate", Decimal(100))
    return True


def _set_to(code: str, value: Decimal) -> Change:
    def change(report: Report) -> bool:
        report.set(code, value)
        return True

    return change


def _few_inspectors(report: Report) -> bool:
    report.set("people_inspectorate_members", 3)
    return True


def _fewer_than_units(report: Report) -> bool:
    if not report.has("residential_units_total"):
        return False
    units = report.whole("residential_units_total")
    report.set("people_inspectorate_members", max(5, units - 4))
    return units > 9


def _no_dialogue(report: Report) -> bool:
    for code in (
        "dialogue_conferences_count",
        "dialogue_participants",
        "dialogue_questions_received",
        "dialogue_questions_answered",
    ):
        report.set(code, 0)
    report.rows.pop("dialogues", None)
    report.narratives.pop("consultation", None)
    return True


def _few_receptions(report: Report) -> bool:
    if not report.has("reception_sessions"):
        return False
    report.set("reception_sessions", report.whole("reception_sessions") // 2)
    report.narratives.pop("reception", None)
    return True


def _rate_alone(report: Report) -> bool:
    report.drop("satisfaction_surveyed", "satisfaction_satisfied")
    report.set("satisfaction_rate", Decimal("97.5"))
    return True


def _left_out(report: Report) -> bool:
    report.drop("strikes_count", "conventions_total")
    report.narratives.pop("conventions", None)
    return True


def _nearly_empty(report: Report) -> bool:
    """Filed in time, with almost nothing in it."""
    kept = {"residential_units_total", "households_total", "guidance_documents_issued"}
    report.drop(*(code for code in tuple(report.answers) if code not in kept))
    report.narratives = {c: n for c, n in report.narratives.items() if c == "overview"}
    report.rows = {}
    return True


TROUBLES: Final = (
    _shift("tthc_balance", {"dossiers_in_progress": 37, "dossiers_in_progress_on_time": 37}),
    _shift("petitions_type_split", {"petitions_complaint": 2}),
    _misstated("tthc_on_time_rate", "dossiers_on_time_rate",
               "dossiers_resolved_on_time", "dossiers_resolved", "2.4"),
    Trouble("rate_100_but_exceptions", ("dossiers_on_time_rate", "dossiers_resolved_overdue"),
            _full_rate, ("tthc_on_time_rate",)),
    _shift("tthc_received_split", {"dossiers_received_direct": 25}),
    _beyond("payment_bounds", "online_payment_dossiers", "payment_required_dossiers", 14,
            "online_payment_rate"),
    Trouble("processed_vs_resolved",
            ("petitions_processed_rate", "petitions_resolved", "petitions_received"), _processed),
    _shift("tthc_resolved_split", {"dossiers_resolved_overdue": 6}),
    _misstated("satisfaction_rate_check", "satisfaction_rate",
               "satisfaction_satisfied", "satisfaction_surveyed", "3.1"),
    Trouble("reception_min", ("reception_sessions",), _few_receptions),
    _shift("tthc_on_time_split", {"dossiers_resolved_early": 40}),
    Trouble("percent_range", ("digitization_rate",), _set_to("digitization_rate", Decimal(105))),
    _beyond("decided_bound", "decided_matters_implemented", "decided_matters_count", 3),
    Trouble("inspectorate_members_min", ("people_inspectorate_members",), _few_inspectors,
            ("inspectorate_members_units",)),
    _shift("petitions_balance", {"petitions_resolved": -3}),
    _shift("tthc_in_progress_split", {"dossiers_in_progress_on_time": -4}),
    Trouble("missing_required", ("strikes_count", "conventions_total"), _left_out),
    _beyond("dialogue_answers", "dialogue_questions_answered", "dialogue_questions_received", 4),
    _misstated("tthc_online_rate", "online_dossiers_rate",
               "dossiers_received_online", "dossiers_received", "6.3"),
    Trouble("score_range", ("service_index_score",),
            _set_to("service_index_score", Decimal("976.1"))),
    _shift("mediation_balance", {"mediation_unsuccessful": 2}),
    _beyond("petitions_jurisdiction", "petitions_in_jurisdiction", "petitions_received", 2),
    _beyond("meetings_units_bound", "community_meetings_units", "residential_units_total", 2,
            "community_meetings_units_rate"),
    Trouble("rate_unsupported", ("satisfaction_rate",), _rate_alone),
    _shift("oversight_balance", {"oversight_recommendations_pending": 2}),
    _beyond("disclosure_bound", "disclosure_items_done", "disclosure_items_required", 2),
    _misstated("payment_rate", "online_payment_rate",
               "online_payment_dossiers", "payment_required_dossiers", "4.5"),
    _shift("opinions_balance", {"opinions_explained": 6}),
    _beyond("conventions_bound", "conventions_amended", "conventions_total", 3),
    _shift("feedback_balance", {"feedback_pending": 5}),
    Trouble("inspectorate_members_units",
            ("people_inspectorate_members", "residential_units_total"), _fewer_than_units),
    _shift("reception_people_ge_turns", {"reception_people": -9}),
    _shift("residential_total", {"residential_groups_count": 1}),
    _misstated("mediation_rate", "mediation_success_rate",
               "mediation_successful", "mediation_cases", "11.5"),
    _misstated("attendance_rate_check", "community_meeting_attendance_rate",
               "community_meeting_households", "households_total", "5.2"),
    _misstated("meetings_units_rate_check", "community_meetings_units_rate",
               "community_meetings_units", "residential_units_total", "7.5"),
    Trouble("missing_required", ("dossiers_received", "petitions_received"), _nearly_empty,
            ("copy_paste",)),
    Trouble("turnout_check", ("voters_turned_out", "voters_total"),
            _beyond("", "voters_turned_out", "voters_total", 40, "voter_turnout_rate").change,
            (), ("2026-H1",)),
    Trouble("dialogue_min", ("dialogue_conferences_count",), _no_dialogue, (),
            ("2025-Y", "2026-Y")),
)  # fmt: skip
